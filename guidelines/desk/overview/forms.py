"""What the overview can be asked for: a group, and a day up to today."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.desk.overview.asked import is_shown
from guidelines.people.forms.fields import DayField


class _AddressDay(DayField):
    """A day in any Danish form, or as addresses hold it; shown as people write it."""

    def prepare_value(self, value: Any) -> Any:
        with suppress(ValueError):
            value = date.fromisoformat(value) if isinstance(value, str) else value
        return super().prepare_value(value)


class OverviewForm(forms.Form):
    """A group by its slug, and the day as of which everything is shown; no day is today."""

    use_required_attribute = False

    gruppe = forms.ChoiceField(label=_("Group"), required=False, widget=forms.Select(attrs={"data-autosubmit": ""}))
    pr = _AddressDay(label=_("As of"), required=False)

    def __init__(self, data: Any, *, groups: Iterable[tuple[str, str]], today: date) -> None:
        """`groups` are the slugs and names of those one can choose."""
        super().__init__(data)
        self.today = today
        chosen: Any = self.fields["gruppe"]
        chosen.choices = [("", pgettext_lazy("filter", "All")), *groups]

    def clean_pr(self) -> date | None:
        """Return the day; refuse one that has not come, or lies before anything is known."""
        day: date | None = self.cleaned_data["pr"]
        if day is not None and not is_shown(day, self.today):
            raise forms.ValidationError(_("Choose today or an earlier day, from the year 2000 on."))
        return day

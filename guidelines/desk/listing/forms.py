"""What the acts on several guidelines ask for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.desk.orphans.forms import ReplaceForm
from guidelines.people.models import Person
from guidelines.planning.actions.replacing import led_entries
from guidelines.planning.forms import REASON_LENGTH, move_years, year_choices
from guidelines.planning.models import Assignment


class NothingForm(forms.Form):
    """An act that asks for nothing."""


class YearsForm(forms.Form):
    """The year in which the chosen guidelines are to stand, and why those are moved that stand in another."""

    year = forms.TypedChoiceField(
        label=_("Year"),
        coerce=int,
        widget=forms.Select(attrs={"class": "short"}),
        error_messages={"required": _("Choose a year."), "invalid_choice": _("Choose one of the years in the list.")},
    )
    reason = forms.CharField(
        label=_("Reason (only for those that are moved)"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Keep the reason to 300 characters.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["year"]
        field.choices = year_choices(move_years(today), empty=_("Choose"))


class LeadsForm(ReplaceForm):
    """Two persons: one who is tovholder of a chosen guideline, and one by name."""

    def __init__(self, *args: Any, guidelines: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, groups=None, **kwargs)
        entries = led_entries(None).filter(guideline__in=guidelines).order_by()
        held = Assignment.objects.filter(role=Assignment.Role.LEAD, ended_on=None, plan_entry__in=entries)
        field: Any = self.fields["fra"]
        field.queryset = Person.objects.filter(pk__in=held.values("person"))

    def clean(self) -> None:
        """Two different persons."""
        super().clean()
        if "fra" in self.cleaned_data and self.cleaned_data["fra"] == self.cleaned_data.get("til"):
            self.add_error("til", _("Choose two different persons."))

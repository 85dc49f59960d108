"""The form of *Vælg hvilke mails du får*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Person
from reminders.choices.sorts import ABOUT, NAMES


class ChoiceForm(forms.Form):
    """The language of mails and pages, and a tick for each sort of mail that is nobody's duty."""

    language = forms.ChoiceField(label=_("Language of mails and pages"), choices=Person.Language.choices)

    def __init__(self, *args: Any, sorts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sorts = sorts
        for sort in sorts:
            self.fields[sort] = forms.BooleanField(label=NAMES[sort], help_text=ABOUT[sort], required=False)

    @property
    def wanted(self) -> dict[str, bool]:
        """What is ticked, by sort."""
        return {sort: bool(self.cleaned_data[sort]) for sort in self.sorts}

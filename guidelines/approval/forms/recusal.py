"""What the secretariat writes of somebody who is recused and said so elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions import Told
from guidelines.people.models import Person


class TakeBackForm(forms.Form):
    """Why a recusal is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("It stands in the history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why it is taken back.")},
    )


class RecusalForm(forms.Form):
    """Who is recused, why, and who said so. `persons` are those who have to do with the revision."""

    who = forms.TypedChoiceField(
        label=_("Who is recused"), coerce=int, error_messages={"required": _("Choose who is recused.")}
    )
    told_by = forms.CharField(
        label=_("Who said so, and how"),
        max_length=200,
        help_text=_("For example: by telephone, herself. It stands in the history."),
        error_messages={"required": _("Write who said so.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Only the secretariat sees it."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a reason.")},
    )

    def __init__(self, *args: Any, persons: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {person.pk: person for person in persons}
        choices = [("", _("Choose")), *((person.pk, person.name) for person in persons)]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    @property
    def subject(self) -> Person:
        """Who was chosen, once the form is valid."""
        return self.persons[self.cleaned_data["who"]]

    @property
    def told(self) -> Told:
        """What was written of it, once the form is valid."""
        return Told(self.cleaned_data["reason"], self.cleaned_data["told_by"])

"""What the secretariat types about reminders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reminders.states import CALLS

NOTE_LENGTH = 2000


class NoteForm(forms.Form):
    """A note at the top of one mail."""

    note = forms.CharField(
        label=_("Your note"),
        help_text=_("Plain text. It stands at the top of this mail, after the greeting. An empty note takes it away."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=NOTE_LENGTH,
        required=False,
    )


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=_("What came of it?"), choices=list(CALLS.items()), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the secretariat. It stands on the call list and in the guideline's history."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=NOTE_LENGTH,
        required=False,
    )

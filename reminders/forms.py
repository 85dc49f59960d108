"""What the secretariat types about reminders."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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

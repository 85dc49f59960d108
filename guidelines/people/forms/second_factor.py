"""Forms of two-step sign-in: setting an app up, a code of it, and taking it away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_MANY = 40  # with blanks and hyphens


_REQUIRED = {"required": _("Write the code.")}


def _field(name: str, mode: str = "numeric") -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": name, "inputmode": mode, "size": 12, "spellcheck": "false"})


class SetUpForm(forms.Form):
    """The app's code, to show that it works, and the mailed one, to show who asks."""

    app_code = forms.CharField(
        label=_("The code that the app shows"),
        help_text=_("Six digits. It changes every 30 seconds."),
        max_length=_MANY,
        widget=_field("off"),
        error_messages=_REQUIRED,
    )
    mail_code = forms.CharField(
        label=_("The code from the mail"),
        help_text=_("Six digits. The code is valid for 5 minutes."),
        max_length=_MANY,
        widget=_field("one-time-code"),
        error_messages=_REQUIRED,
    )


class FactorForm(forms.Form):
    """A code of the app, or a backup code."""

    code = forms.CharField(
        label=_("The code that the app shows"),
        help_text=_("Six digits, or one of your backup codes."),
        max_length=_MANY,
        widget=_field("one-time-code", "text"),
        error_messages=_REQUIRED,
    )

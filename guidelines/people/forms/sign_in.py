"""The two forms of sign-in: whose address, and which code."""

from __future__ import annotations

import re

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from guidelines.people.rules import CODE_DIGITS

HOME = "/"


def own_path(wish: str) -> str:
    """Return where to go after sign-in: `wish` where it is a path of this site, else the start page."""
    is_plain = wish.startswith("/") and not re.search(r"[\x00-\x20\\]", wish)
    return wish if is_plain and url_has_allowed_host_and_scheme(wish, allowed_hosts=None) else HOME


class AskForm(forms.Form):
    """Whose code is to be mailed, and where to go afterwards."""

    email = forms.EmailField(
        label=_("Your mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Write your mail address."), "invalid": _("Write the address as name@place.dk.")},
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_next(self) -> str:
        """Return a path of this site."""
        return own_path(self.cleaned_data["next"])


class CodeForm(forms.Form):
    """The code from the mail; blanks and hyphens between the digits do not matter."""

    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=40,
        help_text=_("Six digits. The code is valid for 15 minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}),
        error_messages={"required": _("Write the code from the mail.")},
    )

    def clean_code(self) -> str:
        """Return six digits."""
        code = re.sub(r"[\s‐‑–-]", "", self.cleaned_data["code"])
        if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", code):
            raise forms.ValidationError(_("The code is six digits. Write it as it stands in the mail."))
        return code

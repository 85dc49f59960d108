"""The one short form of a declaration of interests (habilitet)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_LENGTH = 3000


class DeclareForm(forms.Form):
    """None, or which. With `for_other` the document it is read from is asked for."""

    has_interests = forms.TypedChoiceField(
        label=_("Are there interests that could be seen as a conflict?"),
        choices=[("no", _("No, none")), ("yes", _("Yes, these:"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )
    text = forms.CharField(
        label=_("Which"),
        required=False,
        max_length=_LENGTH,
        help_text=_("For example the name of a company and what you do or did for it, with years."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": _("Keep it to 3000 characters.")},
    )
    document = forms.CharField(
        label=_("Which document it stands in"),
        max_length=300,
        help_text=_("It is named in the history, because you record it for somebody else."),
        error_messages={"required": _("Name the document.")},
    )

    def __init__(self, *args: Any, for_other: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].is_one_of_several = True  # type: ignore[attr-defined]
        if not for_other:
            del self.fields["document"]

    def clean(self) -> dict[str, Any]:
        """Ask which interests there are where there are some."""
        cleaned = super().clean() or {}
        if cleaned.get("has_interests") is True and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write which interests there are."))
        if cleaned.get("has_interests") is False and cleaned.get("text"):
            self.add_error("has_interests", _("There is a text below: choose yes, or empty it."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What the verb takes."""
        return {name: self.cleaned_data[name] for name in ("has_interests", "text", "document") if name in self.fields}

"""Fields of the forms about people."""

from __future__ import annotations

from typing import Any

from django import forms

from guidelines.documents.dates import parse_user_date
from guidelines.people.models import Group


class DayField(forms.CharField):
    """One day in any Danish form; its value is a date, None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.TextInput(attrs={"size": 14, "autocomplete": "off"}), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Show a date as people write it in the language that is active."""
        return forms.DateInput().format_value(value)

    def clean(self, value: Any) -> Any:
        """Return the date; raises ValidationError with the sentence of the reader of dates."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_user_date(text)
        except ValueError as unread:
            raise forms.ValidationError(unread.args[0], code="date") from unread


class GroupField(forms.ModelChoiceField[Group]):
    """One of the groups, named by abbreviation and name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Group.objects.all(), **kwargs)

    def label_from_instance(self, obj: Group) -> str:
        """Return both names: abbreviations alone are for insiders."""
        return f"{obj.abbreviation} – {obj.name}"

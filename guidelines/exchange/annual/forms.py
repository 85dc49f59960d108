"""As of when an annual report is asked for; it stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.documents.dates import parse_date


class AsOfForm(forms.Form):
    """A day, in any form that Danes write dates in; nothing stands for today."""

    pr = forms.CharField(
        label=gettext_lazy("As it was known on"),
        required=False,
        max_length=40,
        strip=True,
        widget=forms.TextInput(attrs={"size": 12, "autocomplete": "off"}),
    )

    def __init__(self, asked: Any, today: date) -> None:
        super().__init__(asked)
        self.today = today

    def clean_pr(self) -> date:
        """Return the day; an error says what to write where it is none, or lies ahead."""
        text = self.cleaned_data["pr"]
        if not text:
            return self.today
        days = {one.first for one in parse_date(text) if one.precision == "day"}
        if len(days) != 1:
            raise forms.ValidationError(_("Write a date, for example 31.12.2022."))
        day = days.pop()
        if day > self.today:
            raise forms.ValidationError(_("Write today or an earlier day."))
        return day

"""Selects and inputs are written without Django's templates, and read the same."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from guidelines.lists.rendering import FormRenderer

CHOICES = [("", "Alle"), ("a&b", "A & B"), ('"', "<b>"), (7, "Syv"), ("Gruppe <1>", [("x", "Æ"), ("y", "'Ø'")])]


class Controls(forms.Form):
    word = forms.CharField(required=False, widget=forms.TextInput(attrs={"type": "search", "data-x": '"<&'}))
    number = forms.IntegerField(min_value=1)
    mail = forms.EmailField(disabled=True)
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput(attrs={"autofocus": True, "hidden": False}))
    one = forms.ChoiceField(choices=CHOICES)
    some = forms.MultipleChoiceField(choices=CHOICES)
    yes = forms.NullBooleanField()
    long = forms.CharField(widget=forms.Textarea)
    tick = forms.BooleanField()


def tidy(html):
    return re.sub(r">\s+<", "><", str(html))


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"word": '"><script>', "number": "7", "one": "a&b", "some": ["7", '"'], "yes": "true", "day": "1.2.2027"},
    ],
)
def test_the_markup_is_djangos(data):
    ours, theirs = Controls(data, renderer=FormRenderer()), Controls(data, renderer=TemplatesSetting())
    drawn = {field.name: tidy(field.as_widget()) for field in ours}
    assert drawn == {field.name: tidy(field.as_widget()) for field in theirs}
    assert "<select" in drawn["one"]


def test_a_control_is_safe_in_a_template():
    assert hasattr(Controls(renderer=FormRenderer())["one"].as_widget(), "__html__")

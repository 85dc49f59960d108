"""What the authors' form of a version and the secretariat's have in common: its kind, and when it is due next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.documents.dates import FuzzyDate
from guidelines.lists.dates import long_date
from guidelines.register.forms import MAX_MONTHS, FactField
from guidelines.register.models import GuidelineVersion
from guidelines.register.wording import COUNTED_FROM, FACTS, KINDS

KINDS_OFFERED = (GuidelineVersion.Kind.MAJOR, GuidelineVersion.Kind.MINOR, GuidelineVersion.Kind.FIRST)


def kind_field(**kwargs: Any) -> forms.ChoiceField:
    """Return the choice of what kind of version it is."""
    return forms.ChoiceField(
        label=__("Kind of version"),
        choices=[(kind.value, KINDS[kind]) for kind in KINDS_OFFERED],
        widget=forms.RadioSelect,
        help_text=__("A minor update changes no recommendation."),
        **kwargs,
    )


def template_version_field(**kwargs: Any) -> forms.CharField:
    """Return the field for the version of the template the document follows."""
    return forms.CharField(
        label=__("Template version"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"size": 10, "autocomplete": "off"}),
        **kwargs,
    )


def last_search_field() -> FactField:
    """Return the field for the day, month or year of the last literature search."""
    return FactField(label=FACTS["last_search"], help_text=__("A day, a month or a year."))


def next_due_field() -> FactField:
    """Return the field for a date that the document states; an interval stands in the two fields behind it."""
    return FactField(label=FACTS["next_due"], help_text=__("A date, or an interval in the two fields below."))


def months_field() -> forms.IntegerField:
    """Return the field for an interval in months."""
    return forms.IntegerField(
        label=__("Months until the next revision"),
        required=False,
        min_value=1,
        max_value=MAX_MONTHS,
        help_text=__("“In 5 years” is 60 months."),
        widget=forms.NumberInput(attrs={"size": 4}),
    )


def counts_from_field(names: Iterable[str], **kwargs: Any) -> forms.ChoiceField:
    """Return the choice of the date that the months are counted from; `names` are those offered."""
    return forms.ChoiceField(
        label=__("The months are counted from"),
        choices=[(name, COUNTED_FROM[name]) for name in names],
        widget=forms.Select(attrs={"class": "short"}),
        **kwargs,
    )


def refuse_both(form: forms.Form) -> bool:
    """Add an error where next due is given as a date and as an interval; True where it was."""
    is_both = bool(form.cleaned_data.get("months") and form.cleaned_data.get("next_due"))
    if is_both:
        form.add_error("months", _("Give either the date or the months, not both."))
    return is_both


def refuse_dates(form: forms.Form, today: date) -> None:
    """Add an error to a literature search that has not been made yet, and to a next revision that is due already."""
    searched, due = (next(iter(form.cleaned_data.get(name) or ()), None) for name in ("last_search", "next_due"))
    if searched is not None and searched.first > today:
        form.add_error("last_search", _("The day of the literature search has not come yet."))
    if due is not None and due.last <= today:
        form.add_error("next_due", _("The next revision would be due already. Write a later date."))


def typed(value: FuzzyDate | None) -> str:
    """Return a date as it was written, "" for none."""
    return (value.source or long_date(value)) if value else ""

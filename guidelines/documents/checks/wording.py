"""Dates in the sentences of the rules."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.functional import lazy

from guidelines.documents.dates import FuzzyDate

_FORMATS = {"day": "DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


def _shown(day: FuzzyDate) -> str:
    return date_format(day.first, _FORMATS[day.precision])


shown = lazy(_shown, str)
"""A date as precise as it is known, in the reader's language: "11. december 2030", "november 2025", "2021"."""

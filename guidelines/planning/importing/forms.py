"""What a person gives an import: a file or pasted text, and answers to what the file leaves open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from guidelines.planning.importing.types import ABOUT, FILE, NEW, OTHER, PLAN, Answers
from guidelines.planning.rules import FIRST_YEAR, LAST_YEAR, is_plan_year

PASTED = "indsat.txt"
MOST_COLUMNS = 21
_TAKEN = re.compile(r"take-([0-9]{1,18}-(?:title|year|kind|people))")
_TAKE = re.compile(f"(?:{FILE}|{PLAN}|{OTHER}){ABOUT}[0-9a-f]{{10}}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UploadForm(forms.Form):
    """A planskema as a file or as pasted text; year columns only for a file that has none."""

    document = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Word (.docx), Excel (.xlsx), PDF, CSV or text."),
    )
    text = forms.CharField(
        label=_("Or paste the table as text"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    first_year = forms.IntegerField(
        label=_("First year column"),
        required=False,
        help_text=_("Only if the file does not say which years the columns stand for."),
    )
    last_year = forms.IntegerField(label=_("Last year column"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse neither file nor text, both, and half a range of years."""
        cleaned = super().clean() or {}
        document, text = cleaned.get("document"), (cleaned.get("text") or "").strip()
        if bool(document) == bool(text):
            self.add_error("document", _("Choose a file, or paste the text below. Not both."))
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if (first is None) != (last is None):
            missing = "last_year" if last is None else "first_year"
            self.add_error(missing, _("Write both the first and the last year, or neither."))
        elif first is not None and last is not None and not _is_range(first, last):
            message = _("Choose years from %(first)s to %(last)s, at most 20 years apart.")
            self.add_error("last_year", message % {"first": FIRST_YEAR, "last": LAST_YEAR})
        return cleaned

    def content(self) -> tuple[str, bytes]:
        """Return the file's name and its bytes; pasted text gets a name of its own."""
        document: UploadedFile[bytes] | None = self.cleaned_data["document"]
        if document is None:
            return PASTED, self.cleaned_data["text"].encode()
        return str(document.name), document.read()


def _is_range(first: int, last: int) -> bool:
    return is_plan_year(first) and is_plan_year(last) and 0 <= last - first < MOST_COLUMNS


def read_answers(data: Mapping[str, str]) -> Answers:
    """Return the answers posted as `year-<row>`, `match-<row>`, `date-<row>`, `skip-<row>`, `take-<row>-<part>`.

    Nonsense is left out.
    """
    years = {
        row: int(value) for row, value in _numbered(data, "year-") if _is_number(value) and is_plan_year(int(value))
    }
    matches = {
        row: NEW if value == NEW else int(value)
        for row, value in _numbered(data, "match-")
        if value == NEW or _is_number(value)
    }
    dates = {row: value for row, value in _numbered(data, "date-") if _ISO_DAY.fullmatch(value)}
    takes = {key: value for name, value in data.items() if (key := _part_of(name)) and _TAKE.fullmatch(value)}
    return Answers(years, matches, frozenset(row for row, _value in _numbered(data, "skip-")), dates, takes)


def _part_of(name: str) -> str:
    found = _TAKEN.fullmatch(name)
    return found[1] if found else ""


def _numbered(data: Mapping[str, str], prefix: str) -> list[tuple[int, str]]:
    names = [name for name in data if name.startswith(prefix) and _is_number(name.removeprefix(prefix))]
    return [(int(name.removeprefix(prefix)), data[name]) for name in names]


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def answers_to_json(answers: Answers) -> dict[str, Any]:
    """Return answers as they are stored with an upload."""
    years = {str(row): year for row, year in answers.years.items()}
    matches = {str(row): match for row, match in answers.matches.items()}
    dates = {str(row): day for row, day in answers.dates.items()}
    takes = dict(answers.takes)
    return {"years": years, "matches": matches, "skipped": sorted(answers.skipped), "dates": dates, "takes": takes}


def answers_from_json(stored: Mapping[str, Any]) -> Answers:
    """Return the answers stored with an upload; none where nothing has been answered yet."""
    years = {int(row): int(year) for row, year in stored.get("years", {}).items()}
    matches = {int(row): match for row, match in stored.get("matches", {}).items()}
    dates = {int(row): str(day) for row, day in stored.get("dates", {}).items()}
    takes = {str(part): str(take) for part, take in stored.get("takes", {}).items()}
    return Answers(years, matches, frozenset(stored.get("skipped", ())), dates, takes)

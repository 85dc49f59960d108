"""*Retningslinjer* as CSV: the rows of the list, with dates as machines read them (ux 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from guidelines.register.listing import group_names
from guidelines.register.tables import GuidelineRow
from guidelines.register.wording import STATES

_KNOWN = {"year": 4, "month": 7}  # how much of 2027-10-31 is known


def headings() -> list[str]:
    """Return the first line, in the language that is active."""
    return [
        _("Guideline"),
        _("Working title"),
        _("Group"),
        _("Version"),
        _("Last approved"),
        _("Next due"),
        _("Validity"),
        _("Address"),
    ]


def cells(rows: Iterable[tuple[Any, ...]], address: Callable[[str], str]) -> Iterator[list[str]]:
    """Give the texts of each row as it is read; `address` gives a guideline's by its slug.

    What is said in words is said in the language that is active now: the rows are drawn when nobody's is.
    """
    states = {state.value: str(word) for state, (_look, word) in STATES.items()}
    yes = _("yes")
    return (_cells(GuidelineRow._make(row), states, yes, address) for row in rows)


def _cells(row: GuidelineRow, states: dict[str, str], yes: str, address: Callable[[str], str]) -> list[str]:
    approved = _day(row.administrative_on, row.administrative_precision) or _day(
        row.clinical_on, row.clinical_precision
    )
    return [
        row.title,
        yes if row.is_working_title else "",
        "/".join(group_names(row.groups)),
        row.label or "",
        approved,
        _day(row.due_on, row.due_precision),
        states[row.validity],
        address(row.slug),
    ]


def _day(last: date | None, precision: str | None) -> str:
    """The date as far as it is known: 2027-10-31, 2027-10 or 2027."""
    return "" if last is None else last.isoformat()[: _KNOWN.get(precision or "", 10)]

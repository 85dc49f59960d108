"""What the tests of the annual report share: a plan made on the first day, and its report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import override

from guidelines.exchange.annual.content import Report, Table, report
from guidelines.exchange.annual.reading import read_report
from guidelines.exchange.annual.rules import Period
from guidelines.journal.writing import Actor
from guidelines.models import Group, PlanEntry
from guidelines.planning.actions import (
    add_entry,
)
from guidelines.planning.rules import Kind
from guidelines.register.actions import (
    create_guideline,
)

BY = Actor("user", "person:1")
TODAY = date(2023, 2, 1)
FIRST = date(2022, 1, 10)


def at(day: date) -> dict[str, Any]:
    return {"by": BY, "now": datetime(day.year, day.month, day.day, 9, tzinfo=UTC)}


def planned(title: str, owner: Group, kind: Kind = Kind.REVISION, year: int | None = 2022, **facts: Any) -> PlanEntry:
    """A guideline of the group's, planned on the first day."""
    return add_entry(
        create_guideline(title=title, owner=owner, **at(FIRST), **facts), year=year, kind=kind, **at(FIRST)
    )


def made(group: Group | None, of: int = 2022, known: date = TODAY, language: str = "da") -> Report:
    with override(language):
        return report(read_report(group, Period(of, known)))


def table_of(of: Report, key: str) -> Table:
    """The one table of a part."""
    (table,) = next(section for section in of.sections if section.key == key).tables
    return table


def rows(of: Report, key: str) -> list[list[str]]:
    """The rows of a part's table."""
    return [[cell.text for cell in row] for row in table_of(of, key).rows]


def paragraphs(of: Report, key: str) -> tuple[str, ...]:
    return next(section for section in of.sections if section.key == key).paragraphs


def block(of: Report, key: str) -> str:
    return next(one for one in of.blocks if one.key == key).text

"""What has changed from one plan to another: pure, and the one count of it that every page shows (ux 10.6)."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from guidelines.planning.approved.content import Content, Lead, Line, Row


class Change(enum.StrEnum):
    """In what way a line or a guideline is no longer as it was, in the order in which a page tells them."""

    NEW = "new"
    MOVED = "moved"
    GONE = "gone"
    YEAR = "year"
    OUTCOME = "outcome"
    LEADS = "leads"
    KIND = "kind"
    TITLE = "title"
    VERSION = "version"
    ORDER = "order"


class Difference(NamedTuple):
    """One change. The lines are None where it is about the guideline, or about the order of the whole plan.

    `before` and `row_before` are None for what is new, `after` and `row_after` for what is gone. A guideline withdrawn
    or merged that still stands in the plan is gone with both rows and no line.
    """

    change: Change
    row_before: Row | None = None
    row_after: Row | None = None
    before: Line | None = None
    after: Line | None = None

    @property
    def is_of_use(self) -> bool:
        """True where a guideline that stands in both plans went out of use, or came back."""
        is_of_guideline = self.before is None and self.after is None and self.change in (Change.GONE, Change.NEW)
        return is_of_guideline and self.row_before is not None and self.row_after is not None

    @property
    def row(self) -> Row | None:
        """The guideline, as it stands now where it still does; None for a change of order."""
        return self.row_after or self.row_before


def differences(before: Content, after: Content) -> list[Difference]:
    """Return what differs, by kind of change, then in the order of the plan; [] where everybody would see the same.

    A line is the same line wherever it was moved to; one taken out and planned anew as it was is the same, too.
    """
    old = {row.guideline: row for row in before.rows}
    new = {row.guideline: row for row in after.rows}
    found = [one for row in after.rows for one in _of_row(old.get(row.guideline), row)]
    found += [one for row in before.rows if row.guideline not in new for one in _gone(row)]
    if not found and [row.guideline for row in before.rows] != [row.guideline for row in after.rows]:
        found.append(Difference(Change.ORDER))
    places = {change: place for place, change in enumerate(Change)}
    return sorted(found, key=lambda one: places[one.change])


def _gone(row: Row) -> list[Difference]:
    return [Difference(Change.GONE, row, None, line) for line in row.lines or (None,)]


def _of_row(old: Row | None, new: Row) -> Iterator[Difference]:
    if old == new:
        return
    if old is None:
        yield from (Difference(Change.NEW, None, new, None, line) for line in new.lines or (None,))
        return
    if old.out_of_use != new.out_of_use:
        yield Difference(Change.GONE if new.out_of_use else Change.NEW, old, new)
    pairs = _pairs(old.lines, new.lines)
    for before, after in pairs:
        for change in _of_line(before, after):
            yield Difference(change, old, new, before, after)
    if (old.title, old.language) != (new.title, new.language):
        yield Difference(Change.TITLE, old, new)
    if old.version != new.version:
        yield Difference(Change.VERSION, old, new)


def _pairs(old: tuple[Line, ...], new: tuple[Line, ...]) -> list[tuple[Line | None, Line | None]]:
    """Return each line now with what it was, then what there is no more."""
    left = {line.key: line for line in old}
    known: dict[int, Line] = {line.key: left.pop(line.key) for line in new if line.key in left}
    for line in new:
        if line.key not in known:
            twin = next((one for one in left.values() if (one.year, one.kind) == (line.year, line.kind)), None)
            if twin is not None:
                known[line.key] = left.pop(twin.key)
    return [*((known.get(line.key), line) for line in new), *((line, None) for line in left.values())]


_ASKED: tuple[tuple[Change, Callable[[Line, Line], bool]], ...] = (
    (Change.OUTCOME, lambda before, after: before.outcome != after.outcome),
    (Change.LEADS, lambda before, after: before.leads != after.leads),
    (Change.KIND, lambda before, after: before.kind != after.kind),
)


def _of_line(before: Line | None, after: Line | None) -> Iterator[Change]:
    if before is None or after is None:
        yield Change.NEW if before is None else Change.GONE
        return
    if before.year is not None and after.year is not None and before.year != after.year:
        yield Change.MOVED
    elif (before.year, before.is_agreed) != (after.year, after.is_agreed):
        yield Change.YEAR
    yield from (change for change, is_so in _ASKED if is_so(before, after))


def with_persons(content: Content, kept: Mapping[int, int]) -> Content:
    """Return the plan with each person who was merged into another (key -> key) under the other's key, once."""
    if content.persons.isdisjoint(kept):
        return content
    rows = [
        row._replace(lines=tuple([line._replace(leads=_kept_leads(line, kept)) for line in row.lines]))
        for row in content.rows
    ]
    return content._replace(rows=tuple(rows))


def _kept_leads(line: Line, kept: Mapping[int, int]) -> tuple[Lead, ...]:
    leads = [lead._replace(person=kept.get(lead.person, lead.person)) for lead in line.leads]
    first: dict[int, Lead] = {}
    for lead in leads:
        first.setdefault(lead.person, lead)
    return tuple(first.values())

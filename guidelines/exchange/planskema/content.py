"""What a planskema says on paper, in the users' own layout; pure, from the rows of the plan page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.documents.exported import (
    OTHER,
    PEOPLE,
    TITLE,
    ExportedEntry,
    ExportedRow,
    fingerprint,
    token,
)
from guidelines.lists.dates import long_date
from guidelines.planning.matrix import Entry, LeadName, PlanRow
from guidelines.planning.rules import COUNTED, Kind, Outcome

_COUNTED = {outcome.value for outcome in COUNTED}


@dataclass(frozen=True)
class SheetRow:
    """A line of the planskema as it is written: a text for each year, and one for all others (`other`).

    `title` is the guideline's own and `details` what the users write behind it. `language` is that of the title.
    """

    title: str
    details: str
    language: str
    marks: tuple[str, ...]
    other: str
    people: str
    token: str

    @property
    def title_cell(self) -> str:
        """The whole first cell."""
        return self.title + self.details


@dataclass(frozen=True)
class TotalRow:
    """A line of totals: how many in each year, in other or unknown years, and in all."""

    label: str
    by_year: tuple[int, ...]
    other: int
    total: int
    total_label: str


@dataclass(frozen=True)
class Sheet:
    """A whole planskema. `stamp` says who approved the plan and when, "" where nobody has."""

    group: str
    heading: str
    stamp: str
    printed: str
    legend: str
    years: tuple[int, ...]
    rows: tuple[SheetRow, ...]
    totals: tuple[TotalRow, ...]
    language: str

    @property
    def has_other(self) -> bool:
        """True where something stands in no year shown, so that a column more is needed."""
        return any(row.other for row in self.rows)

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns, from left to right."""
        other = (_("Developed / revised (other years)"),) if self.has_other else ()
        title = _("Guideline title (last approved, version no.)")
        return (title, *(str(year) for year in self.years), *other, _("Tovholder"))

    def cells(self, row: SheetRow) -> tuple[str, ...]:
        """The texts of a row, a cell for each head."""
        other = (row.other,) if self.has_other else ()
        return (row.title_cell, *row.marks, *other, row.people)

    def figures(self, line: TotalRow) -> tuple[int, ...]:
        """The figures of a line of totals, a cell for each head between the first and the last."""
        return (*line.by_year, line.other) if self.has_other else line.by_year


def sheet(
    rows: Iterable[PlanRow],
    *,
    group: str,
    abbreviation: str,
    years: Sequence[int],
    now: datetime,
    language: str,
    stamp: str = "",
) -> Sheet:
    """Return the planskema of these rows, one line each; a guideline planned with other tovholdere has a line more.

    `now` is the moment of printing; `language` is the one that is active, "da" or "en".
    """
    listed = list(rows)
    at = now.isoformat(timespec="seconds")
    written = tuple(_line(row, part, years, at) for row in listed for part in _parts(row))
    name = group if abbreviation in group else f"{group} ({abbreviation})"
    return Sheet(
        group=name,
        heading=_("National clinical guidelines: Planskema %(first)s-%(last)s")
        % {"first": years[0], "last": years[-1]},
        stamp=stamp,
        printed=_("Printed %(date)s") % {"date": long_date(now)},
        legend=_("x = planned, ✓ = completed, → = moved to"),
        years=tuple(years),
        rows=written,
        totals=_totals([entry for row in listed for entry in _shown(row.entries, years)], years),
        language=language,
    )


@dataclass(frozen=True)
class _Part:
    """A line's share of a guideline: its tovholdere and the entries that they answer for."""

    leads: Sequence[LeadName]
    entries: Sequence[Entry]


def _parts(row: PlanRow) -> Iterator[_Part]:
    """The row's own tovholdere with all that is theirs or is over; then what is planned with others."""
    own = _names(row.leads)
    others: dict[tuple[tuple[int, str | None], ...], list[Entry]] = {}
    for entry in row.entries:
        if entry.is_planned and entry is not row.entry and _names(entry.leads) != own:
            others.setdefault(_names(entry.leads), []).append(entry)
    apart = {entry.id for entries in others.values() for entry in entries}
    yield _Part(row.leads, [entry for entry in row.entries if entry.id not in apart])
    for entries in others.values():
        yield _Part(entries[0].leads, entries)


def _names(leads: Iterable[LeadName]) -> tuple[tuple[int, str | None], ...]:
    return tuple((lead.person, lead.acting_for) for lead in leads)


def _shown(entries: Iterable[Entry], years: Collection[int]) -> list[Entry]:
    """The entries that stand on the paper: those of its years, and of other years what is still to be done."""
    return [entry for entry in entries if entry.year in years or entry.is_planned]


def _line(row: PlanRow, part: _Part, years: Sequence[int], at: str) -> SheetRow:
    shown = [(entry, text) for entry in _shown(part.entries, years) if (text := _mark(entry, row))]
    marks = tuple(", ".join(text for entry, text in shown if entry.year == year) for year in years)
    other = ", ".join(f"{text} {entry.year or ''}".strip() for entry, text in shown if entry.year not in years)
    people = ", ".join(f"{lead.name} ({lead.acting_for})" if lead.acting_for else lead.name for lead in part.leads)
    label = _("Working title: ") if row.facts.is_working_title else ""
    title, details = label + row.facts.title, _details(row)
    texts = {TITLE: title + details, PEOPLE: people, OTHER: other, **dict(zip(map(str, years), marks, strict=True))}
    entries = [entry for entry, _text in shown]
    told = token(_exported(row, part, entries, years, texts, at))
    return SheetRow(title, details, row.facts.language, marks, other, people, told)


def _exported(
    row: PlanRow, part: _Part, shown: Iterable[Entry], years: Collection[int], texts: Mapping[str, str], at: str
) -> ExportedRow:
    facts, submitted = row.facts, row.entry.submitted if row.entry else None
    approved = _approved(row)
    return ExportedRow(
        guideline=facts.id,
        title=facts.title,
        is_working_title=facts.is_working_title,
        version=facts.label,
        approved=_iso(*approved) if approved else None,
        submitted=_iso(*submitted) if submitted else None,
        groups=row.groups,
        leads=tuple((lead.name, lead.acting_for) for lead in part.leads),
        entries=tuple(
            ExportedEntry(entry.id, entry.year, entry.kind, _outcome(entry, row), _cell(entry, years))
            for entry in shown
            if row.is_inside or entry.outcome != Outcome.MOVED
        ),
        cells={name: print_ for name, text in texts.items() if (print_ := fingerprint(text))},
        at=at,
    )


def _cell(entry: Entry, years: Collection[int]) -> str:
    return str(entry.year) if entry.year in years else OTHER


def _outcome(entry: Entry, row: PlanRow) -> str:
    """What the reader may know of it: that it was not completed is for those inside (foundations 22)."""
    hides = entry.outcome == Outcome.MISSED and not row.is_inside
    return Outcome.PLANNED.value if hides else entry.outcome


def _mark(entry: Entry, row: PlanRow) -> str:
    """What stands in the entry's year; "" where it is not for the reader to know (foundations 22)."""
    word = _KINDS.get(entry.kind, _revision)()
    if entry.outcome == Outcome.MOVED:
        to = [other.year for other in row.entries if other.moved_from == entry.id]
        return f"→ {to[-1] or ''}".strip() if to and row.is_inside else ""
    if entry.outcome == Outcome.DONE:
        return f"✓ {word}"
    is_main = row.entry is not None and row.entry.id == entry.id
    missed = entry.outcome == Outcome.MISSED or (is_main and row.missed_year is not None)
    return _("%(kind)s not completed") % {"kind": word} if missed and row.is_inside else f"x {word}"


def _revision() -> str:
    return pgettext("mark", "Rev.")


def _new() -> str:
    return pgettext("mark in the planskema", "(new)")


def _minor() -> str:
    return pgettext("mark in the planskema", "Rev. (minor)")


_KINDS = {Kind.REVISION.value: _revision, Kind.NEW.value: _new, Kind.MINOR.value: _minor}


def _details(row: PlanRow) -> str:
    """What the users write behind a title: the groups that share it, last approval and version, what is submitted."""
    parts = []
    if len(row.groups) > 1:
        parts.append(_(" (joint with %(groups)s)") % {"groups": "/".join(row.groups)})
    approved = _approved(row)
    if row.facts.label:
        words = _six(*approved) + " " if approved else ""
        parts.append(f" ({words}version {row.facts.label})")
    if row.entry and row.entry.submitted:
        parts.append(
            _(" – submitted to the guideline secretariat on %(date)s") % {"date": _plain(*row.entry.submitted)}
        )
    return "".join(parts)


def _approved(row: PlanRow) -> tuple[date, str] | None:
    """The last possible day of the current version's approval and how exactly it is known."""
    facts = row.facts
    if facts.admin_last:
        return facts.admin_last, facts.admin_precision or "day"
    return (facts.clinical_last, facts.clinical_precision or "day") if facts.clinical_last else None


def _six(last: date, precision: str) -> str:
    """A day as the users write it, 211220; a month or a year in words."""
    return last.strftime("%d%m%y") if precision == "day" else _longer(last, precision)


def _plain(last: date, precision: str) -> str:
    """A day as the users write it within a sentence: 1.2.22."""
    return f"{last.day}.{last.month}.{last.strftime('%y')}" if precision == "day" else _longer(last, precision)


def _longer(last: date, precision: str) -> str:
    return date_format(last, "F Y") if precision == "month" else str(last.year)


def _iso(last: date, precision: str) -> str:
    return last.isoformat()[: {"day": 10, "month": 7}.get(precision, 4)]


def _totals(shown: Iterable[Entry], years: Sequence[int]) -> tuple[TotalRow, ...]:
    counted = [entry for entry in shown if entry.outcome in _COUNTED]
    new = [entry for entry in counted if entry.kind == Kind.NEW]
    revisions = [entry for entry in counted if entry.kind != Kind.NEW]
    return (
        _total(_("Number of revisions"), pgettext("planskema", "Total"), revisions, years),
        _total(_("Number of new guidelines"), pgettext("planskema", "Total"), new, years),
        _total(_("Number of guidelines in all"), pgettext("planskema", "Total in all:"), counted, years),
    )


def _total(label: str, total_label: str, entries: Sequence[Entry], years: Sequence[int]) -> TotalRow:
    by_year = tuple(sum(entry.year == year for entry in entries) for year in years)
    other = sum(entry.year not in years for entry in entries)
    return TotalRow(label, by_year, other, len(entries), total_label)

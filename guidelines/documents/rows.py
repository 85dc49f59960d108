"""From the cells of a row to what it plans: kind, year, version, dates, people, groups, and what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from guidelines.documents import doubts as doubt
from guidelines.documents.dates import FuzzyDate, find_dates, parse_date
from guidelines.documents.exported import OTHER, Told
from guidelines.documents.marks import MarkReading, read_mark
from guidelines.documents.names import PeopleReading, read_people
from guidelines.documents.planskema_types import Doubt, Kind, PlanRow, RowCells, YearBasis
from guidelines.documents.raw import RawMark, RawRow, RawTable
from guidelines.documents.titles import TitleReading, groups_in, read_title, read_version
from guidelines.documents.told import Marked, as_exported, by_year, nameless, with_edits
from guidelines.documents.wording import is_blank, one_line

MAX_TITLE = 1_000
_MINOR = re.compile(r"mindre|minor", re.IGNORECASE)
_Marked = tuple[RawMark, MarkReading]


@dataclass(frozen=True, slots=True)
class _Year:
    """One year of a row, the marks that say it, and what is doubtful about them."""

    year: int | None
    marks: tuple[_Marked, ...]
    doubts: tuple[Doubt, ...] = ()


def plan_rows(table: RawTable, group: str, known_groups: Collection[str]) -> list[PlanRow]:
    """The rows in the order of the file, numbered from 1; a row marked under several years gives one for each.

    A line of an export of ours takes as many numbers as it may make rows, by its token or by its words.
    """
    rows: list[PlanRow] = []
    last = 0
    basis: YearBasis = "given" if table.are_years_given else "column"
    titles = [_unnumbered(row.title[:MAX_TITLE], at) for at, row in enumerate(table.rows)]
    are_numbered = len(titles) > 1 and all(titles)
    known = {*known_groups, group}
    for raw, title in zip(table.rows, titles, strict=True):
        raw = replace(raw, title=title if are_numbered and title else raw.title[:MAX_TITLE])
        reading = read_title(raw.title, known)
        shared = _shared_row(raw, reading, group, known)
        shared = replace(shared, doubts=(*shared.doubts, *doubt.about_copy(raw.copy_of)))
        words = [_one_year(shared, year, basis, reading.kind) for year in _years_of(raw)] if shared.title else []
        if raw.told:
            made, last = _both(_told_rows(raw, raw.told, shared), _words(raw, raw.told, words), last + 1)
        else:
            made, last = _numbered(words, last + 1), last + len(words)
        rows += made
    return rows


def _numbered(rows: Iterable[PlanRow], first: int) -> list[PlanRow]:
    return [replace(row, row=number) for number, row in enumerate(rows, start=first)]


def _words(raw: RawRow, told: Told, read: list[PlanRow]) -> list[PlanRow]:
    """What a line of an export makes without its token: of a page what it was made from, for want of words."""
    if not told.has_words:
        return [replace(row, origin=None) for row in by_year(as_exported(told.row), told, ())]
    if not read:
        return [nameless(told, raw.place)]
    return [row if row.year else replace(row, doubts=(*row.doubts, doubt.year_unknown((), raw.title))) for row in read]


def _both(told: list[PlanRow], words: list[PlanRow], first: int) -> tuple[list[PlanRow], int]:
    """The rows of a line by its token, each with those by its words, and the last number that either takes."""
    read = tuple(_numbered(words, first))
    made = [
        replace(row, origin=replace(row.origin, first=first, words=read)) if row.origin else row
        for row in _numbered(told, first)
    ]
    return made, first - 1 + max(len(told), len(words))


def _unnumbered(title: str, at: int) -> str | None:
    """The title without the number of its row; None where it does not begin with that number."""
    number, _, rest = title.replace(")", ".").partition(".")
    return title[len(number) + 1 :].strip() if number.strip() == str(at + 1) and rest[:1].isspace() else None


def _shared_row(raw: RawRow, reading: TitleReading, group: str, known: Collection[str]) -> PlanRow:
    """Everything of a row that does not depend on its marks; `kind` is what the title alone says."""
    if raw.note:
        _add_note(reading, raw.note, known)
    people = read_people(raw.people, known, wraps=raw.wraps)
    groups = _groups(reading, raw, people, group, known)
    version = (_stated_version(raw.version) if not is_blank(raw.version) else None) or reading.version
    approved, source, found = _approved(raw, reading)
    submitted = parse_date(raw.submitted) or reading.submitted
    found += [doubt.date_unreadable(reading.unreadable)] if reading.unreadable else []
    found += doubt.about_dates(submitted, raw.submitted or reading.submitted_source)
    found += doubt.about_people(raw.people, people) + doubt.about_groups(groups, raw.title)
    found += doubt.about_ending(reading) + doubt.about_status(reading)
    return PlanRow(
        row=0,
        title=reading.title or one_line(raw.title),
        is_working_title=reading.is_working_title,
        kind=reading.kind or "revision",
        year=None,
        year_basis="unknown",
        version=version,
        approved_on=approved[0] if approved else None,
        approved_source=source,
        approved_readings=tuple(approved) if len(approved) > 1 else (),
        submitted_on=submitted[0] if submitted else None,
        tovholdere=people.people,
        groups=groups,
        doubts=tuple(found),
        is_planned=not (reading.ended or reading.merged),
        cells=RowCells(
            one_line(raw.title), tuple(one_line(m.text) for m in raw.marks), one_line(raw.people), raw.place
        ),
    )


def _add_note(reading: TitleReading, note: str, known_groups: Collection[str]) -> None:
    """Takes what a column for remarks says about the guideline's state; the title stays as it is."""
    beside = read_title(f"- {note}", known_groups)
    reading.ended, reading.merged = reading.ended or beside.ended, reading.merged or beside.merged
    if beside.submitted and not reading.submitted:
        reading.submitted, reading.submitted_source = beside.submitted, beside.submitted_source


def _stated_version(text: str) -> str | None:
    """The version in a cell of its own; Excel keeps 1.0 as the number 1."""
    version = read_version(text)
    return f"{version}.0" if version and text.strip() == version and version.isdigit() else version


def _approved(raw: RawRow, reading: TitleReading) -> tuple[list[FuzzyDate], str | None, list[Doubt]]:
    """The readings of the date of approval, the words it was read from, and what is doubtful about it."""
    text = one_line(raw.approved)
    if is_blank(text):
        found = doubt.about_dates(reading.approved, reading.approved_source or "")
        return reading.approved, reading.approved_source, found
    dates = parse_date(text) or next((readings for _, readings in find_dates(text)), [])
    if not dates and read_version(text) is None:
        return [], text, [doubt.date_unreadable(text)]
    return dates, text, doubt.about_dates(dates, text)


def _groups(
    reading: TitleReading, raw: RawRow, people: PeopleReading, group: str, known_groups: Collection[str]
) -> tuple[str, ...]:
    """The groups of the row in the order of the file; the importing group is always among them (foundations 26)."""
    known = {name.casefold() for name in known_groups}
    of_people = [p.group for p in people.people if p.group and p.group.casefold() in known]
    named = dict.fromkeys([*reading.groups, *groups_in(raw.groups, known_groups), *of_people])
    return tuple(named) if group in named else (group, *named)


def _years_of(raw: RawRow) -> list[_Year]:
    """The years a row is marked for, ascending as in the file; one unknown year where the marks have none."""
    marks = tuple((mark, read_mark(mark.text)) for mark in raw.marks)
    real = tuple(pair for pair in marks if pair[1].is_mark)
    unclear = tuple(doubt.mark_unclear(mark.text) for mark, reading in marks if reading.is_unclear)
    if any(reading.is_ended for _, reading in marks):
        unclear += (doubt.withdrawn(" ".join(mark.text for mark in raw.marks)),)
    if not real:
        return [_Year(None, (), (*unclear, doubt.mark_missing(one_line(raw.title))))]
    conflicts = [mark for mark, reading in real if mark.year and reading.year and mark.year != reading.year]
    spanning = [mark for mark, _ in real if mark.spans]
    by_year = {year: None for mark, reading in real if (year := mark.year or reading.year)}
    if conflicts:
        return [_Year(None, real, (*unclear, doubt.year_conflict(conflicts[0])))]
    if spanning:
        return [_Year(None, real, (*unclear, doubt.mark_spans_years(spanning[0])))]
    if not by_year:
        several = sum(bool(reading.glyph) * mark.text.count(reading.glyph or " ") for mark, reading in real) > 1
        return [_Year(None, real, (*unclear, doubt.several_marks(raw.marks)) if several else unclear)]
    if len(by_year) > 1:
        unclear += (doubt.several_years(sorted(by_year), one_line(raw.title)),)
    return [_Year(year, _marks_for(real, year), unclear) for year in sorted(by_year)]


def _marks_for(marks: tuple[_Marked, ...], year: int) -> tuple[_Marked, ...]:
    """The marks of one year; those without any year count for all, unless the year's own mark says the kind."""
    own = tuple(pair for pair in marks if (pair[0].year or pair[1].year) == year)
    if any(reading.kind or mark.kind for mark, reading in own):
        return own
    return own + tuple(pair for pair in marks if not (pair[0].year or pair[1].year))


def _told_rows(raw: RawRow, told: Told, read: PlanRow) -> list[PlanRow]:
    """The rows of one of our own exports; `read` is how its words read now, years left out."""
    row = with_edits(as_exported(told.row), read, told)
    bare = replace(row, doubts=(), is_planned=True)
    years = [(year, _one_year(bare, year, "column", None)) for year in _edited_years(raw, told)]
    unclear = [found for _year, one in years if not one.is_planned for found in one.doubts]
    unclear = [found for found in unclear if found.code in ("mark_unclear", "withdrawn")]
    row = replace(row, doubts=(*row.doubts, *unclear))
    return by_year(row, told, [_marked(one, year.marks) for year, one in years if one.is_planned])


def _marked(row: PlanRow, marks: tuple[_Marked, ...]) -> Marked:
    said = _said(marks)
    sign = next((reading.glyph for _mark, reading in marks if reading.glyph), "")
    is_minor = any(_MINOR.search(mark.text) for mark, _reading in marks)
    return Marked(row, said.pop() if len(said) == 1 else None, sign, is_minor)


def _edited_years(raw: RawRow, told: Told) -> list[_Year]:
    """The years that the changed marks say; a mark that says none is one by itself."""
    marks = [part for mark in raw.marks if _cells_of(mark) & told.edited for part in _parted(mark)]
    dated = [mark for mark in marks if mark.year or mark.spans or read_mark(mark.text).year]
    kinds = (tuple(dated), tuple(mark for mark in marks if mark not in dated))
    return [year for some in kinds if some for year in _years_of(replace(raw, marks=some))]


def _parted(mark: RawMark) -> Iterator[RawMark]:
    """The marks of a cell of other years, "x Rev. 2033, x Rev. 2035"; any other cell as it is."""
    parts = [part for part in re.split(r"[,;\n]", mark.text) if part.strip()]
    readings = [read_mark(part) for part in parts]
    are_marks = all(found.is_mark and (found.year or found.glyph or found.kind) for found in readings)
    if mark.year or mark.spans or len(parts) < 2 or not are_marks or sum(not found.year for found in readings) > 1:
        yield mark
    else:
        yield from (replace(mark, text=part.strip()) for part in parts)


def _cells_of(mark: RawMark) -> set[str]:
    return {str(year) for year in (mark.year, *mark.spans) if year} or {OTHER}


def _one_year(row: PlanRow, year: _Year, basis: YearBasis, title_kind: Kind | None) -> PlanRow:
    """The row for one of its years; `title_kind` is what the title itself says ("NY")."""
    kind, is_clear = _kind(row, year.marks, title_kind)
    found = [*row.doubts, *year.doubts]
    is_marked = bool(year.marks)
    if not is_clear:
        found.append(doubt.kind_unclear(" ".join(row.cells.marks) or row.cells.title))
    elif kind == "revision" and not row.version and not row.approved_on:
        found.append(doubt.revision_without_version(row.cells.title))
    is_ended = any(d.code in {"withdrawn", "merged"} for d in found)
    return replace(
        row,
        kind=kind,
        year=year.year,
        year_basis=basis if year.year else "unknown",
        doubts=tuple(found),
        is_planned=row.is_planned and is_marked and not is_ended,
        is_counted=is_marked,
    )


def _kind(row: PlanRow, marks: tuple[_Marked, ...], title_kind: Kind | None) -> tuple[Kind, bool]:
    """New or revision, and whether the file says so: by the mark, the heading, "NY", or an earlier version."""
    said = _said(marks)
    if len(said) == 1:
        [kind] = said
        return kind, title_kind is None or title_kind == kind
    if said or any(reading.is_unclear and not reading.glyph for _, reading in marks):
        return row.kind, False
    if title_kind or (row.is_working_title and not row.version):
        return title_kind or "new", True
    return "revision", bool(row.version or row.approved_on)


def _said(marks: tuple[_Marked, ...]) -> set[Kind]:
    """The kinds that the marks or the headings of their columns name."""
    return {kind for mark, reading in marks if (kind := reading.kind or mark.kind)}

"""What a person must decide about a row: each doubt has a code, a sentence and the words of the file."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.names import PeopleReading
from guidelines.documents.planskema_types import Doubt, Text
from guidelines.documents.raw import RawMark
from guidelines.documents.titles import TitleReading
from guidelines.documents.wording import one_line


def about_dates(readings: Sequence[FuzzyDate], quote: str) -> list[Doubt]:
    """A doubt where one date has two readings that are different days (foundations 26)."""
    if len(readings) < 2:
        return []
    first, second = readings[0].first, readings[1].first
    message = format_lazy(
        _("“{text}” is read as {first}; it could also be {second}."),
        text=readings[0].source, first=_day(first.day, first.month, first.year),
        second=_day(second.day, second.month, second.year),
    )  # fmt: skip
    return [Doubt("date_ambiguous", message, quote)]


def date_unreadable(text: str) -> Doubt:
    """A cell for a date holds something else."""
    return Doubt("date_unreadable", format_lazy(_("“{text}” cannot be read as a date."), text=text[:60]), text)


def about_people(cell: str, reading: PeopleReading) -> list[Doubt]:
    """Doubts about the tovholdere of a row: nobody named, half a name, words that are no name."""
    quote = one_line(cell)
    found = []
    if not reading.people:
        found.append(Doubt("tovholder_missing", _("No lead author is named."), quote))
    for person in reading.people:
        if len(person.name.split()) == 1:
            message = format_lazy(_("“{name}” is only part of a name."), name=person.name)
            found.append(Doubt("name_incomplete", message, quote))
    for words in reading.unclear:
        message = format_lazy(_("“{words}” does not look like a name and was left out."), words=words[:60])
        found.append(Doubt("person_unclear", message, quote))
    return found


def about_ending(reading: TitleReading) -> list[Doubt]:
    """A doubt where the title cell says that the guideline is to be withdrawn or merged."""
    found = [withdrawn(reading.ended)] if reading.ended else []
    if reading.merged:
        message = _("The guideline seems to be going into another one. It is not planned before you have decided.")
        found.append(Doubt("merged", message, reading.merged))
    return found


def about_copy(place: str) -> list[Doubt]:
    """A doubt where another row of the file has the same token; "" where none has."""
    if not place:
        return []
    message = format_lazy(
        _("The row is a copy of row {row} of the file, and is read by its words. Delete it if it is one too many."),
        row=place.rpartition("!")[2],
    )
    return [Doubt("row_copied", message)]


def withdrawn(quote: str) -> Doubt:
    """The row says that the guideline ends."""
    message = _("The guideline seems to be on its way out. It is not planned before you have decided.")
    return Doubt("withdrawn", message, one_line(quote))


def about_status(reading: TitleReading) -> list[Doubt]:
    """A doubt where a note on the guideline's state stands beside the title and says nothing that is kept."""
    if not reading.status or reading.ended or reading.merged or reading.submitted:
        return []
    if reading.submitted_source:
        message: Text = _("The row says that the guideline is submitted, but not when.")
        return [Doubt("submitted_undated", message, reading.submitted_source)]
    message = format_lazy(_("“{note}” stands beside the title. It is not imported."), note=reading.status[:80])
    return [Doubt("status_note", message, reading.status)]


def about_groups(groups: Sequence[str], quote: str) -> list[Doubt]:
    """A doubt where several groups share the guideline: the file does not say who owns it (foundations 2)."""
    if len(groups) < 2:
        return []
    message = format_lazy(
        _("{groups} share the guideline. The file does not say which group owns it."), groups=", ".join(groups)
    )
    return [Doubt("owner_unconfirmed", message, one_line(quote))]


def kind_unclear(quote: str) -> Doubt:
    """Neither mark nor title tells new from revision."""
    return Doubt("kind_unclear", _("The file does not say whether this is a new guideline or a revision."), quote)


def revision_without_version(quote: str) -> Doubt:
    """A revision of something that has no version in the file (domain P10)."""
    message = _("Marked as a revision, but the file names no earlier version.")
    return Doubt("revision_without_version", message, quote)


def mark_missing(quote: str) -> Doubt:
    """The row has no mark at all."""
    return Doubt("mark_missing", _("The row has no mark for any year, so it is not planned."), quote)


def mark_unclear(quote: str) -> Doubt:
    """The words of a mark are not all understood."""
    message = format_lazy(_("The mark “{mark}” is not quite clear."), mark=one_line(quote)[:60])
    return Doubt("mark_unclear", message, one_line(quote))


def several_marks(marks: Sequence[RawMark]) -> Doubt:
    """Several marks, whose years are lost."""
    message = _("The row has several marks, and the file no longer shows which years they stand under.")
    return Doubt("several_marks", message, " ".join(one_line(mark.text) for mark in marks))


def several_years(years: Sequence[int], quote: str) -> Doubt:
    """Marks under several years: each is taken for a plan entry of its own."""
    message = format_lazy(
        _("The row is marked for several years ({years}). It is read as one entry for each."), years=_list(years)
    )
    return Doubt("several_years", message, quote)


def year_conflict(mark: RawMark) -> Doubt:
    """A cell names another year than its column."""
    message = format_lazy(
        _("The cell says “{mark}”, but it stands under {year}."), mark=one_line(mark.text)[:60], year=str(mark.year)
    )
    return Doubt("year_conflict", message, one_line(mark.text))


def mark_spans_years(mark: RawMark) -> Doubt:
    """One mark in a cell merged over several years."""
    message = format_lazy(_("The mark stands in one cell for several years: {years}."), years=_list(mark.spans))
    return Doubt("mark_spans_years", message, one_line(mark.text))


def year_unknown(clues: Sequence[Text], quote: str) -> Doubt:
    """The year is not in the file; the clues say what speaks for which year and decide nothing."""
    message: Text = _("The file does not show which year.")
    for clue in clues:
        message = format_lazy("{} {}", message, clue)
    return Doubt("year_unknown", message, quote)


def _list(years: Sequence[int]) -> str:
    return ", ".join(map(str, years))


def _day(day: int, month: int, year: int) -> str:
    """A day in figures, as in tables (ux 6.2)."""
    return f"{day:02}.{month:02}.{year}"

"""A planskema in text taken from a PDF: cells are gone, marks stand alone, titles and names wrap over lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.documents.headers import heading_words, role_of, totals_line, year_of, years_in_words
from guidelines.documents.names import people_score
from guidelines.documents.planskema_types import YearTotals
from guidelines.documents.raw import RawMark, RawRow, RawTable, TotalsLine, added_totals
from guidelines.documents.text_marks import Item, Line, is_mark_line, items_of
from guidelines.documents.text_split import (
    leading_people,
    rows_at_end,
    split_after_title,
    split_before_title,
    split_titles,
    texts,
    title_score,
)
from guidelines.documents.text_totals import read_totals

MAX_LINE = 1_000
_PLAN = re.compile(
    r"planskema|revisionsplan|plan for (?:kliniske )?retningslinjer|plan of guidelines|guideline plan", re.IGNORECASE
)
_SURE = re.compile(r"\bversion\b|\bv\.? ?\d|\brev\b|\bny\b", re.IGNORECASE)
PAGE_NUMBER = re.compile(r"(?:(?:side|page)\s*)?[-–]?\s*\d{1,3}\s*[-–]?(?:\s*(?:af|of|/)\s*\d{1,3})?", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where the headings of a table begin and end (indexes of lines), and the years they name in order."""

    start: int
    end: int
    years: tuple[int, ...]


def read_text(text: str) -> RawTable | None:
    """The planskema in a text; None where there is none. Years of marks are unknown, as the columns are lost."""
    lines = [
        Line(number, " ".join(line[:MAX_LINE].split()))
        for number, line in enumerate(text.replace("\f", "\n").split("\n"), start=1)
        if line.strip()
    ]
    rows: list[RawRow] = []
    totals: list[tuple[TotalsLine, YearTotals]] = []
    years: dict[int, None] = {}
    headings: list[str] = []
    at = 0
    while (heading := _heading(lines, at)) is not None:
        end = _end(lines, heading.end)
        table_years = heading.years or _named_years(lines[at : heading.start])
        body = _without_furniture(lines[heading.end : end], lines[at : heading.end])
        found = _rows(body, table_years, is_closed=end < len(lines))
        lines_of_totals, at = read_totals(lines, end, table_years)
        if found:
            rows += found
            totals += lines_of_totals
            years.update(dict.fromkeys(table_years))
            headings += [line.text for line in lines[max(0, heading.start - 8) : heading.end]]
        at = max(at, heading.end)
    rows = rows or _rows_without_heading(lines)
    if not rows:
        return None
    return RawTable(tuple(sorted(years)), tuple(rows), added_totals(totals), heading="\n".join(headings))


def _rows_without_heading(lines: Sequence[Line]) -> list[RawRow]:
    """Rows copied without their headings: two or more, nearly all with a version, or a kind beside the mark."""
    if len(lines) > 2_000 or sum(is_mark_line(line.text) for line in lines) < 2:
        return []
    end = _end(lines, 0)
    rows = _rows(_without_furniture(lines[:end], []), (), is_closed=False)
    sure = [row for row in rows if row.marks and row.people and _SURE.search(f"{row.title} {row.marks[-1].text}")]
    return rows if len(sure) >= 2 and len(sure) >= 0.8 * len(rows) and len(rows[0].title) < 300 else []


def _heading(lines: Sequence[Line], start: int) -> _Heading | None:
    """The next heading that marks follow before any other heading or line of totals."""
    best: _Heading | None = None
    at = start
    while at < len(lines):
        line = lines[at].text
        if _is_heading(lines, at):
            end = at
            while end < len(lines) and (_is_heading(lines, end) or _is_year_in_list(lines, end)):
                end += 1
            if _strength(lines[at:end]):
                best = _Heading(at, end, _years(lines[at:end]))
            elif best is not None and at - best.end <= 4 and len(_years(lines[at:end])) >= 2:
                best = _Heading(best.start, end, _years(lines[at:end]))  # words of guidance stood between
            at = end
            continue
        if best is not None and is_mark_line(line) and not year_of(line):
            return best
        if best is not None and items_of([lines[at]], best.years)[0].text != line:
            return best
        at += 1
    return None


def _is_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether the line consists of words of headings alone, or lists years, or names the plan and its years."""
    text = lines[at].text
    if len(text) > 200 or is_mark_line(text):
        return len(re.findall(r"\b20\d\d\b", text)) >= 2 and is_mark_line(text)
    if _PLAN.search(text) and years_in_words(text):
        return True
    known, years, other = heading_words(text)
    return other == 0 and (known > 0 or len(years) >= 2) and not re.search(r"\d\)", text)


def _is_year_in_list(lines: Sequence[Line], at: int) -> bool:
    """Whether the line is one year of a heading whose years stand on lines of their own."""
    year = year_of(lines[at].text)
    if year is None:
        return False
    beside = [year_of(lines[n].text) for n in (at - 1, at + 1) if 0 <= n < len(lines)]
    return any(other is not None and abs(other - year) == 1 for other in beside) or _is_heading(lines, at - 1)


def _strength(lines: Sequence[Line]) -> bool:
    """Whether headings name the title or the people of a plan, not just a word like "Retningslinjer"."""
    roles = {role_of(line.text) for line in lines}
    words = " ".join(line.text for line in lines)
    return bool(
        len(_years(lines)) >= 2 and (roles & {"title", "people", "kind"} or _PLAN.search(words))
        or ("people" in roles and (roles & {"title", "kind"}))
        or re.search(r"\btovholder", words, re.IGNORECASE)
        or (_PLAN.search(words) and years_in_words(words))
    )  # fmt: skip


def _years(lines: Sequence[Line]) -> tuple[int, ...]:
    """The years the headings list, in the order of the columns; else those of "Planskema 2022-2024"."""
    listed: dict[int, None] = {}
    for line in lines:
        if not years_in_words(line.text):
            listed.update(dict.fromkeys(heading_words(line.text)[1]))
    return tuple(listed) or _named_years(lines)


def _named_years(lines: Sequence[Line]) -> tuple[int, ...]:
    """The years of the last line that names the plan and its years."""
    return next(
        (years for line in reversed(lines) if _PLAN.search(line.text) and (years := years_in_words(line.text))), ()
    )


def _end(lines: Sequence[Line], start: int) -> int:
    """Where the rows end: at the first line of totals with figures, or where the text ends."""
    for at in range(start, len(lines)):
        if totals_line(lines[at].text):
            following = " ".join(line.text for line in lines[at : at + 3])
            if re.search(r"\d", following) and not is_mark_line(lines[at].text):
                return at
    return len(lines)


def _without_furniture(body: Sequence[Line], above: Sequence[Line]) -> list[Line]:
    """The lines without what repeats on every page: headings, page numbers, links, and the lines beside those."""
    headings = {
        line.text.casefold()
        for line in above[-12:]
        if heading_words(line.text)[2] == 0 or people_score([line.text]) <= 0
    }
    headings -= {text for text in headings if is_mark_line(text)}
    has_notes = any("*" in line.text[1:] for line in body)
    gone = {
        at
        for at, line in enumerate(body)
        if line.text.casefold() in headings or _is_repeated_heading(line.text) or PAGE_NUMBER.fullmatch(line.text)
        or _URL.match(line.text) or (has_notes and line.text.startswith("* "))
    }  # fmt: skip
    counts: dict[str, int] = {}
    for line in body:
        counts[line.text] = counts.get(line.text, 0) + 1
    beside = {near for at in gone for near in (at - 1, at + 1) if 0 <= near < len(body) and near not in gone}
    gone |= {at for at in beside if counts[body[at].text] > 1 and _is_furniture(body[at].text)}
    return [line for at, line in enumerate(body) if at not in gone]


def _is_repeated_heading(text: str) -> bool:
    return (
        bool(_PLAN.search(text) and years_in_words(text))
        or len(re.findall(r"\b20\d\d\b", text)) >= 2
        and (heading_words(text)[2] == 0)
    )


def _is_furniture(text: str) -> bool:
    """Whether a repeated line may be the head or foot of a page: no mark, no names, no end of a title."""
    return not is_mark_line(text) and people_score([text]) <= 0 and not text.endswith(")")


def _rows(body: list[Line], years: tuple[int, ...], *, is_closed: bool) -> list[RawRow]:
    """The rows of a body: marks are the anchors, words between them are people and titles."""
    gaps: list[list[Item]] = [[]]
    marks: list[list[Item]] = []
    for item in items_of(body, years):
        if item.is_mark and marks and not gaps[-1]:
            marks[-1].append(item)
        elif item.is_mark:
            marks.append([item])
            gaps.append([])
        else:
            gaps[-1].append(item)
    if not marks:
        return []
    width = max((len(item.text) for gap in gaps for item in gap if len(item.text) <= 120), default=0)
    if not gaps[0]:
        return _marks_first(gaps[1:], marks, width)
    forward = [split_before_title(gap, width) for gap in gaps[1:-1]]
    backward = [split_after_title(gap, width) for gap in gaps[:-1]]
    tail = people_score(texts(gaps[-1][: leading_people(gaps[-1])]))
    if sum(score for _, score in backward[1:]) > sum(score for _, score in forward) + tail + 1 and backward[0][0] < len(
        gaps[0]
    ):
        return _people_before_marks(gaps, marks, [k for k, _ in backward])
    return _people_after_marks(gaps, marks, [k for k, _ in forward], width, is_closed=is_closed)


def _people_after_marks(
    gaps: list[list[Item]], marks: list[list[Item]], splits: list[int], width: int, *, is_closed: bool
) -> list[RawRow]:
    """Title, mark, people: the order of the form. Only before totals (`is_closed`) is any rest taken for a row."""
    titles = [gaps[0]] + [gap[k:] for gap, k in zip(gaps[1:-1], splits, strict=True)]
    last = gaps[-1]
    people = [gap[:k] for gap, k in zip(gaps[1:-1], splits, strict=True)] + [
        last[: leading_people(last, is_end=is_closed)]
    ]
    rows: list[RawRow] = []
    for title, mark, persons in zip(titles, marks, people, strict=True):
        *unmarked, (own, _) = split_titles(title)
        rows += [_row(lines, [], named) for lines, named in unmarked]
        rows.append(_row(own, mark, persons))
    unmarked, left = rows_at_end(last[len(people[-1]) :])
    if is_closed and left and title_score(texts(left), width) > 0 and len(left) <= 6:
        unmarked += [(left, [])]
    return rows + [_row(lines, [], named) for lines, named in unmarked]


def _people_before_marks(gaps: list[list[Item]], marks: list[list[Item]], splits: list[int]) -> list[RawRow]:
    """Title, people, mark."""
    return [_row(gap[:k], mark, gap[k:]) for gap, mark, k in zip(gaps[:-1], marks, splits, strict=True)]


def _marks_first(gaps: list[list[Item]], marks: list[list[Item]], width: int) -> list[RawRow]:
    """Mark, title, people."""
    rows = []
    for gap, mark in zip(gaps, marks, strict=True):
        k = split_after_title(gap, width)[0]
        people = gap[k:]
        rows.append(_row(gap[:k], mark, people[: leading_people(people)]))
    return [row for row in rows if row.title]


def _row(title: Sequence[Item], marks: Sequence[Item], people: Sequence[Item]) -> RawRow:
    place = str(next((item.number for item in (*title, *marks)), ""))
    words = tuple(RawMark(item.text) for item in marks)
    return RawRow("\n".join(texts(title)), words, "\n".join(texts(people)), place, wraps=True)

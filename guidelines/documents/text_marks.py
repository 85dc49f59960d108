"""Lines of extracted text told apart: marks, words, and both on one line."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from guidelines.documents.names import people_score

_GLYPH = r"\(?[xX×✓✔☑☒✗✘✕]\)?"
_WORD = r"\(?(?:[Rr]ev|REV)\b\.?\)?|\((?:[Nn]y|NY|[Nn]ew|NEW)\)\.?|NY\b\.?"
_TOKEN = rf"(?:{_GLYPH}|{_WORD})"
_ENDED = r"(?:udgår|udgået|nedlægges|sammenlægges|withdrawn)\b\.?"
_PURE = re.compile(
    rf"(?:(?:ny retningslinje|new guideline)\b\.?|{_GLYPH}|{_WORD}|[●•■]|(?:ny|new)\b\.?|revision(?=\W*$)|{_ENDED})"
    r"|(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
# These head a column as often as they mark a row; they are marks only right after one.
_AFTER_MARK = frozenset({"revideres", "udarbejdes", "revision", "to be revised"})
_RUN = re.compile(rf"(?:(?<=\s)|^){_TOKEN}(?:[\s/,]+(?:{_TOKEN}|20\d\d|(?:ny|Ny|new|New)(?=\s)))*(?=[\s,;]|$)")
_HAS_GLYPH = re.compile(rf"(?:^|\s){_GLYPH}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text that is not blank; `number` counts from 1 in the file."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A line, or a part of one, and whether it is a mark."""

    number: int
    text: str
    is_mark: bool


def has_mark(text: str) -> bool:
    """Whether a sign that may mark a row stands somewhere in the line."""
    return bool(_HAS_GLYPH.search(text))


def is_mark_line(text: str) -> bool:
    """Whether a line holds marks alone ("x", "Rev.", "x (ny)", "2024")."""
    rest, at = text.strip(), 0
    if not rest or len(rest) > 40:
        return False
    while at < len(rest):
        found = _PURE.match(rest, at)
        if not found:
            return False
        at = found.end()
        while at < len(rest) and rest[at] in " ,/":
            at += 1
    return True


def items_of(lines: list[Line], years: Collection[int]) -> list[Item]:
    """The lines as marks and words; a line that holds a title, its mark and people becomes three items."""
    items: list[Item] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        follows_mark = bool(items) and items[-1].is_mark
        if is_mark_line(line.text) or (follows_mark and line.text.casefold().strip(" .()") in _AFTER_MARK):
            items.append(Item(line.number, line.text, is_mark=True))
            continue
        found = _inline(line.text, following, years)
        parts = found or (line.text,)
        for index, part in enumerate(parts):
            if part:
                items.append(Item(line.number, part, is_mark=bool(found) and index == 1))
    return items


def _inline(text: str, following: str, years: Collection[int]) -> tuple[str, str, str] | None:
    """Words before, marks, words after; None where the line holds no mark that can be told from its words."""
    for found in reversed(list(_RUN.finditer(text))):
        before, marks, after = (
            text[: found.start()].strip(),
            found.group(0).strip(" ,;"),
            text[found.end() :].strip(" ,;"),
        )
        if _is_run(before, marks, after, following):
            return before, marks, after
    for year in re.finditer(r"(?<=\s)20\d\d(?=\s)", text):
        after = text[year.end() :].strip()
        if int(year.group(0)) in years and people_score([after]) >= 1:
            return text[: year.start()].strip(), year.group(0), after
    return None


def _is_run(before: str, marks: str, after: str, following: str) -> bool:
    """Whether words that look like marks are marks here, judged by what stands around them."""
    has_glyph = bool(_HAS_GLYPH.search(marks))
    if after:
        return people_score([after]) >= (0.5 if has_glyph else 1.0) or (has_glyph and _is_nobody(after))
    if not before:
        return False
    if has_glyph:
        repeated = is_mark_line(following) and bool(_HAS_GLYPH.search(following)) and len(marks) == 1
        return not repeated
    return bool(re.search(r"(?:rev\.?|\))$", marks, re.IGNORECASE)) and not is_mark_line(following)


def _is_nobody(text: str) -> bool:
    return bool(re.fullmatch(r"(?:n\.? ?n\.?|[-–?])", text, re.IGNORECASE))

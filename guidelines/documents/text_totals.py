"""The lines of totals under a planskema, in text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guidelines.documents.headers import totals_line
from guidelines.documents.planskema_types import YearTotals
from guidelines.documents.raw import TotalsLine
from guidelines.documents.text_marks import Line

_REST = re.compile(r"(?:[\d\s:.=–—-]|total|i alt|in total|in all|sum)+", re.IGNORECASE)
_WORD = re.compile(r"\d{1,4}|[–—-](?=\s|$)|total i alt|i alt|in total|in all|[^\W\d]+", re.IGNORECASE)
_TOTAL_WORD = re.compile(r"total(?: i alt)?|i alt|in total|in all|sum", re.IGNORECASE)


def read_totals(
    lines: Sequence[Line], start: int, years: Sequence[int]
) -> tuple[list[tuple[TotalsLine, YearTotals]], int]:
    """The lines of totals from `start` on, and the index of the line after them. Figures may stand on lines below."""
    found: list[tuple[TotalsLine, YearTotals]] = []
    at = start
    while at < len(lines) and (kind := totals_line(lines[at].text)):
        text = lines[at].text
        at += 1
        while at < len(lines) and _continues(text, lines[at].text, len(years)):
            text += " " + lines[at].text
            at += 1
        figures = _figures(text, years)
        if figures.is_known:
            found.append((kind, figures))
    return found, at


def _continues(text: str, following: str, years: int) -> bool:
    """Whether a line of figures still belongs to the line of totals above: only while that lacks some."""
    here, more = (len(re.findall(r"\d+|(?<=\s)[–—-](?=\s|$)", part)) for part in (text, following))
    is_complete = here + more > years + 1 or re.search(r"(?:total|i alt)[\s:=]*\d+$", text, re.IGNORECASE)
    if not more or is_complete or not _REST.fullmatch(following):
        return False
    return not totals_line(following) or (more == 1 and here >= min(years, 1))


def _figures(text: str, years: Sequence[int]) -> YearTotals:
    """The figures of one line, "5 2 6 Total 13": one for each year, then the total. What does not fit stays unknown."""
    words = _WORD.findall(_after_label(text))
    numbers: list[int | None] = []
    total: int | None = None
    has_word = False
    for word in words:
        if _TOTAL_WORD.fullmatch(word):
            has_word = True
        elif has_word and word.isdigit():
            total = int(word)
        elif not has_word:
            numbers.append(int(word) if word.isdigit() else None)
    if total is None and (len(numbers) == len(years) + 1 or len(numbers) == 1 != len(years)):
        total = numbers.pop()
    fits = len(numbers) == len(years)
    return YearTotals(dict(zip(years, numbers, strict=True)) if fits else {}, total)


def _after_label(text: str) -> str:
    """The words from the first figure on, with a word for the total that stands right before it."""
    found = re.search(r"(?:(?<=\s)total[\s:=]*)?(?:\d|(?<=\s)[–—-](?=\s))", text, re.IGNORECASE)
    return text[found.start() :] if found else ""

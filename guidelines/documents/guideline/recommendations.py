"""The recommendations of the quick guide: number, block, text and strengths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidelines.documents.guideline.facts import Recommendation
from guidelines.documents.guideline.lines import Line, Passage
from guidelines.documents.wording import one_line

_GRADE = r"[A-D]\*{0,2}"
_GRADES = re.compile(
    rf"\((?P<in>(?:(?:evidens)?(?:styrke|grad|niveau)\s+)?{_GRADE}(?:\s*(?:,|/|-|–|—|og|eller)\s*{_GRADE})*)\)"
    rf"|\b(?:evidens)?styrke:?\s+(?P<out>{_GRADE}(?:\s*(?:,|/|-|–|—|og|eller)\s*{_GRADE})*)(?![\w*])",
)
_ITEM = re.compile(r"^(?P<number>\d{1,3})[.)]\s*(?=[A-ZÆØÅ(>≥<≤\"”“])(?P<text>.*)")
_BULLET = re.compile(r"^[•●▪◦○‣]\s*(?P<text>.*)")
_CLOSED = re.compile(rf"(?:\((?:[^()]{{0,20}}\s)?{_GRADE}[^()]{{0,20}}\)|[.:!?])\s*$")


def strengths_in(text: str) -> tuple[str, ...]:
    """The grades A-D that a text gives, each once, in its order; a mark such as B* counts as B (domain 2.6)."""
    grades: dict[str, None] = {}
    for found in _GRADES.finditer(text):
        grades.update(dict.fromkeys(re.findall(r"(?<![A-Za-z])[A-D](?![a-z])", found["in"] or found["out"])))
    return tuple(grades)


def read_recommendations(body: Passage) -> tuple[Recommendation, ...]:
    """The numbered (or bulleted) recommendations; lines that stand between them head a block."""
    return tuple(_recommendations(body.lines))


def _recommendations(lines: tuple[Line, ...]) -> Iterator[Recommendation]:
    number: str | None = None
    item: list[Line] = []
    heading: list[Line] = []
    block: str | None = None
    for at, line in enumerate(lines):
        started = _item(line, number)
        if started:
            if item:
                yield _recommendation(item, number, block)
            if heading:
                block = one_line("\n".join(part.text for part in heading))
            number, item, heading = started[0], [line], []
        elif not item or (_is_closed(item) and _heads(lines, at, number)):
            heading.append(line)
        else:
            item.append(line)
    if item:
        yield _recommendation(item, number, block)


def _item(line: Line, previous: str | None) -> tuple[str | None] | None:
    """The number of the recommendation a line begins, None inside where it is a bullet; None where it begins none."""
    found = _ITEM.match(line.text)
    if found and int(found["number"]) in {1, int(previous or 0), int(previous or 0) + 1, int(previous or 0) + 2}:
        return (found["number"],)
    return (None,) if _BULLET.match(line.text) and previous is None else None


def _is_closed(item: list[Line]) -> bool:
    return bool(_CLOSED.search(" ".join(line.text for line in item[-2:])))


def _heads(lines: tuple[Line, ...], at: int, number: str | None) -> bool:
    """Whether a line after a finished recommendation heads the next block: capital first, a number soon after it."""
    return lines[at].text[:1].isupper() and any(_item(line, number) for line in lines[at + 1 : at + 4])


def _recommendation(item: list[Line], number: str | None, block: str | None) -> Recommendation:
    passage = Passage(item)
    text = one_line("\n".join(line.text for line in item))
    found = _ITEM.match(text) or _BULLET.match(text)
    words = found["text"] if found else text
    confidence = 0.95 if strengths_in(words) else 0.7
    return Recommendation(number, block, words, strengths_in(words), passage.opening(confidence=confidence))

"""The cover block of templates 8 to 9: labels and values on one line, on several, or all labels first (domain 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guidelines.documents.dates import FuzzyDate, find_dates, locate_dates
from guidelines.documents.guideline.lines import Line, Passage

MAX_LINES, MAX_SIGNS = 60, 6_000
_TITLE_PAGE = 12  # lines of a title page that has no approvals
_VERSION_LINE = re.compile(r"version\s*:?\s*\d{1,2}[.,]\d{1,2}$", re.IGNORECASE)
_LABELS = {
    "version": r"version(?:snummer|snr\.?)?(?=\s*:?\s*(?:\d|$|godkendt|faglig|administrativ|\[))",
    "approved": r"godkendt(?=\s|$)",
    "clinical_approval": r"faglig(?:t)? godkend(?:else|t)(?:\s+(?:den|af))?",
    "administrative_approval": r"administrativ(?:t)? godkend(?:else|t)(?:\s+den)?",
    "submitted": r"indsendt(?: til [\w ]{0,40}?)?(?: den)?"
    r"(?=\s*:?\s*(?:den )?(?:\d|$|godkendt|faglig|administrativ|revision))",
    "published": r"(?:publiceret|udgivet|offentliggjort)(?: den)?",
    "revision": r"revision(?=\s*(?:$|planlagt|næste|indeksering|:|(?:den )?\d|[a-z]{3,10}\.?(?: af)? \d{4}))",
    "next_revision": r"planlagt(?: revision)?|næste revision|revisionsdato",
    "expiry": r"udløbsdato|udløber|gyldig til",
    "keywords": r"indeksering|emneord",
}
_LABEL = re.compile("|".join(rf"(?<!\w)(?P<{name}>{words})\s*:?" for name, words in _LABELS.items()), re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\d.,])(?P<version>\d{1,2}[.,]\d{1,2})(?![\d]|[.,]\d)")
_GROUP = re.compile(r"\(\s*(?P<group>[^()]{0,120}?)\s*\)")
PLACEHOLDER = re.compile(
    r"\[[^\]]{2,60}\]|\b(?:x{2,8}[./-]x{2,8}[./-]?(?:x{2,8})?|dd[./-]mm[./-](?:åååå|yyyy|åå)|x\.x)\b|<[^>]{2,60}>|_{3,}",
    re.IGNORECASE,
)
_DATED = ("clinical_approval", "administrative_approval", "submitted", "published", "next_revision", "expiry")


@dataclass(frozen=True, slots=True)
class CoverValue:
    """One value of the cover: the words, where they stand in the cover, and what was read from them."""

    start: int
    end: int
    date: FuzzyDate | None = None
    group: str | None = None
    version: str | None = None


@dataclass(frozen=True)
class Cover:
    """The cover's values by label; `title` holds the offsets of the title above the labels, None where none stands.

    `labels` names what the cover has a place for; a title page with a version alone has one for that only.
    """

    passage: Passage
    values: dict[str, CoverValue]
    title: tuple[int, int] | None
    labels: frozenset[str] = frozenset()


def read_cover(lines: Sequence[Line], furniture: Sequence[str] = ()) -> Cover | None:
    """The cover at the head of a document, None where the document has none (template 10, extracted text)."""
    passage = Passage(_first(lines[:MAX_LINES]))
    labels = list(_LABEL.finditer(passage.text))
    names = {found.lastgroup for found in labels}
    if not names and _is_title(lines):
        return Cover(passage, {}, (0, len(passage.text)))
    if names == {"version"} and len(lines) <= _TITLE_PAGE and any(_VERSION_LINE.match(line.text) for line in lines):
        labels = labels[:1]
    elif not names & {"clinical_approval", "administrative_approval", "version", "approved"} or len(names) < 2:
        return None
    spans = [
        (str(label.lastgroup), label.end(), labels[at + 1].start() if at + 1 < len(labels) else len(passage.text))
        for at, label in enumerate(labels)
    ]
    start = labels[0].start()
    title = (0, start) if passage.text[:start].strip() else None
    dated = [span for span in spans if span[0] in _DATED]
    empty = [span for span in dated if not _has_value(passage.text[span[1] : span[2]])]
    if len(dated) > 1 and len(empty) >= len(dated) - 1 and _are_values_last(passage.text, spans):
        return Cover(passage, _values_after(passage.text, spans), title, frozenset(map(str, names)))
    return Cover(passage, _values_beside(passage.text, spans), title, frozenset(map(str, names)))


def _first(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines as far as a cover may reach, the last one cut there."""
    left = MAX_SIGNS
    for line in lines:
        if left <= 0:
            return
        yield line if len(line.text) <= left else Line(line.text[:left], line.place, line.starts)
        left -= len(line.text) + 1


def _is_title(lines: Sequence[Line]) -> bool:
    """Whether all that stands before the first heading is a title of some words."""
    text = " ".join(line.text for line in lines)
    return len(lines) <= 4 and len(text) < 250 and len(text.split()) > 2 and not text.rstrip().endswith((".", ":"))


def _has_value(text: str) -> bool:
    return bool(find_dates(text) or PLACEHOLDER.search(text))


def _are_values_last(text: str, spans: list[tuple[str, int, int]]) -> bool:
    return len(find_dates(text[spans[-1][1] :])) > 1


def _values_beside(text: str, spans: list[tuple[str, int, int]]) -> dict[str, CoverValue]:
    """Values that follow their labels; the first of each label counts."""
    values: dict[str, CoverValue] = {}
    labels = {name for name, *_ in spans}
    for name, start, end in spans:
        words = text[start:end]
        if name == "revision" and "next_revision" not in labels:
            name = "next_revision"  # its label is left out now and then (domain 3)
        if name == "version":
            found = _NUMBER.match(words.strip())
            if found and name not in values:
                at = text.index(found["version"], start)
                values[name] = CoverValue(at, at + len(found["version"]), version=found["version"])
        elif name in _DATED and name not in values:
            value = _dated(text, start, end)
            if value:
                values[name] = value
    return values


def _dated(text: str, start: int, end: int) -> CoverValue | None:
    """The date and the group in brackets after a label; only what stands near it, for a heading may run on."""
    words = text[start:end]
    dates = locate_dates(text, start, end)
    group = _GROUP.search(words)
    if dates and dates[0].start <= start + 60:
        first = dates[0]
        stop = start + group.end() if group else first.end
        return CoverValue(first.start, max(stop, first.start), first.only, group["group"] if group else None)
    if group and group.start() <= 60:
        return CoverValue(start + group.start(), start + group.end(), None, group["group"])
    return None


def _values_after(text: str, spans: list[tuple[str, int, int]]) -> dict[str, CoverValue]:
    """Values in a row after the last label: given to the labels in order where they are as many, else by bracket."""
    tail = spans[-1][1]
    values: dict[str, CoverValue] = {}
    number = _NUMBER.search(text, tail)
    first = locate_dates(text, tail)
    before = first[0].start if first else len(text)
    if number and number.start() < before and any(name == "version" for name, *_ in spans):
        values["version"] = CoverValue(*number.span("version"), version=number["version"])
        tail = number.end()
    slots = _slots(text, tail)
    names = [name for name, *_ in spans if name in _DATED]
    if len(slots) == len(names):
        return values | {name: slot for name, slot in zip(names, slots, strict=True) if slot.date or slot.group}
    known: dict[str, CoverValue] = {}
    for slot in slots:
        if slot.group and slot.group.casefold().startswith("sekretariatet") and "administrative_approval" in names:
            known.setdefault("administrative_approval", slot)
        elif slot.group and "clinical_approval" in names:
            known.setdefault("clinical_approval", slot)
    return values | known | _between(names, slots, known)


def _between(names: list[str], slots: list[CoverValue], known: dict[str, CoverValue]) -> dict[str, CoverValue]:
    """The dates before, between and behind those whose label is known, where they are as many as the labels there."""
    marks = sorted((names.index(name), slots.index(slot)) for name, slot in known.items())
    if not marks or len(set(names)) < len(names) or marks != sorted(marks, key=lambda mark: mark[1]):
        return {}
    found: dict[str, CoverValue] = {}
    for (name, slot), (next_name, next_slot) in pairwise([(-1, -1), *marks, (len(names), len(slots))]):
        labels, values = names[name + 1 : next_name], slots[slot + 1 : next_slot]
        if len(labels) == len(values):
            found |= {label: value for label, value in zip(labels, values, strict=True) if value.date}
    return found


def _slots(text: str, tail: int) -> list[CoverValue]:
    """The dates and placeholders after the labels, each with the bracket that follows it."""
    hits: list[tuple[int, int, FuzzyDate | None]] = [
        (date.start, date.end, date.only) for date in locate_dates(text, tail)
    ]
    ends = [end for _start, end, _value in hits]
    for bracket in _GROUP.finditer(text, tail):
        is_lone = not any(0 <= bracket.start() - end <= 3 for end in ends)
        if is_lone and re.match(r"Sekretariatet|[A-ZÆØÅ][\w-]{1,12}$", bracket["group"]):
            hits.append((bracket.start(), bracket.start(), None))
    hits += [(found.start(), found.end(), None) for found in PLACEHOLDER.finditer(text, tail)]
    hits.sort()
    slots: list[CoverValue] = []
    for index, (start, end, value) in enumerate(hits):
        limit = hits[index + 1][0] if index + 1 < len(hits) else end + 120
        group = _GROUP.search(text, end, limit)
        near = group if group and group.start() - end <= 3 else None
        slots.append(CoverValue(start, near.end() if near else end, value, near["group"] if near else None))
    return slots

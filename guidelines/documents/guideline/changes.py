"""The change log, and every version this one says it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidelines.documents.guideline.facts import Change, ChangeLog, Stated
from guidelines.documents.guideline.headings import canonical
from guidelines.documents.guideline.lines import Passage
from guidelines.documents.wording import join_lines

VERSION = r"(?P<version>\d{1,2}[.,_]\d{1,2})"
_SINCE = re.compile(rf"nyt siden (?:version|v\.?|udgave)?\s*{VERSION}", re.IGNORECASE)
_OF = rf"(?:version|v\.)\s*{VERSION}"
_BASES = (
    _SINCE,
    re.compile(
        r"(?:adapteret|udarbejdet|opdateret|revideret|videreført) "
        r"(?:fra|på baggrund af|med udgangspunkt i) (?:\w+ ){0,3}?" + _OF,
        re.IGNORECASE,
    ),
    re.compile(r"(?:opdatering|revision|revidering)(?:\s+\w+){0,4}? af (?:[\w-]+ ){0,6}?" + _OF, re.IGNORECASE),
    re.compile(r"(?:erstatter|bygger (?:videre )?på|revision af|afløser) (?:\w+ ){0,4}?" + _OF, re.IGNORECASE),
)
_LONGEST = 20_000  # signs of what is told of one section
_TABLE_HEADS = {
    "retningslinjeafsnit beskrivelse af ændring",
    "afsnit ændring",
    "afsnit beskrivelse",
    "afsnit beskrivelse af ændring",
    "retningslinjeafsnit",
    "beskrivelse af ændring",
    "afsnit",
    "ændring",
    "beskrivelse",
}


def number_of(version: str) -> str:
    """A version's number in one form: "2,1" and "2_1" are 2.1."""
    return re.sub(r"[,_]", ".", version)


def base_versions(passages: list[Passage]) -> tuple[Stated, ...]:
    """Each statement of the version this one was made from, in the order of the document."""
    found: list[Stated] = []
    for passage in passages:
        hits = [hit for sign in _BASES for hit in sign.finditer(passage.text)]
        for hit in sorted(hits, key=lambda hit: hit.start()):
            quote = passage.exact(*hit.span()) if hit.re is _SINCE else passage.quote(*hit.span())
            found.append(Stated(number_of(hit["version"]), quote))
    return tuple(found)


def read_change_log(heading: str, body: Passage) -> ChangeLog | None:
    """The log with its lines by the section they are about; None where nothing stands under the heading."""
    if not body:
        return None
    since = _SINCE.search(f"{heading} {body.text}")
    entries = tuple(Change(section, text) for section, text in _entries(body) if text)
    return ChangeLog(number_of(since["version"]) if since else None, entries, body.opening(300))


def _row(words: str) -> tuple[str, str] | None:
    """The section and the text of a line that holds both: "Referencer: To er nye." or a row of a table."""
    for found in re.finditer(r"(?::\s*|\s+)(?=[A-ZÆØÅ0-9])", words[:90]):
        if canonical(words[: found.start()]):
            return words[: found.start()], words[found.end() :]
    return None


def _entries(body: Passage) -> Iterator[tuple[str, str]]:
    """Section and words: the lines that follow the name of a section."""
    section, text, half = "", "", ""
    for line in body.lines:
        words = line.text
        if words.casefold().strip(" :") in _TABLE_HEADS or _SINCE.search(words):
            continue
        row = None if half else _row(words)
        if row:
            if section or text:
                yield section, text
            section, text = row
            continue
        joined = join_lines(half, words)
        if canonical(joined):
            if section or text:
                yield section, text
            section, text, half = joined, "", ""
        elif not half and words.endswith((" og", "-")) and len(words) < 30 and not text.endswith("-"):
            half = words
        else:
            text, half = join_lines(text, joined) if len(text) < _LONGEST else text, ""
    if section or text:
        yield section, join_lines(text, half)

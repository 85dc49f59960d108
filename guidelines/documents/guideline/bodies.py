"""Groups, persons and roles named in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from guidelines.documents.names import name_score, read_people

ROLES = "forperson formand forkvinde næstformand næstforperson bestyrelsesformand styregruppeformand".split()
_ROLE = re.compile(rf"\b({'|'.join(ROLES)})\b", re.IGNORECASE)
_UPPER = "A-ZÆØÅÄÖÜÉ"
_NAME = re.compile(
    rf"(?<!\w)(?:(?:[{_UPPER}][a-zæøå]?\.|[{_UPPER}][\w'’-]{{0,40}})\s+){{1,4}}[{_UPPER}][\w'’-]{{1,40}}"
)
_SECRETARIAT = re.compile(r"sekretariatet for kliniske retningslinjer(?: på kræftområdet)?", re.IGNORECASE)
_UNKNOWN_BODY = re.compile(r"\bDanske?\s(?:[\w-]+\s){0,4}(?:Gruppe|Udvalg|Selskab|Studiegruppe)\b")
PLACEHOLDER_GROUPS = frozenset({"DMCG", "XXX", "DMCG-NAVN", "GRUPPE", "FORKORTELSE"})
_SENTENCE = re.compile(r"(?<=\w\w)(?<!\bprof)(?<!\bdr)(?<!\boverl)(?<!\bafd)(?<!\bph)\.(?:\s|$)|;", re.IGNORECASE)
_MOST = 200  # places of one section that are read for reviewers
_REVIEWED_BY = re.compile(
    r"(?:\breviewere?(?:ne)?\b|\breview(?:et)? af\b|\bbedømt af\b|\bfagfællebedømt af\b)"
    r"(?:\s+(?:var|er|har været))?\s*:?",
    re.IGNORECASE,
)

Groups = Mapping[str, str]
"""Every spelling of a group, as written, to its abbreviation."""


def find_groups(text: str, groups: Groups) -> tuple[str, ...]:
    """The abbreviations of the groups a text names, in its order, each once; placeholders are none."""
    hits: dict[str, int] = {}
    for spelling, abbreviation in groups.items():
        found = _pattern(spelling).search(text)
        if found and abbreviation not in PLACEHOLDER_GROUPS:
            hits[abbreviation] = min(found.start(), hits.get(abbreviation, len(text)))
    return tuple(sorted(hits, key=lambda name: hits[name]))


def without_groups(text: str, groups: Groups) -> str:
    """The text with the groups' names taken out, so that what remains may be read as names of people."""
    for spelling in sorted(groups, key=len, reverse=True):
        text = _pattern(spelling).sub(" , ", text)
    return _UNKNOWN_BODY.sub(" , ", text)


_PATTERNS: dict[str, re.Pattern[str]] = {}


def _pattern(spelling: str) -> re.Pattern[str]:
    """How a spelling is looked for: an abbreviation as it is, a full name whatever its blanks and capitals."""
    if spelling not in _PATTERNS:
        if " " in spelling:
            words = r"[\s-]*".join(re.escape(sign) for sign in spelling if sign not in " -")
            _PATTERNS[spelling] = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
        else:
            both = "|".join({re.escape(spelling), re.escape(spelling.upper())})
            _PATTERNS[spelling] = re.compile(rf"(?<![\w-])(?:{both})(?![\w])")
    return _PATTERNS[spelling]


def find_persons(text: str, groups: Groups) -> tuple[str, ...]:
    """The names of people in a sentence, in order; words of groups, roles and subjects are none."""
    rest = _ROLE.sub(" , ", without_groups(_SECRETARIAT.sub(" , ", text), groups))
    return tuple(name for found in _NAME.finditer(rest) if name_score(name := " ".join(found.group().split())) > 0)


def find_role(text: str) -> str | None:
    """The role a sentence names, in lower case; None where it names none."""
    found = _ROLE.search(text)
    return found.group(1).lower() if found else None


def find_secretariat(text: str) -> str | None:
    """The secretariat, as written."""
    found = _SECRETARIAT.search(text)
    return found.group(0) if found else None


def find_reviewers(text: str) -> list[tuple[str, int, int]]:
    """The people named as reviewers, with the offsets of the words they stand in."""
    people: dict[str, tuple[str, int, int]] = {}
    for found in islice(_REVIEWED_BY.finditer(text), _MOST):
        rest = text[found.end() : found.end() + 200]
        end = _SENTENCE.search(rest)
        piece = rest[: end.start()] if end else rest
        for person in read_people(piece).people:
            if name_score(person.name) > 0:
                people.setdefault(person.name.casefold(), (person.name, found.start(), found.end() + len(piece)))
    return list(people.values())

"""Precision and recall per field and per rule, and the values that no document holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

DATES = (
    "last_search",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "next_revision",
    "expiry",
)
PLAIN = (
    "title",
    "group",
    "professional_body",
    "version",
    "based_on_version",
    "template_version",
    "language",
    "update_owner",
)
Sample = tuple[str, object, object]


@dataclass(slots=True)
class Score:
    """Values or findings: right, read but not so, and not read; nothing stands behind the `invented` false ones."""

    right: int = 0
    false: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float:
        """The share of what was read that is so."""
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of what there is that was read."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(slots=True)
class Table:
    """The scores of every field and rule, and a line for each slip."""

    fields: dict[str, Score] = field(default_factory=dict)
    rules: dict[str, Score] = field(default_factory=dict)
    slips: list[str] = field(default_factory=list)
    documents: int = 0
    clean: int = 0
    clean_with_findings: int = 0

    @property
    def invented(self) -> int:
        """Values read where the document says nothing, and dates more precise than it has them."""
        return sum(score.invented for score in self.fields.values())

    def add(self, number: int, truth: dict[str, Any], codes: set[str], read: dict[str, Any]) -> None:
        """Compare one document's truth with the JSON read from it."""
        self.documents += 1
        for name, wanted, found in _samples(truth, read):
            self._value(number, name, wanted, found)
        found_codes = {finding["code"] for finding in read["findings"]}
        self.clean += not codes
        self.clean_with_findings += not codes and bool(found_codes)
        for code in codes | found_codes:
            score = self.rules.setdefault(code, Score())
            score.right += code in codes & found_codes
            score.false += code in found_codes - codes
            score.missed += code in codes - found_codes
            if code not in codes & found_codes:
                self.slips.append(f"{number} rule {code}: {'false' if code in found_codes else 'missed'}")

    def _value(self, number: int, name: str, wanted: object, found: object) -> None:
        score = self.fields.setdefault(name, Score())
        if _same(wanted, found):
            score.right += not _is_nothing(found)
            return
        score.missed += not _is_nothing(wanted)
        score.false += not _is_nothing(found)
        score.invented += not _is_nothing(found) and (_is_nothing(wanted) or _is_finer(wanted, found))
        self.slips.append(f"{number} {name}: wanted {wanted!r}, read {found!r}")


def _is_nothing(value: object) -> bool:
    return value is None or value == [] or value == "unknown"


def _is_finer(wanted: object, found: object) -> bool:
    """Whether a date was given a month or a day that the document does not state."""
    if not isinstance(wanted, str) or not isinstance(found, str) or not re.match(r"\d{4}(-|$)", wanted):
        return False
    return len(found) > len(wanted) and found.startswith(wanted)


def _same(wanted: object, found: object) -> bool:
    if isinstance(wanted, tuple):
        return any(_same(one, found) for one in wanted)
    return _plain(wanted) == _plain(found)


def _plain(value: object) -> object:
    """The value without differences in blanks, capitals, dashes and a closing stop."""
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\u00ad\u200b]", "", value).replace("–", "-").replace("\u2011", "-")
    return re.sub(r"\s+", " ", text).strip(" .;:,").casefold().removesuffix(".0")


def _samples(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[Sample]:
    for name in PLAIN:
        yield name, truth[name], read[name]
    yield from _dates(truth["dates"], read["dates"])
    for name in ("clinical_approval_by", "administrative_approval_by"):
        wanted, found = truth[name] or {}, read[name] or {}
        yield from _sets(f"{name}.persons", wanted.get("persons", []), found.get("persons", []))
        yield from _sets(f"{name}.groups", wanted.get("groups", []), found.get("groups", []))
        yield f"{name}.role", wanted.get("role"), found.get("role")
    yield from _people("authors", truth["authors"], read["authors"])
    yield from _people("reviewers", truth["reviewers"], read["reviewers"])
    yield from _recommendations(truth["recommendations"], read["recommendations"])
    yield from _sets("sections", truth["sections"], [s["canonical"] for s in read["sections"] if s["present"]])
    yield from _change_log(truth["change_log"], read["change_log"])
    yield from _searches(truth["searches"], read["searches"])
    held = read["consultation"]["held"]
    yield "consultation.held", truth["consultation"]["held"], held
    parties = truth["consultation"]["parties"]
    if not isinstance(parties, tuple):
        yield from _sets("consultation.parties", parties, read["consultation"]["parties"])


def _dates(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[Sample]:
    for name in DATES:
        wanted, found = truth.get(name) or {}, read[name] or {}
        yield f"dates.{name}", wanted.get("value"), found.get("value")
        if name == "next_revision":
            for part in ("interval_months", "counts_from"):
                yield f"dates.{name}.{part}", wanted.get(part), found.get(part)


def _sets(name: str, wanted: list[Any], found: list[Any]) -> Iterator[Sample]:
    """Values whose order does not matter, one by one."""
    left = Counter(str(_plain(value)) for value in found)
    for value in wanted:
        key = str(_plain(value))
        yield name, value, value if left[key] else None
        left[key] -= 1 if left[key] else 0
    for value in left.elements():
        yield name, None, value


def _people(name: str, wanted: list[Any], found: list[Any]) -> Iterator[Sample]:
    by_name = {_plain(one["name"]): one for one in found}
    yield from _sets(f"{name}.name", [one["name"] for one in wanted], [one["name"] for one in found])
    for one in wanted:
        other = by_name.get(_plain(one["name"]))
        parts = ("title", "specialty", "affiliation", "declaration", "has_conflict")
        for part in parts if other and name == "authors" else ("has_conflict",) if other else ():
            yield f"{name}.{part}", one[part], other[part]


def _recommendations(wanted: list[Any], found: list[Any]) -> Iterator[Sample]:
    texts = {_plain(one["text"]): one for one in found}
    yield from _sets("recommendations.text", [one["text"] for one in wanted], [one["text"] for one in found])
    for one in wanted:
        other = texts.get(_plain(one["text"]))
        if other:
            yield "recommendations.number", one["number"], other["number"]
            yield "recommendations.block", one["block"], other["block"]
            yield from _sets("recommendations.strengths", one["strengths"], other["strengths"])


def _change_log(wanted: dict[str, Any] | None, found: dict[str, Any] | None) -> Iterator[Sample]:
    yield "change_log.since_version", (wanted or {}).get("since_version"), (found or {}).get("since_version")
    lines = [[f"{e['section']}: {e['text']}" for e in (log or {}).get("entries", [])] for log in (wanted, found)]
    yield from _sets("change_log.entries", lines[0], lines[1])


def _searches(wanted: list[Any], found: list[Any]) -> Iterator[Sample]:
    keys = [[f"{one['database']} {one['date']}" for one in searches] for searches in (wanted, found)]
    yield from _sets("searches.database, date", keys[0], keys[1])
    left = list(zip(keys[1], found, strict=True))
    for key, one in zip(keys[0], wanted, strict=True):
        hit = next((pair for pair in left if pair[0] == key), None)
        if hit:
            left.remove(hit)
            yield "searches.responsible", one["responsible"], hit[1]["responsible"]
            yield "searches.hits", one["hits"], hit[1]["hits"]

"""What a rule of the register is, and what it finds."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from guidelines.desk.quality.facts import GuidelineFacts, PersonFacts, RegisterFacts
from guidelines.documents.checks.types import Severity
from guidelines.documents.planskema_types import Text

Subject = GuidelineFacts | PersonFacts


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a finding is mended: the words of the link, the name of the address, its arguments and its query.

    `is_ours`: only the secretariat may do it.
    """

    words: Text
    name: str
    args: tuple[str | int, ...] = ()
    query: str = ""
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is broken: whom or what it is about, why in the language that is active, and the fix.

    `marks` are the facts it rests on: while they stay, it is the same finding. `fingerprint` "" is made of them.
    """

    about: Subject
    why: str
    fix: Fix
    marks: tuple[object, ...] = ()
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue."""

    code: str
    severity: Severity
    asks: Text
    find: Callable[[RegisterFacts], Iterable[Found]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found; `fingerprint` tells it from others about the same guideline or person."""

    rule: Rule
    about: Subject
    why: str
    fix: Fix
    fingerprint: str
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Make the key by which an address names it."""
        kind = "p" if isinstance(self.about, PersonFacts) else "r"
        object.__setattr__(self, "key", f"{kind}{self.about.pk}-{self.fingerprint[:20]}")


def finding(rule: Rule, found: Found) -> Finding:
    """Return what was found with what tells it from others: the rule and the facts it rests on."""
    said = "\n".join((rule.code, *(str(mark) for mark in found.marks)))
    return Finding(
        rule, found.about, found.why, found.fix, found.fingerprint or hashlib.sha256(said.encode()).hexdigest()
    )


def name_of(about: Subject) -> str:
    """Return the title of a guideline, or a person's name."""
    return about.title if isinstance(about, GuidelineFacts) else about.name

"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.facts import NameWitness, Quote
from guidelines.documents.planskema_types import Text

Severity = Literal["error", "warning", "unknown"]
WEIGHT: dict[Severity, int] = {"error": 0, "warning": 1, "unknown": 2}
# Where the register of persons' ties to companies stood in the newest guideline seen (domain M20).
CURRENT_LISTS = (
    "https://laegemiddelstyrelsen.dk/da/godkendelse/sundhedspersoners-tilknytning-til-virksomheder/"
    "lister-over-tilknytning-til-virksomheder/",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the rules hold a document against: the group's longest interval in months, and current addresses."""

    longest_interval_months: int = 60
    current_lists: tuple[str, ...] = CURRENT_LISTS


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule looks at: the document as read, what its name says, and the limits."""

    reading: Reading
    name: NameWitness = field(default_factory=NameWitness)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule is broken: a sentence, the quotations it rests on, and what to do, where that is known."""

    message: Text
    evidence: tuple[Quote, ...] = ()
    suggestion: Text | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue. `templates` are the major template versions it applies to, empty for all of them."""

    code: str
    severity: Severity
    about: Text
    find: Callable[[Subject], Iterable[Found]]
    templates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found in a document."""

    code: str
    severity: Severity
    message: Text
    evidence: tuple[Quote, ...] = ()
    suggestion: Text | None = None

"""Pure rules of the register: how version labels sort, and when a published version still holds."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from guidelines.documents.dates import FuzzyDate, add_months

DUE_SOON_MONTHS = 12
ASSESSMENT_CHOICES = tuple(range(12, 121, 12))
DEFAULT_ASSESSMENT_MONTHS = 36


def label_key(label: str) -> str:
    """Return a text by which version labels sort as people read them: 1.10 after 1.9, 2.0 after 1.10.

    Runs of digits are padded to eight places; what stands between them counts as a full stop.
    """
    numbers = re.findall(r"\d+", label)
    return ".".join(number.lstrip("0").zfill(8) for number in numbers[:6]) or label.strip().casefold()[:80]


def tidy_label(label: str) -> str:
    """Return a version label as it is stored: "v. 2.1", "version 2.1." and "2,1" are all 2.1 (domain 2.4)."""
    bare = re.sub(r"^(?:version|vers|ver|v)\b[.:\s]*(?=\d)|^v(?=\d)", "", label.strip(), flags=re.IGNORECASE)
    return re.sub(r"(?<=\d)[,_](?=\d)", ".", bare).strip(" .")


class LabelDoubt(enum.StrEnum):
    """What is odd about the label of a new version; nothing that forbids it."""

    OLDER = "older"
    JUMP = "jump"


def label_doubt(label: str, newest: str | None) -> LabelDoubt | None:
    """Return what is odd about a label beside the newest one there is: it sorts before it, or skips a whole number.

    None where nothing is odd, or there is no version yet. No rule says which number follows (domain 2.4).
    """
    if newest is None:
        return None
    if label_key(label) < label_key(newest):
        return LabelDoubt.OLDER
    before, after = re.search(r"\d+", newest), re.search(r"\d+", label)
    if before and after and int(after.group()) > int(before.group()) + 1:
        return LabelDoubt.JUMP
    return None


_ASCII = {ord(letter): ascii_ for letter, ascii_ in zip("æøåÆØÅ", ("ae", "oe", "aa", "Ae", "Oe", "Aa"), strict=True)}


def ascii_text(text: str) -> str:
    """Return Danish text in ASCII letters for addresses: ae, oe and aa for æ, ø and å."""
    return text.translate(_ASCII)


class ValidityState(enum.StrEnum):
    """Whether the published version still holds (foundations 4)."""

    VALID = "valid"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NO_VERSION = "no_version"
    WITHDRAWN = "withdrawn"


class Clock(enum.StrEnum):
    """The two clocks of a version."""

    REVISION = "revision"
    ASSESSMENT = "assessment"


@dataclass(frozen=True)
class Validity:
    """A state, the clock that caused it (None where no clock did), the last day it allows, and the clocks unknown."""

    state: ValidityState
    cause: Clock | None = None
    due: FuzzyDate | None = None
    unknown: tuple[Clock, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What validity is derived from; each date is None where no document gives it."""

    has_version: bool = True
    is_withdrawn: bool = False
    next_due: FuzzyDate | None = None
    last_search: FuzzyDate | None = None
    assessed: FuzzyDate | None = None
    assessment_months: int = DEFAULT_ASSESSMENT_MONTHS


_SEVERITY = {ValidityState.OVERDUE: 2, ValidityState.DUE_SOON: 1, ValidityState.VALID: 0}


def validity(facts: Facts, today: date) -> Validity:
    """Return the worse of the two clocks with its cause (foundations 4).

    A clock with no date is a gap in the data: it is listed in `unknown`, and never makes a guideline overdue.
    With no clock known the state is UNKNOWN.
    """
    if facts.is_withdrawn:
        return Validity(ValidityState.WITHDRAWN)
    if not facts.has_version:
        return Validity(ValidityState.NO_VERSION)
    dues = {Clock.REVISION: facts.next_due, Clock.ASSESSMENT: assessment_due(facts)}
    unknown = tuple(clock for clock, due in dues.items() if due is None)
    known = [(_clock_state(due, today), clock, due) for clock, due in dues.items() if due is not None]
    if not known:
        return Validity(ValidityState.UNKNOWN, unknown=unknown)
    state, cause, due = max(known, key=lambda item: (_SEVERITY[item[0]], -item[2].last.toordinal()))
    return Validity(state, cause, due, unknown)


def assessment_due(facts: Facts) -> FuzzyDate | None:
    """Return the last day on which the latest search or assessment still counts; None where neither is known."""
    bases = [fact for fact in (facts.last_search, facts.assessed) if fact is not None]
    if not bases:
        return None
    base = max(bases, key=lambda fact: fact.last)
    months = facts.assessment_months
    return FuzzyDate(add_months(base.first, months), add_months(base.last, months), base.precision, base.source)


def _clock_state(due: FuzzyDate, today: date) -> ValidityState:
    if due.last < today:
        return ValidityState.OVERDUE
    return ValidityState.DUE_SOON if due.last <= add_months(today, DUE_SOON_MONTHS) else ValidityState.VALID


APPROVAL_ORDER = (
    "last_search",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "next_due",
)


def earliest_base(limit: date, months: int) -> date:
    """Return the first day that, `months` later, has reached `limit`: the cut-off of a clock turned round for SQL."""
    day = add_months(limit, -months)
    while add_months(day, months) < limit:
        day += timedelta(days=1)
    while add_months(day - timedelta(days=1), months) >= limit:
        day -= timedelta(days=1)
    return day


def order_faults(facts: Iterable[tuple[str, FuzzyDate | None]]) -> list[tuple[str, str]]:
    """Return the pairs of names whose dates are certainly out of order, given facts in the order they should come.

    A month is out of order with a day only where no day of the one could come before the other (foundations 3).
    """
    known = [(name, fact) for name, fact in facts if fact is not None]
    return [
        (earlier, later)
        for index, (earlier, before) in enumerate(known)
        for later, after in known[index + 1 :]
        if after.last < before.first
    ]

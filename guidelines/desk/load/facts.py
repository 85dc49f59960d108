"""What the coming approvals are foreseen from: plain values, read before anything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class AwaitedFacts:
    """A guideline that an administrative approval is to come for, or a plan entry beyond the guideline's next one.

    `on` is its date where there is one, else `year` its planned year; both None where nothing is known. `group` is the
    owner, None without one. `is_handed_in`: it is with the secretariat already.
    """

    group: int | None
    on: date | None
    year: int | None
    is_handed_in: bool = False


@dataclass(frozen=True, slots=True)
class OutlookFacts:
    """What is awaited, and `approved`: the months, 1 to 12, in which versions of each group were approved before.

    None stands for guidelines without an owner.
    """

    today: date
    awaited: tuple[AwaitedFacts, ...] = ()
    approved: Mapping[int | None, tuple[int, ...]] = field(default_factory=dict)

"""The ladder of reminders as data (ux 5.2, foundations 21): which rung, counted from what, and who is told.

Where the design is silent, this is what was chosen:

* There is one interim deadline, that of the draft ("udkast"): 60 days before the target, so that consultation and
  the approvals have two months. It is counted from the target whenever it is needed, and never stored.
* "90, 30 days before the interim deadline" and "7 days" count from the draft's deadline. So that the target itself
  is not passed in silence, 30 and 7 days are counted once more from the target.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from guidelines.documents.dates import add_months

RULE = "ladder"
DRAFT_DAYS = 60
"""Days from the draft's deadline to the target."""

ANNOUNCE_DAYS = 14
"""Days that must pass between an announcement and the escalation it announced (foundations 20)."""

PAUSE_DAYS = 14
"""Days of silence after any activity or answer."""


class Audience(enum.StrEnum):
    """Who a rung is for."""

    LEADS = "leads"
    CHAIR = "chair"
    COPY = "copy"
    SECRETARIAT = "secretariat"


class Counts(enum.StrEnum):
    """What a rung counts from, which is also the deadline its mail names."""

    TARGET = "target"
    DRAFT = "draft"


@dataclass(frozen=True, eq=False)
class Rung:
    """One step of the ladder, equal to itself alone.

    `months` and `days` are added to what it counts from, negative ones are before it.
    `announces` names the rung that follows if nothing happens. `silent_days` is the silence after an activity.
    """

    key: str
    audience: Audience
    months: int = 0
    days: int = 0
    counts: Counts = Counts.TARGET
    announces: str = ""
    silent_days: int = PAUSE_DAYS

    @property
    def is_late(self) -> bool:
        """True for the rungs after the target."""
        return self.days > 0

    def deadline(self, target: date) -> date:
        """Return the deadline that the rung's mail names: the target, or the draft's deadline derived from it."""
        return draft_deadline(target) if self.counts is Counts.DRAFT else target

    def on(self, target: date) -> date:
        """Return the day of the rung; it goes in a slot at or near it."""
        return add_months(self.deadline(target), self.months) + timedelta(days=self.days)


def draft_deadline(target: date) -> date:
    """Return the day on which the draft is to be ready for a target."""
    return target - timedelta(days=DRAFT_DAYS)


CONFIRM = Rung("confirm", Audience.LEADS, months=-12)
BEGIN = Rung("begin", Audience.LEADS, months=-6)
DRAFT_90 = Rung("draft_90", Audience.LEADS, days=-90, counts=Counts.DRAFT, silent_days=30)
DRAFT_30 = Rung("draft_30", Audience.LEADS, days=-30, counts=Counts.DRAFT, silent_days=30)
DRAFT_7 = Rung("draft_7", Audience.LEADS, days=-7, counts=Counts.DRAFT)
FINAL_30 = Rung("final_30", Audience.LEADS, days=-30, silent_days=30)
FINAL_7 = Rung("final_7", Audience.LEADS, days=-7)
LATE_14 = Rung("late_14", Audience.LEADS, days=14, announces="chair_30")
CHAIR_30 = Rung("chair_30", Audience.CHAIR, days=30, announces="secretariat_60")
CHAIR_30_COPY = Rung("chair_30_copy", Audience.COPY, days=30)
SECRETARIAT_60 = Rung("secretariat_60", Audience.SECRETARIAT, days=60)

BEFORE = (CONFIRM, BEGIN, DRAFT_90, DRAFT_30, DRAFT_7, FINAL_30, FINAL_7)
"""The rungs before the target, in the order in which they come."""

LATE = (LATE_14, CHAIR_30, CHAIR_30_COPY, SECRETARIAT_60)
LADDER = (*BEFORE, *LATE)
RUNGS = {rung.key: rung for rung in LADDER}

WITHOUT_LEADS = frozenset({CONFIRM.key, BEGIN.key})
"""Rungs that go to the chair where a guideline has no tovholder."""

"""The ladder of reminders as data (ux 5.2, foundations 21): which rung, counted from what, and who is told. Pure.

`DEFAULTS` is what a new installation begins with. The secretariat may set other numbers for everybody, and others again
for a group; `Ladders.of` lays them on top of each other. Where the design is silent, this is what was chosen:

* There are two interim deadlines, counted back from the target whenever they are needed and never stored: the draft
  60 days before it, the end of the consultation 30 days before it.
* 90, 30 and 7 days count from each interim deadline. So that the target itself is not passed in silence, 30 and 7 days
  are counted once more from the target.
* Work that was returned goes on to the chair 14 days after its authors were told that it is overdue.
* A new deadline that was asked for is in the weekly mail of who decides after 7 days and after 14; from then on it
  stands in the secretariat's inbox.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache

from guidelines.documents.dates import add_months

RULE = "ladder"
STEPS = "steps"
"""The rules of occurrences: the ladder of a guideline, and what an open step or request owes."""

LEAST_ANNOUNCE_DAYS = 14
"""Never fewer days between an announcement and the escalation it announced (foundations 20)."""


class Audience(enum.StrEnum):
    """Who a rung is for; `HOLDER` is whose move the step is."""

    LEADS = "leads"
    CHAIR = "chair"
    COPY = "copy"
    SECRETARIAT = "secretariat"
    HOLDER = "holder"
    DEPUTY = "deputy"


class Counts(enum.StrEnum):
    """What a rung counts from; a deadline is also the one its mail names."""

    TARGET = "target"
    DRAFT = "draft"
    CONSULTATION = "consultation"
    ASKED = "asked"
    STEP_DUE = "step_due"
    REQUESTED = "requested"


class Unit(enum.StrEnum):
    """What a number counts."""

    MONTHS = "months"
    DAYS = "days"


@dataclass(frozen=True, eq=False)
class Rung:
    """One step of the ladder, equal to itself alone.

    `months` and `days` are added to what it counts from, negative ones are before it. `ahead` is how many days what it
    counts from lies before the target. `announces` names the rung that follows if nothing happens. `silent_days` is the
    silence after an activity.
    """

    key: str
    audience: Audience
    months: int = 0
    days: int = 0
    counts: Counts = Counts.TARGET
    announces: str = ""
    silent_days: int = 0
    ahead: int = 0

    @property
    def is_late(self) -> bool:
        """True for the rungs after what they count from."""
        return self.days > 0

    @property
    def number(self) -> int:
        """How many months or days lie between it and what it counts from."""
        return abs(self.months or self.days)

    def deadline(self, target: date) -> date:
        """Return the deadline that the rung's mail names: the target, or an interim one derived from it."""
        return target - timedelta(days=self.ahead) if self.ahead else target

    def on(self, target: date) -> date:
        """Return the day of the rung; it goes in a slot at or near it."""
        return add_months(self.deadline(target), self.months) + timedelta(days=self.days)


@dataclass(frozen=True)
class Default:
    """A number or a rung that can be set: its number (None where there is only a switch), and if it can be off.

    `status` is True for a rung that also rests while a status was given of late.
    """

    key: str
    number: int | None = None
    unit: Unit = Unit.DAYS
    rung: Rung | None = None
    has_switch: bool = True
    status: bool = False


DRAFT, CONSULTATION, PAUSE, STATUS_PAUSE, ANNOUNCE = "draft", "consultation", "pause", "status_pause", "announce"
CONFIRM, BEGIN, LATE, CHAIR, COPY, CALL = "confirm", "begin", "late_14", "chair_30", "chair_30_copy", "secretariat_60"
ASKED_FIRST, ASKED_SECOND, DEPUTY = "approval_5", "approval_10", "approval_14"
STEP_LATE, RETURNED_LATE, RETURNED_CHAIR = "step_late", "returned_late", "returned_chair"
EXTENSION_FIRST, EXTENSION_SECOND = "extension_7", "extension_14"

_NUMBERS = ((DRAFT, 60), (CONSULTATION, 30), (PAUSE, 14), (STATUS_PAUSE, 30), (ANNOUNCE, LEAST_ANNOUNCE_DAYS))
_QUIET = frozenset(
    {"draft_90", "draft_30", "consultation_90", "consultation_30", "final_30"}  # silent after a status (ux 5.2)
)
_RUNGS = (
    Rung(CONFIRM, Audience.LEADS, months=-12),
    Rung(BEGIN, Audience.LEADS, months=-6),
    *(
        Rung(f"{counts}_{days}", Audience.LEADS, days=-days, counts=counts)
        for counts in (Counts.DRAFT, Counts.CONSULTATION)
        for days in (90, 30, 7)
    ),
    *(Rung(f"final_{days}", Audience.LEADS, days=-days) for days in (30, 7)),
    Rung(LATE, Audience.LEADS, days=14, announces=CHAIR),
    Rung(CHAIR, Audience.CHAIR, days=30, announces=CALL),
    Rung(COPY, Audience.COPY, days=30),
    Rung(CALL, Audience.SECRETARIAT, days=60),
    Rung(ASKED_FIRST, Audience.HOLDER, days=5, counts=Counts.ASKED, announces=DEPUTY),
    Rung(ASKED_SECOND, Audience.HOLDER, days=10, counts=Counts.ASKED, announces=DEPUTY),
    Rung(DEPUTY, Audience.DEPUTY, days=14, counts=Counts.ASKED),
    Rung(STEP_LATE, Audience.HOLDER, counts=Counts.STEP_DUE),
    Rung(RETURNED_LATE, Audience.LEADS, counts=Counts.STEP_DUE, announces=RETURNED_CHAIR),
    Rung(RETURNED_CHAIR, Audience.CHAIR, days=14, counts=Counts.STEP_DUE),
    Rung(EXTENSION_FIRST, Audience.HOLDER, days=7, counts=Counts.REQUESTED),
    Rung(EXTENSION_SECOND, Audience.HOLDER, days=14, counts=Counts.REQUESTED),
)


def _default(rung: Rung) -> Default:
    """The copy has no number of its own: it goes with the status to the chair."""
    number = rung.number or None if rung.key != COPY else None
    unit = Unit.MONTHS if rung.months else Unit.DAYS
    return Default(rung.key, number, unit, rung, status=rung.key in _QUIET)


DEFAULTS: dict[str, Default] = {
    **{key: Default(key, number, has_switch=False) for key, number in _NUMBERS},
    **{rung.key: _default(rung) for rung in _RUNGS},
}
"""Everything that can be set, in the order in which a page shows it."""

OF_GUIDELINE = tuple(
    rung.key for rung in _RUNGS if rung.counts not in (Counts.ASKED, Counts.STEP_DUE, Counts.REQUESTED)
)
OF_STEP = tuple(rung.key for rung in _RUNGS if rung.key not in OF_GUIDELINE)
"""The rungs of the two rules, in the order in which they come."""

WITHOUT_LEADS = frozenset({CONFIRM, BEGIN})
"""Rungs that go to the chair where a guideline has no tovholder."""


@dataclass(frozen=True)
class Setting:
    """What somebody set for one key; None leaves what the layer beneath says."""

    number: int | None = None
    is_on: bool | None = None


Layer = Mapping[str, Setting]


@dataclass(frozen=True, eq=False)
class Ladder:
    """The ladder that holds for a group. `rungs` are all of them, `on` the keys of those that go.

    `numbers` is every number in effect by its key; `before` are the rungs that go before the target, in the order in
    which they come.
    """

    numbers: Mapping[str, int]
    rungs: Mapping[str, Rung]
    on: frozenset[str]
    before: tuple[Rung, ...] = field(default=())

    def has(self, key: str) -> bool:
        """True for a rung that goes."""
        return key in self.on

    def announced_by(self, rung: Rung) -> Rung | None:
        """Return the rung that this one announces; None where it announces none, or none that goes."""
        return self.rungs[rung.announces] if rung.announces in self.on else None

    def draft_deadline(self, target: date) -> date:
        """Return the day on which the draft is to be ready for a target."""
        return target - timedelta(days=self.numbers[DRAFT])

    @property
    def announced(self) -> timedelta:
        """How long an escalation comes after its announcement at least."""
        return timedelta(days=max(self.numbers[ANNOUNCE], LEAST_ANNOUNCE_DAYS))


def ladder_from(*layers: Layer) -> Ladder:
    """Return the ladder of the defaults under these layers, the last on top; the same object for the same numbers."""
    return _built(tuple(_in_effect(default, layers) for default in DEFAULTS.values()))


def _in_effect(default: Default, layers: tuple[Layer, ...]) -> tuple[int | None, bool]:
    number, is_on = default.number, True
    for layer in layers:
        setting = layer.get(default.key)
        if setting is None:
            continue
        if setting.number is not None and default.number is not None:
            number = setting.number
        if setting.is_on is not None and default.has_switch:
            is_on = setting.is_on
    return number, is_on


@lru_cache(maxsize=512)
def _built(values: tuple[tuple[int | None, bool], ...]) -> Ladder:
    chosen = dict(zip(DEFAULTS, values, strict=True))
    numbers = {key: number for key, (number, _) in chosen.items() if number is not None}
    rungs = {
        key: _rung(default, default.rung, numbers) for key, default in DEFAULTS.items() if default.rung is not None
    }
    on = frozenset(key for key in rungs if chosen[key][1])
    early = [rung for rung in rungs.values() if rung.counts in _AHEAD and not rung.is_late and rung.key in on]
    return Ladder(numbers, rungs, on, tuple(sorted(early, key=lambda rung: rung.on(_ANY_DAY))))


_AHEAD = {Counts.TARGET: "", Counts.DRAFT: DRAFT, Counts.CONSULTATION: CONSULTATION}
_ANY_DAY = date(2030, 12, 1)


def _rung(default: Default, rung: Rung, numbers: Mapping[str, int]) -> Rung:
    number = numbers.get(CHAIR if rung.key == COPY else rung.key, 0)
    sign = -1 if rung.months < 0 or rung.days < 0 else 1
    return replace(
        rung,
        months=sign * number if default.unit is Unit.MONTHS else 0,
        days=sign * number if default.unit is Unit.DAYS else 0,
        silent_days=numbers[STATUS_PAUSE if default.status else PAUSE],
        ahead=numbers.get(_AHEAD.get(rung.counts, ""), 0),
    )


DEFAULT = ladder_from()
"""The ladder of an installation in which nobody set anything."""


@dataclass(frozen=True)
class Ladders:
    """What is set, by group; None is the layer of the secretariat, which holds for every group."""

    layers: Mapping[int | None, Layer] = field(default_factory=dict)

    def of(self, group: int | None) -> Ladder:
        """Return the ladder of a group; that of the secretariat for None."""
        shared = self.layers.get(None, {})
        return ladder_from(shared) if group is None else ladder_from(shared, self.layers.get(group, {}))

    def with_changes(self, group: int | None, changes: Layer) -> Ladders:
        """Return what would be set after these changes to one layer; `Setting()` takes a key back to what is beneath.

        Nothing is stored, so a rehearsal can be shown before and after.
        """
        return Ladders({**self.layers, group: {**self.layers.get(group, {}), **changes}})

    @property
    def longest_silence(self) -> int:
        """The most days of silence after an activity that any group has."""
        return max(max(self.of(group).numbers[key] for key in (PAUSE, STATUS_PAUSE)) for group in {None, *self.layers})

"""Who is missing, and who could take over: pure rules over `facts`."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from guidelines.desk.orphans.facts import EntryFacts, Facts, GuidelineFacts, LeadFacts, PersonFacts

SILENT_AFTER = timedelta(days=30)
"""So long after a deadline without a word somebody counts as not answering: when the chair is told (ux 5.2)."""

MOST_PROPOSED = 3
LONG_AWAY = 183
"""Days of a year; who is away longer is not asked to write in it."""


class Trouble(enum.StrEnum):
    """Why a guideline stands without anybody who is sure to write it, the weightiest first."""

    NONE = "none"
    LEFT = "left"
    DECLINED = "declined"
    SILENT = "silent"
    REFUSED = "refused"
    ALONE = "alone"
    UNPLANNED = "unplanned"


WEIGHT = {trouble: place for place, trouble in enumerate(Trouble)}
GONE = (Trouble.LEFT, Trouble.DECLINED, Trouble.SILENT, Trouble.REFUSED)
"""Troubles with one tovholder: whoever is chosen takes that one's place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `lead` is whom it is about, None where nobody is there."""

    trouble: Trouble
    lead: LeadFacts | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A plan entry with what is wrong, the weightiest first; `entry` None where the guideline stands in no plan."""

    guideline: GuidelineFacts
    entry: EntryFacts | None
    faults: tuple[Fault, ...]

    @property
    def trouble(self) -> Trouble:
        """The weightiest of them."""
        return self.faults[0].trouble

    @property
    def key(self) -> str:
        """By what an address names it."""
        return f"e{self.entry.pk}" if self.entry else f"r{self.guideline.pk}"

    @property
    def replaced(self) -> LeadFacts | None:
        """Whose place a successor takes; None where nobody's."""
        return next((fault.lead for fault in self.faults if fault.trouble in GONE), None)


def cases(facts: Facts) -> list[Case]:
    """Return everything that lacks somebody, the weightiest first, within a weight by year and in the order read."""
    found = [case for guideline in facts.guidelines for case in _cases(guideline, facts.today)]
    return sorted(found, key=lambda case: (WEIGHT[case.trouble], _year(case) is None, _year(case) or 0))


def _year(case: Case) -> int | None:
    return case.entry.year if case.entry else None


def _cases(guideline: GuidelineFacts, today: date) -> Iterator[Case]:
    if not guideline.entries:
        yield Case(guideline, None, (Fault(Trouble.UNPLANNED),))
    for entry in guideline.entries:
        faults = sorted(_faults(entry, today), key=lambda fault: WEIGHT[fault.trouble])
        if faults:
            yield Case(guideline, entry, tuple(faults))


def _faults(entry: EntryFacts, today: date) -> Iterator[Fault]:
    if not entry.leads:
        yield Fault(Trouble.NONE)
    for lead in entry.leads:
        trouble = trouble_of(lead, entry, today)
        if trouble is None and len(entry.leads) == 1:
            trouble = Trouble.ALONE
        if trouble is not None:
            yield Fault(trouble, lead)


def trouble_of(lead: LeadFacts, entry: EntryFacts, today: date) -> Trouble | None:
    """Return what is wrong with one tovholder, None for nothing."""
    if lead.has_left:
        return Trouble.LEFT
    if lead.suggested is not None:
        return Trouble.DECLINED
    if is_silent(lead, entry, today):
        return Trouble.SILENT
    return Trouble.REFUSED if lead.is_refused else None


def is_silent(lead: LeadFacts, entry: EntryFacts, today: date) -> bool:
    """True where the deadline passed 30 days ago or more, the authors have the draft, and no word came since."""
    since = entry.late_since
    if since is None or today - since < SILENT_AFTER:
        return False
    return lead.heard_on is None or lead.heard_on < since


# --- successors


def can_be_asked(persons: Iterable[PersonFacts], found: Iterable[Case]) -> list[PersonFacts]:
    """Return the persons without those who do not answer elsewhere."""
    silent = {
        fault.lead.pk for case in found for fault in case.faults if fault.lead and fault.trouble is Trouble.SILENT
    }
    return [person for person in persons if person.pk not in silent]


class Why(enum.StrEnum):
    """What speaks for a person, the strongest first."""

    SUGGESTED = "suggested"
    AUTHOR = "author"
    LED = "led"
    MEMBER = "member"
    WRITES = "writes"


STRENGTH = {why: place for place, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: `who` suggested the person; `year` when they were tovholder, None unknown; `group` is which."""

    why: Why
    who: str = ""
    year: int | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody who could take over, with why; `load` is what they have in `year` already, `most` the group's limit."""

    person: PersonFacts
    reasons: tuple[Reason, ...]
    load: int
    year: int | None
    most: int

    @property
    def is_full(self) -> bool:
        """True where one more would pass the group's limit."""
        return self.load >= self.most


def successors(case: Case, persons: Iterable[PersonFacts], today: date) -> list[Successor]:
    """Return at most three who could take over: with room first, then by the strongest reason, then by load.

    Who stands there already, has said no, or is away today or for more than half of the year is never proposed. Nobody
    is proposed without a tie to the guideline or its groups, and nothing where the guideline stands in no plan.
    """
    if case.entry is None:
        return []
    year = case.entry.year
    barred = {lead.pk for lead in case.entry.leads} | case.guideline.turned_down
    most = min((group.most for group in case.guideline.groups), default=0)
    found = []
    for person in persons:
        if person.pk in barred or is_away(person, year, today):
            continue
        reasons = tuple(sorted(_reasons(case, person), key=lambda reason: STRENGTH[reason.why]))
        if reasons:
            found.append(Successor(person, reasons, person.load.get(year, 0), year, most))
    return sorted(found, key=lambda one: (one.is_full, STRENGTH[one.reasons[0].why], one.load))[:MOST_PROPOSED]


def is_away(person: PersonFacts, year: int | None, today: date) -> bool:
    """True for somebody absent today, or for more than half of the year; a year not known is this one."""
    return person.is_away_today or person.away.get(year or today.year, 0) >= LONG_AWAY


def _reasons(case: Case, person: PersonFacts) -> Iterator[Reason]:
    guideline = case.guideline
    for fault in case.faults:
        if fault.lead and fault.lead.suggested and fault.lead.suggested == person.key:
            yield Reason(Why.SUGGESTED, who=fault.lead.name)
    if person.pk in guideline.authors:
        yield Reason(Why.AUTHOR)
    if person.pk in guideline.led_in:
        yield Reason(Why.LED, year=guideline.led_in[person.pk])
    for why, groups in ((Why.MEMBER, person.groups), (Why.WRITES, person.writes_in)):
        shared = next((group for group in guideline.groups if group.pk in groups), None)
        if shared is not None:
            yield Reason(why, group=shared.abbreviation)
            return

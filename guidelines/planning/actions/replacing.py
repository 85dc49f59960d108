"""*Skift tovholder overalt*: put a person in another's place wherever that one is tovholder, and take it back."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions.leads import Lead, assign_leads
from guidelines.planning.actions.undo import UNDO_WINDOW, undo
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry
from guidelines.register.models import Guideline, GuidelineGroup

VERB = "lead_replaced"


class Skip(enum.StrEnum):
    """Why a plan entry is left as it is."""

    ALREADY = "already"
    DECLINED = "declined"


@dataclass(frozen=True)
class Place:
    """A plan entry where the old person is tovholder: who stands there, who would, and why it is left alone, if so."""

    entry: PlanEntry
    present: tuple[Lead, ...]
    wanted: tuple[Lead, ...]
    skip: Skip | None

    @property
    def seen(self) -> tuple[int, ...]:
        """The persons who stand there now, in order."""
        return tuple(lead.person.pk for lead in self.present)


Seen = Collection[tuple[int, tuple[int, ...]]]
"""Plan entries with the persons who stand on each, as somebody saw them."""


def led_entries(groups: Collection[int] | None) -> QuerySet[PlanEntry, PlanEntry]:
    """Return the entries still to be done of guidelines in use: of these groups, or with None of all."""
    planned = PlanEntry.objects.planned().filter(guideline__in=Guideline.objects.in_use())
    if groups is None:
        return planned
    ties = GuidelineGroup.objects.standing().filter(group__in=groups)
    return planned.filter(guideline__in=ties.values("guideline"))


def places(old: Person, new: Person, groups: Collection[int] | None) -> list[Place]:
    """Return where the old person is tovholder, by year and title, and what would become of it; three statements.

    The seat keeps its place among the tovholdere and the group behind it; the answer about the role does not pass on.
    """
    held = Assignment.objects.filter(role=Assignment.Role.LEAD, ended_on=None)
    found = led_entries(groups).filter(pk__in=held.filter(person=old).values("plan_entry"))
    entries = found.select_related("guideline").order_by(F("year").asc(nulls_last=True), "guideline__sort_key", "pk")
    present: dict[int, list[Lead]] = {}
    rows = held.filter(plan_entry__in=found.order_by()).select_related("person", "acting_for")
    for item in rows.order_by("position", "pk"):
        present.setdefault(item.plan_entry_id, []).append(Lead(item.person, item.acting_for))
    said_no = LeadAnswer.objects.open().filter(person=new, kind=LeadAnswer.Kind.DECLINED)
    declined = set(said_no.values_list("guideline", flat=True))
    return [_place(entry, present[entry.pk], old, new, declined) for entry in entries]


def _place(entry: PlanEntry, present: Sequence[Lead], old: Person, new: Person, declined: Collection[int]) -> Place:
    wanted = tuple(Lead(new, lead.acting_for) if lead.person.pk == old.pk else lead for lead in present)
    skip = None
    if any(lead.person.pk == new.pk for lead in present):
        skip = Skip.ALREADY
    elif entry.guideline_id in declined:
        skip = Skip.DECLINED
    return Place(entry, tuple(present), wanted, skip)


def replace_lead(
    old: Person, new: Person, *, groups: Collection[int] | None, expected: Seen, by: Actor, now: datetime
) -> Event:
    """Put `new` in the place of `old` on every entry of `places` that is not left alone, and return the one event.

    The run of an entry follows its tovholdere. All of it happens or nothing. `expected` are the entries the writer
    saw would change, with who stood on them. Raises Refused for one and the same person, for one who is part of
    another, where nothing would change, and where the plan is not as it was seen.
    """
    with writing(by, now=now) as journal:
        _refuse_persons(old, new)
        taken = [place for place in places(old, new, groups) if place.skip is None]
        if {(place.entry.pk, place.seen) for place in taken} != set(expected):
            raise Refused(_("The plan was changed meanwhile. Look at the list again."))
        if not taken:
            raise Refused(_("There is no plan entry to change."))
        for place in taken:
            assign_leads(place.entry, place.wanted, by=by, now=now, expected=place.seen)
        facts = {"from": old.pk, "to": new.pk, "events": _written([place.entry for place in taken])}
        personal = {"from": old.name, "to": new.name}
        return journal.record(VERB, new, facts=facts, personal=personal)


def _refuse_persons(old: Person, new: Person) -> None:
    if old.pk == new.pk:
        raise Refused(_("Choose two different persons."))
    if new.merged_into_id is not None:
        raise Refused(_("%(name)s is part of another person by now. Choose that one.") % {"name": new.name})


def _written(entries: Sequence[PlanEntry]) -> list[int]:
    """The newest event about each of these entries, in the order they were written."""
    keys = [str(entry.pk) for entry in entries]
    events = Event.objects.filter(object_type="planentry", object_key__in=keys).order_by()
    return sorted(events.values("object_key").annotate(newest=Max("seq")).values_list("newest", flat=True))


def may_undo_replacement(event: Event, by: Actor, now: datetime) -> bool:
    """True for the actor's own replacement while the time for undoing lasts."""
    is_own = (event.actor_kind, event.actor_key) == (by.kind, by.key)
    return event.verb == VERB and is_own and now - event.at <= UNDO_WINDOW


def undo_replacement(event: Event, *, by: Actor, now: datetime) -> int:
    """Take a replacement back on all its entries and return how many they were.

    Raises Refused, with nothing taken back, when it is somebody else's, older than ten minutes, or any of its entries
    was changed after it.
    """
    with writing(by, now=now) as journal:
        if not may_undo_replacement(event, by, now):
            raise Refused(_("This change cannot be undone."))
        written = Event.objects.in_bulk(event.facts["events"])
        for seq in sorted(written, reverse=True):
            undo(written[seq], by=by, now=now)
        journal.record("undone", Person.objects.get(pk=event.facts["to"]), facts={"event": event.seq})
    return len(written)

"""*Skift tovholder overalt*: put a person in another's place wherever that one is tovholder, and take it back."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions.acted import refuse_if_acted
from guidelines.planning.actions.leads import Lead, assign_leads
from guidelines.planning.actions.noes import FACT, reopen_noes, settle_noes, told_noes
from guidelines.planning.actions.undo import is_own_and_fresh, untouched
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry
from guidelines.register.models import Guideline, GuidelineGroup

VERB = "lead_replaced"


class Skip(enum.StrEnum):
    """Why a plan entry is left as it is."""

    DECLINED = "declined"
    FOREIGN = "foreign"


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

    @property
    def stood_already(self) -> bool:
        """True where the new person stands there as it is, so that only the old one's seat ends."""
        return len(self.wanted) < len(self.present)


Seen = Collection[tuple[int, tuple[int, ...]]]
"""Plan entries with the persons who stand on each, as somebody saw them."""


def led_entries(groups: Collection[int] | None) -> QuerySet[PlanEntry, PlanEntry]:
    """Return the entries still to be done of guidelines in use: of these groups, or with None of all."""
    planned = PlanEntry.objects.planned().filter(guideline__in=Guideline.objects.in_use())
    if groups is None:
        return planned
    ties = GuidelineGroup.objects.standing().filter(group__in=groups)
    return planned.filter(guideline__in=ties.values("guideline"))


def places(
    old: Person, new: Person, groups: Collection[int] | None, within: Collection[int] | None = None
) -> list[Place]:
    """Return where the old person is tovholder, by year and title, and what would become of it; four statements.

    What is not these groups' is left alone; None stands for all groups. `within` are the guidelines that are looked
    at, None for all. The seat keeps its place among the tovholdere
    and the group behind it; the answer about the role does not pass on.
    """
    held = _held()
    found = led_entries(None).filter(pk__in=held.filter(person=old).values("plan_entry"))
    if within is not None:
        found = found.filter(guideline__in=within)
    entries = found.select_related("guideline").order_by(F("year").asc(nulls_last=True), "guideline__sort_key", "pk")
    present: dict[int, list[Lead]] = {}
    rows = held.filter(plan_entry__in=found.order_by()).select_related("person", "acting_for")
    for item in rows.order_by("position", "pk"):
        present.setdefault(item.plan_entry_id, []).append(Lead(item.person, item.acting_for))
    said_no = LeadAnswer.objects.open().filter(person=new, kind=LeadAnswer.Kind.DECLINED)
    declined = set(said_no.values_list("guideline", flat=True))
    own = set(led_entries(groups).filter(pk__in=found.order_by().values("pk")).values_list("pk", flat=True))
    return [_place(entry, present[entry.pk], old, new, _skip(entry, own, declined)) for entry in entries]


def _place(entry: PlanEntry, present: Sequence[Lead], old: Person, new: Person, skip: Skip | None) -> Place:
    if any(lead.person.pk == new.pk for lead in present):
        wanted = tuple(lead for lead in present if lead.person.pk != old.pk)
    else:
        wanted = tuple(Lead(new, lead.acting_for) if lead.person.pk == old.pk else lead for lead in present)
    return Place(entry, tuple(present), wanted, skip)


def _skip(entry: PlanEntry, own: Collection[int], declined: Collection[int]) -> Skip | None:
    if entry.pk not in own:
        return Skip.FOREIGN
    return Skip.DECLINED if entry.guideline_id in declined else None


def replace_lead(
    old: Person,
    new: Person,
    *,
    groups: Collection[int] | None,
    expected: Seen,
    by: Actor,
    now: datetime,
    within: Collection[int] | None = None,
) -> Event:
    """Put `new` in the place of `old` on every entry of `places` that is not left alone, and return the one event.

    Where `new` stands already the seat of `old` ends. The run of an entry follows its tovholdere. All of it happens or
    nothing. `expected` are the entries the writer saw would change, with who stood on them. Raises Refused for one and
    the same person, for one who is part of another, where nothing would change, and where the plan is not as it was
    seen.
    """
    with writing(by, now=now) as journal:
        _refuse_persons(old, new)
        taken = [place for place in places(old, new, groups, within) if place.skip is None]
        if {(place.entry.pk, place.seen) for place in taken} != set(expected):
            raise Refused(_("The plan was changed meanwhile. Look at the list again."))
        if not taken:
            raise Refused(_("There is no plan entry to change."))
        entries = [place.entry for place in taken]
        _take_seats(old, new, taken, now)
        settled = settle_noes(entries, [old.pk], now)
        events = journal.record_all(_told(place, settled) for place in taken)
        facts = {"from": old.pk, "to": new.pk, "events": [event.seq for event in events]}
        personal = {"from": old.name, "to": new.name}
        return journal.record(VERB, new, facts=facts, personal=personal)


def _take_seats(old: Person, new: Person, taken: Sequence[Place], now: datetime) -> None:
    """As `assign_leads` does for one entry: the old person's roles end today, and the new one takes each seat.

    Where the new one stands already the seat is nobody's.
    """
    seats = _held().filter(plan_entry__in=[place.entry for place in taken], person=old)
    free = {place.entry.pk for place in taken if not place.stood_already}
    made = [
        Assignment(
            plan_entry_id=seat.plan_entry_id, person=new, position=seat.position, acting_for_id=seat.acting_for_id
        )
        for seat in seats
        if seat.plan_entry_id in free
    ]
    seats.update(ended_on=timezone.localdate(now))
    Assignment.objects.bulk_create(made)


def _held() -> QuerySet[Assignment, Assignment]:
    """Who is tovholder now."""
    return Assignment.objects.filter(role=Assignment.Role.LEAD, ended_on=None)


def _told(place: Place, settled: Sequence[LeadAnswer]) -> Record:
    """The event that `assign_leads` writes."""
    before, after = (
        [[lead.person.pk, lead.acting_for.pk if lead.acting_for else None] for lead in leads]
        for leads in (place.present, place.wanted)
    )
    facts = {"from": before, "to": after, **told_noes(place.entry, settled)}
    return Record("leads_assigned", place.entry, place.entry.guideline, facts)


def _refuse_persons(old: Person, new: Person) -> None:
    if old.pk == new.pk:
        raise Refused(_("Choose two different persons."))
    if new.merged_into_id is not None:
        raise Refused(_("%(name)s is part of another person by now. Choose that one.") % {"name": new.name})


def name_lead(
    entry: PlanEntry, new: Person, *, instead_of: int | None, expected: Sequence[int], by: Actor, now: datetime
) -> PlanEntry:
    """Make a person tovholder of an entry: in the place of the one with that key, or beside those who stand there.

    `expected` are the persons the writer saw. Raises Refused as `assign_leads` does, and where the one to be replaced
    is not there any more.
    """
    with writing(by, now=now):
        rows = _held().filter(plan_entry=entry).select_related("person", "acting_for").order_by("position", "pk")
        present = [Lead(item.person, item.acting_for) for item in rows]
        if instead_of is None:
            wanted = [*present, Lead(new)]
        elif instead_of in {lead.person.pk for lead in present}:
            wanted = [Lead(new, lead.acting_for) if lead.person.pk == instead_of else lead for lead in present]
        else:
            raise Refused(_("Somebody else changed the lead authors meanwhile. Load the page again to see them."))
        return assign_leads(entry, wanted, by=by, now=now, expected=expected)


def may_undo_replacement(event: Event, by: Actor, now: datetime) -> bool:
    """True for the actor's own replacement while the time for undoing lasts."""
    return event.verb == VERB and is_own_and_fresh(event, by, now)


def undo_replacement(event: Event, *, by: Actor, now: datetime) -> int:
    """Take a replacement back on all its entries and return how many they were.

    Raises Refused, with nothing taken back, when it is somebody else's, older than ten minutes, or any of its entries
    was changed after it.
    """
    with writing(by, now=now) as journal:
        if not may_undo_replacement(event, by, now):
            raise Refused(_("This change cannot be undone."))
        refuse_if_acted(Event.objects.filter(seq__in=event.facts["events"]), since=event.seq)
        entries = untouched(event.facts["events"])
        old, new = event.facts["from"], event.facts["to"]
        came = [entry for entry, change in entries.items() if new not in dict(change.facts["from"])]
        _held().filter(plan_entry__in=came, person=new).delete()
        ended = Assignment.objects.filter(plan_entry__in=entries, person=old, role=Assignment.Role.LEAD)
        latest = ended.order_by().values("plan_entry").annotate(latest=Max("pk")).values_list("latest", flat=True)
        Assignment.objects.filter(pk__in=list(latest)).update(ended_on=None)
        reopen_noes({key for of_entry in entries.values() for key in of_entry.facts.get(FACT, [])})
        journal.record_all(_undone(entries))
        journal.record("undone", Person.objects.get(pk=new), facts={"event": event.seq})
    return len(entries)


def _undone(entries: Mapping[PlanEntry, Event]) -> Iterator[Record]:
    """The events that `undo` writes for each entry."""
    for entry, event in entries.items():
        facts = {"from": event.facts["to"], "to": event.facts["from"]}
        yield Record("leads_assigned", entry, entry.guideline, facts)
        yield Record("undone", entry, entry.guideline, {"event": event.seq})

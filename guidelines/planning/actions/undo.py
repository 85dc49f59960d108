"""Fortryd: take back one's own last change of the plan while nobody has built on it (ux 4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event, EventDetail
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.actions.acted import refuse_if_acted
from guidelines.planning.actions.entries import change_kind, note_entry, set_year
from guidelines.planning.actions.leads import Lead, assign_leads
from guidelines.planning.actions.noes import FACT, reopen_noes
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import Kind, Outcome

UNDO_WINDOW = timedelta(minutes=10)
UNDOABLE = (
    "entry_moved",
    "year_set",
    "leads_assigned",
    "entry_noted",
    "entry_withdrawn",
    "entry_missed",
    "entry_added",
    "kind_changed",
)


def last_undoable(by: Actor, now: datetime) -> Event | None:
    """Return this actor's newest change of a plan if it can still be undone, else None.

    Only the very last one is offered: what came before it may rest on it.
    """
    event = Event.objects.by_actor(by.key, by.kind).first()
    if event is None or event.verb not in UNDOABLE or now - event.at > UNDO_WINDOW:
        return None
    return event


def undo(event: Event, *, by: Actor, now: datetime) -> PlanEntry:
    """Take back one change and return the entry as it stands after; the journal keeps both.

    What undid an addition is deleted: the entry returned has no key any more.

    Raises Refused when it is somebody else's, older than ten minutes, of a kind without undo, or when the entry
    was changed after it.
    """
    with writing(by, now=now) as journal:
        _refuse(event, by, now)
        entry = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=event.object_key)
        guideline = entry.guideline
        if event.verb == "entry_added":
            journal.record("undone", entry, guideline=guideline, facts={"event": event.seq})
            return _unadd(event, entry)
        restored = _INVERSES[event.verb](event, entry, by, now)
        journal.record("undone", restored, guideline=guideline, facts={"event": event.seq})
    return restored


def _refuse(event: Event, by: Actor, now: datetime) -> None:
    if event.verb not in UNDOABLE:
        raise Refused(_("This change cannot be undone."))
    if (event.actor_kind, event.actor_key) != (by.kind, by.key):
        raise Refused(_("Only the person who made a change can undo it."))
    if now - event.at > UNDO_WINDOW:
        raise Refused(_("The ten minutes for undoing have passed. Make a new change instead."))
    if event.verb == "leads_assigned":
        refuse_if_acted([event], since=event.seq)
    later = Event.objects.filter(object_type=event.object_type, object_key=event.object_key, seq__gt=event.seq)
    entry = PlanEntry.objects.filter(pk=event.object_key).first()
    if later.exists() or entry is None or _is_settled(event, entry):
        raise Refused(_("The entry was changed after that. Make a new change instead."))


def _is_settled(event: Event, entry: PlanEntry) -> bool:
    """True when the entry was moved on, or the one a move made was finished: their events stand on other rows."""
    is_done = event.verb == "entry_moved" and entry.outcome != Outcome.PLANNED.value
    return is_done or entry.outcome == Outcome.MOVED.value


def _unadd(event: Event, entry: PlanEntry) -> PlanEntry:
    """Delete an entry that was just added, and with it a guideline made for it that nothing else rests on."""
    if entry.revisions.exists():
        raise Refused(_("The revision is under way, so it cannot be taken out of the plan."))
    guideline = entry.guideline
    entry.delete()
    rests = guideline.plan_entries.exists() or guideline.versions.exists() or guideline.revisions.exists()
    if event.facts.get("new_guideline") and not rests:
        with suppress(ProtectedError):
            guideline.delete()
    return entry


def _unmove(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    before = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=event.facts["from_entry"])
    if before.guideline.plan_entries.planned().filter(year=before.year).exists():
        raise Refused(_("The guideline is already planned for %(year)s.") % {"year": before.year})
    entry.revisions.update(plan_entry=before)
    entry.delete()
    before.outcome = Outcome.PLANNED.value
    before.save(update_fields=["outcome"])
    return before


def _unset_year(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    facts = event.facts
    kind = Kind(facts["kind_before"])
    return set_year(entry, year=facts["from"], year_basis=facts["basis_before"], kind=kind, by=by, now=now)


def _unchange_kind(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    return change_kind(entry, kind=Kind(event.facts["from"]), by=by, now=now)


def _unassign(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    pairs = event.facts["from"]
    returning = Assignment.objects.filter(plan_entry=entry, role="lead", person__in=[person for person, _ in pairs])
    for person in {item.person_id for item in returning} - set(_open_persons(entry)):
        latest = returning.filter(person=person).order_by("-id").first()
        if latest is not None:
            latest.ended_on = None
            latest.save(update_fields=["ended_on"])
    persons = Person.objects.in_bulk([person for person, _ in pairs])
    groups = Group.objects.in_bulk([group for _, group in pairs if group])
    leads = [Lead(persons[person], groups.get(group)) for person, group in pairs if person in persons]
    restored = assign_leads(entry, leads, by=by, now=now, settles=False)
    reopen_noes(event.facts.get(FACT, []))
    _forget_named(event, entry)
    return restored


def _forget_named(event: Event, entry: PlanEntry) -> None:
    """Delete the assignments that the undone change made: nobody whose naming was undone has been tovholder."""
    before = {person for person, _group in event.facts["from"]}
    for person, _group in event.facts["to"]:
        made = entry.assignments.filter(role="lead", person=person).order_by("-pk").first()
        if made is not None and made.ended_on is not None and person not in before:
            made.delete()


def _open_persons(entry: PlanEntry) -> list[int]:
    return list(entry.assignments.filter(role="lead", ended_on=None).values_list("person_id", flat=True))


def _unnote(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    detail = EventDetail.objects.filter(seq=event.seq).first()
    if detail is None or detail.is_erased:
        raise Refused(_("This change cannot be undone."))
    return note_entry(entry, note=detail.words["from"], by=by, now=now)


def _unsettle(event: Event, entry: PlanEntry, by: Actor, now: datetime) -> PlanEntry:
    if entry.guideline.plan_entries.planned().filter(year=entry.year).exists():
        raise Refused(_("The guideline is already planned for %(year)s.") % {"year": entry.year})
    entry.outcome = Outcome.PLANNED.value
    entry.save(update_fields=["outcome"])
    return entry


_INVERSES: dict[str, Callable[[Event, PlanEntry, Actor, datetime], PlanEntry]] = {
    "entry_moved": _unmove,
    "year_set": _unset_year,
    "kind_changed": _unchange_kind,
    "leads_assigned": _unassign,
    "entry_noted": _unnote,
    "entry_withdrawn": _unsettle,
    "entry_missed": _unsettle,
}


# --- several entries changed by one act


def is_own_and_fresh(event: Event, by: Actor, now: datetime) -> bool:
    """True for what the actor did, while the time for undoing lasts."""
    return (event.actor_kind, event.actor_key) == (by.kind, by.key) and now - event.at <= UNDO_WINDOW


def untouched(seqs: Sequence[int]) -> dict[PlanEntry, Event]:
    """Return the entries that these events changed, each with its event; raises Refused where one was changed after."""
    events = {event.object_key: event for event in Event.objects.filter(seq__in=seqs)}
    later = Event.objects.filter(object_type="planentry", object_key__in=list(events), seq__gt=min(seqs))
    entries = PlanEntry.objects.planned().select_related("guideline").in_bulk([int(key) for key in events])
    if later.exclude(seq__in=seqs).exists() or len(entries) != len(events):
        raise Refused(_("One of the entries was changed after that, so nothing was taken back."))
    return {entries[int(key)]: event for key, event in sorted(events.items(), key=lambda pair: pair[1].seq)}

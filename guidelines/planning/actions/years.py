"""*Sæt planår* for several guidelines: what would become of each, doing it as one change, and taking it back."""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, ProtectedError, Subquery
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions.entries import NOTE_LENGTH
from guidelines.planning.actions.many import refuse_year
from guidelines.planning.actions.undo import is_own_and_fresh, untouched
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.planning.rules import Kind, Outcome
from guidelines.register.models import Guideline, GuidelineVersion

VERB = "years_set_together"


class YearAct(enum.StrEnum):
    """What setting a guideline's year comes to."""

    ADD = "add"
    SET = "set"
    MOVE = "move"


class YearSkip(enum.StrEnum):
    """Why a guideline is left as it is."""

    OUT_OF_USE = "out_of_use"
    STANDS = "stands"
    SEVERAL = "several"


@dataclass(frozen=True)
class YearPlace:
    """A guideline, what is planned for it, and what setting the year comes to: an act, or why it is left alone."""

    guideline: Guideline
    planned: tuple[PlanEntry, ...]
    kind: Kind
    act: YearAct | None
    skip: YearSkip | None

    @property
    def entry(self) -> PlanEntry:
        """The one planned entry; raises IndexError where there is none."""
        return self.planned[0]

    @property
    def seen(self) -> str:
        """The plan of the guideline as it stands, and where it has none the kind it would have, to tell a change."""
        lines = (f"{entry.pk}-{entry.year or 0}-{entry.year_basis}-{entry.kind}" for entry in self.planned)
        return ",".join(lines) or self.kind.value


def year_places(guidelines: Collection[int], year: int) -> list[YearPlace]:
    """Return what setting this year would come to for each guideline, by title; three statements."""
    found = Guideline.objects.filter(pk__in=guidelines).order_by("sort_key", "pk")
    planned: dict[int, list[PlanEntry]] = {}
    for entry in PlanEntry.objects.planned().filter(guideline__in=guidelines).order_by("year", "pk"):
        planned.setdefault(entry.guideline_id, []).append(entry)
    versions = GuidelineVersion.objects.filter(guideline__in=guidelines, is_current=True)
    published = set(versions.values_list("guideline", flat=True))
    return [_place(one, tuple(planned.get(one.pk, ())), year, is_new=one.pk not in published) for one in found]


def _place(guideline: Guideline, planned: tuple[PlanEntry, ...], year: int, *, is_new: bool) -> YearPlace:
    kind = Kind.NEW if is_new else Kind.REVISION
    if guideline.withdrawn_on is not None or guideline.merged_into_id is not None:
        return YearPlace(guideline, planned, kind, None, YearSkip.OUT_OF_USE)
    if any(entry.agreed_year == year for entry in planned):
        return YearPlace(guideline, planned, kind, None, YearSkip.STANDS)
    if len(planned) > 1:
        return YearPlace(guideline, planned, kind, None, YearSkip.SEVERAL)
    if not planned:
        return YearPlace(guideline, planned, kind, YearAct.ADD, None)
    act = YearAct.SET if planned[0].agreed_year is None else YearAct.MOVE
    return YearPlace(guideline, planned, Kind(planned[0].kind), act, None)


def set_years(
    guidelines: Collection[int],
    *,
    year: int,
    reason: str,
    expected: Mapping[int, str],
    person: Person,
    by: Actor,
    now: datetime,
) -> Event:
    """Let each guideline be planned for the year, and return the one event: all of it happens or nothing.

    What the verbs for one entry do: an entry is added, given its year, or moved with the reason. `expected` is what
    the writer saw of each guideline that would change (`YearPlace.seen`). Raises Refused where the plan is not as it
    was seen, where nothing would change, and for a year that no plan has.
    """
    refuse_year(year, ())
    with writing(by, now=now) as journal:
        taken = [place for place in year_places(guidelines, year) if place.act is not None]
        if {place.guideline.pk: place.seen for place in taken} != dict(expected):
            raise Refused(_("The plan was changed meanwhile. Look at the list again."))
        if not taken:
            raise Refused(_("There is nothing to change."))
        records = [*_add(taken, year), *_set(taken, year), *_move(taken, year, reason.strip()[:NOTE_LENGTH])]
        events = journal.record_all(records)
        return journal.record(VERB, person, facts={"year": year, "events": [event.seq for event in events]})


def _of(places: Iterable[YearPlace], act: YearAct) -> list[YearPlace]:
    return [place for place in places if place.act is act]


def _add(places: Iterable[YearPlace], year: int) -> Iterator[Record]:
    own = _of(places, YearAct.ADD)
    made = [PlanEntry(guideline=place.guideline, year=year, kind=place.kind.value) for place in own]
    for entry in PlanEntry.objects.bulk_create(made):
        facts = {"year": year, "kind": entry.kind, "leads": [], "new_guideline": False}
        yield Record("entry_added", entry, entry.guideline, facts)


def _set(places: Iterable[YearPlace], year: int) -> Iterator[Record]:
    own = _of(places, YearAct.SET)
    basis = PlanEntry.YearBasis.GIVEN
    PlanEntry.objects.filter(pk__in=[place.entry.pk for place in own]).update(year=year, year_basis=basis)
    for place in own:
        entry = place.entry
        facts = {"from": entry.year, "to": year, "basis_before": entry.year_basis, "kind_before": entry.kind}
        yield Record("year_set", entry, place.guideline, facts)


def _move(places: Iterable[YearPlace], year: int, reason: str) -> Iterator[Record]:
    """As `move_entry` does for one: the old entry stays as moved; people and the run follow."""
    own = _of(places, YearAct.MOVE)
    made = [_moved(place, year) for place in own]
    PlanEntry.objects.bulk_create(made)
    before = {place.entry.pk: entry for place, entry in zip(own, made, strict=True)}
    PlanEntry.objects.filter(pk__in=before).update(outcome=Outcome.MOVED.value)
    _copy_people(before)
    follower = PlanEntry.objects.filter(moved_from=OuterRef("plan_entry")).values("pk")[:1]
    Revision.objects.filter(plan_entry__in=before, ended_on=None).update(plan_entry=Subquery(follower))
    for place, entry in zip(own, made, strict=True):
        facts = {"from": place.entry.year, "to": year, "from_entry": place.entry.pk}
        yield Record("entry_moved", entry, place.guideline, facts, {"reason": reason} if reason else None)


def _moved(place: YearPlace, year: int) -> PlanEntry:
    entry = place.entry
    moved = PlanEntry(guideline=place.guideline, year=year, kind=entry.kind, note=entry.note, moved_from=entry)
    moved.submitted = entry.submitted
    return moved


def _copy_people(before: Mapping[int, PlanEntry]) -> None:
    open_ones = Assignment.objects.filter(plan_entry__in=before, ended_on=None)
    Assignment.objects.bulk_create(
        Assignment(
            plan_entry=before[item.plan_entry_id],
            person_id=item.person_id,
            role=item.role,
            acting_for_id=item.acting_for_id,
            position=item.position,
        )
        for item in open_ones
    )


# --- taking it back


def may_undo_years(event: Event, by: Actor, now: datetime) -> bool:
    """True for the actor's own change while the time for undoing lasts."""
    return event.verb == VERB and is_own_and_fresh(event, by, now)


def undo_years(event: Event, *, person: Person, by: Actor, now: datetime) -> int:
    """Take the change back for all its guidelines and return how many they were.

    Raises Refused, with nothing taken back, when it is somebody else's, older than ten minutes, or any of its entries
    was changed after it.
    """
    with writing(by, now=now) as journal:
        if not may_undo_years(event, by, now):
            raise Refused(_("This change cannot be undone."))
        changes = untouched(event.facts["events"])
        records = [*_unadd(changes), *_unset(changes), *_unmove(changes)]
        journal.record_all(records)
        journal.record("undone", person, facts={"event": event.seq})
    return len(changes)


Changes = dict[PlanEntry, Event]


def _by_verb(changes: Changes, verb: str) -> Changes:
    return {entry: event for entry, event in changes.items() if event.verb == verb}


def _undone(entry: PlanEntry, event: Event) -> Record:
    return Record("undone", entry, entry.guideline, {"event": event.seq})


def _unadd(changes: Changes) -> list[Record]:
    own = _by_verb(changes, "entry_added")
    if Revision.objects.filter(plan_entry__in=own).exists():
        raise Refused(_("One of the entries was changed after that, so nothing was taken back."))
    records = [_undone(entry, event) for entry, event in own.items()]
    _delete(own)
    return records


def _delete(entries: Iterable[PlanEntry]) -> None:
    """Delete entries that nothing rests on; the objects keep their keys, for what is told of them."""
    try:
        PlanEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
    except ProtectedError as error:
        raise Refused(_("One of the entries was changed after that, so nothing was taken back.")) from error


def _refuse_taken(places: Collection[tuple[int, int | None]], own: Iterable[PlanEntry]) -> None:
    """Raise Refused where another entry than these stands in one of the places, each a guideline and its year."""
    others = PlanEntry.objects.planned().filter(guideline__in={guideline for guideline, _year in places})
    taken = others.exclude(pk__in=[entry.pk for entry in own]).values_list("guideline", "year")
    if not set(places).isdisjoint(taken):
        raise Refused(_("One of the entries was changed after that, so nothing was taken back."))


def _unset(changes: Changes) -> list[Record]:
    own = _by_verb(changes, "year_set")
    _refuse_taken([(entry.guideline_id, event.facts["from"]) for entry, event in own.items()], own)
    before: dict[tuple[int | None, str], list[int]] = {}
    records = []
    for entry, event in own.items():
        facts: dict[str, Any] = event.facts
        before.setdefault((facts["from"], facts["basis_before"]), []).append(entry.pk)
        back = {"from": entry.year, "to": facts["from"], "basis_before": entry.year_basis, "kind_before": entry.kind}
        records += [Record("year_set", entry, entry.guideline, back), _undone(entry, event)]
    for (year, basis), keys in before.items():
        PlanEntry.objects.filter(pk__in=keys).update(year=year, year_basis=basis)
    return records


def _unmove(changes: Changes) -> list[Record]:
    own = _by_verb(changes, "entry_moved")
    before = PlanEntry.objects.select_related("guideline").in_bulk(
        [event.facts["from_entry"] for event in own.values()]
    )
    _refuse_taken([(entry.guideline_id, entry.year) for entry in before.values()], own)
    origin = PlanEntry.objects.filter(pk=OuterRef("plan_entry")).values("moved_from")[:1]
    Revision.objects.filter(plan_entry__in=own).update(plan_entry=Subquery(origin))
    _delete(own)
    PlanEntry.objects.filter(pk__in=before).update(outcome=Outcome.PLANNED.value)
    return [_undone(before[event.facts["from_entry"]], event) for event in own.values()]

"""Clinical approvals whose move is the reader's by the electorate, and consultations that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from guidelines.approval.models import Elector, Party
from guidelines.approval.parties import unled_parties
from guidelines.approval.passed_by import passes_by_consultation
from guidelines.approval.rules import holder
from guidelines.approval.standings import electors, standing_of
from guidelines.desk.reading_bare import read_bare
from guidelines.desk.rules import About, Approval, Asked
from guidelines.lists.prepared import Prepared
from guidelines.people.access import Viewer
from guidelines.people.models import Person

KEPT = 64  # statements: those of the persons who were here last


class SeatFacts(NamedTuple):
    """One elector of an open step, as `standing_of` asks for it, and what the step is about."""

    step: int
    person_id: int
    capacity: str
    place: int
    handed_over_at: datetime | None
    in_role: bool
    away: bool
    recused: bool
    approved: bool
    worked: bool
    since: date
    due_on: date | None
    deferred_until: date | None
    group: str | None
    run: int
    stage: str
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    skipped: bool | None


_GUIDELINE = ("slug", "title", "language", "is_working_title")
_OF_STEP = "step__revision__guideline"

SEAT_COLUMNS = (
    "step_id",
    "person_id",
    "capacity",
    "place",
    "handed_over_at",
    "in_role",
    "away",
    "recused",
    "approved",
    "worked",
    "step__since",
    "step__due_on",
    "step__deferred_until",
    "step__for_group__abbreviation",
    "step__revision_id",
    "step__stage",
    *(f"{_OF_STEP}__{name}" for name in _GUIDELINE),
    "current__label",
    "skipped",
)


def read_approvals(viewer: Viewer, today: date) -> list[Approval]:
    """Return the open clinical steps in which the viewer is an elector; one statement.

    For the secretariat also those that nobody is left to decide (foundations 8); one more.
    """
    if viewer.person is None:
        return []
    person, rows = viewer.person, _seats(viewer.person, today, everything=viewer.is_secretariat)
    facts = (SeatFacts._make(row) for row in rows)
    found = [_approval(list(same), person, today) for _, same in groupby(facts, key=attrgetter("step"))]
    found += read_bare(today) if viewer.is_secretariat else []
    return [item for item in found if item.holder == person.pk or (item.holder is None and viewer.is_secretariat)]


@lru_cache(maxsize=KEPT)
def _seats(person: Person, today: date, *, everything: bool) -> Prepared:
    own = Q() if everything else Q(Exists(Elector.objects.filter(step=OuterRef("step"), person=person)))
    return Prepared(
        electors(today)
        .select_related(None)
        .filter(own, step__closed_on=None, step__revision__ended_on=None)
        .filter(**{f"{_OF_STEP}__withdrawn_on": None, f"{_OF_STEP}__merged_into": None})
        .alias(
            current=FilteredRelation(
                f"{_OF_STEP}__versions", condition=Q(**{f"{_OF_STEP}__versions__is_current": True})
            )
        )
        .annotate(skipped=passes_by_consultation("step__revision"))
        .order_by("step__since", "step", "place")
        .values_list(*SEAT_COLUMNS)
    )


def _approval(seats: Sequence[SeatFacts], person: Person, today: date) -> Approval:
    first, now = seats[0], holder([standing_of(seat) for seat in seats])
    rests = first.deferred_until if first.deferred_until and first.deferred_until > today else None
    return Approval(
        step=first.step,
        about=About(
            first.slug,
            first.title,
            first.language,
            first.is_working_title,
            (first.group,) if first.group else (),
            first.label,
        ),
        group=first.group or "",
        stage=first.stage,
        run=first.run,
        since=first.since,
        due_on=first.due_on,
        holder=now.person if now else None,
        has_worked=any(seat.worked for seat in seats if seat.person_id == person.pk),
        rests_until=rests,
        skips_consultation=bool(first.skipped),
    )


class AskedFacts(NamedTuple):
    """One party of an open consultation that has not answered."""

    run: int
    closes_on: date
    group: str | None
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    is_own: bool


_OF_PARTY = "consultation__revision__guideline"

ASKED_COLUMNS = (
    "consultation__revision_id",
    "consultation__closes_on",
    "group__abbreviation",
    *(f"{_OF_PARTY}__{name}" for name in _GUIDELINE),
    "current__label",
    "is_own",
)


def read_asked(viewer: Viewer, today: date) -> list[Asked]:
    """Return the open consultations in which the person, or a group of theirs, is to answer; one statement.

    For the secretariat also those in which a group is asked that nobody leads.
    """
    return list(_asked(viewer, today)) if viewer.person is not None else []


def _asked(viewer: Viewer, today: date) -> Iterator[Asked]:
    seen = set()
    for row in _parties(viewer.person, viewer.own_groups, today, everything=viewer.is_secretariat):
        facts = AskedFacts._make(row)
        card = facts.run, facts.is_own, None if facts.is_own else facts.group
        if card not in seen:  # one page answers for oneself and one's groups
            seen.add(card)
            about = About(facts.slug, facts.title, facts.language, facts.is_working_title, (), facts.label)
            yield Asked(facts.run, about, facts.closes_on, facts.group, is_unled=not facts.is_own)


@lru_cache(maxsize=KEPT)
def _parties(person: Person, groups: frozenset[int], today: date, *, everything: bool) -> Prepared:
    versions, own = f"{_OF_PARTY}__versions", Q(person=person) | Q(group__in=groups)
    wanted = own | Q(pk__in=unled_parties(today).values("pk")) if everything else own
    return Prepared(
        Party.objects.annotate(is_own=own)
        .filter(wanted)
        .filter(answered_at=None, consultation__closed_on=None, consultation__revision__ended_on=None)
        .alias(current=FilteredRelation(versions, condition=Q(**{f"{versions}__is_current": True})))
        .order_by("consultation__closes_on", "consultation", "group", "id")
        .values_list(*ASKED_COLUMNS)
    )

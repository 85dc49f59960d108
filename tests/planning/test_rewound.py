"""The plan as it stood: made, changed and taken back over many days, and rewound to each of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidelines.desk.persons.merging import merge_everywhere
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.clock import end_of
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Group, Guideline, Person, PlanEntry
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    change_kind,
    mark_missed,
    move_entry,
    record_stage,
    set_year,
    start_revision,
    undo,
    withdraw_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.actions.replacing import places, replace_lead, undo_replacement
from guidelines.planning.rewound import Change, EntryThen, as_of, rewind
from guidelines.planning.rules import Kind, Outcome, Stage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BY = Actor("user", "person:1")
FIRST = date(2026, 3, 1)
MORNING, LATE, AFTER_MIDNIGHT = timedelta(hours=9), timedelta(hours=22, minutes=55), timedelta(hours=23, minutes=2)


def picture() -> list[EntryThen]:
    """The plan as its rows have it now."""
    leads: dict[int, list[tuple[int, int | None]]] = {}
    for item in Assignment.objects.filter(role="lead", ended_on=None).order_by("position", "id"):
        leads.setdefault(item.plan_entry_id, []).append((item.person_id, item.acting_for_id))
    return [
        EntryThen(
            entry.pk,
            entry.guideline_id,
            entry.year,
            entry.year_basis,
            entry.kind,
            entry.outcome,
            entry.moved_from_id,
            tuple(leads.get(entry.pk, ())),
        )
        for entry in PlanEntry.objects.order_by("pk")
    ]


def at(day: date, part: timedelta = MORNING) -> datetime:
    """A moment of a day in winter, an hour behind the clocks in Denmark."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + part


class Walk:
    """Somebody who changes a plan at random, and takes some of it back."""

    def __init__(self) -> None:
        self.group = factories.group("DSG")
        self.people = [factories.person() for _number in range(4)]
        self.guidelines = [factories.guideline(owner=self.group) for _number in range(3)]
        self.now = at(FIRST)
        for number, year in enumerate((2025, 2025, 2026)):
            self.do("add", number, year - 2025)
            self.do("lead", number, 2 * number + 3)

    @property
    def then(self) -> dict[str, Any]:
        """Who acts, and when."""
        return {"by": BY, "now": self.now}

    def do(self, verb: str, one: int, other: int) -> None:
        """Do it, unless it is refused."""
        with suppress(Refused):
            getattr(self, verb)(one, other)

    def entry(self, number: int) -> PlanEntry:
        """One of those that stand in the plan; Refused where there is none."""
        found = list(PlanEntry.objects.planned().order_by("pk"))
        if not found:
            raise Refused("nothing is planned")
        return found[number % len(found)]

    def leads(self, number: int) -> list[Lead]:
        """None, one or several of the people."""
        chosen = [person for place, person in enumerate(self.people) if number >> place & 1]
        live = Person.objects.filter(pk__in=[person.pk for person in chosen], merged_into=None).order_by("pk")
        return [Lead(person, self.group if number % 3 == 0 else None) for person in live]

    def add(self, one: int, other: int) -> None:
        year = None if other % 4 == 0 else 2025 + other % 4
        leads = [Lead(lead.person) for lead in self.leads(other)]
        add_entry(self.guidelines[one % 3], year=year, kind=list(Kind)[other % 3], leads=leads, **self.then)

    def give_year(self, one: int, other: int) -> None:
        basis = "totals" if other % 3 == 0 else "given"
        set_year(self.entry(one), year=2025 + other % 5, year_basis=basis, **self.then)

    def move(self, one: int, other: int) -> None:
        move_entry(self.entry(one), to_year=2025 + other % 5, reason="", **self.then)

    def kind(self, one: int, other: int) -> None:
        change_kind(self.entry(one), kind=list(Kind)[other % 3], **self.then)

    def withdraw(self, one: int, _other: int) -> None:
        withdraw_entry(self.entry(one), reason="Prøve", **self.then)

    def miss(self, one: int, _other: int) -> None:
        mark_missed(self.entry(one), reason="Prøve", **self.then)

    def lead(self, one: int, other: int) -> None:
        assign_leads(self.entry(one), self.leads(other), **self.then)

    def replace(self, one: int, other: int) -> None:
        old, new = self.people[one % 4], self.people[other % 4]
        seen = {(place.entry.pk, place.seen) for place in places(old, new, None) if place.skip is None}
        replace_lead(old, new, groups=None, expected=seen, **self.then)

    def finish(self, one: int, _other: int) -> None:
        run = start_revision(self.entry(one), deadline_on=None, **self.then)
        record_stage(run, stage=Stage.PUBLISHED, reason="Prøve", **self.then)

    def merge(self, one: int, other: int) -> None:
        if Person.objects.filter(merged_into__isnull=False).exists():
            return
        duplicate, kept = (Person.objects.get(pk=self.people[number % 4].pk) for number in (one, other))
        merge_everywhere(duplicate, into=kept, **self.then)

    def take_back(self, _one: int, _other: int) -> None:
        last = Event.objects.exclude(verb="undone").order_by("-seq").first()
        if last is not None:
            (undo_replacement if last.verb == "lead_replaced" else undo)(last, **self.then)


VERBS = (
    "add",
    "give_year",
    "give_year",
    "move",
    "move",
    "move",
    "kind",
    "withdraw",
    "miss",
    "lead",
    "replace",
    "finish",
    "merge",
    "take_back",
)
_acts = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 15), st.integers(0, 15)), min_size=3, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(_acts, min_size=3, max_size=5), late=st.booleans())
def test_each_day_is_found_again_as_it_stood_when_it_ended(days: list[list[Any]], late: bool) -> None:
    with transaction.atomic():
        walk = Walk()
        pictures = {FIRST: picture()}
        for number, acts in enumerate(days):
            day = FIRST + timedelta(days=2 * number + 1)
            walk.now = at(day, LATE if late else MORNING)
            for act in acts:
                walk.do(*act)
            pictures[day] = picture()
            walk.now = at(day, AFTER_MIDNIGHT)
            if late:
                walk.do("take_back", 0, 0)
            pictures[day + timedelta(days=1)] = picture()
        gone = dict(Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into"))
        found = {day: as_of(day) for day in pictures}
        transaction.set_rollback(True)
    for day, shown in pictures.items():
        expected = rewind({entry.id: entry for entry in shown}, [], gone)
        assert found[day] == sorted(expected.values()), day


# --- by example


@pytest.fixture
def plan(dsg: Group) -> list[Guideline]:
    return [factories.guideline(f"Prøve {number}", owner=dsg) for number in range(3)]


def add(guideline: Guideline, year: int | None, day: date, **facts: Any) -> PlanEntry:
    return add_entry(guideline, year=year, kind=Kind.REVISION, by=BY, now=at(day), **facts)


def told(entries: list[EntryThen]) -> list[tuple[int | None, str]]:
    """The year and the outcome of each."""
    return [(entry.year, entry.outcome) for entry in entries]


def test_what_was_added_later_was_not_there(plan: list[Guideline]) -> None:
    add(plan[0], 2027, FIRST)
    add(plan[1], None, FIRST + timedelta(days=2))
    days = [FIRST - timedelta(days=1), FIRST, FIRST + timedelta(days=1), FIRST + timedelta(days=2)]
    planned = (2027, "planned")
    assert [told(as_of(day)) for day in days] == [[], [planned], [planned], [planned, (None, "planned")]]


def test_what_was_moved_twice_stood_in_each_year_in_turn(plan: list[Guideline]) -> None:
    entry = add(plan[0], 2027, FIRST)
    for number, year in enumerate((2028, 2030), start=1):
        entry = move_entry(entry, to_year=year, reason="", by=BY, now=at(FIRST + timedelta(days=number)))
    assert [told(as_of(FIRST + timedelta(days=number))) for number in range(3)] == [
        [(2027, "planned")],
        [(2027, "moved"), (2028, "planned")],
        [(2027, "moved"), (2028, "moved"), (2030, "planned")],
    ]
    first, second, third = as_of(FIRST + timedelta(days=2))
    assert [(before.id, after.moved_from) for before, after in pairwise((first, second, third))] == [
        (first.id, first.id),
        (second.id, second.id),
    ]


def test_a_day_ends_at_midnight_in_denmark(plan: list[Guideline]) -> None:
    assert end_of(date(2026, 3, 1)) == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert end_of(date(2026, 7, 1)) == datetime(2026, 7, 1, 22, tzinfo=UTC)
    add_entry(plan[0], year=2027, kind=Kind.REVISION, by=BY, now=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert (as_of(date(2026, 3, 1)), told(as_of(date(2026, 3, 2)))) == ([], [(2027, "planned")])


UNDONE: dict[str, tuple[Callable[[PlanEntry, dict[str, Any]], Any], list[tuple[int | None, str]]]] = {
    "entry_withdrawn": (lambda entry, then: withdraw_entry(entry, reason="Prøve", **then), [(2025, "withdrawn")]),
    "entry_missed": (lambda entry, then: mark_missed(entry, reason="Prøve", **then), [(2025, "missed")]),
    "entry_moved": (
        lambda entry, then: move_entry(entry, to_year=2029, reason="", **then),
        [(2025, "moved"), (2029, "planned")],
    ),
    "entry_added": (
        lambda entry, then: add_entry(entry.guideline, year=None, kind=Kind.NEW, **then),
        [(2025, "planned"), (None, "planned")],
    ),
}


@pytest.mark.parametrize("after", [(), (0, 1), (1,), (1, 0), (0, 2)])
def test_tovholdere_who_were_undone_after_midnight_were_there_when_the_day_ended(
    plan: list[Guideline], after: tuple[int, ...]
) -> None:
    people = [factories.person() for _number in range(3)]
    entry = add(plan[0], 2027, FIRST, leads=[Lead(people[0])])
    day = FIRST + timedelta(days=1)
    assign_leads(entry, [Lead(people[number]) for number in after], by=BY, now=at(day, LATE))
    shown = picture()
    for event in Event.objects.filter(verb="leads_assigned"):
        undo(event, by=BY, now=at(day, AFTER_MIDNIGHT))
    assert as_of(day) == shown
    assert [[person for person, _group in then.leads] for then in as_of(FIRST)] == [[people[0].pk]]


@pytest.mark.parametrize("verb", UNDONE)
def test_what_was_undone_after_midnight_stood_when_the_day_ended(plan: list[Guideline], verb: str) -> None:
    act, evening = UNDONE[verb]
    entry = add(plan[0], 2025, FIRST)
    day = FIRST + timedelta(days=1)
    act(entry, {"by": BY, "now": at(day, LATE)})
    shown = picture()
    undo(Event.objects.get(verb=verb, at=at(day, LATE)), by=BY, now=at(day, AFTER_MIDNIGHT))
    assert (as_of(day), told(as_of(day))) == (shown, evening)
    assert told(as_of(day + timedelta(days=1))) == [(2025, "planned")]


def test_a_finished_entry_was_planned_until_its_revision_ended(plan: list[Guideline]) -> None:
    entry = add(plan[0], 2026, FIRST)
    run = start_revision(entry, deadline_on=None, by=BY, now=at(FIRST))
    record_stage(run, stage=Stage.PUBLISHED, reason="Prøve", by=BY, now=at(FIRST + timedelta(days=4)))
    assert told(as_of(FIRST + timedelta(days=3))) == [(2026, "planned")]
    assert told(as_of(FIRST + timedelta(days=4))) == [(2026, "done")]


def test_a_year_from_totals_is_not_agreed(plan: list[Guideline]) -> None:
    entry = add(plan[0], 2026, FIRST, year_basis="totals")
    set_year(entry, year=2026, by=BY, now=at(FIRST + timedelta(days=1)))
    (before,), (after,) = as_of(FIRST), as_of(FIRST + timedelta(days=1))
    assert [(then.year, then.agreed_year) for then in (before, after)] == [(2026, None), (2026, 2026)]


def test_rows_that_no_event_tells_of_have_always_stood_there(plan: list[Guideline]) -> None:
    factories.entry(plan[0], 2027)
    assert told(as_of(date(2001, 1, 1))) == [(2027, "planned")]


def test_of_some_guidelines_alone(plan: list[Guideline]) -> None:
    entries = [add(guideline, 2027, FIRST) for guideline in plan]
    move_entry(entries[0], to_year=2028, reason="", by=BY, now=at(FIRST + timedelta(days=1)))
    chosen = as_of(FIRST, [plan[0].pk, plan[2].pk])
    assert [(then.guideline, then.year) for then in chosen] == [(plan[0].pk, 2027), (plan[2].pk, 2027)]
    assert as_of(FIRST, []) == []


def test_a_change_that_nobody_can_place_changes_nothing() -> None:
    lost = Change("year_set", 7, 1, {"from": 2020, "basis_before": "given", "kind_before": "new"})
    undone = Change("undone", 7, 1, {"event": 3}, None)
    assert rewind({}, [undone, lost]) == {}


def test_the_statements_are_as_many_for_a_long_history(plan: list[Guideline]) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            as_of(FIRST - timedelta(days=1))
        return len(caught)

    entry = add(plan[0], 2027, FIRST)
    withdraw_entry(entry, reason="Prøve", by=BY, now=at(FIRST))
    undo(Event.objects.get(verb="entry_withdrawn"), by=BY, now=at(FIRST))
    one = count()
    for number in range(30):
        add(factories.guideline(), 2027 + number % 3, FIRST)
        entry = change_kind(entry, kind=list(Kind)[number % 2 * 2], by=BY, now=at(FIRST))
    assert (one, count()) == (6, 6)
    assert PlanEntry.objects.filter(outcome=Outcome.PLANNED.value).count() == 31

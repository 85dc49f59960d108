"""*Overblik* on an earlier day: what was done since is taken back, by whatever verbs the register was made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from guidelines.desk.overview.counting import count
from guidelines.desk.overview.scope import Scope
from guidelines.desk.overview.then import Day, guidelines_on, steps_on, with_cover
from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline, GuidelineVersion, Move, PlanEntry, Revision, Step, Verdict
from guidelines.planning.actions import add_entry, move_entry, record_stage, start_revision, withdraw_entry
from guidelines.planning.rules import Kind, Stage
from guidelines.register.actions import (
    assess,
    create_guideline,
    extend,
    merge,
    register_version,
    withdraw_guideline,
)
from guidelines.register.actions.versions import VersionFacts
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BY = Actor("user", "person:1")
FIRST = date(2023, 1, 10)
NATION = Scope(None, is_office=True)
REASON = "Prøve"


class TracedBack(Day):
    """A day that is looked at as one that has passed, although it is today."""

    @property
    def is_past(self) -> bool:
        return True


@dataclass
class World:
    """A register in which one thing is done after another, by the verbs; what is refused is not done."""

    groups: list[Group]
    today: date = FIRST
    guidelines: list[Guideline] = field(default_factory=list)
    labels: int = 0

    @property
    def by(self) -> dict[str, Any]:
        return {"by": BY, "now": datetime.combine(self.today, time(11), UTC)}

    def at(self, which: int) -> Guideline:
        return Guideline.objects.get(pk=self.guidelines[which % len(self.guidelines)].pk)

    def day(self, months: int = 0) -> FuzzyDate:
        return factories.day(self.today + timedelta(days=30 * months))

    def create(self, which: int) -> None:
        owner = self.groups[which % len(self.groups)]
        title = f"Prøve {len(self.guidelines)}"
        self.guidelines.append(create_guideline(title=title, owner=owner, **self.by))

    def publish(self, which: int) -> None:
        self.labels += 1
        due = self.day(6 + which * 7) if which % 3 else None
        dates = {"published": self.day(), "next_due": due, "last_search": self.day() if which % 2 else None}
        register_version(self.at(which), VersionFacts(f"{self.labels}.0", dates=dates), **self.by)

    def assess(self, which: int) -> None:
        due = self.day(40) if which % 2 else None
        assess(self.at(which), on=self.day(), next_due=due, reason=REASON, **self.by)

    def extend(self, which: int) -> None:
        extend(self.at(which), until=self.day(50 + which), reason=REASON, **self.by)

    def withdraw(self, which: int) -> None:
        withdraw_guideline(self.at(which), on=self.today, reason=REASON, **self.by)

    def merge(self, which: int) -> None:
        merge(self.at(which), self.at(which + 1), reason=REASON, **self.by)

    def plan(self, which: int) -> None:
        add_entry(self.at(which), year=self.today.year + which % 3, kind=Kind.REVISION, **self.by)

    def entry(self, which: int) -> PlanEntry:
        found = PlanEntry.objects.planned().filter(guideline=self.at(which)).first()
        if found is None:
            raise Refused(REASON)
        return found

    def move(self, which: int) -> None:
        move_entry(self.entry(which), to_year=2029, reason=REASON, **self.by)

    def drop(self, which: int) -> None:
        withdraw_entry(self.entry(which), reason=REASON, **self.by)

    def begin(self, which: int) -> None:
        start_revision(self.entry(which), deadline_on=None, **self.by)

    def advance(self, which: int) -> None:
        run = Revision.objects.underway().filter(guideline=self.at(which)).first()
        if run is None:
            raise Refused(REASON)
        stages = list(Stage)
        stage = stages[(stages.index(Stage(run.stage)) + 1 + which % 2) % len(stages)]
        record_stage(run, stage=stage, is_returned=which % 3 == 0 and stage is Stage.DRAFT, reason=REASON, **self.by)


VERBS: list[Callable[[World, int], None]] = [
    *(World.create, World.publish, World.publish, World.assess, World.extend, World.withdraw, World.merge),
    *(World.plan, World.move, World.drop, World.begin, World.advance, World.advance),
]


def lines(day: Day) -> tuple[list[Any], list[Any]]:
    """Every guideline and every open step, with all that is counted of them."""
    columns = ("pk", "current__label", "validity", "due_on", "due_precision", "stage", "cover")
    return sorted(with_cover(guidelines_on(day), day).values_list(*columns), key=str), sorted(
        steps_on(day).values_list("pk", "since")
    )


def figures(day: Day) -> dict[str, Any]:
    """The figures, without what is nought."""
    found = count(NATION, day)
    counted = ("states", "all_states", "stages", "all_stages", "held", "dues")
    return {**{name: +getattr(found, name) for name in counted}, "since": found.since}


PHASES = [Phase.explicit, Phase.generate]  # a register is not made smaller a hundred times over to say what is wrong
DONE = st.lists(
    st.tuples(st.sampled_from(range(len(VERBS))), st.integers(0, 5), st.integers(0, 130)), min_size=4, max_size=16
)
EVERYTHING = [(number, which, 9) for which in (1, 2) for number in (0, 1, 7, 10, 11, 12, 3, 8, 4, 11, 9, 5, 6, 2)]


@given(DONE)
@example(EVERYTHING)
@settings(max_examples=5, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_day_is_shown_later_as_it_was_shown_then(done: list[tuple[int, int, int]]) -> None:
    with transaction.atomic():
        world = World([factories.group("DSG"), factories.group("DGCG")])
        world.create(0)
        shown = {}
        for number, which, days in done:
            try:
                with transaction.atomic():
                    VERBS[number](world, which)
            except Refused:
                pass
            shown[world.today] = lines(Day(world.today, world.today))
            world.today += timedelta(days=days)
        later = {day: lines(TracedBack(day, world.today)) for day in shown}
        transaction.set_rollback(True)
    assert later == shown


@pytest.fixture
def made() -> Guideline:
    return factories.guideline(owner=factories.group("DSG"))


def state(of: Guideline, on: date) -> list[tuple[Any, ...]]:
    day = Day(on, date(2026, 11, 21))
    return list(guidelines_on(day).filter(pk=of.pk).values_list("current__label", "validity", "due_on"))


def test_a_version_holds_from_its_day_whenever_it_was_registered(made: Guideline) -> None:
    factories.version(made, "1.0", clinical_approval=date(2019, 3, 1), next_due=date(2021, 3, 1), is_current=False)
    factories.version(made, "2.0", administrative_approval=date(2022, 5, 5), next_due=date(2027, 5, 5))
    assert state(made, date(2019, 2, 28)) == [(None, "no_version", None)]
    assert state(made, date(2019, 3, 1)) == [("1.0", "valid", date(2021, 3, 1))]
    assert state(made, date(2022, 5, 4)) == [("1.0", "overdue", date(2021, 3, 1))]
    assert state(made, date(2022, 5, 5)) == [("2.0", "valid", date(2027, 5, 5))]


def test_a_version_without_a_day_holds_from_when_it_was_registered(made: Guideline) -> None:
    known = create_guideline(title="Ny", owner=None, by=BY, now=datetime(2025, 6, 1, 12, tzinfo=UTC))
    register_version(known, VersionFacts("1.0"), by=BY, now=datetime(2025, 9, 1, 12, tzinfo=UTC))
    assert [state(known, date(2025, month, 1)) for month in (5, 7, 9)] == [
        [],
        [(None, "no_version", None)],
        [("1.0", "unknown", None)],
    ]
    factories.version(made, "1.0")
    assert state(made, date(2010, 1, 1)) == [("1.0", "unknown", None)]


def test_a_correction_was_right_all_the_time(made: Guideline) -> None:
    version = factories.version(made, administrative_approval=date(2020, 1, 1), next_due=date(2028, 1, 1))
    verdict = Verdict(guideline=made, version=version, kind="correction", reason="Fejl", decided_on=date(2026, 1, 1))
    verdict.next_due_before, verdict.next_due_after = factories.day(date(2024, 1, 1)), factories.day(date(2028, 1, 1))
    verdict.save()
    assert state(made, date(2025, 1, 1)) == [("1.0", "valid", date(2028, 1, 1))]


def test_a_move_that_was_undone_led_nowhere(made: Guideline) -> None:
    """From draft to consultation on 1 May; to clinical approval on 1 June, undone on 2 June; submitted on 1 July."""

    def moment(month: int, day: int) -> datetime:
        return datetime(2026, month, day, 12, tzinfo=UTC)

    run = factories.revision(factories.entry(made), Stage.SUBMITTED, started_on=date(2026, 4, 1))
    for before, after, at, undone in (
        (Stage.DRAFT, Stage.CONSULTATION, moment(5, 1), None),
        (Stage.CONSULTATION, Stage.CLINICAL_APPROVAL, moment(6, 1), moment(6, 2)),
        (Stage.CONSULTATION, Stage.SUBMITTED, moment(7, 1), None),
    ):
        words = {"stage_from": before, "stage_to": after, "at": at, "undone_at": undone}
        Move.objects.create(revision=run, verb="record_stage", **words)
    today = date(2026, 11, 21)
    days = [date(2026, month, day) for month, day in ((3, 31), (4, 1), (5, 1), (6, 1), (6, 2), (7, 1))]
    stages = [guidelines_on(Day(day, today)).values_list("stage", flat=True).get(pk=made.pk) for day in days]
    assert stages == ["", "draft", "consultation", "clinical_approval", "consultation", "submitted"]


def test_a_step_was_open_until_the_day_it_closed(made: Guideline) -> None:
    run = factories.revision(factories.entry(made), started_on=date(2026, 4, 1))
    Step.objects.filter(revision=run).update(closed_on=date(2026, 5, 1))
    today = date(2026, 11, 21)
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1), today]
    assert [steps_on(Day(day, today)).count() for day in days] == [0, 1, 1, 0, 0]
    Step.objects.filter(revision=run).update(closed_on=None)
    Revision.objects.filter(pk=run.pk).update(ended_on=date(2026, 5, 1), result="stopped")
    assert [steps_on(Day(day, today)).count() for day in days] == [0, 1, 1, 0, 0]


def test_traced_back_to_today_is_today(made: Guideline) -> None:
    """What no verb made, too: rows without a journal, dates to come, and several versions without any."""
    factories.version(made, "1.0", is_current=False)
    factories.version(made, "2.0")
    GuidelineVersion.objects.filter(label="2.0").update(assessed_last=date(2026, 2, 1), assessed_first=date(2026, 2, 1))
    factories.revision(factories.entry(made), Stage.CONSULTATION, started_on=date(2026, 2, 1))
    gone = factories.guideline(withdrawn_on=date(2026, 3, 1), merged_into=made)
    factories.version(gone, administrative_approval=date(2020, 1, 1), next_due=date(2025, 1, 1))
    today = date(2026, 11, 21)
    assert figures(TracedBack(today, today)) == figures(Day(today, today))
    assert lines(TracedBack(today, today)) == lines(Day(today, today))

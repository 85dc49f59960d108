"""What a new deadline does: to validity by both clocks, and to the load of people, group and secretariat."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate
from guidelines.models import Assignment, Group, Guideline, PlanEntry
from guidelines.planning.aims import aiming_at, read_aim, with_aim
from guidelines.planning.extending import quarter_of, validity_effect, year_of
from guidelines.planning.reading_effects import Loaded, read_effect
from guidelines.planning.rules import TargetBasis, target
from guidelines.register.rules import Clock, Facts, ValidityState, validity
from tests import factories
from tests.planning.conftest import TODAY

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
known = st.one_of(st.none(), days.map(FuzzyDate.day))


@given(next_due=known, searched=known, until=days, moved=st.sampled_from(TargetBasis))
def test_the_days_said_to_be_overdue_are_those_the_rule_calls_overdue(
    next_due: FuzzyDate | None, searched: FuzzyDate | None, until: date, moved: TargetBasis
) -> None:
    """Day by day the effect agrees with `validity`, of the version as it will stand."""
    facts = Facts(next_due=next_due, last_search=searched)
    found = validity_effect(facts, until=until, moved=moved)
    moves = moved is TargetBasis.NEXT_DUE
    after = Facts(next_due=FuzzyDate.day(until) if moves else next_due, last_search=searched)

    def is_overdue(day: date) -> bool:
        return validity(after, day).state is ValidityState.OVERDUE

    assert (found.overdue is not None) is is_overdue(until)
    if found.overdue is not None:
        first, last = found.overdue
        assert (is_overdue(first - timedelta(days=1)), is_overdue(first), last) == (False, True, until)
    assert found.is_known is (validity(after, until).state is not ValidityState.UNKNOWN)


def test_the_worse_clock_is_named() -> None:
    facts = Facts(next_due=FuzzyDate.day(date(2027, 12, 1)), last_search=FuzzyDate.day(date(2024, 3, 3)))
    found = validity_effect(facts, until=date(2028, 6, 1), moved=TargetBasis.NEXT_DUE)
    assert [(clock.clock, clock.is_moved, clock.overdue) for clock in found.clocks] == [
        (Clock.REVISION, True, None),
        (Clock.ASSESSMENT, False, (date(2027, 3, 4), date(2028, 6, 1))),
    ]
    assert found.worst is found.clocks[1]
    stays = validity_effect(facts, until=date(2028, 6, 1), moved=TargetBasis.REVISION_DEADLINE)
    assert stays.clocks[0].overdue == (date(2027, 12, 2), date(2028, 6, 1))


def test_without_a_version_nothing_loses_its_validity() -> None:
    found = validity_effect(Facts(has_version=False), until=TODAY, moved=TargetBasis.PLANNED_YEAR)
    assert (found.clocks, found.overdue, found.is_known) == ((), None, False)


@given(day=days)
def test_quarters_and_years_hold_their_day(day: date) -> None:
    first, last = quarter_of(day)
    assert first <= day <= last
    assert (first.month % 3, first.day, (last + timedelta(days=1)).day) == (1, 1, 1)
    assert (last - first).days in (89, 90, 91)
    assert year_of(day) == (date(day.year, 1, 1), date(day.year, 12, 31))


# --- read from rows


@pytest.fixture
def shapes(dsg: Group) -> list[Guideline]:
    """A guideline of every shape that a target can have."""
    Group.objects.filter(abbreviation="DGCG").update(deadline_month=3, deadline_day=15)
    made = [factories.guideline(f"Form {number}", owner=dsg) for number in range(6)]
    factories.entry(made[0], 2028)
    factories.version(made[1], next_due=date(2028, 5, 1))
    factories.entry(made[1], 2027)
    factories.version(made[2], next_due=date(2028, 5, 1))
    factories.revision(factories.entry(made[2], 2027), deadline_on=date(2027, 3, 1))
    factories.entry(made[3], 2028, year_basis=PlanEntry.YearBasis.TOTALS)
    factories.entry(made[4], None)
    factories.entry(made[5], 2030)
    factories.revision(factories.entry(made[5], 2028))
    shared = factories.guideline("Delt", co_owners=[dsg, factories.group("DGCG")])
    orphan = factories.guideline("Ejerløs")
    owned = factories.guideline("Ejet", owner=factories.group("DGCG"), co_owners=[dsg])
    for one in (shared, orphan, owned):
        factories.entry(one, 2028)
    return [*made, shared, orphan, owned]


@pytest.mark.django_db
@pytest.mark.both
def test_the_aims_of_many_are_the_aims_of_each(shapes: list[Guideline]) -> None:
    """The rule stands in SQL and in Python; both give the same target for every shape."""
    found = {}
    for row in with_aim(Guideline.objects.all()).values(
        "pk", *(f"aim_{n}" for n in ("deadline", "due", "year", "month", "day"))
    ):
        aim = target(
            deadline_on=row["aim_deadline"],
            next_due_on=row["aim_due"],
            planned_year=row["aim_year"],
            deadline_day=(row["aim_month"] or 12, row["aim_day"] or 1),
        )
        found[row["pk"]] = aim
    assert found == {one.pk: read_aim(one).target for one in shapes}
    for span in (
        quarter_of(date(2028, 5, 1)),
        quarter_of(date(2028, 12, 1)),
        quarter_of(date(2028, 1, 1)),
        year_of(TODAY),
    ):
        due = set(aiming_at(Guideline.objects.all(), *span).values_list("title", flat=True))
        assert due == {one.title for one in shapes if (on := read_aim(one).on) and span[0] <= on <= span[1]}
    assert aiming_at(Guideline.objects.all(), *quarter_of(date(2028, 3, 1))).get().title == "Ejet"


@pytest.mark.django_db
@pytest.mark.both
def test_the_load_counts_the_others(dsg: Group, shapes: list[Guideline]) -> None:
    nanna, bo = factories.person("Nanna Juul"), factories.person("Bo Dam")
    asked = factories.guideline("GIST", owner=dsg)
    own = factories.entry(asked, 2027, leads=[nanna])
    Assignment.objects.create(plan_entry=own, person=bo, role="author", position=1)
    for one, who in ((shapes[1], nanna), (shapes[2], bo), (shapes[5], nanna), (shapes[5], bo)):
        Assignment.objects.create(plan_entry=one.plan_entries.latest("pk"), person=who)
    effect = read_effect(read_aim(asked), date(2028, 12, 1), TODAY)
    assert effect.people == (Loaded("Nanna Juul", 1, 2), Loaded("Bo Dam", 1, 1))
    assert effect.group == Loaded("DSG", 3, 5)  # Form 0, Form 5 and Delt, Form 1, Ejet
    assert effect.secretariat == 4
    assert read_effect(read_aim(asked), date(2028, 6, 1), TODAY).secretariat == 1


@pytest.mark.django_db
def test_the_load_takes_as_many_statements_for_one_as_for_many(dsg: Group) -> None:
    asked = factories.guideline("GIST", owner=dsg)
    factories.entry(asked, 2027, leads=[factories.person()])

    def statements() -> int:
        aim = read_aim(asked)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            read_effect(aim, date(2028, 12, 1), TODAY)
        return len(counted)

    before = statements()
    for _number in range(20):
        factories.entry(factories.guideline(owner=dsg), 2028, leads=[factories.person()])
    assert statements() == before == 6

"""Versions and guidelines as they were known: registered, corrected and judged later, and rewound."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from guidelines.desk.overview.then import Day, guidelines_on
from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor
from guidelines.models import Group, Guideline
from guidelines.people.actions import change_settings, settings_of
from guidelines.register.actions import (
    Correction,
    VersionFacts,
    assess,
    correct_version,
    create_guideline,
    extend,
    link_group,
    merge,
    register_version,
    retitle,
    withdraw_guideline,
)
from guidelines.register.rewound import GuidelineThen, assessment_months, known_on, months_of
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BY = Actor("user", "person:1")
FIRST = date(2026, 3, 1)
NEXT = FIRST + timedelta(days=1)
DUE = FuzzyDate.day(date(2028, 12, 1))


def at(day: date) -> dict[str, Any]:
    return {"by": BY, "now": datetime(day.year, day.month, day.day, 9, tzinfo=UTC)}


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def made(dsg: Group) -> Guideline:
    """A guideline made and registered in version 1.0 on the first day."""
    found = create_guideline(title="Prøve", owner=dsg, **at(FIRST))
    dates = {"administrative_approval": factories.day(date(2023, 1, 5)), "next_due": DUE}
    register_version(found, VersionFacts("1.0", dates=dates), **at(FIRST))
    return found


def only(known: date, on: date | None = None) -> GuidelineThen:
    """The one guideline there was."""
    (found,) = known_on(known, on or known)
    return found


def test_nothing_was_known_before_it_was_made(made: Guideline) -> None:
    assert known_on(FIRST - timedelta(days=1), FIRST - timedelta(days=1)) == []
    assert [one.label for one in only(FIRST).versions] == ["1.0"]


def test_a_version_registered_later_was_not_known_and_one_approved_later_did_not_hold(made: Guideline) -> None:
    dates = {"administrative_approval": factories.day(date(2025, 6, 1))}
    register_version(made, VersionFacts("1.1", dates=dates), **at(NEXT))
    assert [one.label for one in only(FIRST).versions] == ["1.0"]
    found = only(NEXT, date(2024, 12, 31))
    assert [
        (day, getattr(found.in_force(day), "label", None)) for day in (date(2022, 1, 1), date(2024, 12, 31), NEXT)
    ] == [
        (date(2022, 1, 1), None),
        (date(2024, 12, 31), "1.0"),
        (NEXT, "1.1"),
    ]


def labels(found: GuidelineThen, *days: date) -> list[str]:
    """What was in force on each of these days, "" where nothing was."""
    return [one.label if (one := found.in_force(day)) else "" for day in days]


def test_a_version_without_a_date_holds_from_when_it_was_registered(made: Guideline) -> None:
    """It says nothing of any day before, so it has no place before what says since when it holds."""
    register_version(made, VersionFacts("1.1"), **at(NEXT))
    assert labels(only(NEXT), date(2022, 1, 1), date(2024, 1, 1), FIRST, NEXT) == ["", "1.0", "1.0", "1.1"]


def test_a_version_of_a_month_that_is_not_over_holds_from_when_it_was_registered(made: Guideline) -> None:
    month = {"administrative_approval": FuzzyDate.month(2026, 3)}
    register_version(made, VersionFacts("1.1", dates=month), **at(NEXT))
    assert labels(only(NEXT), FIRST, NEXT) == ["1.0", "1.1"]
    assert labels(only(date(2026, 5, 1)), NEXT) == ["1.1"]


def test_a_version_holds_from_its_publication(made: Guideline) -> None:
    dates = {name: factories.day(date(2025, 12, day)) for name, day in (("clinical_approval", 1), ("published", 30))}
    dates["administrative_approval"] = factories.day(date(2025, 12, 20))
    register_version(made, VersionFacts("1.1", dates=dates), **at(NEXT))
    assert labels(only(NEXT), date(2025, 12, 29), date(2025, 12, 30)) == ["1.0", "1.1"]


def test_what_held_is_what_the_overview_of_the_day_says(dsg: Group) -> None:
    dice = random.Random(7)
    names = ("published", "administrative_approval", "clinical_approval")
    for number in range(30):
        guideline = create_guideline(title=f"Prøve {number}", owner=dsg, **at(FIRST))
        for label in dice.sample(("0.9", "1.0", "1.1", "2.0"), dice.randrange(1, 4)):
            days = {name: FIRST + timedelta(days=dice.randrange(-60, 90)) for name in names if dice.random() < 0.4}
            dates = {
                name: dice.choice([FuzzyDate.day(day), FuzzyDate.month(day.year, day.month)])
                for name, day in days.items()
            }
            register_version(
                guideline, VersionFacts(label, dates=dates), **at(FIRST + timedelta(days=dice.randrange(60)))
            )
    today = FIRST + timedelta(days=100)
    known = known_on(today, today)
    for day in (FIRST + timedelta(days=number) for number in (-30, 0, 20, 45, 61, 99, 100)):
        shown = guidelines_on(Day(day, today)).annotate(held=F("current__label")).values_list("pk", "held")
        of_day = {pk: label or "" for pk, label in shown}
        assert {one.pk: labels(one, day)[0] for one in known if one.pk in of_day} == of_day, day


def test_a_correction_holds_for_the_past_but_was_not_known(made: Guideline) -> None:
    wrong = made.versions.get()
    right = {"administrative_approval": factories.day(date(2024, 1, 5)), "next_due": None}
    correct_version(wrong, Correction(dates=right), reason="Prøve", **at(NEXT))
    before, after = only(FIRST).versions[0], only(NEXT, date(2024, 12, 31)).versions[0]
    assert (before.approved, before.next_due) == (FuzzyDate.day(date(2023, 1, 5)), DUE)
    assert (after.approved and after.approved.last, after.next_due) == (date(2024, 1, 5), None)


def test_what_was_decided_after_the_day_did_not_hold_on_it(made: Guideline) -> None:
    later = FuzzyDate.day(date(2030, 1, 1))
    extend(made, until=later, reason="Prøve", **at(NEXT))
    assess(made, on=FuzzyDate.day(NEXT), reason="Prøve", **at(NEXT + timedelta(days=1)))
    known = NEXT + timedelta(days=9)
    states = {}
    for on in (FIRST, NEXT, NEXT + timedelta(days=1)):
        facts = only(known, on).facts(on, 36)
        states[on] = (facts.next_due and facts.next_due.last, facts.assessed and facts.assessed.last)
    assert states == {
        FIRST: (DUE.last, None),
        NEXT: (later.last, None),
        NEXT + timedelta(days=1): (later.last, NEXT),
    }


def test_an_assessment_is_taken_back_to_the_one_before_it(made: Guideline) -> None:
    for number in (1, 2, 3):
        day = FIRST + timedelta(days=number)
        assess(made, on=FuzzyDate.day(day), reason="Prøve", **at(day))
    assert [only(FIRST + timedelta(days=number)).versions[0].assessed for number in range(4)] == [
        None,
        *(FuzzyDate.day(FIRST + timedelta(days=number)) for number in (1, 2, 3)),
    ]


def test_a_version_registered_with_its_assessment_keeps_it(made: Guideline) -> None:
    dates = {"assessed": FuzzyDate.day(date(2021, 5, 5)), "administrative_approval": FuzzyDate.day(date(2020, 5, 5))}
    register_version(made, VersionFacts("2.0", dates=dates), **at(NEXT))
    assess(made, on=FuzzyDate.day(NEXT), reason="Prøve", **at(NEXT + timedelta(days=1)))
    version = only(NEXT + timedelta(days=1), date(2022, 12, 31)).in_force(date(2022, 12, 31))
    assert version is not None
    assert version.assessed == FuzzyDate.day(date(2021, 5, 5))


def test_withdrawn_and_merged_from_their_days_and_from_when_it_was_known(made: Guideline, dsg: Group) -> None:
    other = create_guideline(title="Åben", owner=dsg, **at(FIRST))
    into = create_guideline(title="Ærlig", owner=dsg, **at(FIRST))
    withdraw_guideline(made, on=FIRST, reason="Prøve", **at(NEXT))
    merge(other, into, reason="Prøve", **at(NEXT))
    known = NEXT + timedelta(days=5)
    assert [one.is_in_use(FIRST) for one in known_on(FIRST, FIRST)] == [True, True, True]
    assert [(one.title, one.is_in_use(FIRST), one.is_in_use(NEXT)) for one in known_on(known, NEXT)] == [
        ("Prøve", False, False),
        ("Ærlig", True, True),
        ("Åben", True, False),
    ]
    assert [one.is_in_use(FIRST) for one in known_on(known, FIRST)] == [False, True, True]


def test_the_title_it_had(made: Guideline) -> None:
    for number, title in enumerate(("Anden prøve", "Tredje prøve"), start=1):
        retitle(made, title=title, is_working_title=False, **at(FIRST + timedelta(days=number)))
    assert [only(FIRST + timedelta(days=number)).title for number in range(3)] == [
        "Prøve",
        "Anden prøve",
        "Tredje prøve",
    ]


def test_a_group_tied_later_is_told(made: Guideline) -> None:
    other = factories.group("DGCG")
    link_group(made, other, role="co_owner", confirmed=True, **at(NEXT))
    assert (only(FIRST).unlinked, only(NEXT).unlinked) == ({other.pk}, set())


def test_the_interval_that_a_group_had(dsg: Group) -> None:
    before = settings_of(dsg)
    change_settings(dsg, type(before)(**{**vars(before), "assessment_months": 60}), **at(NEXT))
    found = [assessment_months(day)[dsg.pk] for day in (FIRST, NEXT)]
    assert found == [before.assessment_months, 60]
    assert [months_of(owner, {dsg.pk: 60}) for owner in (dsg.pk, None, 0)] == [60, 36, 36]


def test_rows_that_no_event_tells_of_were_always_known(dsg: Group) -> None:
    bare = factories.guideline("Bar", owner=dsg)
    factories.version(bare, "1.0", published=date(2020, 1, 1), assessed=date(2021, 1, 1))
    found = only(date(2001, 1, 1))
    assert (found.title, [one.label for one in found.versions]) == ("Bar", ["1.0"])


def test_of_some_guidelines_alone_and_in_four_statements(made: Guideline, dsg: Group) -> None:
    retitle(made, title="Anden", is_working_title=False, **at(NEXT))
    for number in range(20):
        other = create_guideline(title=f"Andre {number}", owner=dsg, **at(FIRST))
        register_version(other, VersionFacts("1.0"), **at(FIRST))
        retitle(other, title=f"Nu {number}", is_working_title=False, **at(NEXT))
    with CaptureQueriesContext(connection) as some:
        assert [one.pk for one in known_on(FIRST, FIRST, [made.pk])] == [made.pk]
    with CaptureQueriesContext(connection) as every:
        assert len(known_on(FIRST, FIRST)) == 21
    assert (len(some), len(every)) == (4, 4)

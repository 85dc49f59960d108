"""A new deadline: asked for, decided on, and moved to where the one target stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.desk.persons.merging import merge_everywhere
from guidelines.documents.dates import add_months
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import ExtensionRequest, Group, Guideline, Person, PlanEntry
from guidelines.planning.actions import Settled, ask_extension, decide_extension, withdraw_extension
from guidelines.planning.actions.extensions import latest_granted
from guidelines.planning.aims import read_aim
from guidelines.planning.extending import latest_day, moved_by, planned_day
from guidelines.planning.rules import TargetBasis
from reminders.facts import load
from tests import factories
from tests.planning.conftest import CHAIR, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
LEAD = Actor("user", "person:7")
ASK: dict[str, Any] = {"by": LEAD, "now": NOW, "reason": "A study is under way."}
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}
DUE = date(2027, 12, 1)


@pytest.fixture
def lead(db: None) -> Person:
    return factories.person("Nanna Juul")


@pytest.fixture
def planned(dsg: Group, lead: Person) -> Guideline:
    """A guideline of which only the year is planned, 2027."""
    made = factories.guideline("Kæmpecelletumorer", owner=dsg)
    factories.entry(made, 2027, leads=[lead])
    return made


@pytest.fixture
def due(planned: Guideline) -> Guideline:
    """The same with a version, to be revised by 1 December 2027."""
    factories.version(planned, next_due=DUE)
    return planned


@pytest.fixture
def underway(due: Guideline) -> Guideline:
    """The same with a revision under way, agreed for 1 March 2027."""
    factories.revision(due.plan_entries.get(), deadline_on=date(2027, 3, 1))
    return due


def target_of(guideline: Guideline) -> date | None:
    """The guideline's target as the reminders see it."""
    facts = load(Guideline.objects.filter(pk=guideline.pk), today=TODAY).facts
    return facts[guideline.pk].target if facts else None


def events(*verbs: str) -> list[tuple[str, dict[str, Any]]]:
    return [(event.verb, event.facts) for event in Event.objects.order_by("seq") if event.verb in verbs]


# --- asking


def test_asking_keeps_what_it_was_asked_against_and_moves_nothing(due: Guideline, lead: Person) -> None:
    made = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    kept = ExtensionRequest.objects.get()
    assert (kept.from_on, kept.basis, kept.to_on, kept.outcome, kept.via) == (
        DUE,
        "next_due",
        date(2028, 6, 1),
        "",
        "web",
    )
    assert (kept.person, kept.reason, kept.version) == (lead, ASK["reason"], due.versions.get())
    assert events("extension_asked") == [
        ("extension_asked", {"from": "2027-12-01", "to": "2028-06-01", "replaces": None})
    ]
    assert made == kept
    assert target_of(due) == DUE


def test_a_newer_request_replaces_the_older(due: Guideline, lead: Person) -> None:
    older = ask_extension(due, person=lead, to_on=date(2028, 3, 1), **ASK)
    newer = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    older.refresh_from_db()
    assert (older.outcome, older.decided_by, older.decided_at) == ("replaced", lead, NOW)
    assert list(ExtensionRequest.objects.open()) == [newer]


@pytest.mark.parametrize(
    ("to_on", "reason", "message"),
    [
        (date(2028, 6, 1), " \n", "Write why you need more time."),
        (DUE, "Study", "Choose a day after the present deadline, 1 December 2027."),
        (date(2101, 1, 1), "Study", "Choose a day before the year 2101."),
        (date(2028, 6, 1), "x" * 1001, "The text is too long. Keep it to 1,000 characters."),
    ],
)
def test_what_cannot_be_asked_is_refused(due: Guideline, lead: Person, to_on: date, reason: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        ask_extension(due, person=lead, to_on=to_on, reason=reason, by=LEAD, now=NOW)
    assert str(refused.value) == message
    assert not ExtensionRequest.objects.exists()
    assert not events("extension_asked")


def test_an_overdue_deadline_is_moved_to_a_day_to_come(planned: Guideline, lead: Person) -> None:
    factories.version(planned, next_due=date(2025, 12, 21))
    with pytest.raises(Refused, match="a day to come"):
        ask_extension(planned, person=lead, to_on=TODAY, **ASK)
    assert ask_extension(planned, person=lead, to_on=TODAY + timedelta(days=1), **ASK).is_open


def test_without_a_deadline_there_is_none_to_move(dsg: Group, lead: Person) -> None:
    bare = factories.guideline(owner=dsg)
    factories.entry(bare, None, leads=[lead])
    with pytest.raises(Refused, match="no deadline yet"):
        ask_extension(bare, person=lead, to_on=date(2028, 6, 1), **ASK)


def test_nothing_is_asked_of_a_guideline_out_of_use(due: Guideline, lead: Person) -> None:
    Guideline.objects.update(withdrawn_on=TODAY)
    with pytest.raises(Refused, match="out of use"):
        ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)


def test_where_a_year_is_planned_the_day_is_that_of_a_year(planned: Guideline, lead: Person) -> None:
    assert ask_extension(planned, person=lead, to_on=date(2028, 12, 2), **ASK).to_on == date(2029, 12, 1)
    assert ask_extension(planned, person=lead, to_on=date(2028, 2, 1), **ASK).to_on == date(2028, 12, 1)


# --- deciding moves the target where it stands


def test_granted_under_way_moves_the_deadline_of_the_revision(underway: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(underway, person=lead, to_on=date(2027, 6, 1), **ASK)
    decided = decide_extension(request, grant_on=date(2027, 6, 1), note="", person=chair, **BY)
    assert (decided.outcome, decided.granted_on, decided.decided_by) == ("granted", date(2027, 6, 1), chair)
    assert target_of(underway) == date(2027, 6, 1)
    assert underway.versions.get().next_due.last == DUE
    assert events("deadline_set", "extension_granted") == [
        ("deadline_set", {"from": "2027-03-01", "to": "2027-06-01"}),
        ("extension_granted", {"from": "2027-03-01", "asked": "2027-06-01", "to": "2027-06-01"}),
    ]


def test_a_revision_under_way_without_a_deadline_is_given_one(due: Guideline, lead: Person, chair: Person) -> None:
    run = factories.revision(due.plan_entries.get())
    request = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    decide_extension(request, grant_on=date(2028, 6, 1), note="", person=chair, **BY)
    run.refresh_from_db()
    assert (run.deadline_on, target_of(due)) == (date(2028, 6, 1), date(2028, 6, 1))
    assert not due.verdicts.exists()


def test_granted_before_a_revision_moves_the_next_due_by_a_verdict(due: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    decide_extension(request, grant_on=date(2028, 5, 1), note="A month less.", person=chair, **BY)
    verdict = due.verdicts.get()
    assert (verdict.kind, verdict.reason, verdict.decided_by) == (
        "extended",
        "The deadline was put off on request.",
        chair,
    )
    assert (verdict.next_due_before.last, verdict.next_due_after.last) == (DUE, date(2028, 5, 1))
    assert target_of(due) == date(2028, 5, 1)


def test_granted_where_a_year_is_planned_moves_the_entry(planned: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(planned, person=lead, to_on=date(2028, 6, 1), **ASK)
    decide_extension(request, grant_on=date(2028, 6, 1), note="", person=chair, **BY)
    assert list(planned.plan_entries.values_list("year", "outcome")) == [(2027, "moved"), (2028, "planned")]
    assert target_of(planned) == date(2028, 12, 1) == ExtensionRequest.objects.get().granted_on


def test_one_transaction_or_nothing(planned: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(planned, person=lead, to_on=date(2028, 6, 1), **ASK)
    factories.entry(planned, 2028)
    with pytest.raises(Refused):
        decide_extension(request, grant_on=date(2028, 6, 1), note="", person=chair, **BY)
    request.refresh_from_db()
    assert request.is_open
    assert not events("extension_granted", "entry_moved")


def test_a_refusal_has_a_reason_and_moves_nothing(due: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    with pytest.raises(Refused, match="Write why the deadline stays"):
        decide_extension(request, grant_on=None, note=" ", person=chair, **BY)
    decided = decide_extension(request, grant_on=None, note="The board needs it.", person=chair, **BY)
    assert (decided.outcome, decided.note, decided.granted_on) == ("refused", "The board needs it.", None)
    assert target_of(due) == DUE


def test_a_deadline_that_changed_meanwhile_is_not_granted_over(
    underway: Guideline, lead: Person, chair: Person
) -> None:
    request = ask_extension(underway, person=lead, to_on=date(2027, 6, 1), **ASK)
    underway.revisions.update(deadline_on=date(2027, 4, 1))
    with pytest.raises(Refused, match="was 1 March 2027 when it was asked, and is 1 April 2027 now"):
        decide_extension(request, grant_on=date(2027, 6, 1), note="", person=chair, **BY)


def test_the_second_to_decide_is_told_what_the_first_decided(due: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    decide_extension(request, grant_on=date(2028, 6, 1), note="", person=chair, **BY)
    with pytest.raises(Settled) as settled:
        decide_extension(request, grant_on=None, note="No.", person=factories.person(), **BY)
    assert (settled.value.request.outcome, settled.value.request.decided_by) == ("granted", chair)
    assert len(events("extension_granted", "extension_refused")) == 1


def test_the_asker_takes_it_back_while_it_is_open(due: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    assert withdraw_extension(request, person=lead, by=LEAD, now=NOW).outcome == "withdrawn"
    with pytest.raises(Settled):
        decide_extension(request, grant_on=date(2028, 6, 1), note="", person=chair, **BY)


# --- the cap


def test_what_was_granted_is_counted_until_the_version_is_replaced(
    due: Guideline, dsg: Group, lead: Person, chair: Person
) -> None:
    Group.objects.filter(pk=dsg.pk).update(extension_months=6)
    assert latest_granted(read_aim(due)) == date(2028, 6, 1)
    first = ask_extension(due, person=lead, to_on=date(2028, 4, 1), **ASK)
    decide_extension(first, grant_on=date(2028, 4, 1), note="", person=chair, **BY)
    assert latest_granted(read_aim(due)) == date(2028, 6, 1)
    more = ask_extension(due, person=lead, to_on=date(2028, 7, 1), **ASK)
    assert (first.is_beyond_limit, more.is_beyond_limit) == (False, True)
    with pytest.raises(Refused, match="6 months in all, to 1 June 2028"):
        decide_extension(more, grant_on=date(2028, 7, 1), note="Needed.", person=chair, **BY)
    with pytest.raises(Refused, match="Write why more is granted"):
        decide_extension(more, grant_on=date(2028, 7, 1), note="", person=chair, beyond_limit=True, **BY)
    decide_extension(more, grant_on=date(2028, 7, 1), note="Needed.", person=chair, beyond_limit=True, **BY)
    assert target_of(due) == date(2028, 7, 1)
    due.versions.update(is_current=False)
    factories.version(due, "2.0", next_due=date(2032, 1, 1))
    assert latest_granted(read_aim(due)) == date(2032, 7, 1)


def test_a_group_that_has_not_said_has_the_limit_of_the_product(due: Guideline, dsg: Group) -> None:
    assert (dsg.extension_months, dsg.extension_limit) == (None, 24)
    assert latest_granted(read_aim(due)) == date(2029, 12, 1)
    dsg.extension_months = 0
    assert dsg.extension_limit == 0


@given(
    target=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    steps=st.lists(st.integers(1, 400), max_size=4),
    months=st.integers(0, 60),
)
def test_no_division_of_the_steps_reaches_further(target: date, steps: list[int], months: int) -> None:
    """Asked for in pieces or at once, the last day is the same one."""
    end, granted = target, []
    for days in steps:
        granted.append((end, end + timedelta(days=days)))
        end += timedelta(days=days)
    assert latest_day(end, granted, months) == add_months(target, months)


@given(asked=st.dates(date(2020, 1, 1), date(2090, 12, 31)), month=st.integers(1, 12), day=st.integers(1, 28))
def test_the_day_of_a_planned_year_leaves_time_until_the_day_asked(asked: date, month: int, day: int) -> None:
    found = planned_day(asked, (month, day))
    assert (found.month, found.day) == (month, day)
    assert asked <= found < add_months(asked, 12) + timedelta(days=1)


def test_a_revision_under_way_takes_every_new_deadline() -> None:
    assert {moved_by(basis, is_underway=True) for basis in TargetBasis} == {TargetBasis.REVISION_DEADLINE}
    assert [moved_by(basis, is_underway=False) for basis in TargetBasis] == list(TargetBasis)


# --- what the rest of the house sees


def test_the_aim_is_the_target_of_the_reminders(dsg: Group, lead: Person, underway: Guideline) -> None:
    """The rule stands in two places; both give the same day for every shape a guideline can have."""
    late = factories.guideline(owner=dsg)
    factories.entry(late, None), factories.entry(late, 2029), factories.entry(late, 2028)
    totals = factories.guideline(owner=dsg)
    factories.entry(totals, 2027, year_basis=PlanEntry.YearBasis.TOTALS)
    shared = factories.guideline(co_owners=[factories.group("DGCG"), dsg])
    factories.entry(shared, 2031)
    orphan = factories.guideline()
    factories.entry(orphan, 2030)
    running = factories.guideline(owner=dsg)
    factories.entry(running, 2027)
    factories.revision(factories.entry(running, 2030))
    Group.objects.filter(abbreviation="DGCG").update(deadline_month=3, deadline_day=15)
    found = {pk: facts.target for pk, facts in load(Guideline.objects.all(), today=TODAY).facts.items()}
    aims = {guideline.pk: read_aim(guideline).on for guideline in Guideline.objects.all()}
    assert {pk: on for pk, on in aims.items() if on} == found
    assert len(found) == 5


def test_two_rows_of_one_person_ask_and_decide_as_one(due: Guideline, lead: Person, chair: Person) -> None:
    twin = factories.person("N. Juul")
    request = ask_extension(due, person=twin, to_on=date(2028, 6, 1), **ASK)
    merge_everywhere(twin, into=lead, **BY)
    request.refresh_from_db()
    assert request.person == lead


def test_the_history_says_what_happened(due: Guideline, lead: Person, chair: Person) -> None:
    first = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    withdraw_extension(first, person=lead, by=LEAD, now=NOW)
    second = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
    decide_extension(second, grant_on=None, note="Not now.", person=chair, **BY)
    for day in (date(2028, 5, 1), date(2028, 6, 1)):
        asked = ask_extension(due, person=lead, to_on=date(2028, 6, 1), **ASK)
        decide_extension(asked, grant_on=day, note="", person=chair, **BY)
    lines = history(event for event in Event.objects.order_by("seq") if event.verb.startswith("extension_"))
    asked_line = "A new deadline was asked for: 1 June 2028 instead of 1 December 2027."
    assert [(line.sentence, line.reason) for line in lines] == [
        (asked_line, ASK["reason"]),
        ("The request for a new deadline, 1 June 2028, was taken back.", ""),
        (asked_line, ASK["reason"]),
        ("A new deadline, 1 June 2028, was refused. It stays 1 December 2027.", "Not now."),
        (asked_line, ASK["reason"]),
        ("A new deadline was granted: 1 May 2028, where 1 June 2028 was asked for.", ""),
        ("A new deadline was asked for: 1 June 2028 instead of 1 May 2028.", ASK["reason"]),
        ("The new deadline was granted: 1 June 2028 instead of 1 May 2028.", ""),
    ]

"""What tovholdere answer to reminders: words that wait for somebody, time set aside, and rest that ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from guidelines.desk.persons.merging import merge_everywhere
from guidelines.journal.actions import erase
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Group, LeadAnswer, Person, PlanEntry, Snooze
from guidelines.planning.actions import (
    add_entry,
    ask_help,
    assign_leads,
    confirm_lead,
    decline_lead,
    handle_answer,
    set_focus,
    snooze,
    suggest_withdrawal,
    undo,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.answering import Rest, is_ahead, is_ahead_of, may_rest, rest_until
from guidelines.planning.rules import Kind
from tests import factories
from tests.planning.conftest import CHAIR, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LINK = Actor("link", "answer:7", via="mail")
BY: dict[str, Any] = {"by": LINK, "now": NOW}
TARGET = date(2027, 12, 1)
MORNING = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)


@pytest.fixture
def lead(db: None) -> Person:
    return factories.person("Zita")


@pytest.fixture
def entry(dsg: Group, lead: Person) -> PlanEntry:
    return factories.entry(factories.guideline("GIST", owner=dsg), 2027, leads=[lead, factories.person("Bo")])


def last(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("seq")


def test_the_days_of_rest() -> None:
    assert rest_until(Rest.FORTNIGHT, today=date(2026, 12, 24)) == date(2027, 1, 7)
    assert rest_until(Rest.MONTH, today=date(2027, 1, 31)) == date(2027, 2, 28)
    assert rest_until(Rest.DAY, today=TODAY, day=TARGET) == TARGET
    assert rest_until(Rest.DAY, today=TODAY) is None
    assert [may_rest(taken) for taken in range(4)] == [True, True, False, False]


def test_a_day_ahead_is_after_today_and_within_reach() -> None:
    days = [TODAY, TODAY + timedelta(days=1), date(2027, 5, 21), date(2027, 5, 22)]
    assert [is_ahead(day, TODAY) for day in days] == [False, True, True, False]
    moments = [NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=366), NOW + timedelta(days=367)]
    assert [is_ahead_of(moment, NOW) for moment in moments] == [False, True, True, False]


def test_a_no_frees_nobody_and_waits_for_somebody(entry: PlanEntry, lead: Person) -> None:
    entry.assignments.update(confirmed_at=NOW)
    answer = decline_lead(entry, person=lead, suggested="Mona Dam", text="Jeg stopper.", **BY)
    assert (answer.kind, answer.suggested, answer.via, answer.handled_at) == ("declined", "Mona Dam", "mail", None)
    assert [item.confirmed_at for item in entry.assignments.filter(person=lead)] == [None]
    assert entry.assignments.filter(ended_on=None).count() == 2
    assert list(LeadAnswer.objects.open()) == [answer]
    event = last("lead_declined")
    assert (event.actor_kind, event.via, event.facts) == ("link", "mail", {"person": lead.pk, "entry": entry.pk})
    assert event.guideline_key == str(entry.guideline_id)


@pytest.mark.usefixtures("english")
def test_only_who_stands_on_the_entry_says_no(entry: PlanEntry) -> None:
    with pytest.raises(Refused, match="no longer down"):
        decline_lead(entry, person=factories.person("Ada"), **BY)
    assert not LeadAnswer.objects.exists()
    assert not Event.objects.exists()


def test_the_same_words_twice_are_one_answer(entry: PlanEntry, lead: Person) -> None:
    first = ask_help(entry.guideline, person=lead, text=" Søgning ", **BY)
    assert ask_help(entry.guideline, person=lead, text="Søgning", **BY) == first
    assert (LeadAnswer.objects.count(), Event.objects.count(), first.text) == (1, 1, "Søgning")
    ask_help(entry.guideline, person=lead, text="Medforfatter", **BY)
    assert LeadAnswer.objects.open().count() == 2


def test_a_no_is_settled_by_taking_the_person_off_the_plan(entry: PlanEntry, lead: Person) -> None:
    answer = decline_lead(entry, person=lead, **BY)
    assign_leads(entry, [Lead(factories.person("Ny"))], **BY)
    answer.refresh_from_db()
    assert answer.handled_at == NOW


def test_a_no_is_settled_by_a_yes_after_all(entry: PlanEntry, lead: Person) -> None:
    other = decline_lead(entry, person=Person.objects.get(name="Bo"), **BY)
    decline_lead(entry, person=lead, **BY)
    confirm_lead(entry.assignments.get(person=lead), **BY)
    assert list(LeadAnswer.objects.open()) == [other]


def test_an_answer_is_dealt_with_once(entry: PlanEntry, lead: Person) -> None:
    answer, clerk = ask_help(entry.guideline, person=lead, text="", **BY), factories.secretariat()
    handled = handle_answer(answer, handler=clerk, by=CHAIR, now=NOW + timedelta(hours=1))
    handle_answer(answer, handler=None, by=CHAIR, now=NOW + timedelta(hours=2))
    handled.refresh_from_db()
    assert (handled.handled_at, handled.handled_by) == (NOW + timedelta(hours=1), clerk)
    assert Event.objects.filter(verb="answer_handled").count() == 1
    assert not LeadAnswer.objects.open().exists()


def test_time_set_aside_asks_nothing_of_anybody(entry: PlanEntry, lead: Person) -> None:
    answer = set_focus(entry.guideline, person=lead, focus_at=MORNING, **BY)
    assert (answer.focus_at, LeadAnswer.objects.open().count()) == (MORNING, 0)
    assert last("focus_set").facts == {"person": lead.pk, "entry": None, "focus_on": "2027-01-12"}


@pytest.mark.usefixtures("english")
def test_what_makes_no_sense_is_refused(entry: PlanEntry, lead: Person) -> None:
    with pytest.raises(Refused, match="within a year"):
        set_focus(entry.guideline, person=lead, focus_at=NOW, **BY)
    with pytest.raises(Refused, match="why"):
        suggest_withdrawal(entry.guideline, person=lead, text="  ", **BY)
    with pytest.raises(Refused, match="2000"):
        ask_help(entry.guideline, person=lead, text="x" * 2001, **BY)
    with pytest.raises(Refused, match="ahead"):
        snooze(entry.guideline, person=lead, target=TARGET, until=TODAY, **BY)
    assert (LeadAnswer.objects.count(), Snooze.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.usefixtures("english")
def test_a_target_rests_twice_for_each_person(entry: PlanEntry, lead: Person) -> None:
    until = TODAY + timedelta(days=14)
    for _round in range(2):
        snooze(entry.guideline, person=lead, target=TARGET, until=until, **BY)
    with pytest.raises(Refused, match="new deadline"):
        snooze(entry.guideline, person=lead, target=TARGET, until=until, **BY)
    snooze(entry.guideline, person=Person.objects.get(name="Bo"), target=TARGET, until=until, **BY)
    snooze(entry.guideline, person=lead, target=TARGET + timedelta(days=30), until=until, **BY)
    assert Snooze.objects.count() == 4


def test_answers_follow_a_merged_person(entry: PlanEntry, lead: Person) -> None:
    kept = factories.person("Zita K.")
    ask_help(entry.guideline, person=lead, text="", **BY)
    snooze(entry.guideline, person=lead, target=TARGET, until=TODAY + timedelta(days=3), **BY)
    merge_everywhere(lead, into=kept, by=CHAIR, now=NOW)
    assert [LeadAnswer.objects.get().person, Snooze.objects.get().person] == [kept, kept]


def test_an_entry_with_an_answer_can_still_be_undone(entry: PlanEntry, lead: Person) -> None:
    made = add_entry(entry.guideline, year=2030, kind=Kind.REVISION, by=CHAIR, now=NOW)
    added = last("entry_added")
    made.assignments.create(person=lead)
    answer = decline_lead(made, person=lead, **BY)
    undo(added, by=CHAIR, now=NOW)
    answer.refresh_from_db()
    assert answer.plan_entry is None


TOLD: list[tuple[Callable[[PlanEntry, Person], object], str]] = [
    (lambda e, p: decline_lead(e, person=p, **BY), "En tovholder sagde nej til rollen."),
    (
        lambda e, p: decline_lead(e, person=p, suggested="Mona", text="Orlov", **BY),
        "En tovholder sagde nej til rollen og foreslog Mona. »Orlov«",
    ),
    (lambda e, p: ask_help(e.guideline, person=p, text="", **BY), "En tovholder bad om hjælp."),
    (
        lambda e, p: suggest_withdrawal(e.guideline, person=p, text="Dækket", **BY),
        "En tovholder foreslog, at arbejdet udgår. »Dækket«",
    ),
    (
        lambda e, p: set_focus(e.guideline, person=p, focus_at=MORNING, **BY),
        "En tovholder satte tid af den 12. januar 2027.",
    ),
    (
        lambda e, p: snooze(e.guideline, person=p, target=TARGET, until=date(2026, 12, 5), **BY),
        "En tovholder lod påmindelserne hvile til 5. december 2026.",
    ),
    (
        lambda e, p: handle_answer(decline_lead(e, person=p, **BY), handler=None, **BY),
        "Et nej til rollen er behandlet.",
    ),
    (
        lambda e, p: handle_answer(ask_help(e.guideline, person=p, text="", **BY), handler=None, **BY),
        "En bøn om hjælp er behandlet.",
    ),
]


@pytest.mark.parametrize(("change", "sentence"), TOLD)
def test_each_answer_is_a_sentence(
    entry: PlanEntry, lead: Person, change: Callable[[PlanEntry, Person], object], sentence: str
) -> None:
    change(entry, lead)
    (line,) = history([Event.objects.latest("seq")])
    assert line.sentence == sentence


def test_erased_words_leave_the_sentence(entry: PlanEntry, lead: Person) -> None:
    decline_lead(entry, person=lead, suggested="Mona", text="Orlov", **BY)
    said = Event.objects.latest("seq")
    erase([said.seq], because="request", by=CHAIR, now=NOW)
    (line,) = history([said])
    assert line.sentence == "En tovholder sagde nej til rollen."

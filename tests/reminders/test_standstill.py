"""What must not bring the late rungs to a stop: a no, an absence, a rest or a bounce."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guidelines.journal.writing import Actor
from guidelines.models import Absence
from guidelines.planning.actions.answers import decline_lead, snooze
from guidelines.planning.models import Assignment
from reminders.actions import retry_mail
from reminders.inbound.receiving import fail
from reminders.models import Mail, Occurrence
from reminders.rules import Action, Reason, Recipient, verdicts
from reminders.simulation import simulate
from reminders.slots import slots_between
from reminders.states import WHY_TASK
from reminders.tick import tick
from tests.reminders.mailing import text_of
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, TARGET, moment, scene
from tests.reminders.test_rules import ANNA, BO, CHAIR, CHAIR_DAY, DEPUTY, FACTS, LATE_DAY, PEOPLE
from tests.services.smtp import MailServer

BY = Actor("user", "person:1")
AWAY = Recipient(absences=((date(2030, 11, 1), date(2031, 4, 30)),))


def run(first: date, last: date) -> None:
    """Tick in each slot, a minute into it."""
    for slot in slots_between(first, last):
        tick(moment(slot, minutes=1))


def rows(*rungs: str) -> list[tuple[str, str, str, str]]:
    """(rung, name, state, reason) of these rungs."""
    found = Occurrence.objects.filter(rung__in=rungs).order_by("slot_on", "rung")
    return list(found.values_list("rung", "recipient__name", "state", "reason"))


LATE = ("late_14", "chair_30", "chair_30_copy", "secretariat_60")


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_who_said_no_hears_no_more_and_the_chair_does() -> None:
    there = scene()
    entry = there.guideline.plan_entries.get()
    decline_lead(entry, person=there.lead, by=BY, now=moment(date(2030, 3, 1)))
    run(date(2030, 3, 1), date(2031, 2, 20))
    heard = Occurrence.objects.filter(state="mailed").order_by("slot_on").values_list("rung", "recipient__name")
    assert list(heard) == [("confirm", "Frode Holt"), ("begin", "Frode Holt"), ("chair_30", "Frode Holt")]


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_who_says_yes_after_a_no_is_told_again() -> None:
    there = scene()
    entry = there.guideline.plan_entries.get()
    decline_lead(entry, person=there.lead, by=BY, now=moment(date(2030, 10, 1)))
    Assignment.objects.update(confirmed_at=moment(date(2030, 11, 1)))
    run(LATE_SLOT, LATE_SLOT)
    assert rows(*LATE) == [("late_14", "Ditte Maria Bæk", "mailed", "")]


@pytest.mark.django_db
def test_an_announcement_that_came_back_is_a_task_and_the_rungs_go_on_from_its_day(server: MailServer) -> None:
    there = scene()
    run(LATE_SLOT, LATE_SLOT)
    came_back = date(2031, 1, 2)
    fail(Mail.objects.get(occurrences__rung="late_14"), moment(came_back))
    assert rows(*LATE) == [("late_14", "Ditte Maria Bæk", "task", "bounced")]
    run(CHAIR_SLOT, came_back + timedelta(days=13))
    assert [row[0] for row in rows(*LATE)] == ["late_14"]
    run(came_back + timedelta(days=13), date(2031, 2, 25))
    assert [row[0] for row in rows(*LATE)] == ["late_14", "chair_30", "chair_30_copy", "secretariat_60"]
    status = text_of(server.to(there.chair.email)[-1])
    assert "Mailen til Ditte Maria Bæk kunne ikke afleveres. Sekretariatet er bedt om at ringe." in status
    assert "Vi har skrevet" not in status


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_an_announcement_that_came_back_counts_from_the_day_on_which_it_is_told_after_all() -> None:
    scene()
    run(LATE_SLOT, LATE_SLOT)
    mail = Mail.objects.get(occurrences__rung="late_14")
    fail(mail, moment(LATE_SLOT, days=1))
    retry_mail(mail, now=moment(LATE_SLOT, days=1, hours=1))
    tick(moment(LATE_SLOT, days=1, hours=2))
    assert rows(*LATE) == [("late_14", "Ditte Maria Bæk", "mailed", "")]
    run(CHAIR_SLOT, CHAIR_SLOT)
    assert "chair_30" in {row[0] for row in rows(*LATE)}


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_a_status_that_came_back_is_a_task_and_the_call_comes_all_the_same() -> None:
    scene()
    run(LATE_SLOT, CHAIR_SLOT)
    fail(Mail.objects.get(occurrences__rung="chair_30"), moment(CHAIR_SLOT, minutes=9))
    assert ("chair_30", "Frode Holt", "task", "bounced") in rows(*LATE)
    run(CHAIR_SLOT + timedelta(days=1), date(2031, 2, 25))
    assert rows(*LATE)[-1] == ("secretariat_60", "Ditte Maria Bæk", "task", "call")


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_a_reminder_before_the_deadline_that_came_back_is_no_task() -> None:
    scene()
    run(FINAL_SLOT, FINAL_SLOT)
    fail(Mail.objects.get(occurrences__rung="final_7"), moment(FINAL_SLOT, minutes=9))
    assert rows("final_7") == [("final_7", "Ditte Maria Bæk", "mailed", "")]


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_a_tovholder_who_is_away_for_long_is_a_task_for_the_secretariat() -> None:
    there = scene()
    Absence.objects.create(person=there.lead, starts_on=date(2030, 11, 1), ends_on=date(2031, 10, 31))
    run(LATE_SLOT, date(2031, 6, 1))
    assert rows(*LATE) == [("chair_30", "Ditte Maria Bæk", "task", "leads_away")]


def going(people: dict[int, Recipient], facts: object = FACTS, last: date = date(2031, 6, 30)) -> list[tuple[str, ...]]:
    """(day, rung, person, reason) of everything late."""
    found = simulate([facts], people, {}, slots_between(date(2030, 12, 10), last))
    return [(slot.isoformat(), told.rung, told.person, told.reason.value) for slot, told in found]


def test_the_rungs_go_on_when_the_tovholder_is_back_each_with_its_days() -> None:
    assert going({**PEOPLE, ANNA: AWAY}) == [
        ("2031-01-07", "chair_30", ANNA, "leads_away"),
        ("2031-05-06", "late_14", ANNA, ""),
        ("2031-05-20", "chair_30", CHAIR, ""),
        ("2031-05-20", "chair_30_copy", ANNA, ""),
        ("2031-06-03", "secretariat_60", ANNA, "call"),
    ]


def test_tovholdere_who_all_rest_are_a_task_and_one_who_is_there_makes_it_none() -> None:
    facts = replace(FACTS, leads=(ANNA, BO), resting={ANNA: date(2031, 4, 30)})
    assert going({**PEOPLE, BO: AWAY}, facts, CHAIR_DAY) == [("2031-01-07", "chair_30", ANNA, "leads_away")]
    assert [row[1] for row in going(PEOPLE, facts, CHAIR_DAY)] == ["late_14", "chair_30", "chair_30_copy"]


def test_a_chair_and_deputy_who_are_away_are_a_task_after_two_weeks_and_told_when_back() -> None:
    found = going({**PEOPLE, CHAIR: AWAY, DEPUTY: AWAY})
    assert found == [
        ("2030-12-17", "late_14", ANNA, ""),
        ("2031-01-21", "chair_30", ANNA, "chair_away"),
        ("2031-02-04", "secretariat_60", ANNA, "call"),
        ("2031-05-06", "chair_30", CHAIR, ""),
        ("2031-05-06", "chair_30_copy", ANNA, ""),
    ]


def test_a_chair_who_is_away_from_what_nobody_leads_is_a_task() -> None:
    found = going({**PEOPLE, CHAIR: AWAY, DEPUTY: AWAY}, replace(FACTS, leads=()))
    assert found[0] == ("2031-01-21", "chair_30", CHAIR, "chair_away")


def test_every_such_task_says_why() -> None:
    assert {Reason.LEADS_AWAY, Reason.CHAIR_AWAY} <= set(WHY_TASK)


def test_the_chair_who_takes_it_up_at_the_meeting_stops_the_call_until_then() -> None:
    history = {("late_14", ANNA): LATE_DAY, ("chair_30", CHAIR): CHAIR_DAY}
    facts = replace(FACTS, resting={CHAIR: date(2031, 5, 20)})
    for day, called in ((date(2031, 5, 20), False), (date(2031, 5, 27), True)):
        found = {verdict.rung for verdict in verdicts(facts, PEOPLE, history, day) if verdict.action is Action.TASK}
        assert ("secretariat_60" in found) is called


@pytest.mark.django_db
@pytest.mark.usefixtures("server")
def test_nobody_is_called_before_the_meeting() -> None:
    there = scene()
    run(date(2030, 12, 10), date(2031, 1, 8))
    until = date(2031, 5, 20)
    snooze(there.guideline, person=there.chair, target=TARGET, until=until, by=BY, now=moment(date(2031, 1, 9)))
    run(date(2031, 1, 9), until)
    assert rows("secretariat_60") == []
    run(until, date(2031, 6, 20))
    assert rows("secretariat_60") == [("secretariat_60", "Ditte Maria Bæk", "task", "call")]

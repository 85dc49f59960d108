"""Reminders of open steps, from the rows of approval to a real mail server (ux 5.2, foundations 18 and 20)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Absence, Guideline
from reminders.facts import load
from reminders.inbound.receiving import fail
from reminders.models import GroupRelease, Mail, Occurrence
from reminders.rehearsal import rehearse
from reminders.slots import slot_at
from reminders.tick import tick
from tests import factories
from tests.approval.scene import NOW, Scene, actor, at
from tests.reminders.mailing import subjects, text_of, titled
from tests.reminders.scene import guideline_due, release
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("server")]

FIRST, SECOND, PASSED = date(2026, 12, 1), date(2026, 12, 8), date(2026, 12, 15)
"""The slots of an approval asked for on Saturday 21 November 2026: after 5 days, after 10, and after 14."""


def here_at(place: Position) -> Scene:
    """A revision of a released group, called GIST, whose first mails have gone."""
    here = titled(at(place), "GIST")
    for group in here.groups.values():
        release(group)
    tick(here.now + timedelta(minutes=11))
    return here


def go(*slots: date) -> None:
    """The tick, a minute after each of these slots, and again a minute later."""
    for slot in slots:
        tick(slot_at(slot) + timedelta(minutes=1))
        tick(slot_at(slot) + timedelta(minutes=2))


def steps() -> list[tuple[str, str, str, str]]:
    """(rung, recipient, state, reason) of the reminders of steps that nobody overtook."""
    rows = Occurrence.objects.filter(rule="steps").exclude(reason="superseded").order_by("pk")
    return list(rows.values_list("rung", "recipient__name", "state", "reason"))


def test_an_approval_that_waits_reaches_the_deputy_and_the_secretariat_as_announced(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    [asked] = server.deliveries
    assert "får stedfortræderen og sekretariatet besked, tidligst 8. december 2026." in text_of(asked)
    go(FIRST, SECOND)
    assert steps() == [
        ("approval_5", "Formand DSG", "mailed", ""),
        ("approval_14", "Formand DSG", "task", "waits"),
        ("approval_14", "Stedfortræder DSG", "mailed", ""),
    ]
    chair, deputy = here.chairs["DSG"].email, here.deputies["DSG"].email
    assert subjects(server)[1:] == [
        (chair, "Venter på din godkendelse: GIST"),
        (deputy, "En godkendelse venter: GIST"),
    ]
    first, last = (text_of(delivery) for delivery in server.deliveries[1:])
    assert "»GIST« har ventet på din faglige godkendelse siden 21. november 2026." in first
    assert "Tidligst 8. december 2026 får stedfortræderen og sekretariatet besked." in first
    assert reverse("decision", args=[here.step().step.pk]) in first
    assert "»GIST« har ventet på faglig godkendelse hos Formand DSG siden 21. november 2026." in last


def test_the_days_count_from_when_the_holder_was_asked(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL), "GIST")
    release(here.groups["DSG"])
    go(FIRST)  # the sender was away until now
    assert steps() == []
    go(SECOND, PASSED)
    assert [(rung, name) for rung, name, *_ in steps()] == [
        ("approval_5", "Formand DSG"),
        ("approval_10", "Formand DSG"),
    ]


def test_a_decision_ends_it_and_a_new_holder_is_asked_from_the_beginning(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    go(FIRST)
    chair = here.chairs["DSG"]
    here.now = slot_at(FIRST) + timedelta(days=2)
    actions.hand_over(here.step().step, person=chair, by=actor(chair), now=here.tick())
    tick(here.now + timedelta(minutes=11))
    go(SECOND, PASSED)
    assert [(rung, name) for rung, name, *_ in steps()] == [
        ("approval_5", "Formand DSG"),
        ("approval_10", "Stedfortræder DSG"),
    ]
    here.now = slot_at(PASSED) + timedelta(hours=1)
    here.approve()
    before = len(steps())
    go(date(2026, 12, 29), date(2027, 1, 5))
    assert len(steps()) == before


def test_a_deferral_moves_the_days_and_its_end_is_told(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    here.decide(Outcome.DEFER, until=date(2026, 12, 10))
    go(FIRST, SECOND)
    assert steps() == []
    tick(datetime(2026, 12, 9, 12, 0, tzinfo=UTC))
    assert len(server.deliveries) == 1
    tick(datetime(2026, 12, 10, 12, 0, tzinfo=UTC))
    assert subjects(server)[1:] == [(here.chairs["DSG"].email, subjects(server)[0][1])]
    assert "Du havde udskudt den til 10. december 2026." in text_of(server.deliveries[1])
    assert "tidligst 29. december 2026" in text_of(server.deliveries[1])
    go(PASSED)
    assert steps() == []
    go(date(2026, 12, 29))
    assert [rung for rung, *_ in steps()] == ["approval_14", "approval_14"]


def test_nobody_is_reminded_of_a_step_they_were_relieved_of_before_the_mail_left(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    Mail.objects.create(
        kind="reminders",
        person=here.chairs["DSG"],
        address=here.chairs["DSG"].email,
        week="2026-W49",
        message_id="<held@x>",
        not_before=slot_at(FIRST),
        created_at=slot_at(FIRST),
        is_held=True,
    )
    go(FIRST)
    assert steps() == [("approval_5", "Formand DSG", "planned", "")]
    here.now = slot_at(FIRST) + timedelta(hours=1)
    here.approve()
    Mail.objects.filter(message_id="<held@x>").update(is_held=False)
    tick(here.now + timedelta(minutes=11))
    assert steps() == []  # planned anew where the step is opened again
    assert "Venter på din godkendelse: GIST" not in {subject for _, subject in subjects(server)}


def test_a_group_on_hold_reminds_nobody_of_steps(server: MailServer) -> None:
    here_at(Position.CLINICAL)
    GroupRelease.objects.all().delete()
    go(FIRST, SECOND)
    assert steps() == []


def test_steps_and_ladder_are_one_mail_a_week(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    guideline_due(here.groups["DSG"], here.chairs["DSG"], on=date(2026, 12, 8), title="Kæmpecelletumorer")
    go(FIRST)
    [_, weekly] = [one for one in server.deliveries if one.recipients[0] == here.chairs["DSG"].email]
    assert str(weekly.message["Subject"]) == "Venter på din godkendelse: GIST og 1 til"
    assert "Kæmpecelletumorer" in text_of(weekly)


def test_returned_work_that_does_not_come_back_goes_to_the_authors_and_then_to_the_chair(server: MailServer) -> None:
    here_at(Position.RETURNED)
    go(PASSED)  # due on 5 December, and the authors answered nothing
    go(date(2026, 12, 29))
    assert steps() == [
        ("returned_late", "Tove Tovholder", "mailed", ""),
        ("returned_chair", "Formand DSG", "mailed", ""),
    ]
    late, chair = [text_of(one) for one in server.deliveries if "skulle være sendt ind" in text_of(one)]
    assert "Rettelserne til »GIST« skulle være sendt ind senest 5. december 2026." in late
    assert "eller svar på mailen med en ny dato. Svaret går til sekretariatet." in " ".join(late.split())
    assert "Tidligst 29. december 2026 får formanden en status." in late
    assert "Tovholder: Tove Tovholder. Vi har skrevet, at denne status ville komme." in chair


def test_a_consultation_past_its_day_is_told_to_its_authors(server: MailServer) -> None:
    here = here_at(Position.CONSULTATION)
    step = here.step().step
    type(step).objects.filter(pk=step.pk).update(due_on=date(2026, 12, 4))
    go(SECOND)
    assert steps() == [("step_late", "Tove Tovholder", "mailed", "")]
    assert "Høringen om »GIST« sluttede 4. december 2026." in text_of(server.deliveries[-1])


def test_a_case_past_its_days_is_told_to_whoever_took_it(server: MailServer) -> None:
    here = here_at(Position.REVIEW)
    due = here.step().step.due_on
    assert due is not None
    slot = next(slot for slot in (SECOND, PASSED, date(2026, 12, 29)) if slot > due)
    go(slot)
    assert ("step_late", "Sekretær Sø", "mailed", "") in steps()


def test_an_absent_deputy_hears_of_it_afterwards(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    Absence.objects.create(person=here.deputies["DSG"], starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 14))
    go(SECOND)
    assert steps() == [("approval_14", "Formand DSG", "task", "waits")]
    go(PASSED)
    assert steps()[-1] == ("approval_14", "Stedfortræder DSG", "mailed", "")


def test_the_rehearsal_shows_what_steps_will_send(server: MailServer) -> None:
    here_at(Position.CLINICAL)
    found = rehearse(Guideline.objects.all(), first=FIRST, last=PASSED, today=NOW.date())
    seen = [
        (mail.slot, mail.person.name, mail.is_task, line.verdict.rung, line.kind_name, line.why)
        for mail in found
        for line in mail.lines
        if line.verdict.rule == "steps"
    ]
    why = "14 dage efter, at der blev bedt om godkendelse 21. november 2026"
    passes = ("approval_14", "Godkendelsen går videre til stedfortræder og sekretariat", why)
    assert seen == [
        (
            *(FIRST, "Formand DSG", False, "approval_5", "Bedt om godkendelse, første påmindelse"),
            "5 dage efter, at der blev bedt om godkendelse 21. november 2026",
        ),
        (SECOND, "Stedfortræder DSG", False, *passes),
        (SECOND, "Formand DSG", True, *passes),
    ]


def test_a_person_without_an_address_is_asked_by_the_secretariat(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL), "GIST")
    release(here.groups["DSG"])
    type(here.lead).objects.filter(pk=here.chairs["DSG"].pk).update(email="")
    tick(here.now + timedelta(minutes=11))
    go(FIRST, SECOND)
    assert steps() == [
        ("approval_5", "Formand DSG", "task", "no_address"),
        ("approval_14", "Formand DSG", "task", "waits"),
        ("approval_14", "Stedfortræder DSG", "mailed", ""),
    ]


def test_factories_make_no_steps() -> None:
    """A world without revisions costs the planning no rows of steps."""
    release(factories.group("TST"))
    go(FIRST)
    assert steps() == []


def test_a_request_that_came_back_has_asked_nobody_and_counts_from_its_task(server: MailServer) -> None:
    here = here_at(Position.CLINICAL)
    asked = Mail.objects.get(kind="approval")
    Mail.objects.filter(pk=asked.pk).update(state="failed")  # as before bounces made tasks
    assert load(Guideline.objects.all(), today=here.now.date()).steps == {}
    Mail.objects.filter(pk=asked.pk).update(state="sent")
    came_back = here.now + timedelta(days=6)
    fail(asked, came_back)
    told = Occurrence.objects.get(rung="approval_asked")
    assert (told.state, told.reason, told.slot_on) == ("task", "bounced", came_back.date())
    [step] = load(Guideline.objects.all(), today=came_back.date()).steps.values()
    assert step.since == came_back.date()

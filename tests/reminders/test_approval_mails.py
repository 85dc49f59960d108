"""Mails that ask somebody to approve, against a real SMTP server: who, once, and when not (foundations 15)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.actions.consultations import (
    PartyFacts,
)
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Absence, Person, Role
from reminders import approvals
from reminders.approvals import plan_approvals
from reminders.models import Mail, Occurrence, SenderHold
from reminders.sending import claim
from reminders.tick import tick
from tests import factories
from tests.approval.scene import NOW, actor, at, start
from tests.reminders.mailing import consulted, html_of, later, receivers, subjects, text_of, titled
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


# --- approval asked for


@pytest.mark.both
def test_the_chair_is_asked_at_once_and_once(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL), "GIST")
    tick(here.now)
    tick(here.now + timedelta(seconds=30))
    [delivery] = server.deliveries
    assert subjects(server) == [
        (here.chairs["DSG"].email, "Til din godkendelse: GIST, version 1.0 (svar senest 5. december)")
    ]
    assert delivery.message["Auto-Submitted"] == "auto-generated"
    assert delivery.message["List-Id"].startswith("<godkendelse.")
    path = reverse("decision", args=[here.step().step.pk])
    for body in (text_of(delivery), html_of(delivery)):
        assert body.count(path) == 1
        assert "Nye anbefalinger om opfølgning" in body
        assert "Ingen høring: Kun en præcisering af ordlyden" in body
        assert "Forfattere: Tove Tovholder." in body
    occurrence = Occurrence.objects.get()
    assert (occurrence.state, occurrence.rung, occurrence.recipient) == (
        "mailed",
        "approval_asked",
        here.chairs["DSG"],
    )


def test_a_reader_of_english_is_asked_in_english(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL), "GIST")
    Person.objects.filter(pk=here.chairs["DSG"].pk).update(language="en")
    tick(here.now)
    [delivery] = server.deliveries
    assert delivery.message["Subject"] == "For your approval: GIST, version 1.0 (answer by 5 December)"
    assert (delivery.message["Content-Language"], text_of(delivery).split()[0]) == ("en", "Dear")


def test_only_the_title_of_a_subject_is_cut(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL), "Perioperativ kemoterapi til patienter med bløddelssarkomer")
    tick(here.now)
    [[_, subject]] = subjects(server)
    assert subject == "Til din godkendelse: Perioperati…, version 1.0 (svar senest 5. december)"


def test_each_group_s_chair_is_asked_for_the_own_step(server: MailServer) -> None:
    here = at(Position.CLINICAL, groups=("DSG", "DGCG"))
    tick(here.now)
    assert receivers(server) == sorted(chair.email for chair in here.chairs.values())
    for delivery in server.deliveries:
        [name] = [name for name, chair in here.chairs.items() if chair.email == delivery.recipients[0]]
        assert reverse("decision", args=[here.step(name).step.pk]) in text_of(delivery)


def test_new_bytes_ask_again(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    tick(here.now)
    here.upload()
    tick(here.now)
    assert receivers(server) == [here.chairs["DSG"].email] * 2


def test_a_step_handed_over_before_the_tick_asks_the_deputy_alone(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    actions.hand_over(here.step().step, person=chair, by=actor(chair), now=here.tick())
    tick(here.now)
    assert receivers(server) == [here.deputies["DSG"].email]
    assert "ikke længere ligger hos den, der stod før dig" in text_of(server.deliveries[0])


def test_the_deputy_is_asked_ten_minutes_after_a_recusal(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    tick(here.now)
    here.decide(Outcome.RECUSE)
    tick(here.now)
    assert receivers(server) == [here.chairs["DSG"].email]
    mail = Mail.objects.get(person=here.deputies["DSG"])
    assert mail.not_before - here.now == timedelta(minutes=10)
    later(here)
    assert subjects(server)[1][0] == here.deputies["DSG"].email


def test_an_undone_recusal_asks_nobody_and_a_second_one_asks_again(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    tick(here.now)
    first = here.decide(Outcome.RECUSE)
    tick(here.now)
    actions.undo_decision(first, person=here.chairs["DSG"], by=actor(here.chairs["DSG"]), now=here.tick())
    later(here)
    assert receivers(server) == [here.chairs["DSG"].email]
    assert Mail.objects.get(person=here.deputies["DSG"]).state == "skipped"
    here.now += timedelta(minutes=30)
    here.decide(Outcome.RECUSE)
    later(here)
    assert [to for to, _ in subjects(server)] == [here.chairs["DSG"].email, here.deputies["DSG"].email]


def test_a_recusal_undone_and_made_again_waits_from_the_second(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    first = here.decide(Outcome.RECUSE)
    tick(here.now)
    chair = here.chairs["DSG"]
    actions.undo_decision(first, person=chair, by=actor(chair), now=here.tick())
    here.tick(6)
    second = here.decide(Outcome.RECUSE)
    tick(first.at + timedelta(minutes=10, seconds=30))
    assert server.deliveries == []
    tick(second.at + timedelta(minutes=10))
    assert receivers(server) == [here.deputies["DSG"].email]


@pytest.mark.parametrize("change", ["departed", "absent", "recused"])
def test_the_recused_the_departed_and_the_absent_get_nothing(server: MailServer, change: str) -> None:
    here = at(Position.CLINICAL)
    chair = here.chairs["DSG"]
    if change == "departed":
        Role.objects.filter(person=chair).update(ends_on=here.today - timedelta(days=1))
    elif change == "absent":
        Absence.objects.create(person=chair, starts_on=here.today, ends_on=here.today + timedelta(days=20))
    else:
        actions.recuse_beforehand(here.revision, person=chair, by=actor(chair), now=here.tick())
    tick(here.now)
    assert receivers(server) == [here.deputies["DSG"].email]


def test_somebody_appointed_is_asked(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    Role.objects.filter(group=here.groups["DSG"]).update(ends_on=here.today - timedelta(days=1))
    tick(here.now)
    assert server.deliveries == []
    new = factories.reader("Ny Udpeget")
    who = here.secretary
    actions.appoint(here.step().step, new, reason="Ingen tilbage", person=who, by=actor(who), now=here.tick())
    tick(here.now)
    assert receivers(server) == [new.email]


def test_a_step_that_closed_before_the_mail_left_is_not_told(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    plan_approvals(here.now)
    here.approve()
    tick(here.now)
    assert server.deliveries == []
    assert Mail.objects.get(kind="approval").state == "skipped"


def test_who_has_put_it_off_is_not_asked_until_then(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    here.decide(Outcome.DEFER, until=here.today + timedelta(days=5))
    later(here)
    assert server.deliveries == []
    tick(here.now + timedelta(days=5))
    assert receivers(server) == [here.chairs["DSG"].email]


def test_without_a_working_address_the_secretariat_has_a_task(server: MailServer) -> None:
    here = at(Position.CLINICAL, groups=("DSG", "DGCG"))
    Person.objects.filter(pk=here.chairs["DSG"].pk).update(email="")
    Person.objects.filter(pk=here.chairs["DGCG"].pk).update(address_state="refused")
    tick(here.now)
    assert server.deliveries == []
    tasks = Occurrence.objects.open_tasks().values_list("recipient", "reason")
    assert set(tasks) == {(here.chairs["DSG"].pk, "no_address"), (here.chairs["DGCG"].pk, "refused")}


def test_an_address_the_server_refuses_becomes_a_task(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    server.script.recipients[here.chairs["DSG"].email] = "550 5.1.1 no such user"
    tick(here.now)
    task = Occurrence.objects.open_tasks().get()
    assert (task.recipient, task.reason, task.mail.state) == (here.chairs["DSG"], "refused", "failed")


def test_neither_a_group_on_hold_nor_a_held_sender_keeps_them_back(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    SenderHold.objects.create(since=NOW, reason=SenderHold.Reason.BY_HAND)
    tick(here.now)
    assert receivers(server) == [here.chairs["DSG"].email]


def test_they_do_not_count_as_the_mail_of_the_week(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    tick(here.now)
    assert list(Mail.objects.values_list("kind", "week")) == [("approval", "")]


# --- crashes and duplicates


@pytest.mark.both
def test_a_tick_that_read_before_another_one_wrote_adds_nothing(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = start()
    consulted(here, PartyFacts(person=factories.reader("Rie Ræv")), PartyFacts(name="A", email="a@example.org"))
    untold, uninvited = approvals._untold(approvals.notices(here.now)), approvals._uninvited(here.now)
    tick(here.now)
    monkeypatch.setattr(approvals, "_untold", lambda found: untold)
    monkeypatch.setattr(approvals, "_uninvited", lambda now: uninvited)
    assert plan_approvals(here.now) == 0
    tick(here.now + timedelta(seconds=30))
    assert (Mail.objects.count(), Occurrence.objects.count(), len(server.deliveries)) == (2, 1, 2)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_ticks_side_by_side_send_one_mail(server: MailServer) -> None:
    here = at(Position.CLINICAL, groups=("DSG", "DGCG"))

    def run(_number: int) -> None:
        try:
            tick(here.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(8)))
    assert receivers(server) == sorted(chair.email for chair in here.chairs.values())
    assert Mail.objects.count() == 2


def test_a_sender_that_died_is_followed_with_the_same_mail(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    plan_approvals(here.now)
    [mail] = claim(here.now, 10)
    assert server.deliveries == []
    tick(here.now + timedelta(minutes=30))
    tick(here.now + timedelta(hours=2))
    assert [delivery.message["Message-ID"] for delivery in server.deliveries] == [mail.message_id]

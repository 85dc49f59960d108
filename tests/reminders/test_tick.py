"""The tick against a real SMTP server: what is sent, what its answers mean, and what a receipt says."""

from __future__ import annotations

import smtplib
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.models import Person
from reminders.models import Attempt, Mail, Occurrence
from reminders.sending import pause
from reminders.smtp import Outcome, Phase, judge
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import (
    CHAIR_SLOT,
    FINAL_SLOT,
    LATE_SLOT,
    NOW,
    crowd,
    guideline_due,
    moment,
    receipts,
    release,
    scene,
    the_mail,
)
from tests.services.ports import free_port
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


@pytest.mark.both
def test_a_reminder_arrives_once_and_leaves_a_receipt(server: MailServer) -> None:
    scene()
    report = tick(NOW)
    [delivery] = server.deliveries
    mail = the_mail()
    assert (report.sent, report.is_well, delivery.recipients) == (1, True, ("ditte@example.org",))
    assert delivery.data.rstrip(b"\r\n") == bytes(mail.content).rstrip(b"\r\n")
    assert delivery.message["Message-ID"] == mail.message_id
    assert (mail.state, mail.attempts, mail.token, mail.lease_until) == ("sent", 1, "", None)
    assert receipts(mail) == [("dot", "accepted", 250)]
    assert list(mail.occurrences.values_list("state", flat=True)) == ["mailed"]
    assert tick(NOW + timedelta(seconds=30)).sent == 0
    assert len(server.deliveries) == 1


def test_the_ladder_runs_to_its_end_over_real_ticks(server: MailServer) -> None:
    there = scene()
    for slot in (FINAL_SLOT, LATE_SLOT, CHAIR_SLOT, date(2031, 2, 4)):
        tick(moment(slot, minutes=1))
    sent = [delivery.recipients[0] for delivery in server.deliveries]
    assert (sent[:2], sorted(sent[2:])) == (["ditte@example.org"] * 2, sorted([there.chair.email, "ditte@example.org"]))
    task = Occurrence.objects.open_tasks().get()
    assert (task.rung, task.reason, task.recipient) == ("secretariat_60", "call", there.lead)


def test_the_chair_is_told_only_when_the_announcement_has_left(server: MailServer) -> None:
    there = scene()
    server.script.recipients["ditte@example.org"] = "451 4.7.1 later"
    tick(moment(LATE_SLOT, minutes=1))
    tick(moment(CHAIR_SLOT, minutes=1))
    assert server.to(there.chair.email) == []


def test_two_mails_share_a_connection_and_nobody_sees_another_address(server: MailServer) -> None:
    group = release(factories.group("TST"))
    people = crowd(3, group)
    tick(NOW)
    assert sorted(delivery.recipients for delivery in server.deliveries) == [(person.email,) for person in people]
    for delivery in server.deliveries:
        others = {person.email for person in people} - set(delivery.recipients)
        assert not [address for address in others if address.encode() in delivery.data]


# --- what was seen, and what follows (the table of reliability 2.1)


def test_a_server_that_is_away_is_tried_again_within_minutes(server: MailServer, settings: Any) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    scene()
    report = tick(NOW)
    mail = the_mail()
    assert (report.is_well, bool(report.problem), mail.state) == (False, True, "planned")
    assert receipts(mail) == [("connect", "try_again", None)]
    assert timedelta(seconds=50) < mail.not_before - NOW < timedelta(seconds=90)
    settings.EMAIL_URL = server.url
    tick(NOW + timedelta(minutes=2))
    assert len(server.deliveries) == 1


def test_with_the_server_away_one_mail_is_tried_and_the_others_are_given_back(settings: Any) -> None:
    settings.EMAIL_URL = f"smtp://127.0.0.1:{free_port()}"
    crowd(5, release(factories.group("TST")))
    tick(NOW)
    assert Attempt.objects.count() == 1
    assert sorted(Mail.objects.values_list("state", "attempts", "token")) == [
        *[("planned", 0, "")] * 4,
        ("planned", 1, ""),
    ]


@pytest.mark.parametrize("where", ["recipients", "data"])
def test_a_passing_refusal_is_tried_again_with_the_same_bytes(server: MailServer, where: str) -> None:
    scene()
    script = getattr(server.script, where)
    script["ditte@example.org"] = "451 4.7.1 grey-listed"
    tick(NOW)
    mail = the_mail()
    first = bytes(mail.content)
    assert (mail.state, receipts(mail)[0][1:]) == ("planned", ("try_again", 451))
    assert timedelta(minutes=5) <= mail.not_before - NOW <= timedelta(minutes=6, seconds=5)
    assert tick(NOW + timedelta(minutes=4)).try_again == 0
    script.clear()
    tick(mail.not_before + timedelta(seconds=1))
    [delivery] = server.deliveries
    assert delivery.data.rstrip(b"\r\n") == first.rstrip(b"\r\n")
    assert the_mail().state == "sent"


def test_after_72_hours_of_passing_refusals_it_is_a_task(server: MailServer) -> None:
    scene()
    server.script.recipients["ditte@example.org"] = "452 4.2.2 mailbox full"
    now = NOW
    tick(now)
    while the_mail().state == "planned":
        assert now - NOW < timedelta(hours=80)
        now = the_mail().not_before + timedelta(seconds=1)
        tick(now)
    mail = the_mail()
    assert (mail.state, mail.reason) == ("failed", "gave_up")
    assert timedelta(hours=72) <= now - NOW < timedelta(hours=77)
    assert Person.objects.get(pk=mail.person_id).address_state == Person.AddressState.UNTRIED
    assert Occurrence.objects.open_tasks().get().reason == "gave_up"


@pytest.mark.parametrize("where", ["recipients", "data"])
def test_a_final_refusal_marks_the_address_and_becomes_a_task(server: MailServer, where: str) -> None:
    there = scene()
    getattr(server.script, where)["ditte@example.org"] = "550 5.1.1 no such mailbox"
    report = tick(NOW)
    mail = the_mail()
    assert (report.failed, mail.state, mail.attempts) == (1, "failed", 1)
    assert receipts(mail) == [("rcpt" if where == "recipients" else "dot", "refused", 550)]
    there.lead.refresh_from_db()
    assert there.lead.address_state == Person.AddressState.REFUSED
    assert [(task.rung, task.reason) for task in Occurrence.objects.open_tasks()] == [("final_7", "refused")]
    tick(NOW + timedelta(days=1))
    assert len(receipts(mail)) == 1


def test_an_address_that_takes_mail_is_known_to_work(server: MailServer) -> None:
    there = scene()
    tick(NOW)
    there.lead.refresh_from_db()
    assert there.lead.address_state == Person.AddressState.WORKS


def test_twice_unknown_is_left_to_a_person(server: MailServer) -> None:
    scene()
    server.script.drop_after_dot = True
    tick(NOW)
    tick(NOW + timedelta(minutes=31))
    mail = the_mail()
    assert (mail.state, mail.reason, len(server.deliveries)) == ("parked", "unknown_twice", 2)
    tick(NOW + timedelta(days=1))
    assert len(server.deliveries) == 2


@pytest.mark.parametrize(
    ("phase", "code", "outcome"),
    [
        (Phase.MAIL, 550, Outcome.TRY_AGAIN),  # we are refused as a sender: not the recipient's fault
        (Phase.RCPT, 450, Outcome.TRY_AGAIN),
        (Phase.RCPT, 553, Outcome.REFUSED),
        (Phase.DATA, 554, Outcome.REFUSED),
        (Phase.DATA, 421, Outcome.TRY_AGAIN),
        (Phase.DOT, 452, Outcome.TRY_AGAIN),
        (Phase.DOT, 552, Outcome.REFUSED),
        (Phase.DOT, 354, Outcome.UNKNOWN),
        (Phase.DOT, -1, Outcome.UNKNOWN),
        (Phase.RCPT, -1, Outcome.TRY_AGAIN),
    ],
)
def test_every_answer_has_its_meaning(phase: Phase, code: int, outcome: Outcome) -> None:
    assert judge(phase, code) is outcome


@given(st.integers(1, 60), st.sampled_from(["reminders", "login_code"]), st.sampled_from(["rcpt", "connect", "dot"]))
def test_pauses_grow_and_stay_within_their_limits(attempts: int, kind: str, phase: str) -> None:
    waited = pause(Mail(kind=kind, attempts=attempts), phase)
    if kind == "login_code":
        assert timedelta(seconds=10) <= waited <= timedelta(seconds=72)
    elif phase == "connect":
        assert timedelta(seconds=60) <= waited <= timedelta(seconds=72)
    else:
        least = min(timedelta(minutes=5) * 2 ** min(attempts - 1, 9), timedelta(hours=4))
        assert least <= waited <= least * 1.2


# --- other ways out


def test_the_demo_mailbox_takes_everything_and_nothing_leaves(server: MailServer, settings: Any) -> None:
    settings.EMAIL_URL = "demo:"
    scene()
    tick(NOW)
    assert (the_mail().state, receipts(the_mail()), server.deliveries) == ("sent", [("demo", "accepted", None)], [])


def test_a_folder_takes_mails_as_files(settings: Any, tmp_path: Any) -> None:
    settings.EMAIL_URL = f"filemail://{tmp_path}/mail"
    scene()
    tick(NOW)
    [file] = (tmp_path / "mail").iterdir()
    assert file.read_bytes() == bytes(the_mail().content)


def test_a_server_tired_of_an_idle_line_is_called_again(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    group = release(factories.group("TST"))
    crowd(2, group)
    quit_after: list[smtplib.SMTP] = []
    real = smtplib.SMTP.getreply

    def reply(client: smtplib.SMTP) -> tuple[int, bytes]:
        answer = real(client)
        if answer[1].startswith(b"2.0.0 OK: taken") and not quit_after:
            quit_after.append(client)
            client.sock.close()
        return answer

    monkeypatch.setattr(smtplib.SMTP, "getreply", reply)
    assert tick(NOW).sent == 2


def test_one_mail_for_three_late_rows_in_two_groups(server: MailServer) -> None:
    there = scene()
    other = release(factories.group("DLCG"))
    guideline_due(there.group, there.lead, on=date(2030, 11, 30), title="GIST")
    guideline_due(other, there.lead, on=date(2030, 11, 29), title="Lungekræft")
    tick(moment(LATE_SLOT, minutes=1))
    [delivery] = server.deliveries
    assert (
        list(the_mail().occurrences.exclude(state="skipped").values_list("rung", "state"))
        == [("late_14", "mailed")] * 3
    )
    html = delivery.message.get_body(("html",)).get_content()
    assert html.count("display:inline-block") == 1

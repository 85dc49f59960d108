"""The tick against a real SMTP server: what is sent, what its answers mean, and what a receipt says."""

from __future__ import annotations

import smtplib
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.models import Absence, Person
from guidelines.planning.rules import Stage
from reminders import sending
from reminders import tick as ticking
from reminders.models import Attempt, GroupRelease, Heartbeat, Mail, Occurrence, SenderHold
from reminders.outbox import queue_mail
from reminders.sending import claim, finish, pause
from reminders.smtp import Answer, Outcome, Phase, judge
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import (
    CHAIR_SLOT,
    FINAL_SLOT,
    LATE_SLOT,
    crowd,
    guideline_due,
    moment,
    release,
    scene,
    the_mail,
)
from tests.services.ports import free_port
from tests.services.smtp import MailServer

pytestmark = pytest.mark.django_db
NOW = moment(FINAL_SLOT, minutes=1)


@pytest.fixture(autouse=True)
def server(smtp_server: MailServer, settings: Any) -> MailServer:
    """Mail goes to a real server, which is not waited for longer than the tests can."""
    settings.EMAIL_URL = smtp_server.url
    settings.EMAIL_TIMEOUT = 2
    settings.EMAIL_DOT_TIMEOUT = 1
    return smtp_server


def receipts(mail: Mail) -> list[tuple[str, str, int | None]]:
    """(phase, outcome, code) of every try."""
    return list(mail.tries.values_list("phase", "outcome", "code"))


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


# --- the state is read again before the bytes are frozen


def tick_after(change: Any) -> Occurrence:
    """Plan with everything held, change the facts, let the mails go; returns the occurrence that was planned."""
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    change()
    hold.lifted_at = NOW
    hold.save()
    tick(NOW + timedelta(minutes=5))
    return Occurrence.objects.exclude(reason="superseded").get()


def test_nothing_goes_to_whoever_is_no_longer_tovholder(server: MailServer) -> None:
    there = scene()
    assignment = there.guideline.plan_entries.get().assignments

    row = tick_after(lambda: assignment.update(ended_on=date(2030, 11, 19)))
    assert (row.state, row.reason, the_mail().state, server.deliveries) == ("skipped", "not_recipient", "skipped", [])


def test_nothing_goes_for_a_deadline_that_was_moved(server: MailServer) -> None:
    there = scene()

    row = tick_after(lambda: there.guideline.versions.update(next_due_last=date(2031, 12, 1)))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "target_changed", [])


def test_nothing_goes_for_a_guideline_that_was_withdrawn(server: MailServer) -> None:
    there = scene()
    row = tick_after(lambda: type(there.guideline).objects.update(withdrawn_on=date(2030, 11, 19)))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "not_in_use", [])


def test_nothing_goes_for_work_that_was_handed_in(server: MailServer) -> None:
    there = scene()
    entry = there.guideline.plan_entries.get()
    row = tick_after(lambda: factories.revision(entry, Stage.SUBMITTED))
    assert (row.state, row.reason, server.deliveries) == ("skipped", "not_their_move", [])


def test_an_address_lost_meanwhile_becomes_a_task(server: MailServer) -> None:
    scene()
    row = tick_after(lambda: Person.objects.filter(email="ditte@example.org").update(email=""))
    assert (row.state, row.reason, the_mail().state) == ("task", "no_address", "skipped")


def test_who_went_away_or_whose_group_is_held_is_planned_anew(server: MailServer) -> None:
    there = scene()

    def change() -> None:
        Absence.objects.create(person=there.lead, starts_on=FINAL_SLOT, ends_on=date(2030, 11, 20))

    with pytest.raises(Occurrence.DoesNotExist):
        tick_after(change)
    assert server.deliveries == []
    tick(moment(date(2030, 11, 26), minutes=1))
    assert len(server.deliveries) == 1
    assert Mail.objects.get(state="sent").message_id != Mail.objects.get(state="skipped").message_id


def test_a_group_put_back_on_hold_sends_nothing(server: MailServer) -> None:
    there = scene()
    with pytest.raises(Occurrence.DoesNotExist):
        tick_after(lambda: GroupRelease.objects.filter(group=there.group).delete())
    assert server.deliveries == []


def test_a_new_address_is_used(server: MailServer) -> None:
    scene()
    tick_after(lambda: Person.objects.filter(email="ditte@example.org").update(email="ny@example.org"))
    assert [delivery.recipients for delivery in server.deliveries] == [("ny@example.org",)]


# --- holds


def test_a_held_sender_keeps_reminders_and_lets_codes_go(server: MailServer) -> None:
    scene()
    SenderHold.objects.create(since=NOW, reason="by_hand")
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    tick(NOW)
    assert [delivery.recipients for delivery in server.deliveries] == [("kode@example.org",)]


def test_a_held_mail_stays(server: MailServer) -> None:
    scene()
    SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    Mail.objects.update(is_held=True)
    SenderHold.objects.update(lifted_at=NOW)
    tick(NOW + timedelta(minutes=1))
    assert server.deliveries == []


# --- login codes


def test_a_login_code_is_blank_once_it_was_sent(server: MailServer) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    tick(NOW)
    assert b"123456" in server.deliveries[0].data
    assert (the_mail().state, the_mail().content) == ("sent", None)


def test_a_login_code_that_ran_out_is_blanked_and_never_sent(server: MailServer) -> None:
    words = {"subject": "Kode", "text": "123456", "html": "<p>123456</p>"}
    queue_mail(kind="login_code", address="kode@example.org", person=None, now=NOW, **words)
    tick(NOW + timedelta(minutes=15))
    assert (the_mail().state, the_mail().content, the_mail().reason) == ("skipped", None, "expired")
    assert server.deliveries == []


# --- poison, crashes and signs of life


def test_a_mail_that_cannot_be_made_is_parked_after_five_tries_and_stops_no_other(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = release(factories.group("TST"))
    crowd(3, group)
    Person.objects.filter(email="p001@example.org").update(email=f"a@{'x' * 70}.dk")
    now = NOW
    report = tick(now)
    assert (report.sent, report.not_composed, report.is_well) == (2, 1, False)
    poison = Mail.objects.exclude(state="sent").get()
    while poison.state == "planned":
        now = poison.not_before + timedelta(seconds=1)
        tick(now)
        poison.refresh_from_db()
    assert (poison.state, poison.tries.count()) == ("parked", 5)
    assert poison.reason
    assert Heartbeat.objects.get().at >= now


@pytest.mark.parametrize(
    "title", ["æ" * 400, "Sarkom 🎗 og mere", "Linje\nBcc: alle@example.org", "<script>alert(1)</script>", "%(title)s"]
)
def test_no_title_can_break_a_mail(server: MailServer, title: str) -> None:
    scene(title)
    tick(NOW)
    [delivery] = server.deliveries
    message = delivery.message
    assert (message["Bcc"], len(message["Subject"]) <= 60, message.defects) == (None, True, [])
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html


@pytest.mark.both
def test_a_sender_that_died_while_sending_leaves_an_unknown_outcome(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    [mail] = claim(NOW, 10)
    drafts = ticking.compose([mail], NOW)
    assert ticking._freeze(mail, drafts[mail.pk], NOW)
    dead = NOW + sending.lease() + timedelta(seconds=1)
    tick(dead)
    mail = the_mail()
    assert (mail.state, receipts(mail)) == ("unknown", [("dot", "unknown", None)])
    assert server.deliveries == []
    tick(dead + timedelta(minutes=29))
    assert server.deliveries == []
    tick(dead + timedelta(minutes=31))
    assert [delivery.message["Message-ID"] for delivery in server.deliveries] == [mail.message_id]


def test_a_sender_that_died_before_sending_is_followed_by_another(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    assert len(claim(NOW, 10)) == 1
    assert tick(NOW + timedelta(minutes=1)).sent == 0
    tick(NOW + sending.lease() + timedelta(seconds=1))
    tick(NOW + sending.lease() + timedelta(minutes=10))
    assert len(server.deliveries) == 1


def test_a_mail_that_kills_its_sender_is_parked_in_the_end(server: MailServer) -> None:
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    now = NOW
    for _ in range(5):
        now = max(now, the_mail().not_before) + timedelta(seconds=1)
        assert len(claim(now, 10)) == 1
        now += sending.lease() + timedelta(seconds=1)
        sending.sweep(now)
    assert the_mail().state == "parked"


@pytest.mark.both
def test_a_late_writer_changes_nothing_but_leaves_its_receipt(server: MailServer) -> None:
    """R17: the token keeps a sender that slept over its lease from writing over what is known by now."""
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    [sleeper] = claim(NOW, 10)
    ticking._freeze(sleeper, ticking.compose([sleeper], NOW)[sleeper.pk], NOW)
    later = NOW + sending.lease() + timedelta(seconds=1)
    sending.sweep(later)
    assert finish(sleeper, Answer(Outcome.TRY_AGAIN, "rcpt", 451, "late"), later) == ""
    mail = the_mail()
    assert (mail.state, mail.tries.count()) == ("unknown", 2)


def test_the_facts_of_a_mail_are_never_old(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow server makes the rest of a batch be given back and read anew."""
    monkeypatch.setattr(ticking, "FRESH_SECONDS", 0.0)
    composed: list[int] = []
    real = ticking.compose
    monkeypatch.setattr(ticking, "compose", lambda mails, now: composed.append(len(mails)) or real(mails, now))
    crowd(3, release(factories.group("TST")))
    assert tick(NOW).sent == 3
    assert composed == [3, 2, 1]


def test_a_tick_gives_a_sign_of_life_and_a_failing_one_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    tick(NOW)
    seen = Heartbeat.objects.get().at

    def broken(now: datetime) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(ticking, "plan", broken)
    with pytest.raises(RuntimeError):
        tick(NOW + timedelta(minutes=1))
    assert Heartbeat.objects.get().at == seen


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
    assert html.count("<a ") == 1

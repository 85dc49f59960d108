"""At most one mail of reminders to a person in a week, also where last week's could not leave (foundations 18)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from reminders.actions import (
    free_mail,
    hold_all,
    hold_in_advance,
    hold_mail,
    lift_holds,
    note_mail,
    retry_mail,
    send_now,
)
from reminders.digests.quarterly import plan_quarterly
from reminders.models import Digest, Mail, Occurrence, SenderHold
from reminders.planning import plan
from reminders.putting_back import put_back_past
from reminders.slots import week_of
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import FINAL_SLOT, NOW, Scene, crowd, guideline_due, moment, release, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db]
MONDAY, NEXT_SLOT, SLOT_AFTER = date(2030, 11, 25), date(2030, 11, 26), date(2030, 12, 3)
SATURDAY = moment(FINAL_SLOT, days=4, hours=5)
QUARTER, WEEK_AFTER = date(2030, 10, 8), date(2030, 10, 15)
BY = Actor("user", "person:1")


def weeks() -> Counter[tuple[str, str]]:
    """How many mails each person was sent in each week."""
    sent = Mail.objects.exclude(sent_at=None).values_list("person__name", "sent_at")
    return Counter((name, week_of(timezone.localdate(at))) for name, at in sent)


def rungs() -> list[tuple[str, str]]:
    """(rung, state of its mail) of what was planned or sent."""
    kept = Occurrence.objects.filter(state__in=["planned", "mailed"]).order_by("pk")
    return list(kept.values_list("rung", "mail__state"))


def two_due() -> Scene:
    """One guideline that is due in the first slot, and another of the same tovholder in the next."""
    there = scene()
    guideline_due(there.group, there.lead, on=date(2030, 12, 8), title="GIST")
    return there


@pytest.mark.both
@pytest.mark.parametrize("lifted", [moment(NEXT_SLOT, hours=2), moment(MONDAY, hours=1)])
def test_after_a_hold_over_the_weekend_one_mail_leaves(server: MailServer, lifted: datetime) -> None:
    two_due()
    hold_all(now=NOW)
    for now in (NOW, moment(MONDAY, minutes=1), moment(NEXT_SLOT, minutes=1)):
        if now >= lifted:
            lift_holds(now=lifted)
        tick(now)
    lift_holds(now=lifted)
    tick(moment(NEXT_SLOT, hours=3))
    assert weeks() == {("Ditte Maria Bæk", "2030-W48"): 1}
    assert rungs() == [("final_7", "sent")] * 2
    assert len(server.deliveries) == 1


def test_after_the_breaker_over_the_weekend_nobody_gets_two(server: MailServer) -> None:
    group = release(factories.group("TST"))
    for number, person in enumerate(crowd(51, group)[:3]):
        guideline_due(group, person, on=date(2030, 12, 8), title=f"Anden {number}")
    tick(NOW)
    assert SenderHold.objects.get().reason == "breaker"
    tick(moment(NEXT_SLOT, minutes=1))
    lift_holds(now=moment(NEXT_SLOT, hours=1))
    tick(moment(NEXT_SLOT, hours=2))
    assert (len(weeks()), set(weeks().values())) == (51, {1})


def test_a_server_that_was_away_gets_the_old_bytes_and_no_second_mail_that_week(
    server: MailServer, settings: Any
) -> None:
    there = two_due()
    other = factories.person("Aa", email="aa@example.org")
    guideline_due(there.group, other, title="Lungekræft")
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    tick(SATURDAY)
    frozen = Mail.objects.get(frozen_at__isnull=False)
    for now in (moment(NEXT_SLOT, minutes=-30), moment(NEXT_SLOT, minutes=1)):
        tick(now)
    settings.EMAIL_URL = server.url
    for hours in (1, 2, 3):
        tick(moment(NEXT_SLOT, hours=hours))
    assert weeks() == {("Aa", "2030-W48"): 1, ("Ditte Maria Bæk", "2030-W48"): 1}
    frozen.refresh_from_db()
    assert (frozen.week, frozen.state) == ("2030-W47", "sent")
    tick(moment(SLOT_AFTER, minutes=1))
    assert set(weeks().values()) == {1}
    assert Occurrence.objects.filter(guideline__title="GIST", state="mailed").exists()


@pytest.mark.both
@pytest.mark.parametrize(
    ("facts", "is_planned"),
    [
        ({"state": "planned", "frozen_at": NOW}, False),
        ({"state": "unknown", "frozen_at": NOW}, False),
        ({"state": "sending", "frozen_at": NOW}, False),
        ({"state": "planned", "frozen_at": NOW, "is_held": True}, True),
        ({"state": "unknown", "frozen_at": NOW, "is_held": True}, True),
        ({"state": "sent", "frozen_at": NOW, "sent_at": moment(MONDAY)}, False),
        ({"state": "sent", "frozen_at": NOW, "sent_at": NOW}, True),
        ({"state": "failed", "frozen_at": NOW}, True),
    ],
)
def test_who_still_gets_an_earlier_weeks_mail_gets_no_other(facts: dict[str, Any], is_planned: bool) -> None:
    there = two_due()
    Mail.objects.create(
        kind="reminders", person=there.lead, address="x@example.org", week="2030-W47", message_id="<a@x>",
        not_before=NOW, created_at=NOW, **facts,
    )  # fmt: skip
    plan(moment(NEXT_SLOT))
    assert Mail.objects.filter(week="2030-W48").exists() is is_planned
    plan(moment(SLOT_AFTER))
    waits = facts["state"] in ("planned", "unknown", "sending")
    assert Mail.objects.filter(week="2030-W49").exists() is (not is_planned and not waits)


@pytest.mark.both
def test_what_was_put_back_is_planned_anew_in_a_fixed_number_of_statements(django_assert_num_queries: Any) -> None:
    crowd(3, release(factories.group("TST")))
    plan(NOW)
    hold_mail(Mail.objects.order_by("pk")[0])
    assert put_back_past(moment(date(2030, 11, 24))) == 0
    with django_assert_num_queries(5):  # three, and a savepoint around them
        assert put_back_past(moment(MONDAY)) == 2
    with django_assert_num_queries(4):
        assert put_back_past(moment(MONDAY)) == 0
    states = Mail.objects.order_by("pk").values_list("state", "reason", "is_held")
    assert list(states) == [("planned", "", True), ("skipped", "put_back", False), ("skipped", "put_back", False)]
    plan(moment(NEXT_SLOT))
    assert Mail.objects.filter(week="2030-W48", occurrences__rung="final_7").count() == 2


def test_a_mail_of_an_earlier_week_is_not_tried_again_but_planned_anew(server: MailServer) -> None:
    scene()
    tick(moment(date(2030, 11, 12), minutes=1))
    old = Mail.objects.get()
    Mail.objects.update(state="failed", reason="refused")
    Occurrence.objects.filter(mail=old).update(state="task", reason="refused")
    tick(NOW)
    retry_mail(old, now=moment(FINAL_SLOT, hours=1))
    tick(moment(FINAL_SLOT, hours=2))
    old.refresh_from_db()
    assert (old.state, old.reason, old.occurrences.count()) == ("skipped", "put_back", 0)
    assert [delivery.recipients for delivery in server.deliveries] == [("ditte@example.org",)] * 2
    assert Mail.objects.filter(state="sent").count() == 1


def test_the_secretariat_is_told_that_the_week_has_passed(client: Client) -> None:
    person = factories.person("Eva", email="eva@example.org")
    at = moment(date(2020, 11, 17))
    mail = Mail.objects.create(
        kind="reminders", person=person, address=person.email, week="2020-W47", message_id="<a@x>",
        not_before=at, created_at=at, frozen_at=at, state="failed", reason="refused",
    )  # fmt: skip
    desk = factories.sign_in(client, factories.secretariat())
    said = desk.post(reverse("mail-retry", args=[mail.key]), follow=True).content.decode()
    mail.refresh_from_db()
    assert ("Mailens uge er gået" in said, mail.state) == (True, "skipped")


# --- held one by one, with its bytes


def frozen_and_held(settings: Any) -> Mail:
    """A mail whose server was away, held by hand before it could leave."""
    address, settings.EMAIL_URL = settings.EMAIL_URL, "smtp://127.0.0.1:1"
    tick(SATURDAY)
    settings.EMAIL_URL = address
    return hold_mail(Mail.objects.get(frozen_at__isnull=False))


@pytest.mark.both
def test_a_held_mail_with_bytes_stays_and_its_reader_is_not_silent(server: MailServer, settings: Any) -> None:
    two_due()
    held = frozen_and_held(settings)
    tick(moment(NEXT_SLOT, minutes=1))
    assert weeks() == {("Ditte Maria Bæk", "2030-W48"): 1}
    held.refresh_from_db()
    assert (held.state, held.is_held, held.occurrences.get(rung="final_7").state) == ("planned", True, "planned")
    free_mail(held, now=moment(NEXT_SLOT, days=1))
    tick(moment(NEXT_SLOT, days=1, minutes=1))
    tick(moment(SLOT_AFTER, minutes=1))
    held.refresh_from_db()
    assert (held.state, held.reason) == ("skipped", "put_back")  # its deadline has passed meanwhile
    assert set(weeks().values()) == {1}


@pytest.mark.both
def test_a_held_mail_that_may_have_arrived_keeps_its_bytes_and_is_a_weeks_only_one(
    server: MailServer, settings: Any
) -> None:
    there = two_due()
    held = frozen_and_held(settings)
    held.tries.update(outcome="unknown")
    tick(moment(NEXT_SLOT, minutes=1))
    guideline_due(there.group, there.lead, on=date(2030, 12, 15), title="Tarm")
    free_mail(held, now=moment(NEXT_SLOT, days=1))
    for now in (moment(NEXT_SLOT, days=1, minutes=1), moment(SLOT_AFTER, minutes=1), moment(SLOT_AFTER, hours=1)):
        tick(now)
    held.refresh_from_db()
    assert (held.state, held.message_id) == ("sent", str(server.deliveries[-1].message["Message-ID"]))
    assert weeks() == {("Ditte Maria Bæk", "2030-W48"): 1, ("Ditte Maria Bæk", "2030-W49"): 1}


@pytest.mark.both
def test_nothing_is_sent_by_hand_in_a_week_in_which_an_older_mail_left() -> None:
    there = two_due()
    left = moment(MONDAY, minutes=1)
    Mail.objects.create(
        kind="reminders", person=there.lead, address="x@example.org", week="2030-W47", message_id="<a@x>",
        not_before=NOW, created_at=NOW, state="sent", frozen_at=NOW, sent_at=left,
    )  # fmt: skip
    with pytest.raises(Refused, match="har fået ugens mail"):
        send_now(there.lead, slot=NEXT_SLOT, by=None, now=moment(MONDAY, hours=1))


@pytest.mark.both
@pytest.mark.parametrize("how", ["freed", "past"])
def test_a_note_stands_in_the_mail_that_comes_instead(how: str, settings: Any) -> None:
    settings.EMAIL_URL = "demo:"
    there, inge = two_due(), factories.secretariat("Inge Lund")
    hold_all(now=NOW)
    tick(NOW)
    mail = note_mail(Mail.objects.get(), "Ring gerne til mig.", writer=inge, by=BY, now=NOW)
    if how == "freed":
        hold_mail(mail)
        tick(moment(MONDAY))
        free_mail(mail, now=moment(MONDAY, minutes=1))
    lift_holds(now=moment(MONDAY))
    for now in (moment(MONDAY, hours=1), moment(NEXT_SLOT, minutes=1)):
        tick(now)
    kept = Mail.objects.exclude(pk=mail.pk).get(person=there.lead)
    assert (kept.week, kept.state, kept.note, kept.note_by) == ("2030-W48", "sent", "Ring gerne til mig.", inge)
    assert "Ring gerne til mig." in bytes(kept.content).decode()


# --- the quarter


@pytest.mark.both
@pytest.mark.parametrize("how", ["freed", "hold"])
def test_a_quarter_whose_mail_was_put_back_comes_with_the_next(server: MailServer, how: str) -> None:
    there = scene()
    guideline_due(there.group, on=date(2030, 10, 3), title="GIST")
    if how == "freed":
        mail = hold_in_advance(there.chair, slot=QUARTER, now=moment(QUARTER, days=-1))
    else:
        hold_all(now=moment(QUARTER))
    tick(moment(QUARTER, minutes=1))
    assert Digest.objects.get().mail == Mail.objects.get(person=there.chair)
    if how == "freed":
        free_mail(mail, now=moment(WEEK_AFTER, hours=-20))
    else:
        lift_holds(now=moment(WEEK_AFTER, hours=-20))
    for hours in (1, 2):
        tick(moment(WEEK_AFTER, hours=hours))
    row = Digest.objects.get()
    assert row.mail is not None
    assert (row.period, row.mail.week, row.mail.state) == ("2030-Q4", "2030-W42", "sent")
    assert len(server.to(there.chair.email)) == 1


def test_a_quarter_waits_for_the_week_after_an_older_mail(server: MailServer) -> None:
    there = scene()
    guideline_due(there.group, on=date(2030, 10, 3), title="GIST")
    went = moment(QUARTER, days=-1)
    Mail.objects.create(
        kind="reminders", person=there.chair, address=there.chair.email, week="2030-W40", message_id="<a@x>",
        not_before=went, created_at=went, frozen_at=went, sent_at=went, state="sent",
    )  # fmt: skip
    assert (plan_quarterly(moment(QUARTER, minutes=1)), Digest.objects.count()) == (0, 0)
    assert plan_quarterly(moment(WEEK_AFTER, minutes=1)) == 1

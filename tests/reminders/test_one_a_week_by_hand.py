"""At most one mail of reminders to a person in a week, whatever the secretariat lets go or tries again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.models import Assignment, Person
from reminders.actions import free_mail, hold_mail, retry_mail, send_now
from reminders.models import Mail, Occurrence
from reminders.planning import plan
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import FINAL_SLOT, NOW, guideline_due, moment, scene
from tests.reminders.test_one_a_week import MONDAY, NEXT_SLOT, SLOT_AFTER, frozen_and_held, two_due, weeks
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LEAD = "Ditte Maria Bæk"


def may_have_arrived(mail: Mail) -> Mail:
    """The mail, after a try whose answer was lost."""
    mail.tries.update(outcome="unknown")
    return mail


def merge(duplicate: Person, kept: Person) -> None:
    """Let the duplicate be the person kept."""
    Person.objects.filter(pk=duplicate.pk).update(merged_into=kept)
    Assignment.objects.filter(person=duplicate).update(person=kept)


def test_what_is_let_go_on_a_monday_after_this_weeks_mail_waits_a_week(server: MailServer, settings: Any) -> None:
    there = two_due()
    held = may_have_arrived(frozen_and_held(settings))
    send_now(there.lead, slot=NEXT_SLOT, by=None, now=moment(MONDAY, hours=1))
    tick(moment(MONDAY, hours=1, minutes=1))
    assert free_mail(held, now=moment(MONDAY, hours=3)).not_before == moment(SLOT_AFTER)
    for now in (moment(NEXT_SLOT, minutes=1), moment(NEXT_SLOT, hours=1), moment(SLOT_AFTER, minutes=1)):
        tick(now)
    assert weeks() == {(LEAD, "2030-W48"): 1, (LEAD, "2030-W49"): 1}


def test_two_held_mails_let_go_on_different_days_leave_in_different_weeks(server: MailServer, settings: Any) -> None:
    two_due()
    held = may_have_arrived(frozen_and_held(settings))
    plan(moment(NEXT_SLOT))
    second = hold_mail(Mail.objects.get(week="2030-W48"))
    free_mail(held, now=moment(NEXT_SLOT, days=1))
    tick(moment(NEXT_SLOT, days=1, minutes=1))
    assert weeks() == {(LEAD, "2030-W48"): 1}
    assert (free_mail(second, now=moment(NEXT_SLOT, days=2)).state, second.reason) == ("skipped", "put_back")
    for now in (moment(NEXT_SLOT, days=2, minutes=1), moment(SLOT_AFTER, minutes=1)):
        tick(now)
    assert set(weeks().values()) == {1}
    assert Occurrence.objects.filter(guideline__title="GIST", mail__week="2030-W49", state="mailed").exists()


def test_two_held_mails_let_go_at_once_leave_in_different_weeks(server: MailServer, settings: Any) -> None:
    two_due()
    held = may_have_arrived(frozen_and_held(settings))
    plan(moment(NEXT_SLOT))
    second = hold_mail(Mail.objects.get(week="2030-W48"))
    free_mail(second, now=moment(NEXT_SLOT, days=1))
    free_mail(held, now=moment(NEXT_SLOT, days=1))
    for now in (moment(NEXT_SLOT, days=1, minutes=1), moment(SLOT_AFTER, minutes=1), moment(SLOT_AFTER, hours=1)):
        tick(now)
    assert weeks() == {(LEAD, "2030-W48"): 1, (LEAD, "2030-W49"): 1}


@pytest.mark.parametrize("how", ["freed", "tried again"])
def test_a_person_kept_gets_no_second_mail_after_the_duplicates(server: MailServer, how: str) -> None:
    there = scene()
    kept = factories.person("Ditte M. Bæk", email="ditte2@example.org")
    guideline_due(there.group, kept, title="GIST")
    plan(NOW)
    mail = hold_mail(Mail.objects.get(person=kept))
    tick(NOW)
    merge(there.lead, kept)
    tick(moment(FINAL_SLOT, hours=1))
    if how == "freed":
        free_mail(mail, now=moment(FINAL_SLOT, hours=2))
    else:
        Mail.objects.filter(pk=mail.pk).update(state="parked", reason="ValueError: cannot be made")
        retry_mail(mail, now=moment(FINAL_SLOT, hours=2))
    tick(moment(FINAL_SLOT, hours=2, minutes=1))
    assert weeks() == {(LEAD, "2030-W47"): 1}
    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("skipped", "put_back")
    tick(moment(NEXT_SLOT, minutes=1))
    assert weeks()["Ditte M. Bæk", "2030-W48"] == 1


def twice_unknown() -> Mail:
    """The mail of a week ago, whose answer was lost twice."""
    mail = Mail.objects.get()
    may_have_arrived(mail).tries.create(at=NOW - timedelta(days=6), phase="dot", outcome="unknown")
    Mail.objects.update(state="parked", reason="unknown_twice", sent_at=None)
    Occurrence.objects.filter(mail=mail).update(state="planned")
    return mail


def test_a_mail_that_may_have_arrived_is_tried_again_as_it_was(server: MailServer) -> None:
    scene()
    tick(moment(FINAL_SLOT, days=-7, minutes=1))
    mail = twice_unknown()
    retry_mail(mail, now=moment(FINAL_SLOT, hours=-2))
    for now in (moment(FINAL_SLOT, hours=-1), NOW, moment(NEXT_SLOT, minutes=1)):
        tick(now)
    ids = [str(delivery.message["Message-ID"]) for delivery in server.deliveries]
    assert ids[:2] == [mail.message_id] * 2
    assert len(set(ids[2:])) == len(ids) - 2  # what came later is another mail
    assert set(weeks().values()) == {1}


def test_a_mail_that_may_have_arrived_waits_where_this_weeks_mail_went(server: MailServer) -> None:
    there = scene()
    tick(moment(FINAL_SLOT, days=-7, minutes=1))
    mail = twice_unknown()
    guideline_due(there.group, there.lead, title="GIST")
    tick(NOW)
    assert weeks() == {(LEAD, "2030-W47"): 1}
    assert retry_mail(mail, now=moment(FINAL_SLOT, hours=1)).not_before == moment(NEXT_SLOT)
    for now in (moment(FINAL_SLOT, hours=2), moment(NEXT_SLOT, minutes=1)):
        tick(now)
    mail.refresh_from_db()
    assert (mail.state, str(server.deliveries[-1].message["Message-ID"])) == ("sent", mail.message_id)
    assert weeks() == {(LEAD, "2030-W47"): 1, (LEAD, "2030-W48"): 1}


def test_the_secretariat_is_told_that_the_reader_had_this_weeks_mail(client: Client) -> None:
    there, kept = scene(), factories.person("Ditte M. Bæk", email="ditte2@example.org")
    guideline_due(there.group, kept, title="GIST")
    with time_machine.travel(NOW, tick=False):
        plan(NOW)
        mail = hold_mail(Mail.objects.get(person=kept))
        Mail.objects.exclude(pk=mail.pk).update(state="sent", frozen_at=NOW, sent_at=NOW)
        merge(there.lead, kept)
        desk = factories.sign_in(client, factories.secretariat())
        said = desk.post(reverse("mail-free", args=[mail.key]), follow=True).content.decode()
    assert "Modtageren har fået ugens mail." in said

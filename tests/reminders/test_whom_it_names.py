"""What a mail says of others holds on the day that it goes: who was told, and whom no mail reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guidelines.models import Absence, Assignment, Person
from reminders.planning import plan
from reminders.tick import tick
from tests import factories
from tests.reminders import scene
from tests.reminders.mailing import text_of
from tests.reminders.scene import CHAIR_SLOT, LATE_SLOT, moment
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db]


def test_no_copy_says_that_the_chair_was_told_who_is_away(server: MailServer) -> None:
    there = scene.scene()
    tick(moment(LATE_SLOT, minutes=1))
    server.deliveries.clear()
    plan(moment(CHAIR_SLOT))
    Absence.objects.create(person=there.chair, starts_on=CHAIR_SLOT, ends_on=CHAIR_SLOT + timedelta(days=3))
    tick(moment(CHAIR_SLOT, minutes=2))
    assert server.deliveries == []
    tick(moment(CHAIR_SLOT, days=7, minutes=2))
    reached = {delivery.recipients[0] for delivery in server.deliveries}
    assert reached == {there.chair.email, there.lead.email}


def test_the_chair_hears_nothing_of_a_former_tovholder(server: MailServer) -> None:
    there = scene.scene()
    Person.objects.filter(pk=there.lead.pk).update(email="")
    tick(moment(LATE_SLOT, minutes=1))
    old = Assignment.objects.get()
    Assignment.objects.filter(pk=old.pk).update(ended_on=LATE_SLOT)
    old.pk, old.person, old.ended_on = None, factories.person("Ny Tovholder", email="ny@example.org"), None
    old.save(force_insert=True)
    for days in range(7, 50, 7):
        tick(moment(LATE_SLOT, days=days, minutes=1))
    mails = [text_of(delivery) for delivery in server.deliveries if there.chair.email in delivery.recipients]
    assert mails
    assert all(there.lead.name not in mail for mail in mails)

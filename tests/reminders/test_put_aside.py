"""A mail that is put aside tells nothing any more, so what it was to tell is a task, and the ladder goes on from it."""

from __future__ import annotations

import pytest

from guidelines.journal.writing import Actor
from reminders.actions import put_mail_aside, retry_mail
from reminders.ladder import CHAIR
from reminders.models import Mail, Occurrence
from reminders.planning import plan
from reminders.reading import open_tasks, stuck_mails
from reminders.tick import tick
from tests.reminders.scene import LATE_SLOT, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db]
BY = Actor("user", "person:1")
NEXT_DAY = moment(LATE_SLOT, days=1)


def parked(reason: str) -> Mail:
    """The first late reminder, in a mail that was parked for this reason."""
    scene()
    plan(moment(LATE_SLOT))
    Mail.objects.update(state="parked", reason=reason)
    return Mail.objects.get()


@pytest.mark.both
@pytest.mark.parametrize(
    ("reason", "why"), [("ValueError: cannot be made", "gave_up"), ("unknown_twice", "bounced"), ("gave_up", "gave_up")]
)
def test_what_a_mail_put_aside_was_to_tell_is_a_task(reason: str, why: str) -> None:
    mail = parked(reason)
    put_mail_aside(mail, "Ringet op", by=BY, now=NEXT_DAY)
    assert stuck_mails() == []
    assert [(task.rung, task.reason, task.slot_on) for task in open_tasks()] == [("late_14", why, NEXT_DAY.date())]
    retry_mail(mail, now=NEXT_DAY)
    assert (open_tasks(), Occurrence.objects.get(mail=mail).state) == ([], "planned")


def test_the_ladder_goes_on_from_the_day_on_which_a_mail_was_put_aside(server: MailServer) -> None:
    put_mail_aside(parked("ValueError: cannot be made"), "Ringet op", by=BY, now=NEXT_DAY)
    for week in range(1, 10):
        tick(moment(LATE_SLOT, days=7 * week, minutes=1))
    told = Occurrence.objects.filter(rung=CHAIR).values_list("state", flat=True)
    assert list(told) == ["mailed"]

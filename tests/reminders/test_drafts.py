"""The words of a mail are made when they are asked for; a late receipt stands after what others wrote meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reminders import dispatch, sending
from reminders.compose import Draft, Drafts
from reminders.models import SenderHold
from reminders.sending import claim, finish_all
from reminders.smtp import Answer, Outcome
from reminders.tick import tick
from tests.reminders.scene import NOW, scene, the_mail

pytestmark = pytest.mark.django_db


def test_a_draft_is_made_when_it_is_asked_for_and_once() -> None:
    made: list[int] = []

    def maker(number: int) -> Draft:
        made.append(number)
        return Draft(subject=str(number))

    drafts = Drafts({1: lambda: maker(1), 2: lambda: maker(2)})
    assert (len(drafts), list(drafts), made) == (2, [1, 2], [])
    assert [drafts[2].subject, drafts[2].subject, drafts.get(3)] == ["2", "2", None]
    assert made == [2]


@pytest.mark.both
def test_the_receipt_of_a_late_writer_stands_after_what_a_faster_clock_wrote() -> None:
    """R9, R17: the sender that took over runs two hours ahead; no time goes backwards."""
    scene()
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    hold.delete()
    [sleeper] = claim(NOW, 10)
    dispatch.freeze([(sleeper, dispatch.compose([sleeper], NOW)[sleeper.pk])], NOW)
    ahead = NOW + timedelta(hours=2)
    sending.sweep(ahead)
    finish_all([(sleeper, Answer(Outcome.ACCEPTED, "dot", 250, "late"))], NOW + timedelta(seconds=1))
    assert [attempt.at >= ahead for attempt in the_mail().tries.order_by("pk")] == [True, True]
    assert the_mail().state == "unknown"

"""Twenty presses of one link at once are one answer (reliability C6), on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from guidelines.journal.verify import verify
from guidelines.models import LeadAnswer
from guidelines.planning.actions.giving import Given
from guidelines.planning.answering import Choice, Question
from reminders.answers import pressing, standing
from reminders.answers.pressing import press
from reminders.models import UsedLink
from tests.approval.together import nothing, together
from tests.reminders.scene import NOW, scene
from tests.reminders.test_answer_links import token

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
PRESSES = 20


def send(token: str, text: str, now: datetime) -> str:
    """Press once, as the page does, and return what was answered with the link by then."""
    found = press(token, Given(Choice.HELP, text=text), now=now)
    return f"{found.state} {found.used.pk if found.used else ''}"


class _Forgetful:
    """Links that are remembered nowhere."""

    @staticmethod
    def create(**_facts: object) -> None:
        """Keep nothing."""


def without_memory() -> None:
    """Let a site forget which links were used, and that somebody has answered."""
    pressing.UsedLink = type("Forgotten", (), {"objects": _Forgetful})  # type: ignore[misc,assignment]
    standing.answered_by = lambda link, aim: ""


def presses(without: Callable[[], None]) -> Counter[str]:
    """Send as many presses of one link at once, each with other words, and count what came of them."""
    made = token(scene(), Question.LATE)
    orders = [{"token": made, "text": f"Søgning {number}", "now": NOW} for number in range(PRESSES)]
    with together(send, [PRESSES], without=without) as race:
        return Counter(race(orders))


def test_twenty_presses_at_once_are_one_answer() -> None:
    found = presses(nothing)
    assert found == {f"used {UsedLink.objects.get().pk}": PRESSES}
    assert LeadAnswer.objects.count() == 1
    assert verify() is None


def test_the_switch_a_site_that_forgets_used_links_takes_them_all() -> None:
    presses(without_memory)
    assert LeadAnswer.objects.count() == PRESSES

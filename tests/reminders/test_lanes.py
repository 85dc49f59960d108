"""Answers that come together are written together, and nobody waits for a server that takes its time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from reminders import lanes
from reminders.lanes import Lanes
from reminders.models import Mail
from reminders.smtp import Outcome
from tests.services.smtp import MailServer


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    settings.EMAIL_URL = server.url
    yield server
    server.stop()


def under_way(count: int) -> Lanes:
    """Lanes with so many mails just handed over."""
    made = Lanes(count)
    for number in range(count):
        made.hand_over(Mail(pk=number + 1, address=f"p{number}@example.org", content=b"Subject: Hej\r\n\r\nHej\r\n"))
    return made


def test_answers_of_a_quick_server_are_gathered(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "GATHER_SECONDS", 20.0)
    monkeypatch.setattr(lanes, "JUST_NOW_SECONDS", 20.0)
    made, begun = under_way(3), time.monotonic()
    done = made.gather()
    assert time.monotonic() - begun < 15
    assert [answer.outcome for _mail, answer in done] == [Outcome.ACCEPTED] * 3
    assert sorted(mail.pk for mail, _answer in done) == [1, 2, 3]
    assert len(server.deliveries) == 3
    assert made.gather() == []
    made.close()


def test_a_server_that_says_nothing_is_not_waited_for(server: MailServer) -> None:
    server.script.mute = True
    made, begun = under_way(2), time.monotonic()
    assert made.gather() == []
    assert time.monotonic() - begun < 1
    assert len(made.under_way) == 2


def test_what_was_handed_over_long_ago_is_not_waited_for(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "GATHER_SECONDS", 20.0)
    server.script.mute = True
    made = under_way(1)
    time.sleep(2 * lanes.JUST_NOW_SECONDS)
    begun = time.monotonic()
    assert made.gather() == []
    assert time.monotonic() - begun < 1


def test_something_else_is_done_while_answers_are_waited_for(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "GATHER_SECONDS", 0.5)
    monkeypatch.setattr(lanes, "JUST_NOW_SECONDS", 20.0)
    server.script.mute = True
    made, left = under_way(1), [1, 2, 3]
    assert (made.gather(lambda: bool(left) and left.pop() > 0), left) == ([], [])

"""R12 and R16: servers that refuse for now, say nothing, or say it a byte at a time."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from reminders import lanes, sending
from reminders import tick as ticking
from reminders.models import Attempt, Mail
from reminders.smtp import Session
from reminders.tick import tick
from tests.reminders.faults.checker import check, receipts
from tests.reminders.faults.facts import NOW, due
from tests.reminders.faults.sink import Script, Sink
from tests.reminders.faults.switches import without_turns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _lanes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test leaves with a slow server is no other test's."""
    monkeypatch.setattr(ticking, "_OWN", threading.local())


# --- R12

PHASES = ("rcpt", "data", "dot")
WORDS = ("450 4.2.0 grey-listed", "452 4.2.2 mailbox full", "421 4.3.2 closing")


def grudging(recipient: str, phase: str, number: int) -> str:
    """Refuse the person p<n> at one of the phases, one to five times in a row."""
    who = int(recipient[1:].split(".")[0]) if recipient.startswith("p") else 0
    return WORDS[who % 3] if phase == PHASES[who // 5 % 3] and number <= who % 5 + 1 else ""


def persist(sink: Sink, settings: Any) -> tuple[dict[str, int], set[str], datetime]:
    """Tick whenever a mail may be tried again until none waits; returns faults, states and the end."""
    settings.EMAIL_URL, sink.script = sink.url, grudging
    items, now = due(15), NOW
    tick(now)
    while waiting := Mail.objects.filter(state__in=Mail.WAITING).order_by("not_before").last():
        now = max(now, waiting.not_before) + timedelta(seconds=1)
        tick(now)
    return check(items, sink.log, receipts()).faults, set(Mail.objects.values_list("state", flat=True)), now


def test_r12_refused_for_now_is_delivered_once_and_never_failed(sink: Sink, settings: Any) -> None:
    """R12: 4xx at each phase, one to five times, with pauses that double. Proof: the test below."""
    faults, states, end = persist(sink, settings)
    assert (faults, states, len(sink.log)) == ({}, {"sent"}, 15)
    assert end - NOW < timedelta(hours=72)
    for mail in Mail.objects.prefetch_related("tries"):
        times = [attempt.at for attempt in mail.tries.all()]
        for number, (one, other) in enumerate(pairwise(times)):
            assert other - one >= timedelta(minutes=5) * 2**number
    assert {attempt.code for attempt in Attempt.objects.exclude(outcome="accepted")} <= {421, 450, 452, None}


def test_r12_fails_where_a_passing_refusal_is_final(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "GIVE_UP", timedelta(0))
    faults, states, _end = persist(sink, settings)
    assert (faults.keys(), states) == ({"lost"}, {"failed"})


# --- R16

DOMAINS = tuple(f"d{number}.example" for number in range(10))
SIZE, PER_SECOND = 40, 20


def moody(word: str, phase: str) -> Script:
    """The first of the ten domains is in a mood at a phase; everything else goes well."""
    return lambda recipient, at, number: word if at == phase and recipient.endswith("@d0.example") else ""


def times_of(sink: Sink, settings: Any, script: Script) -> tuple[float, float]:
    """Send to ten domains; returns how many seconds after the first the last mail of the nine others came, and the tick
    was over.
    """
    settings.EMAIL_URL, settings.MAILS_PER_MINUTE = sink.url, PER_SECOND * 60
    settings.EMAIL_TIMEOUT = settings.EMAIL_DOT_TIMEOUT = 1
    due(SIZE, domains=DOMAINS)
    sink.script = script
    tick(NOW)
    others = [arrival.at for arrival in sink.log if not arrival.recipient.endswith("@d0.example")]
    assert len(others) == SIZE * 9 // 10
    return max(others) - min(others), time.time() - min(others)


@pytest.mark.parametrize(("word", "phase"), [("mute", "rcpt"), ("mute", "dot"), ("drip", "dot")])
def test_r16_one_mute_domain_of_ten_delays_nobody_else(sink: Sink, settings: Any, word: str, phase: str) -> None:
    """R16: forty mails at twenty a second are two seconds; with a mute domain at most twice that. Proof: below.

    The sender is free again within the limits: four mails, two lanes, a second each and one of grace.
    """
    others, whole = times_of(sink, settings, moody(word, phase))
    assert others < 2 * SIZE / PER_SECOND
    assert whole < 2 * SIZE / PER_SECOND + 2 * 2.5


def test_r16_fails_with_one_connection_for_all(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "Sender", ticking.Sender)  # put back afterwards what the switch changes
    without_turns()
    others, _whole = times_of(sink, settings, moody("mute", "dot"))
    assert others > 2 * SIZE / PER_SECOND


def test_r16_fails_where_a_byte_now_and_then_counts_as_an_answer(
    sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the limit on a whole phase a dripping server is listened to as long as it likes."""
    monkeypatch.setattr(Session, "is_overdue", property(lambda session: False))
    settings.EMAIL_URL, settings.EMAIL_TIMEOUT, settings.EMAIL_DOT_TIMEOUT = sink.url, 1, 1
    due(1)
    sink.script = lambda recipient, phase, number: "drip" if phase == "dot" else ""
    tick(NOW, patience=3.5)
    assert Mail.objects.get().state == "sending"


def test_a_slow_lane_is_no_longer_busy(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every lane kept waiting more are opened, as many as there are to spare."""
    monkeypatch.setattr(lanes, "SLOW_SECONDS", 0.2)
    settings.EMAIL_URL, settings.EMAIL_TIMEOUT, settings.EMAIL_DOT_TIMEOUT = sink.url, 2, 2
    settings.SMTP_CONNECTIONS = 2
    due(8, domains=tuple(f"d{number}.example" for number in range(8)))
    sink.script = lambda recipient, phase, number: "late 1" if phase == "dot" else ""
    assert tick(NOW).sent == 8
    assert 4 <= sink.lines <= 8

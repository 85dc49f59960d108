"""R1, R3, R4, R6, R9, R15 and R17 at once, and R7 in full: the campaign of `make faults`, or part of it by REMINDERS.

    REMINDERS=1000 KILLS=100 .ci/faults -k campaign

Two loops, two beats, a worker with two children and cron send while they are killed, frozen, flushed and lied to about
the time, by a server that loses answers. At the end a quiet while, and the secretariat's *Genprøv* for what was put
aside; then the checker counts. The figures are printed with the seed, which repeats the list of faults.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders.actions import retry_mail
from reminders.models import Attempt, Mail, Occurrence
from tests.reminders.faults.checker import check, most_in_window, receipts
from tests.reminders.faults.facts import NOW, Item, due
from tests.reminders.faults.fleet import Fault, Fleet, Zygote, drive, fleet, kills
from tests.reminders.faults.sink import Script, Sink
from tests.reminders.faults.test_outage import mails_per_person, outage
from tests.services.ports import wait_until
from tests.services.redis import RedisServer

REMINDERS, KILLS = int(os.environ.get("REMINDERS", "10000")), int(os.environ.get("KILLS", "1000"))
KILLS_A_SECOND = 2.0
SENDERS = {"loop-a": 4, "loop-b": 4, "worker/pool": 5, "cron": 2, "beat-a": 1, "beat-b": 1, "worker": 1}
LOOPS = ("loop-a", "loop-b")

pytestmark = [pytest.mark.faults, pytest.mark.both, pytest.mark.django_db(transaction=True)]


def bad_days(seed: int) -> Script:
    """A server of whose answers one in twenty is a passing refusal, and one in fifty is lost after the dot."""
    dice = random.Random(seed)

    def script(recipient: str, phase: str, number: int) -> str:
        luck = dice.random()
        if phase == "rcpt" and luck < 0.03:
            return "451 4.7.1 wait"
        if phase == "dot":
            if number == 1 and luck < 0.01:
                return "close"
            if number == 1 and luck < 0.015:
                return "mute"
            return "452 4.3.1 full" if luck < 0.03 else f"late {dice.uniform(0, 0.03):.3f}"
        return ""

    return script


def fault_list(seed: int, count: int) -> list[Fault]:
    """The kills, and among them frozen loops, flushes, an empty Redis, and clocks that jump."""
    seconds = count / KILLS_A_SECOND
    dice, found = random.Random(seed + 1), kills(seed, count, seconds, SENDERS)
    for _ in range(max(1, count // 25)):
        at, loop = dice.uniform(0, seconds), dice.choice(LOOPS)
        found += [Fault(at, "freeze", loop), Fault(at + dice.uniform(1, 6), "thaw", loop)]
    for _ in range(max(1, count // 20)):
        found.append(Fault(dice.uniform(0, seconds), "flush"))
    for _ in range(max(1, count // 200)):
        found.append(Fault(dice.uniform(0, seconds), "empty"))
    for _ in range(max(1, count // 100)):
        found.append(Fault(dice.uniform(0, seconds), "jump", amount=dice.uniform(-30, 60)))
    return sorted(found, key=lambda fault: fault.at)


def start_all(ships: Fleet) -> None:
    """Two of everything, with clocks that do not agree."""
    ships.start("loop-a", "loop", skew=40.0)
    ships.start("loop-b", "loop", skew=-20.0)
    ships.start("worker", "worker")
    ships.start("beat-a", "beat")
    ships.start("beat-b", "beat")
    ships.start("cron", "ticks", every=1.0)


def quiet(items: list[Item], sink: Sink) -> int:
    """Let everything come to rest, and press *Genprøv* for what was put aside; returns how often.

    A slow machine has as long as mails still arrive: what ends it is two minutes in which none does.
    """
    pressed, calm = 0, 0
    arrived, since = len(sink.log), time.monotonic()
    while calm < 4 and time.monotonic() - since < 120:
        if len(sink.log) > arrived:
            arrived, since = len(sink.log), time.monotonic()
        waiting = Mail.objects.exclude(state__in=["sent", "skipped", "parked", "failed"])
        for mail in Mail.objects.filter(state="parked"):
            retry_mail(mail, now=NOW)
            pressed += 1
        calm = 0 if waiting.exists() else calm + 1
        time.sleep(0.5)
    return pressed


@pytest.mark.redis
def test_campaign_of_kills(
    tmp_path: Path, sink: Sink, zygote: Zygote, redis_server: RedisServer, seed: int, record_property: Any
) -> None:
    """G1: lost 0, copies as seen exactly 1, every raw second copy explained."""
    items = due(REMINDERS)
    sink.script, begun = bad_days(seed), time.monotonic()
    pace = {"MAILS_PER_MINUTE": max(60, int(60 * KILLS_A_SECOND * REMINDERS / KILLS))}
    with fleet(zygote, tmp_path, sink, NOW, redis_server, hasten=2.0, settings=pace) as ships:
        start_all(ships)
        wait_until(lambda: bool(sink.log), "the first mail", 120)
        hits = drive(ships, fault_list(seed, KILLS))
        for loop in LOOPS:
            ships.signal(loop, 18)
        sink.script = lambda recipient, phase, number: ""
        pressed = quiet(items, sink)
    seen = check(items, sink.log, receipts())
    answers = Counter(Attempt.objects.values_list("outcome", flat=True))
    text = (
        f"{seen}; {hits} kills hit; put aside and retried by hand {pressed}; receipts {dict(sorted(answers.items()))}"
    )
    record_property("figure", f"seed {seed}: " + f"{text}; {time.monotonic() - begun:.0f} s")
    assert seen.faults == {}, text
    assert hits >= KILLS * 0.95
    assert Occurrence.objects.filter(state="mailed").count() == REMINDERS


def test_campaign_of_an_outage(sink: Sink, settings: Any, seed: int, record_property: Any) -> None:
    """R7 in full: 20,000 occurrences for 2,000 people after a day, the rate of fifty a second kept."""
    settings.MAILS_PER_MINUTE, people = 3000, max(60, REMINDERS // 5)
    begun = time.monotonic()
    items, before = outage(sink, settings, people, 10, days=1)
    seen, fullest = check(items, sink.log, receipts()), most_in_window(sink.log)
    record_property(
        "figure",
        f"seed {seed}: "
        f"outage: {seen}; breaker {before['breaker']}, most in 10 s {fullest}; {time.monotonic() - begun:.0f} s",
    )
    assert (seen.faults, before) == ({}, {"before": 0, "breaker": 1})
    assert set(mails_per_person(sink.log).values()) == {1}
    assert fullest <= 501


def test_campaign_of_thirty_days(sink: Sink, settings: Any, seed: int, record_property: Any) -> None:
    """The same after thirty days: only what stands then is told."""
    items, before = outage(sink, settings, max(60, REMINDERS // 50), 10, days=30)
    seen = check(items, sink.log, receipts())
    record_property("figure", f"seed {seed}: " + f"outage of 30 days: {seen}")
    assert (seen.faults, before["breaker"]) == ({}, 1)
    assert set(mails_per_person(sink.log).values()) == {1}
    assert NOW + timedelta(days=29) < Mail.objects.earliest("sent_at").sent_at

"""R1, R2, R17: senders killed or frozen at any moment, on both databases.

The thousand kills over ten thousand reminders are in test_campaign.py; here are the same in small.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from reminders.models import Mail
from tests.reminders.faults.checker import Seen, check, receipts
from tests.reminders.faults.facts import NOW, Item, due
from tests.reminders.faults.fleet import Fleet, Zygote, drive, fleet, kills
from tests.reminders.faults.sink import Script, Sink
from tests.services.ports import wait_until
from tests.services.redis import RedisServer

pytestmark = [pytest.mark.django_db(transaction=True)]
PEOPLE, KILLS, SECONDS = 40, 8, 3.0


def slow_dot(seed: int) -> Script:
    """A server whose answer to the final dot takes a moment, so that kills hit the window."""
    dice = random.Random(seed)
    return lambda recipient, phase, number: f"late {dice.uniform(0, 0.08):.3f}" if phase == "dot" else ""


def wait_for_everybody(items: list[Item], sink: Sink, seconds: float) -> None:
    """Return when everybody has got a mail; or too late, then the checker says what is lost."""
    wanted = {address for address, _title in items}
    with contextlib.suppress(TimeoutError):
        wait_until(lambda: {arrival.recipient for arrival in sink.log} >= wanted, "everybody", seconds)


def settled(seconds: float = 60) -> None:
    """Return when no mail is on its way any more."""
    wait_until(lambda: not Mail.objects.exclude(state="sent").exists(), "receipts", seconds)


@pytest.mark.both
def test_r1_senders_killed_at_any_moment_lose_and_double_nothing(
    tmp_path: Path, sink: Sink, zygote: Zygote, seed: int
) -> None:
    """R1, small: eight kills of two loops while forty reminders go out. Proof: the two tests below."""
    items = due(PEOPLE)
    sink.script = slow_dot(seed)
    with fleet(zygote, tmp_path, sink, NOW, hasten=1.0, settings={"MAILS_PER_MINUTE": 1200}) as ships:
        ships.start("a", "loop")
        ships.start("b", "loop")
        wait_until(lambda: bool(sink.log), "the first mail", 60)
        hits = drive(ships, kills(seed, KILLS, SECONDS, {"a": 1, "b": 1}))
        wait_for_everybody(items, sink, 60)
        settled()
    seen = check(items, sink.log, receipts())
    assert (seen.faults, hits > KILLS / 2) == ({}, True), f"seed {seed}: {seen}"


def one_death(ships: Fleet, sink: Sink, items: list[Item], phase: str, seconds: float) -> Seen:
    """Kill the sender while the server keeps it waiting in a phase, and see what its successor makes of it."""
    sink.script = lambda recipient, at, number: "late 60" if (at, number) == (phase, 1) else ""
    ships.start("a", "loop")
    wait_until(lambda: any(at == phase for _recipient, at in sink.seen), phase, 60)
    sink.script = lambda recipient, at, number: ""
    ships.kill("a")
    wait_for_everybody(items, sink, seconds)
    return check(items, sink.log, receipts())


@pytest.mark.parametrize(
    ("broken", "phase", "fault"),
    [("final claim", "rcpt", "lost"), ("sweep", "rcpt", "lost"), ("unknown", "dot", "unexplained")],
)
def test_r1_fails_without_each_protection(
    tmp_path: Path, sink: Sink, zygote: Zygote, broken: str, phase: str, fault: str
) -> None:
    """A claim that is final, no sweep, and a death that nobody writes down: the same checker finds each."""
    items = due(2)
    with fleet(zygote, tmp_path, sink, NOW, hasten=1.0, broken=broken) as ships:
        seen = one_death(ships, sink, items, phase, 6)
        if fault == "unexplained":
            wait_until(lambda: len(sink.log) > len(items), "the second copy", 60)
            seen = check(items, sink.log, receipts())
    assert fault in seen.faults


# --- R2


@pytest.mark.redis
def test_r2_a_pool_child_killed_in_the_dialogue_is_followed_by_another(
    tmp_path: Path, sink: Sink, zygote: Zygote, redis_server: RedisServer
) -> None:
    """R2: the worker's child dies while a server keeps it waiting. Proof: "sweep" above, which the successor needs."""
    items = due(3)
    sink.script = lambda recipient, phase, number: "late 60" if (phase, number) == ("rcpt", 1) else ""
    with fleet(zygote, tmp_path, sink, NOW, redis_server, hasten=1.0) as ships:
        ships.start("worker", "worker")
        ships.start("beat", "beat")
        wait_until(lambda: any(phase == "rcpt" for _recipient, phase in sink.seen), "the dialogue", 60)
        sink.script = lambda recipient, phase, number: ""
        children = ships.pool("worker")
        for child in children:
            os.kill(child, signal.SIGKILL)
        wait_for_everybody(items, sink, 60)
        settled(90)
    assert (check(items, sink.log, receipts()).faults, len(children)) == ({}, 2)


# --- R17


def sleep_over_the_lease(folder: Path, sink: Sink, zygote: Zygote, broken: str) -> tuple[Seen, str]:
    """Freeze a sender in the dialogue, let another take over, and wake it to a passing refusal; what is seen then."""
    items = due(1)
    first = "late 3 451 4.7.1 later"
    sink.script = lambda recipient, phase, number: first if (phase, number) == ("rcpt", 1) else ""
    with fleet(zygote, folder, sink, NOW, hasten=4.0, broken=broken) as ships:
        ships.start("sleeper", "loop")
        wait_until(lambda: any(phase == "rcpt" for _recipient, phase in sink.seen), "the dialogue", 60)
        ships.signal("sleeper", signal.SIGSTOP)
        ships.hasten = 0.5
        ships.start("other", "loop")
        ships.jump(10)  # beyond the lease
        wait_for_everybody(items, sink, 60)
        settled()
        ships.signal("sleeper", signal.SIGCONT)
        wait_until(lambda: Mail.objects.filter(tries__code=451).exists(), "the late writer", 60)
        time.sleep(1.5)
    return check(items, sink.log, receipts()), Mail.objects.get().state


@pytest.mark.both
def test_r17_a_sender_that_slept_over_its_lease_changes_nothing(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    """R17. Proof: the test below lets the late writer write."""
    seen, state = sleep_over_the_lease(tmp_path, sink, zygote, "")
    assert (seen.faults, seen.copies, state) == ({}, 1, "sent")


def test_r17_fails_without_the_token(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    seen, state = sleep_over_the_lease(tmp_path, sink, zygote, "token")
    assert (seen.copies, state) != (1, "sent")

"""R7: a day of outage, and a month. The 20,000 for 2,000 people are in test_campaign.py; here are 2,000 for 200."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reminders import planning
from reminders.actions import lift_holds
from reminders.models import Mail, Occurrence, SenderHold
from reminders.tick import tick
from tests.reminders.faults.checker import check, most_in_window, receipts
from tests.reminders.faults.facts import NOW, Item, due
from tests.reminders.faults.fleet import Zygote, fleet
from tests.reminders.faults.sink import Arrival, Sink
from tests.services.ports import wait_until


def mails_per_person(log: list[Arrival]) -> Counter[str]:
    """How many different mails each person got."""
    return Counter(recipient for recipient, _key in {(arrival.recipient, arrival.message_id) for arrival in log})


def outage(sink: Sink, settings: Any, people: int, each: int, **later: float) -> tuple[list[Item], dict[str, int]]:
    """Come back so much after a slot of which nothing was sent: one tick, the breaker lifted, another tick."""
    settings.EMAIL_URL = sink.url
    items = due(people, each, usual=max(1, people // 10))
    now = NOW + timedelta(**later)
    tick(now)
    told = {"before": len(sink.log), "breaker": SenderHold.objects.filter(reason="breaker", lifted_at=None).count()}
    lift_holds(now=now)
    again = now
    while Mail.objects.filter(state__in=Mail.WAITING).exists():
        again += timedelta(minutes=2)
        tick(again)
    return items, told


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize(("days", "people", "each"), [(1, 200, 10), (30, 60, 5)])
def test_r7_after_an_outage_everybody_gets_one_mail(
    sink: Sink, settings: Any, days: int, people: int, each: int
) -> None:
    """R7: every occurrence once in one mail, or skipped with a reason, and the breaker asks before. Proof: below."""
    items, told = outage(sink, settings, people, each, days=days)
    assert told == {"before": 0, "breaker": 1}
    assert (check(items, sink.log, receipts()).faults, len(sink.log)) == ({}, people)
    assert set(mails_per_person(sink.log).values()) == {1}
    fates = Counter(Occurrence.objects.values_list("state", "reason"))
    assert fates["mailed", ""] == people * each
    assert {state for (state, reason) in fates if not reason} == {"mailed"}
    if days == 30:  # the rung that was due on the day is stale, only the present one was told
        assert set(Occurrence.objects.filter(state="mailed").values_list("rung", flat=True)) == {"late_14"}


@pytest.mark.django_db
def test_r7_fails_without_the_breaker(sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "BREAKER_LEAST", 10**9)
    _items, told = outage(sink, settings, 60, 1, days=1)
    assert told == {"before": 60, "breaker": 0}


@pytest.mark.django_db
def test_r7_fails_where_missed_slots_are_made_up_one_by_one(sink: Sink, settings: Any) -> None:
    """An engine that plans each missed slot gives people several mails, and the same count sees it."""
    settings.EMAIL_URL = sink.url
    due(5, 2, usual=5)
    for slot in (NOW, NOW + timedelta(days=28)):
        tick(slot)
    assert set(mails_per_person(sink.log).values()) == {2}


# --- the rate, over processes


def paced(folder: Path, sink: Sink, zygote: Zygote, broken: str) -> int:
    """Let two processes send 260 at twenty a second; returns how many came in the fullest ten seconds."""
    due(260)
    with fleet(zygote, folder, sink, NOW, settings={"MAILS_PER_MINUTE": 1200}, broken=broken) as ships:
        ships.start("a", "loop")
        ships.start("b", "loop")
        wait_until(lambda: len(sink.log) == 260, "everybody", 90)
    return most_in_window(sink.log, 10.0)


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_r7_the_rate_holds_over_processes(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    """R7: never more than the limit in any window of ten seconds. Proof: the test below."""
    assert paced(tmp_path, sink, zygote, "") <= 200


@pytest.mark.django_db(transaction=True)
def test_r7_fails_where_each_process_keeps_its_own_pace(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    assert paced(tmp_path, sink, zygote, "pace") > 200

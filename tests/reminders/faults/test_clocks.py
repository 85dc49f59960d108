"""R9 and R10: wrong clocks, and the days on which an hour is missing or comes twice."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from guidelines.lists import clock
from reminders import slots
from reminders.loop import run_loop
from reminders.models import Attempt, Mail, Occurrence, SlotRun
from reminders.planning import plan
from reminders.sending import STOPPED, claim, finish_all
from reminders.slots import COPENHAGEN, SLOT_TIME, is_slot, reached_slot
from reminders.smtp import Answer, Outcome, Phase
from reminders.tick import tick
from tests import factories
from tests.reminders.faults.checker import check, receipts
from tests.reminders.faults.facts import NOW, due
from tests.reminders.faults.fleet import Fault, Fleet, Zygote, drive, fleet
from tests.reminders.faults.sink import Sink
from tests.reminders.faults.test_kills import wait_for_everybody
from tests.reminders.scene import guideline_due, release
from tests.services.ports import wait_until

# --- R9


def backwards() -> list[str]:
    """Rows whose stored times do not follow each other: made, frozen, each try, sent."""
    found = []
    for mail in Mail.objects.prefetch_related("tries"):
        tries = [attempt.at for attempt in sorted(mail.tries.all(), key=lambda attempt: attempt.pk)]
        times = [mail.created_at, mail.frozen_at, *tries, *([mail.sent_at] if mail.sent_at else [])]
        if times != sorted(times):
            found.append(f"{mail.address}: {[str(at) for at in times]}")
    return found


def with_wrong_clocks(ships: Fleet, sink: Sink, people: int) -> list[tuple[str, str]]:
    """One sender two hours ahead, one an hour behind, one right; then all clocks jump. Some mails are tried twice."""
    items = due(people)
    sink.script = lambda recipient, phase, number: (
        "451 4.7.1 later" if phase == "rcpt" and number == 1 and recipient < "p5" else ""
    )
    ships.start("right", "loop")
    wait_until(SlotRun.objects.filter(slot_on=slots.last_slot(NOW.date())).exists, "the planning", 90)
    ships.start("behind", "loop", skew=-3600)
    ships.start("ahead", "loop", skew=7200)
    drive(ships, [Fault(1.0, "jump", amount=90), Fault(1.5, "jump", amount=-60), Fault(2.5, "jump", amount=7200)])
    wait_for_everybody(items, sink, 90)
    wait_until(lambda: not Mail.objects.exclude(state="sent").exists(), "receipts", 90)
    return items


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_r9_wrong_clocks_double_and_skip_nothing(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    """R9: two hours ahead, an hour behind, and jumps; stored times go forwards. Proof: the test below."""
    late = {"hasten": 1.0, "settings": {"MAILS_PER_MINUTE": 1200}}
    with fleet(zygote, tmp_path, sink, NOW + timedelta(hours=2), **late) as ships:
        items = with_wrong_clocks(ships, sink, 40)
    assert (check(items, sink.log, receipts()).faults, backwards()) == ({}, [])
    assert Occurrence.objects.filter(state="mailed").count() == 40


@pytest.mark.django_db(transaction=True)
def test_r9_fails_where_each_clock_writes_as_it_likes(tmp_path: Path, sink: Sink, zygote: Zygote) -> None:
    due(3)
    with fleet(zygote, tmp_path, sink, NOW + timedelta(hours=2), broken="memory") as ships:
        sink.script = lambda recipient, phase, number: "mute" if phase == "connect" else ""
        ships.start("right", "loop")
        wait_until(lambda: Mail.objects.count() == 3, "the planning", 90)
        ships.signal("right", 9)
        Mail.objects.update(state="planned", token="", lease_until=None, frozen_at=None, content=None)
        sink.script = lambda recipient, phase, number: ""
        ships.start("behind", "loop", skew=-3600)
        wait_until(lambda: len(sink.log) == 3, "everybody", 90)
        wait_until(lambda: Mail.objects.filter(state="sent").count() == 3, "receipts", 90)
    assert len(backwards()) == 3


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0]) > 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("plain", [True, False])
def test_r9_a_receipt_waits_for_who_writes_of_the_same_mail(plain: bool) -> None:
    """Who thinks us dead two hours ahead has written and not yet committed: our receipt comes after theirs."""
    due(1)
    plan(NOW)
    [mail] = claim(NOW, 1)
    Mail.objects.update(state="sending", frozen_at=NOW, content=b"")
    mail.refresh_from_db()
    outcome = Outcome.ACCEPTED if plain else Outcome.TRY_AGAIN

    def receive() -> None:
        try:
            finish_all([(mail, Answer(outcome, Phase.DOT, 250, ""))], NOW)
        finally:
            connection.close()

    receiver = threading.Thread(target=receive)
    with transaction.atomic():
        Mail.objects.select_for_update().get()
        mail.tries.create(at=NOW + timedelta(hours=2), phase="dot", outcome="unknown", answer=STOPPED)
        receiver.start()
        wait_until(waits_for_a_lock, "the receipt", 30)
    receiver.join(30)
    times = list(mail.tries.order_by("pk").values_list("at", flat=True))
    assert times == [NOW + timedelta(hours=2)] * 2


# --- R10

WEEKENDS = [
    (datetime(2027, 3, 26, 23, tzinfo=UTC), datetime(2027, 3, 30, 10, tzinfo=UTC), date(2027, 3, 30)),
    (datetime(2027, 10, 29, 22, tzinfo=UTC), datetime(2027, 11, 2, 10, tzinfo=UTC), date(2027, 11, 2)),
]
"""From the Saturday to the Tuesday after each change of 2027, by the hour of the world."""


def minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    """Every minute; in UTC, where none is missing and none comes twice."""
    while first < last:
        yield first.astimezone(COPENHAGEN)
        first += timedelta(minutes=1)


def changes(first: datetime, last: datetime) -> list[datetime]:
    """The minutes at which another slot is reached."""
    found, before = [], reached_slot(first.astimezone(COPENHAGEN))
    for now in minutes(first, last):
        if reached_slot(now) != before:
            found.append(now)
            before = reached_slot(now)
    return found


@pytest.mark.parametrize(("first", "last", "slot"), WEEKENDS)
def test_r10_minute_by_minute_a_slot_is_reached_once_at_half_past_six(
    first: datetime, last: datetime, slot: date
) -> None:
    """R10: 27 to 30 March and 30 October to 2 November 2027. Proof: the test below."""
    [reached] = changes(first, last)
    assert (reached.date(), reached.time()) == (slot, SLOT_TIME)


def test_r10_fails_with_a_slot_by_the_hour_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    winter = lambda slot: datetime.combine(slot, SLOT_TIME, tzinfo=UTC) - timedelta(hours=1)  # noqa: E731
    monkeypatch.setattr(slots, "slot_at", winter)
    times = [changes(first, last)[0].time() for first, last, _slot in WEEKENDS]
    assert times != [SLOT_TIME, SLOT_TIME]


def test_every_day_of_2027_has_at_most_one_slot_and_its_minute_exists_once() -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    moments = Counter(slots.slot_at(day).astimezone(UTC) for day in days if is_slot(day))
    assert set(moments.values()) == {1}
    assert {at.astimezone(COPENHAGEN).time() for at in moments} == {SLOT_TIME}


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last", "slot"), WEEKENDS)
def test_r10_the_ticks_of_the_weekend_send_each_reminder_once(
    sink: Sink, settings: Any, first: datetime, last: datetime, slot: date
) -> None:
    """Ticks through the hour that is missing or doubled, the night before and the slot itself."""
    settings.EMAIL_URL = sink.url
    lead = factories.person(email="lead@example.org")
    guideline_due(release(factories.group("TST")), lead, on=slot + timedelta(days=7))
    for now in minutes(first, last):
        local = now.astimezone(COPENHAGEN)
        if local.minute % 30 == 0 and (local.hour in (1, 2, 3) or (local.date() == slot and 5 <= local.hour <= 8)):
            tick(now)
    [mail] = Mail.objects.filter(kind="reminders", sent_at__date=slot)
    assert mail.sent_at.astimezone(COPENHAGEN).strftime("%H.%M") == "06.30"
    sent = Counter(arrival.message_id for arrival in sink.log)
    assert set(sent.values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_r10_the_loop_under_an_accelerated_clock_sends_at_the_slot(sink: Sink, settings: Any) -> None:
    """Three days of the spring weekend in four seconds, through the loop itself."""
    settings.EMAIL_URL = sink.url
    lead = factories.person(email="lead@example.org")
    guideline_due(release(factories.group("TST")), lead, on=date(2027, 4, 6))
    SlotRun.objects.create(slot_on=date(2027, 3, 23), planned_at=WEEKENDS[0][0], mails=1)
    start, begun = datetime(2027, 3, 28, 0, tzinfo=UTC), time.monotonic()
    real = clock.now()
    clock.set_offset(lambda: start - real + timedelta(seconds=(time.monotonic() - begun) * 58 * 3600 / 4))
    stop = threading.Event()
    timer = threading.Timer(4.2, stop.set)
    timer.start()
    try:
        run_loop(stop, every=0.001, look=0.001)
    finally:
        clock.set_offset(None)
        timer.join()
    assert [arrival.recipient for arrival in sink.log] == ["lead@example.org"]
    sent = Attempt.objects.get().at.astimezone(COPENHAGEN)
    assert sent.date() == date(2027, 3, 30)
    assert (sent.hour, sent.minute) >= (6, 30)


@pytest.mark.django_db
def test_r10_the_twenty_ninth_of_february(sink: Sink, settings: Any) -> None:
    """A target on a leap day has its last rung in the slot before and its late rung in the one after, once each."""
    settings.EMAIL_URL = sink.url
    lead = factories.person(email="lead@example.org")
    guideline_due(release(factories.group("TST")), lead, on=date(2028, 2, 29))
    day = datetime(2028, 2, 1, 6, 31, tzinfo=COPENHAGEN)
    while day.date() < date(2028, 3, 25):
        tick(day)
        day += timedelta(days=7)
    mailed = Occurrence.objects.filter(state="mailed").order_by("slot_on").values_list("rung", "due_on")
    assert [due_on for _rung, due_on in mailed] == [date(2028, 2, 29)] * len(mailed)
    assert [rung for rung, _due in mailed][-1] == "late_14"
    assert len({rung for rung, _due in mailed}) == len(mailed) == len(sink.log)

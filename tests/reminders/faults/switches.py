"""Protections taken away, one at a time: with a switch on, the row it belongs to must fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import reminders.dispatch as dispatch
import reminders.pace as pace
import reminders.planning as planning
import reminders.sending as sending
import reminders.smtp as smtp
import reminders.tick as ticking
from reminders.models import Mail
from tests.faults.runner import BROKEN


def without_receipts_first() -> None:
    """R1, R2: a mail is sent as soon as it is begun, as where the claim is final; who dies then loses it."""
    real = sending.begin

    def begin(fresh: Sequence[Mail], ready: Sequence[Mail], now: datetime) -> None:
        real(fresh, ready, now)
        keys = [mail.pk for mail in (*fresh, *ready)]
        Mail.objects.filter(pk__in=keys).update(state=Mail.State.SENT, token="", lease_until=None)

    dispatch.begin = begin


def without_sweep() -> None:
    """R1, R2: nobody takes back what the dead had claimed."""
    ticking.sweep = lambda now: 0


def without_token() -> None:
    """R17: who slept over its lease writes all the same, as if the mail were still its own."""
    sending._mine = lambda mail, state: Mail.objects.filter(pk=mail.pk)


def without_unknown() -> None:
    """R1: that a sender died is not written down, and its mail goes out again unexplained."""
    real = sending._receipts
    sending._receipts = lambda done, now: real([pair for pair in done if pair[1].text != sending.STOPPED], now)


def without_pace() -> None:
    """R7: every sender keeps its own pace."""
    dispatch.reserve = lambda: pace.step() / 2


def without_breaker() -> None:
    """R7: nothing stops at five times the usual."""
    planning.BREAKER_LEAST = 10**9


def without_memory() -> None:
    """R9: times are written as the clock says, though the mail's own past is later."""
    sending.not_before_its_past = dispatch.not_before_its_past = lambda mails, now: now


def without_turns() -> None:
    """R16: one connection for everybody, in the order of the queue."""
    real = ticking.Sender

    def one(lanes: Any, *rest: Any, **options: Any) -> Any:
        lanes.width = 1
        lanes.room = lambda: 0 if lanes.under_way else 1
        return real(lanes, *rest, **options)

    ticking.Sender = one


def without_scissors() -> None:
    """R16: a server that sends a byte now and then is listened to for ever."""
    smtp.Session.is_overdue = property(lambda session: False)


def without_patience() -> None:
    """R12: who is refused for now is given up."""
    sending.GIVE_UP = timedelta(0)


SWITCHES: dict[str, Callable[[], None]] = {
    **BROKEN,
    "final claim": without_receipts_first,
    "sweep": without_sweep,
    "token": without_token,
    "unknown": without_unknown,
    "pace": without_pace,
    "breaker": without_breaker,
    "memory": without_memory,
    "turns": without_turns,
    "scissors": without_scissors,
    "patience": without_patience,
}

"""The one tick that beat, the built-in loop and cron all run: take back, plan, send, give a sign of life."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from guidelines.approval.actions.whose_move import follow_holders
from reminders.approvals import plan_approvals
from reminders.digests.daily import plan_daily
from reminders.digests.quarterly import plan_quarterly
from reminders.dispatch import PATIENCE_SECONDS, Sender
from reminders.following import follow_merged
from reminders.invitations import plan_invitations
from reminders.lanes import Lanes
from reminders.models import Heartbeat
from reminders.plan_mails import plan_plan_mails
from reminders.planning import Planned, plan
from reminders.putting_back import put_back_past
from reminders.sending import sweep

BUDGET_SECONDS = 120.0
"""After so long a tick begins no further mail; the next one goes on."""

_OWN = threading.local()

log = structlog.get_logger(__name__)


@dataclass
class TickReport:
    """What a tick did; `problem` is why the mail server could not be reached, "" where it could."""

    at: datetime
    planned: Planned | None = None
    taken_back: int = 0
    sent: int = 0
    try_again: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: int = 0
    not_composed: int = 0
    problem: str = ""
    states: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def is_well(self) -> bool:
        """True where nothing stood in the way of the mails."""
        return not self.problem and not self.not_composed


class _Moment:
    """The time of the tick, which goes on while it works."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._start = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    @property
    def now(self) -> datetime:
        return self._now + timedelta(seconds=self.seconds)


def tick(now: datetime, *, patience: float = PATIENCE_SECONDS) -> TickReport:
    """Do everything that is due at `now`, and return what was done.

    When nothing else is left, slow mail servers are waited for so many seconds; the next tick of this thread asks what
    they said.

    Any number may run at the same time, on one machine or several. Raises what the database raises; then there is no
    sign of life, and after 15 minutes everybody can see it.
    """
    moment, report = _Moment(now), TickReport(at=now)
    report.taken_back = sweep(now)
    put_back_past(now)
    follow_merged(now)
    follow_holders(timezone.localdate(now))
    plan_invitations(now)
    plan_approvals(now)
    plan_plan_mails(now)
    plan_daily(now)
    report.planned = plan(now)
    plan_quarterly(now)
    lanes = _lanes()
    try:
        Sender(lanes, moment, report, budget=BUDGET_SECONDS, patience=patience).run()
    finally:
        lanes.close()
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": moment.now})
    log.debug("tick", **report.states, problem=report.problem)
    return report


def _lanes() -> Lanes:
    """The lanes of this thread; what a slow server keeps waiting stays in them from one tick to the next."""
    lanes: Lanes | None = getattr(_OWN, "lanes", None)
    if lanes is None:
        lanes = _OWN.lanes = Lanes(settings.SMTP_CONNECTIONS)
    lanes.width = settings.SMTP_CONNECTIONS
    return lanes

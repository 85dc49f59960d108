"""The one tick that beat, the built-in loop and cron all run: take back, plan, send, give a sign of life."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from guidelines.approval.actions.whose_move import follow_holders
from reminders.approvals import compose_notices, plan_approvals
from reminders.compose import Draft, compose, settle
from reminders.following import follow_merged
from reminders.inbound.tokens import return_path
from reminders.invitations import plan_invitations
from reminders.models import Heartbeat, Mail
from reminders.planning import Planned, plan
from reminders.sending import begin, claim, could_not_compose, finish, give_back, skip, sweep
from reminders.smtp import Outcome, Phase
from reminders.transport import Transport, open_transport

BATCH = 25
FRESH_SECONDS = 2.0
"""So old may the facts be when a mail's bytes are frozen; the rest of a batch is given back and read anew."""

BUDGET_SECONDS = 120.0
"""After so long a tick begins no further mail; the next one goes on."""

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


def tick(now: datetime) -> TickReport:
    """Do everything that is due at `now`, and return what was done.

    Any number may run at the same time, on one machine or several. Raises what the database raises; then there is no
    sign of life, and after 15 minutes everybody can see it.
    """
    moment, report = _Moment(now), TickReport(at=now)
    report.taken_back = sweep(now)
    follow_merged()
    follow_holders(timezone.localdate(now))
    plan_invitations(now)
    plan_approvals(now)
    report.planned = plan(now)
    transport = open_transport()
    try:
        while moment.seconds < BUDGET_SECONDS and _send_batch(transport, moment, report):
            pass
    finally:
        transport.close()
    Heartbeat.objects.update_or_create(pk=1, defaults={"at": moment.now})
    log.debug("tick", **report.states, problem=report.problem)
    return report


def _send_batch(transport: Transport, moment: _Moment, report: TickReport) -> bool:
    """Claim and send some mails; False where there is nothing more to do now."""
    mails = claim(moment.now, BATCH)
    if not mails:
        return False
    read = time.monotonic()
    drafts = {**compose(mails, moment.now), **compose_notices(mails, moment.now)}
    for number, mail in enumerate(mails):
        if number and (time.monotonic() - read > FRESH_SECONDS or moment.seconds >= BUDGET_SECONDS):
            give_back(mails[number:])
            return True
        if _send(mail, drafts.get(mail.pk), transport, moment, report) == Phase.CONNECT:
            give_back(mails[number + 1 :])
            return False
    return True


def _send(mail: Mail, draft: Draft | None, transport: Transport, moment: _Moment, report: TickReport) -> str:
    """Freeze and send one mail and write what came of it; returns the phase in which a try ended, "" without a try."""
    if draft is not None and draft.error:
        could_not_compose(mail, draft.error, moment.now)
        report.not_composed += 1
        return ""
    if not _freeze(mail, draft, moment.now):
        report.skipped += 1
        return ""
    answer = transport.hand_over(mail.address, bytes(mail.content or b""), sender=return_path(mail.key))
    finish(mail, answer, moment.now)
    report.sent += answer.outcome is Outcome.ACCEPTED
    report.try_again += answer.outcome is Outcome.TRY_AGAIN
    report.failed += answer.outcome is Outcome.REFUSED
    report.unknown += answer.outcome is Outcome.UNKNOWN
    if answer.phase == Phase.CONNECT:
        report.problem = answer.text
    return answer.phase


def _freeze(mail: Mail, draft: Draft | None, now: datetime) -> bool:
    """Commit that the mail is being sent, with its bytes; False where nothing is to be sent or the claim was lost."""
    if draft is None:
        return begin(mail, now)
    with transaction.atomic():
        if not settle(mail, draft, now):
            skip(mail, "nothing_left")
            return False
        frozen = {"content": draft.content, "subject": draft.subject, "address": draft.address, "frozen_at": now}
        if not begin(mail, now, **frozen):
            transaction.set_rollback(True)
            return False
    mail.content, mail.subject, mail.address, mail.frozen_at = draft.content, draft.subject, draft.address, now
    return True

"""Sending what is due: claim, compose, freeze, hand over on several lanes, write the receipts.

Everything that touches the database happens here, in one thread; the lanes only talk to the mail server. So a process
is one sender however many connections it has: what SQLite needs, and fewer connections for PostgreSQL.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import transaction

from reminders.approvals import compose_notices
from reminders.compose import Draft, Drafts, compose, settle
from reminders.lanes import Done, Lanes
from reminders.models import Mail
from reminders.pace import reserve, step
from reminders.putting_back import keep_note
from reminders.reasons import Action
from reminders.sending import (
    begin,
    claim,
    could_not_compose,
    domain_of,
    finish_all,
    give_back,
    not_before_its_past,
    ours,
    skip,
    waits,
)
from reminders.smtp import Outcome, Phase

FIRST_BATCH, BATCH = 10, 200
FRESH_SECONDS = 2.0
"""So old may the facts be when a mail's bytes are frozen; the rest of a batch is given back and read anew."""

SHORT_SECONDS = 0.1
"""While every lane is busy, so often is looked whether a server has turned out slow, or has let us in."""

LOOK_SECONDS = 1.0
"""While a slow server keeps a lane waiting, so often is looked whether another mail has come."""

PATIENCE_SECONDS = 30.0
"""So long a sender with nothing else to do waits for slow servers; then its next run asks what they said."""


class Report(Protocol):
    """What the sender counts into."""

    sent: int
    try_again: int
    failed: int
    unknown: int
    skipped: int
    not_composed: int
    problem: str


class Moment(Protocol):
    """The time, which goes on while we work, and how long we have worked."""

    @property
    def now(self) -> datetime:
        """This moment."""

    @property
    def seconds(self) -> float:
        """Seconds since we began."""


@dataclass
class Sender:
    """One run of a sender. `lanes` outlive it where a server is slow."""

    lanes: Lanes
    moment: Moment
    report: Report
    budget: float
    patience: float = PATIENCE_SECONDS
    waiting: list[Mail] = field(default_factory=list)
    drafts: Drafts = field(default_factory=lambda: Drafts({}))
    notices: dict[int, Draft] = field(default_factory=dict)
    unmade: Iterator[Mail] = field(default_factory=lambda: iter(()))
    read: float = 0.0
    batch: int = FIRST_BATCH

    def run(self) -> None:
        """Send until nothing is left, the budget is used up or the server cannot be reached."""
        idle_since = None
        self.finish(self._known(self.lanes.collect()))
        self.lanes.silent_domains.clear()
        try:
            while not self.report.problem:
                self.finish(self.lanes.gather(self.prepare))
                if self.send():
                    idle_since = None
                    continue
                under_way = self.lanes.under_way
                idle_since = idle_since or time.monotonic()
                if not under_way or time.monotonic() - idle_since > self.patience:
                    break
                self.finish(self.lanes.collect(LOOK_SECONDS))
        finally:
            give_back(self.waiting)
            self.waiting = []
        self.finish(self.lanes.collect(LOOK_SECONDS if self.lanes.under_way else 0.0))

    def send(self) -> bool:
        """Send some mails on their way; False where there is nothing to send, or no time.

        With a rate limit the moment of the next mail is waited for first, so that its facts are read after that.
        """
        self.drop_stale()
        if self.moment.seconds >= self.budget:
            return False
        room = self.lanes.room()
        if not room:
            self.finish(self.lanes.collect(0.0 if self.prepare() else SHORT_SECONDS))
            return True
        if step():
            if not self.waiting and not waits(self.moment.now, without=self.lanes.slow_domains):
                return False
            self.keep_pace()
            self.drop_stale()
        if not self.waiting and not self.take():
            return False
        chosen = self.choose(room)
        if not chosen:
            give_back(self.waiting)  # all to domains that are slow
            self.waiting = []
            return True
        for mail in self.freeze(chosen):
            self.lanes.hand_over(mail)
        return True

    def drop_stale(self) -> None:
        """Give the rest of a batch back whose facts are too old to be written."""
        if self.waiting and time.monotonic() - self.read > FRESH_SECONDS:
            give_back(self.waiting)
            self.waiting, self.batch = [], max(1, self.batch // 2)

    def take(self) -> bool:
        """Claim mails and read their facts, as many as can be sent while these are fresh; False where none waits."""
        apart, was_quick = step(), time.monotonic() - self.read < FRESH_SECONDS / 2
        self.batch = min(BATCH, self.batch * 2 if was_quick else self.batch)
        limit = min(self.batch, max(1, int(FRESH_SECONDS / apart))) if apart else self.batch
        self.waiting = claim(self.moment.now, limit, without=self.lanes.slow_domains)
        self.read = time.monotonic()
        if not self.waiting:
            return False
        self.drafts = compose(self.waiting, self.moment.now)
        self.notices = compose_notices(self.waiting, self.moment.now)
        self.unmade = iter(self.waiting)
        return True

    def prepare(self) -> bool:
        """Make one more draft of the batch, while the lanes are busy; False where all are made."""
        for mail in self.unmade:
            self.draft(mail)
            return True
        return False

    def draft(self, mail: Mail) -> Draft | None:
        """Return what became of a mail that has no bytes yet; None where it has."""
        return self.notices.get(mail.pk) or self.drafts.get(mail.pk)

    def choose(self, room: int) -> list[Mail]:
        """Take from the batch what may go now: no more than half of the lanes to one domain where another waits.

        With a rate limit it is one mail, whose moment has come.
        """
        slow, busy = self.lanes.slow_domains, self.lanes.domains
        most = max(1, self.lanes.width // 2) if len({domain_of(mail.address) for mail in self.waiting}) > 1 else room
        room = 1 if step() else room
        chosen: list[Mail] = []
        for mail in self.waiting:
            domain = domain_of(mail.address)
            if len(chosen) < room and domain not in slow and busy[domain] < most:
                chosen.append(mail)
                busy[domain] += 1
        if not chosen:
            chosen = [mail for mail in self.waiting if domain_of(mail.address) not in slow][:1]
        taken = {mail.pk for mail in chosen}
        self.waiting = [mail for mail in self.waiting if mail.pk not in taken]
        return chosen

    def keep_pace(self) -> None:
        """Wait for the moment of the next mail; what is answered meanwhile is written."""
        until = time.monotonic() + reserve()
        while (left := until - time.monotonic()) > 0:
            self.finish(self.lanes.collect(left))

    def freeze(self, mails: Sequence[Mail]) -> list[Mail]:
        """Commit that these mails are being sent, with their bytes, before the first byte leaves; return those."""
        made = []
        for mail in mails:
            draft = self.draft(mail)
            if draft is not None and draft.error:
                could_not_compose(mail, draft.error, self.moment.now)
                self.report.not_composed += 1
            else:
                made.append((mail, draft))
        frozen = freeze(made, self.moment.now)
        self.report.skipped += len(made) - len(frozen)
        return frozen

    def finish(self, done: Done) -> None:
        """Write the receipts and count them."""
        if not done:
            return
        finish_all(done, self.moment.now)
        for _mail, answer in done:
            self.report.sent += answer.outcome is Outcome.ACCEPTED
            self.report.try_again += answer.outcome is Outcome.TRY_AGAIN
            self.report.failed += answer.outcome is Outcome.REFUSED
            self.report.unknown += answer.outcome is Outcome.UNKNOWN
            if answer.phase == Phase.CONNECT:
                self.report.problem = answer.text or "connect"

    @staticmethod
    def _known(done: Done) -> Done:
        """What came to mails that an earlier run left on their way, and that are still there."""
        there = (
            set(Mail.objects.filter(pk__in=[mail.pk for mail, _ in done]).values_list("pk", flat=True)) if done else ()
        )
        return [(mail, answer) for mail, answer in done if mail.pk in there]


def freeze(made: Iterable[tuple[Mail, Draft | None]], now: datetime) -> list[Mail]:
    """Store that mails are being sent, and the bytes of those that have a draft; return those that are to be sent.

    A mail whose claim was lost, or that has nothing left to say, is left out.
    """
    found = list(made)
    with transaction.atomic():
        kept = ours(mail for mail, _draft in found)
        ready = [mail for mail, draft in found if mail.pk in kept and draft is None]
        fresh = [
            mail
            for mail, draft in found
            if mail.pk in kept and draft and _has_bytes(mail, draft, not_before_its_past([mail], now))
        ]
        begin(fresh, ready, now)
    return [*ready, *fresh]


def _has_bytes(mail: Mail, draft: Draft, now: datetime) -> bool:
    if not settle(mail, draft, now):
        skip(mail, "nothing_left")
        if not draft.reviews or any(action is Action.WAIT for action, _reason in draft.reviews.values()):
            keep_note(mail, now, later=not draft.reviews)
        return False
    mail.content, mail.subject, mail.address, mail.frozen_at = draft.content, draft.subject, draft.address, now
    return True

"""Several connections side by side. A lane is a thread that talks to the mail server and never to the database.

The first mail opens the way: until a server has let us in there is one lane. A lane that a server keeps waiting does
not count as busy after a while, another is opened beside it; and what stays too long in one phase is cut off.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

import structlog

from reminders.inbound.tokens import return_path
from reminders.models import Mail
from reminders.sending import domain_of
from reminders.smtp import Answer, Outcome, Phase, Session
from reminders.transport import Transport, open_transport

SLOW_SECONDS = 2.0
"""A mail that takes longer is slow: its lane no longer counts as busy, and its domain waits for it."""

SPARE_LANES = 12
"""So many lanes may be kept waiting by slow servers beside those that work."""

GATHER_SECONDS = 0.004
"""So long answers are waited for that come at once; a hundredth of what a mail elsewhere takes."""

JUST_NOW_SECONDS = 0.02
"""What was handed over longer ago is not waited for: its server takes its time."""

_BYE_SECONDS = 2.0

log = structlog.get_logger(__name__)
Done = list[tuple[Mail, Answer]]


@dataclass(eq=False)
class _Lane:
    """One thread with one session; `mail` is on its way since `since`."""

    session: Session
    jobs: SimpleQueue[Mail | None] = field(default_factory=SimpleQueue)
    thread: threading.Thread | None = None
    mail: Mail | None = None
    since: float = 0.0

    @property
    def is_slow(self) -> bool:
        return self.mail is not None and time.monotonic() - self.since > SLOW_SECONDS


class Lanes:
    """At most `width` mails on their way at once, and more where some are slow."""

    def __init__(self, width: int, transport: Callable[[], Transport] = open_transport) -> None:
        self.width = width
        self._open = transport
        self.silent_domains: set[str] = set()
        self._lanes: list[_Lane] = []
        self._answers: SimpleQueue[tuple[_Lane | None, Mail, Answer]] = SimpleQueue()
        self._inline: Transport | None = None

    @property
    def under_way(self) -> list[Mail]:
        """The mails that no answer has come to."""
        return [lane.mail for lane in self._lanes if lane.mail is not None]

    @property
    def slow_domains(self) -> set[str]:
        """The domains whose mails take long, and those to which nothing was said until it was too late."""
        slow = {domain_of(lane.mail.address) for lane in self._lanes if lane.mail is not None and lane.is_slow}
        return slow | self.silent_domains

    @property
    def domains(self) -> Counter[str]:
        """How many mails to each domain are on their way."""
        return Counter(domain_of(mail.address) for mail in self.under_way)

    def room(self) -> int:
        """How many mails may be handed over now."""
        taken = [lane for lane in self._lanes if lane.mail is not None]
        if taken and not any(lane.session.is_open for lane in self._lanes):
            return 0
        wide = self.width if any(lane.session.is_open for lane in self._lanes) else 1
        quick = sum(not lane.is_slow for lane in taken)
        return max(0, min(wide - quick, self.width + SPARE_LANES - len(taken)))

    def hand_over(self, mail: Mail) -> None:
        """Send the mail on its way."""
        lane = next((lane for lane in self._lanes if lane.mail is None), None) or self._begin()
        if isinstance(lane, _Lane):
            lane.mail, lane.since = mail, time.monotonic()
            lane.jobs.put(mail)
        else:
            self._answers.put((None, mail, _hand_over(lane, mail)))

    def collect(self, seconds: float = 0.0) -> Done:
        """Return the answers that have come; waits up to `seconds` for the first."""
        found: Done = []
        until = time.monotonic() + seconds
        while True:
            self._cut_overdue()
            try:
                left = until - time.monotonic()
                lane, mail, answer = (
                    self._answers.get_nowait() if found or left <= 0 else self._answers.get(timeout=min(left, 0.5))
                )
            except Empty:
                if found or time.monotonic() >= until:
                    return found
                continue
            if lane is not None:
                if lane.is_slow and answer.code is None and answer.outcome is not Outcome.ACCEPTED:
                    self.silent_domains.add(domain_of(mail.address))
                lane.mail = None
            found.append((mail, answer))

    def gather(self, meanwhile: Callable[[], bool] = lambda: False) -> Done:
        """Return the answers that have come, and those of mails just handed over that come in the next moment.

        A quick server answers while we wait, and what is done together costs one transaction. `meanwhile` does
        something else in that time, and returns False where there is nothing to do.
        """
        found = self.collect()
        until = time.monotonic() + GATHER_SECONDS
        while (left := until - time.monotonic()) > 0 and self._has_fresh():
            found += self.collect(0.0 if meanwhile() else left)
        return found

    def _has_fresh(self) -> bool:
        now = time.monotonic()
        return any(lane.mail is not None and now - lane.since < JUST_NOW_SECONDS for lane in self._lanes)

    def close(self) -> None:
        """Say goodbye on every lane that is idle; those that wait for an answer stay, and are asked again later."""
        idle = [lane for lane in self._lanes if lane.mail is None]
        self._lanes = [lane for lane in self._lanes if lane.mail is not None]
        for lane in idle:
            lane.jobs.put(None)
        until = time.monotonic() + _BYE_SECONDS
        for lane in idle:
            if lane.thread is not None:
                lane.thread.join(max(0.0, until - time.monotonic()))
        if self._inline is not None:
            self._inline.close()
            self._inline = None

    def _begin(self) -> _Lane | Transport:
        """Open one more lane; what goes to no server needs none."""
        transport = self._inline or self._open()
        if not isinstance(transport, Session):
            self._inline = transport
            return transport
        lane = _Lane(transport)
        lane.thread = threading.Thread(target=self._work, args=(lane,), name="lane", daemon=True)
        lane.thread.start()
        self._lanes.append(lane)
        return lane

    def _work(self, lane: _Lane) -> None:
        while (mail := lane.jobs.get()) is not None:
            self._answers.put((lane, mail, _hand_over(lane.session, mail)))
        lane.session.close()

    def _cut_overdue(self) -> None:
        for lane in self._lanes:
            if lane.mail is not None and lane.session.is_overdue:
                lane.session.cut()


def _hand_over(transport: Transport, mail: Mail) -> Answer:
    """Try once; whatever goes wrong in ourselves leaves the truth unknown."""
    try:
        return transport.hand_over(mail.address, bytes(mail.content or b""), sender=return_path(mail.key))
    except Exception as error:
        log.exception("hand_over_failed")
        return Answer(Outcome.UNKNOWN, Phase.DOT, None, f"{type(error).__name__}: {error}"[:500])

"""Who may send a mail, and what is known afterwards: claims with lease and token, receipts (reliability 2.1).

Every change of state is one conditional UPDATE on the token of the claim; who lost the claim changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from guidelines.journal.writing import Actor
from guidelines.people.actions import note_address_fault
from guidelines.people.models import Person
from reminders.models import Attempt, Mail, Occurrence, SenderHold
from reminders.rules import Reason
from reminders.smtp import Answer, Outcome, Phase

ACTOR = Actor("job", "sender", via="mail")
SPARE = timedelta(minutes=5)
"""By so much a lease exceeds the longest wait for a mail server."""

CODE_LIFE = timedelta(minutes=15)
GIVE_UP = timedelta(hours=72)
UNKNOWN_PAUSE = timedelta(minutes=30)
MAX_COMPOSING = 5
"""A mail that could not be composed so many times is parked."""

MAX_UNKNOWN = 2
"""A mail whose outcome is unknown is sent once more, and then left to a person."""

STOPPED = "the sender stopped"
DEMO_MAIL = "demo:"
"""The EMAIL_URL of the demo: mails stay in its own mailbox."""

_JITTER = 0.2
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=4)
_NO_SERVER_PAUSE = timedelta(minutes=1)
_FIRST_CODE_PAUSE, _LONGEST_CODE_PAUSE = timedelta(seconds=10), timedelta(minutes=1)


def lease() -> timedelta:
    """Return how long a claim holds: longer than any mail server may keep us waiting."""
    return timedelta(seconds=settings.EMAIL_DOT_TIMEOUT) + SPARE


def claim(now: datetime, limit: int) -> list[Mail]:
    """Take up to `limit` mails whose time has come; they are ours until the lease runs out.

    While the sender is held, reminders wait; codes and invitations go all the same. After a restore only codes go.
    """
    token = secrets.token_hex(16)
    with transaction.atomic():
        pks = list(_unlocked(may_go(now)).values_list("pk", flat=True)[:limit])
        # the state is asked again: on SQLite two readers may have found the same rows
        may_go(now).filter(pk__in=pks).update(
            state=Mail.State.CLAIMED, token=token, lease_until=now + lease(), attempts=F("attempts") + 1
        )
    mine = Mail.objects.filter(token=token).select_related("person").order_by("not_before", "id")
    return list(mine) if pks else []


def may_go(now: datetime) -> QuerySet[Mail]:
    """The mails whose time has come, but for those that a hold of the sender keeps back."""
    waiting = Mail.objects.sendable(now).order_by("not_before", "id")
    reasons = set(SenderHold.objects.filter(lifted_at=None).values_list("reason", flat=True))
    if SenderHold.Reason.RESTORED in reasons:
        return waiting.filter(kind=Mail.Kind.LOGIN_CODE)
    return waiting.exclude(kind=Mail.Kind.REMINDERS) if reasons else waiting


def _unlocked(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    if connection.features.has_select_for_update_skip_locked:
        return mails.select_for_update(skip_locked=True)
    return mails


def _mine(mail: Mail, state: str) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, token=mail.token, state=state)


def begin(mail: Mail, now: datetime, **frozen: Any) -> bool:
    """Mark the mail as being sent, before its first byte leaves; False where the claim was lost.

    `frozen` are the columns of a mail whose bytes are frozen now (address, subject, content, frozen_at).
    """
    lasting = {"state": Mail.State.SENDING, "lease_until": now + lease(), **frozen}
    return _mine(mail, Mail.State.CLAIMED).update(**lasting) == 1


def give_back(mails: Iterable[Mail]) -> None:
    """Let go of claimed mails that were not tried; it does not count as a try."""
    for mail in mails:
        _mine(mail, Mail.State.CLAIMED).update(
            state=Mail.State.PLANNED, token="", lease_until=None, attempts=F("attempts") - 1
        )


def skip(mail: Mail, reason: str) -> None:
    """End a claimed mail that has nothing left to say."""
    ended = {"state": Mail.State.SKIPPED, "token": "", "lease_until": None, "reason": reason}
    _mine(mail, Mail.State.CLAIMED).update(**ended)


def finish(mail: Mail, answer: Answer, now: datetime) -> str:
    """Write the receipt and what follows from it, and return the mail's new state; "" where the claim was lost.

    The receipt of a late writer is kept too: it explains a second copy. A refused address is marked on the person
    and its reminders become tasks.
    """
    with transaction.atomic():
        _receipt(mail, answer, now)
        changes = _consequence(mail, answer, now)
        if not _mine(mail, Mail.State.SENDING).update(token="", lease_until=None, **changes):
            return ""
        _settle_occurrences(mail, changes["state"], answer, now)
    _mark_address(mail, answer, now)
    return str(changes["state"])


def _receipt(mail: Mail, answer: Answer, now: datetime) -> None:
    Attempt.objects.create(
        mail=mail, at=now, phase=answer.phase, outcome=answer.outcome.value, code=answer.code, answer=answer.text
    )


def _consequence(mail: Mail, answer: Answer, now: datetime) -> dict[str, Any]:
    state = Mail.State
    if answer.outcome is Outcome.ACCEPTED:
        blank = {"content": None} if mail.kind == Mail.Kind.LOGIN_CODE and not _keeps_codes() else {}
        return {"state": state.SENT, "sent_at": now, "reason": "", **blank}
    if answer.outcome is Outcome.REFUSED:
        return {"state": state.FAILED, "reason": "refused"}
    if answer.outcome is Outcome.UNKNOWN:
        if mail.tries.filter(outcome=Attempt.Outcome.UNKNOWN).count() >= MAX_UNKNOWN:
            return {"state": state.PARKED, "reason": "unknown_twice"}
        return {"state": state.UNKNOWN, "not_before": now + UNKNOWN_PAUSE}
    if now - (mail.frozen_at or now) >= GIVE_UP:
        return {"state": state.FAILED, "reason": "gave_up"}
    return {"state": state.PLANNED, "not_before": now + pause(mail, answer.phase)}


def _keeps_codes() -> bool:
    """True where no mail leaves the demo: its own mailbox is the only place to read a code, for as long as it works."""
    return bool(settings.DEMO) and settings.EMAIL_URL == DEMO_MAIL


def pause(mail: Mail, phase: str) -> timedelta:
    """Return how long to wait before the next try: doubling, with up to a fifth more by chance.

    From 5 minutes to 4 hours; a minute where no server answered, which is not the mail's fault; seconds for a code
    that somebody waits for.
    """
    first, longest = _FIRST_PAUSE, _LONGEST_PAUSE
    if mail.kind == Mail.Kind.LOGIN_CODE:
        first, longest = _FIRST_CODE_PAUSE, _LONGEST_CODE_PAUSE
    elif phase == Phase.CONNECT:
        first = longest = _NO_SERVER_PAUSE
    doubled: timedelta = first * 2 ** min(max(mail.attempts - 1, 0), 20)
    return min(doubled, longest) * (1 + secrets.SystemRandom().uniform(0, _JITTER))


def _settle_occurrences(mail: Mail, state: str, answer: Answer, now: datetime) -> None:
    carried = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
    if state == Mail.State.SENT:
        carried.update(state=Occurrence.State.MAILED)
    elif state == Mail.State.FAILED:
        reason = Reason.REFUSED if answer.outcome is Outcome.REFUSED else Reason.GAVE_UP
        carried.update(state=Occurrence.State.TASK, reason=reason.value, slot_on=timezone.localdate(now))


def _mark_address(mail: Mail, answer: Answer, now: datetime) -> None:
    """Let people know what the server said: an address refused, or one that takes mail for the first time."""
    person = mail.person
    if person is None or person.email != mail.address:
        return
    if answer.outcome is Outcome.REFUSED:
        note_address_fault(person, refused=True, by=ACTOR, now=now)
    elif answer.outcome is Outcome.ACCEPTED and person.address_state == Person.AddressState.UNTRIED:
        note_address_fault(person, refused=False, by=ACTOR, now=now)


def could_not_compose(mail: Mail, error: str, now: datetime) -> None:
    """Write down why a claimed mail could not be made; the fifth time it is parked with that reason."""
    with transaction.atomic():
        _receipt(mail, Answer(Outcome.TRY_AGAIN, "compose", None, error[:500]), now)
        if mail.tries.filter(phase="compose").count() >= MAX_COMPOSING:
            changes: dict[str, Any] = {"state": Mail.State.PARKED, "reason": error[:300]}
        else:
            changes = {"state": Mail.State.PLANNED, "not_before": now + pause(mail, "compose")}
        _mine(mail, Mail.State.CLAIMED).update(token="", lease_until=None, **changes)


def sweep(now: datetime) -> int:
    """Take back what senders that died had claimed, and blank login codes that have run out; returns how many.

    A mail that was being sent is of unknown outcome; one that was only claimed is tried again as one that could not
    be composed, so that a mail which kills its sender is parked in the end.
    """
    blanked = _blank_codes(now)
    dead = [mail for mail in Mail.objects.filter(lease_until__lt=now).select_related("person") if _inherit(mail, now)]
    for mail in dead:
        if mail.state == Mail.State.SENDING:
            finish(mail, Answer(Outcome.UNKNOWN, Phase.DOT, None, STOPPED), now)
        else:
            could_not_compose(mail, STOPPED, now)
    return len(dead) + blanked


def _inherit(mail: Mail, now: datetime) -> bool:
    """Make a dead sender's mail ours; False where somebody else was faster."""
    token, before = secrets.token_hex(16), Mail.objects.filter(pk=mail.pk, token=mail.token, lease_until__lt=now)
    mail.token = token
    return before.update(token=token, lease_until=now + lease()) == 1


def _blank_codes(now: datetime) -> int:
    old = Mail.objects.filter(kind=Mail.Kind.LOGIN_CODE, created_at__lte=now - CODE_LIFE)
    unsent = old.filter(state__in=Mail.WAITING).update(state=Mail.State.SKIPPED, reason="expired", content=None)
    rest = old.exclude(content=None).exclude(state__in=[Mail.State.CLAIMED, Mail.State.SENDING])
    return unsent + rest.update(content=None)

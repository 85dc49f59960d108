"""Who may send a mail, and what is known afterwards: claims with lease and token, receipts (reliability 2.1).

Every change of state is one conditional UPDATE on the token of the claim; who lost the claim changes nothing.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now
from django.utils import timezone

from guidelines.journal.writing import Actor
from guidelines.people.actions import note_address_fault
from guidelines.people.models import Person
from reminders import marks
from reminders.models import Attempt, Mail, Occurrence, SenderHold
from reminders.rules import Reason
from reminders.smtp import Answer, Outcome, Phase

ACTOR = Actor("job", "sender", via="mail")
SPARE = timedelta(minutes=5)
"""By so much a lease exceeds the longest wait for a mail server."""

CLAIM_LEASE = timedelta(minutes=2)
"""So long a mail is kept that is claimed and not yet on its way: whoever claimed it composes and begins at once."""

CODE_LIFE = timedelta(minutes=15)
GIVE_UP = timedelta(hours=72)
UNKNOWN_PAUSE = timedelta(minutes=30)
MAX_COMPOSING = 5
"""A mail that could not be composed so many times is parked."""

MAX_UNKNOWN = 2
"""A mail whose answer was lost is sent once more, and then left to a person."""

MAX_STOPPED = 5
"""A mail whose sender died on it is sent again so many times: that says nothing of the mail, nor of the server."""

SUSPECT = 2
"""A mail that was claimed so often and never begun may kill its senders: it is claimed alone from then on."""

HORIZON = 2000
"""Among so many of the mails that wait longest a claim chooses, so that every domain has its turn."""

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


def claim(now: datetime, limit: int, *, without: Collection[str] = ()) -> list[Mail]:
    """Take up to `limit` mails whose time has come; they are ours until the lease runs out.

    While the sender is held, reminders wait; codes and invitations go all the same. After a restore only codes go.
    Codes come first and reminders last; among these each domain has its turn, but for those in `without`.
    """
    ready = may_go(now)
    for _again in range(3):  # others may have taken what was chosen
        chosen = _chosen(ready, limit, without)
        if not chosen:
            return []
        token = f"{_ALONE if len(chosen) == 1 else ''}{secrets.token_hex(16)}"[:32]
        with transaction.atomic():
            free = list(_unlocked(ready.filter(pk__in=chosen)).values_list("pk", flat=True))
            # the state is asked again: on SQLite two readers may have found the same rows
            taken = ready.filter(pk__in=free).update(
                state=Mail.State.CLAIMED, token=token, lease_until=now + CLAIM_LEASE, attempts=F("attempts") + 1
            )
        if taken:
            mine = {mail.pk: mail for mail in Mail.objects.filter(token=token).select_related("person")}
            return [mine[pk] for pk in chosen if pk in mine]
    return []


def waits(now: datetime, *, without: Collection[str] = ()) -> bool:
    """Return whether a mail could be claimed, to a domain that is none of those in `without`."""
    return _to_others(may_go(now), without).exists()


def _to_others(mails: QuerySet[Mail], domains: Collection[str]) -> QuerySet[Mail]:
    for domain in domains:
        mails = mails.exclude(address__iendswith=f"@{domain}")
    return mails


_ALONE = "alone"
_URGENCY = Case(
    When(kind=Mail.Kind.LOGIN_CODE, then=Value(0)), When(kind=Mail.Kind.REMINDERS, then=Value(2)), default=1
)


def _chosen(ready: QuerySet[Mail], limit: int, without: Collection[str]) -> list[int]:
    """The keys of the mails to take, in order; one that may kill its senders is taken alone, when it is its turn."""
    rows = _to_others(ready, without).annotate(urgency=_URGENCY).order_by("urgency", "not_before", "pk")
    turns: Counter[tuple[int, str]] = Counter()
    found: list[tuple[int, int, int, int, bool]] = []
    columns = ("pk", "address", "urgency", "attempts", "frozen_at")
    for place, (pk, address, urgency, attempts, frozen) in enumerate(rows.values_list(*columns)[:HORIZON]):
        turns[urgency, domain_of(address)] += 1
        suspect = attempts >= SUSPECT and frozen is None
        found.append((urgency, turns[urgency, domain_of(address)], place, pk, suspect))
    found.sort()
    if found and found[0][-1]:
        return [found[0][3]]
    return [pk for _urgency, _turn, _place, pk, suspect in found if not suspect][:limit]


def domain_of(address: str) -> str:
    """Return what stands behind the @ of an address, in small letters."""
    return address.rpartition("@")[2].lower()


def may_go(now: datetime) -> QuerySet[Mail]:
    """The mails whose time has come, but for those that a hold of the sender keeps back."""
    waiting = Mail.objects.sendable(now).order_by("not_before", "pk")
    reasons = set(SenderHold.objects.filter(lifted_at=None).values_list("reason", flat=True))
    if SenderHold.Reason.RESTORED in reasons:
        return waiting.filter(kind=Mail.Kind.LOGIN_CODE)
    return waiting.exclude(kind=Mail.Kind.REMINDERS) if reasons else waiting


def _unlocked(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    if connection.features.has_select_for_update_skip_locked:
        return mails.select_for_update(skip_locked=True)
    return mails


def ours(mails: Iterable[Mail]) -> set[int]:
    """Return the keys of those claimed mails that are still ours; nobody takes them from us in this transaction."""
    keys = {mail.pk: mail.token for mail in mails}
    return {pk for pk, token in marks.claimed(keys) if keys[pk] == token}


def _mine(mail: Mail, state: str) -> QuerySet[Mail]:
    return Mail.objects.filter(pk=mail.pk, token=mail.token, state=state)


def begin(fresh: Iterable[Mail], ready: Iterable[Mail], now: datetime) -> None:
    """Mark mails that are `ours` in this transaction as being sent, before their first byte leaves.

    The bytes of `fresh` are frozen now, and stored with it; `ready` has them.
    """
    marks.begun(fresh, now + lease())
    for token, pks in _by_token(ready).items():
        claimed = Mail.objects.filter(pk__in=pks, token=token, state=Mail.State.CLAIMED)
        claimed.update(state=Mail.State.SENDING, lease_until=now + lease())


def give_back(mails: Iterable[Mail]) -> None:
    """Let go of claimed mails that were not tried; it does not count as a try."""
    for token, pks in _by_token(mails).items():
        Mail.objects.filter(pk__in=pks, token=token, state=Mail.State.CLAIMED).update(
            state=Mail.State.PLANNED, token="", lease_until=None, attempts=F("attempts") - 1
        )


def _by_token(mails: Iterable[Mail]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for mail in mails:
        found[mail.token].append(mail.pk)
    return found


def skip(mail: Mail, reason: str) -> None:
    """End a claimed mail that has nothing left to say."""
    ended = {"state": Mail.State.SKIPPED, "token": "", "lease_until": None, "reason": reason}
    _mine(mail, Mail.State.CLAIMED).update(**ended)


def finish(mail: Mail, answer: Answer, now: datetime) -> str:
    """Write the receipt and what follows from it, and return the mail's new state; "" where the claim was lost.

    The receipt of a late writer is kept too: it explains a second copy. A refused address is marked on the person
    and its reminders become tasks. No time is written that lies before an earlier one of the same mail, however the
    clocks of the senders differ.
    """
    with transaction.atomic():
        marks.locked([mail.pk])
        now = not_before_its_past([mail], now)
        _receipts([(mail, answer)], now)
        changes = _consequence(mail, answer, now)
        if not _mine(mail, Mail.State.SENDING).update(token="", lease_until=None, **changes):
            return ""
        _settle_occurrences(mail, changes["state"], answer, now)
    _mark_address(mail, answer, now)
    return str(changes["state"])


def finish_all(done: Sequence[tuple[Mail, Answer]], now: datetime) -> None:
    """Write what became of some mails: those that were taken in one transaction, the others one by one."""
    taken = [(mail, answer) for mail, answer in done if _is_plain(mail, answer)]
    for mail, answer in done:
        if not _is_plain(mail, answer):
            finish(mail, answer, now)
    if not taken:
        return
    mails = [mail for mail, _answer in taken]
    with transaction.atomic():
        marks.locked([mail.pk for mail in mails])
        now = not_before_its_past(mails, now)
        _receipts(taken, now)
        for token, pks in _by_token(mails).items():
            marks.sent(pks, token, now)
    for mail, answer in taken:
        _mark_address(mail, answer, now)


def _is_plain(mail: Mail, answer: Answer) -> bool:
    return answer.outcome is Outcome.ACCEPTED and mail.kind != Mail.Kind.LOGIN_CODE


def not_before_its_past(mails: Sequence[Mail], now: datetime) -> datetime:
    """Return `now`, or the last moment that was written of one of these mails where that lies later.

    Of a mail on its way somebody else may have written, whose clock is ahead: it thought us dead. So nobody else may
    write of it between this and what is written next: it is locked, or we hold its claim.
    """
    retried = [mail.pk for mail in mails if mail.attempts > 1 or mail.frozen_at]
    past = [now, *(mail.frozen_at or mail.created_at for mail in mails)]
    if retried:
        past += Attempt.objects.filter(mail__in=retried).order_by("-at").values_list("at", flat=True)[:1]
    return max(past)


def _receipts(done: Sequence[tuple[Mail, Answer]], now: datetime) -> None:
    Attempt.objects.bulk_create(
        Attempt(
            mail=mail, at=now, phase=answer.phase, outcome=answer.outcome.value, code=answer.code, answer=answer.text
        )
        for mail, answer in done
    )


def _consequence(mail: Mail, answer: Answer, now: datetime) -> dict[str, Any]:
    state = Mail.State
    if answer.outcome is Outcome.ACCEPTED:
        blank = {"content": None} if mail.kind == Mail.Kind.LOGIN_CODE and not _keeps_codes() else {}
        return {"state": state.SENT, "sent_at": now, "reason": "", **blank}
    if answer.outcome is Outcome.REFUSED:
        return {"state": state.FAILED, "reason": "refused"}
    if answer.outcome is Outcome.UNKNOWN:
        words = list(mail.tries.filter(outcome=Attempt.Outcome.UNKNOWN).values_list("answer", flat=True))
        if len(words) - words.count(STOPPED) >= MAX_UNKNOWN or len(words) >= MAX_STOPPED:
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
        marks.locked([mail.pk])
        now = not_before_its_past([mail], now)
        _receipts([(mail, Answer(Outcome.TRY_AGAIN, "compose", None, error[:500]))], now)
        if mail.tries.filter(phase="compose").count() >= MAX_COMPOSING:
            changes: dict[str, Any] = {"state": Mail.State.PARKED, "reason": error[:300]}
        else:
            changes = {"state": Mail.State.PLANNED, "not_before": now + pause(mail, "compose")}
        _mine(mail, Mail.State.CLAIMED).update(token="", lease_until=None, **changes)


def sweep(now: datetime) -> int:
    """Take back what senders that died had claimed, and blank login codes that have run out; returns how many.

    A mail that was being sent is of unknown outcome. One that was only claimed, among others, is free again; one that
    was claimed alone is tried again as one that could not be composed, so that a mail which kills its sender is parked
    in the end. What a sender thought dead has told since is believed: a mail that was taken is not sent again.
    """
    blanked = _blank_codes()
    late = _believe_the_late()
    dead = list(Mail.objects.filter(lease_until__lt=now).select_related("person"))
    return blanked + late + sum(_take_back(mail, now) for mail in dead)


def _take_back(mail: Mail, now: datetime) -> bool:
    is_alone = mail.token.startswith(_ALONE)
    if mail.state == Mail.State.CLAIMED and not is_alone:
        free = {"state": Mail.State.PLANNED, "token": "", "lease_until": None}
        return _mine(mail, Mail.State.CLAIMED).filter(lease_until__lt=now).update(**free) == 1
    if not _inherit(mail, now):
        return False
    if mail.state == Mail.State.SENDING:
        finish(mail, Answer(Outcome.UNKNOWN, Phase.DOT, None, STOPPED), now)
    else:
        could_not_compose(mail, STOPPED, now)
    return True


def _believe_the_late() -> int:
    """Let a mail be sent whose newest receipt says so, though its sender came too late to write more."""
    believed = 0
    for mail in Mail.objects.filter(state=Mail.State.UNKNOWN, tries__outcome=Attempt.Outcome.ACCEPTED).distinct():
        newest = mail.tries.order_by("-pk")[0]
        if newest.outcome != Attempt.Outcome.ACCEPTED:
            continue
        with transaction.atomic():
            sent = {"state": Mail.State.SENT, "sent_at": newest.at, "reason": ""}
            if _mine(mail, Mail.State.UNKNOWN).update(**sent):
                carried = Occurrence.objects.filter(mail=mail, state=Occurrence.State.PLANNED)
                carried.update(state=Occurrence.State.MAILED)
                believed += 1
    return believed


def _inherit(mail: Mail, now: datetime) -> bool:
    """Make a dead sender's mail ours; False where somebody else was faster."""
    token, before = secrets.token_hex(16), Mail.objects.filter(pk=mail.pk, token=mail.token, lease_until__lt=now)
    mail.token = token
    return before.update(token=token, lease_until=now + lease()) == 1


def _blank_codes() -> int:
    """The database alone tells how old a code is: by a clock that is ahead, a fresh one would have run out unsent."""
    old = Mail.objects.filter(kind=Mail.Kind.LOGIN_CODE, stored_at__lte=Now() - CODE_LIFE)
    unsent = old.filter(state__in=Mail.WAITING).update(state=Mail.State.SKIPPED, reason="expired", content=None)
    rest = old.exclude(content=None).exclude(state__in=[Mail.State.CLAIMED, Mail.State.SENDING])
    return unsent + rest.update(content=None)

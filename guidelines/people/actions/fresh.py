"""Fresh factors for sign-offs (foundations 24): a code mailed for one act, or the app's. No session counts as one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from guidelines.people import rules
from guidelines.people.actions.codes import Try
from guidelines.people.actions.second_factor import count_guess, lock_account, try_totp
from guidelines.people.models import FreshCode, User
from guidelines.people.rules import Factor

_SALT = "guidelines.people.fresh"


@dataclass(frozen=True)
class GivenFresh:
    """A code that is to reach its user, for the act that `bound_to` names."""

    code: str
    user: User
    bound_to: str


def give_fresh_code(
    user: User, *, bound_to: str, deliver: Callable[[GivenFresh], None], now: datetime
) -> GivenFresh | None:
    """Return a new code, valid five minutes for this user and act alone; None after too many requests in an hour.

    It replaces the one given before for the same act. `deliver` mails it and is part of the transaction: there is no
    code without its mail. `bound_to` is at most 120 characters, such as "{step}:{sha256}".
    """
    with transaction.atomic():
        tally = lock_account(user, now)
        if tally is None or len(tally.requests) >= rules.FRESH_REQUESTS_PER_HOUR:
            return None
        tally.requests = [*tally.requests, now.timestamp()]
        tally.last_at = now
        tally.save(update_fields=["requests", "last_at"])
        mine = FreshCode.objects.filter(user=user)
        mine.filter(given_at__lt=now - timedelta(seconds=rules.HOUR)).delete()
        mine.filter(bound_to=bound_to, used_at=None).update(used_at=now)
        code = "".join(secrets.choice("0123456789") for _ in range(rules.CODE_DIGITS))
        FreshCode.objects.create(user=user, bound_to=bound_to, digest=_digest(user, bound_to, code), given_at=now)
        given = GivenFresh(code, user, bound_to)
        deliver(given)
    return given


def try_fresh(
    user: User, *, bound_to: str, code: str, now: datetime, only_totp: bool = False, page: UUID | None = None
) -> Factor | Try:
    """Return which factor the code is; else why not: Try.WRONG, SPENT or TOO_MANY. Each code works once.

    `page` is the key of the page it was typed on: that very page, sent again within five minutes, is told the same,
    because it leads to one act at most (reliability A5: a double press). With `only_totp` a mailed code is not looked
    at. At most ten wrong guesses per account and hour at both factors together, counted apart from sign-in. It must not
    be called inside a transaction (RuntimeError): the count, and that the code is used, stand whatever becomes of the
    act.
    """
    with transaction.atomic(durable=True):
        tally = lock_account(user, now)
        if tally is None or len(tally.guesses) >= rules.GUESSES_PER_HOUR:
            return Try.TOO_MANY
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            return Try.SPENT
        typed = _Typed(user, page, bound_to, code)
        found = _typed_before(typed, now, only_totp)
        if found is not None:
            return found
        mailed = None if only_totp else _try_mailed(user, bound_to, code, now)
        if mailed is Try.RIGHT:
            return _noted(typed, Factor.CODE, now)
        shown = try_totp(user, code, now)
        if shown is Try.RIGHT:
            return _noted(typed, Factor.TOTP, now)
        count_guess(tally, now)
    answers = {mailed, shown}
    return Try.SPENT if Try.SPENT in answers or answers == {None} else Try.WRONG


@dataclass(frozen=True)
class _Typed:
    """A code as it was typed on a page; `page` is None where it may not be sent again."""

    user: User
    page: UUID | None
    bound_to: str
    code: str

    @property
    def row(self) -> str:
        """What the row that keeps it is bound to: the page alone, so that no code is mailed for the same."""
        return f"page:{self.page}"

    def digest(self, factor: Factor) -> str:
        return _digest(self.user, f"{self.page} {factor} {self.bound_to}", rules.plain_code(self.code))


def _typed_before(typed: _Typed, now: datetime, only_totp: bool) -> Factor | None:
    """Return which factor the very same page was found to hold a moment ago, None where it was not."""
    if typed.page is None:
        return None
    kept = FreshCode.objects.filter(user=typed.user, bound_to=typed.row, used_at__gt=now - rules.FRESH_FOR)
    digests = list(kept.values_list("digest", flat=True))
    factors = (Factor.TOTP,) if only_totp else (Factor.CODE, Factor.TOTP)
    return next((one for one in factors if any(constant_time_compare(typed.digest(one), it) for it in digests)), None)


def _noted(typed: _Typed, factor: Factor, now: datetime) -> Factor:
    """Keep on which page the factor was shown, and return it."""
    if typed.page is not None:
        facts = {"digest": typed.digest(factor), "given_at": now, "used_at": now}
        FreshCode.objects.create(user=typed.user, bound_to=typed.row, **facts)
    return factor


def _try_mailed(user: User, bound_to: str, code: str, now: datetime) -> Try | None:
    """Compare with the codes mailed for the act, under the lock of the account; None where none is waited for."""
    typed = _digest(user, bound_to, rules.plain_code(code))
    given = list(FreshCode.objects.filter(user=user, bound_to=bound_to))
    fits = [one for one in given if constant_time_compare(one.digest, typed)]
    live = [one for one in given if _is_live(one, now)]
    if not live:
        return Try.SPENT if fits else None
    if any(one in live for one in fits):
        FreshCode.objects.filter(pk__in=[one.pk for one in live]).update(used_at=now)
        return Try.RIGHT
    for one in live:
        one.guesses += 1
        one.save(update_fields=["guesses"])
    return Try.SPENT if fits else Try.WRONG


def _is_live(given: FreshCode, now: datetime) -> bool:
    in_time = given.given_at <= now < given.given_at + rules.FRESH_FOR
    return given.used_at is None and in_time and given.guesses < rules.GUESSES_PER_CODE


def _digest(user: User, bound_to: str, code: str) -> str:
    return salted_hmac(f"{_SALT} {user.pk} {bound_to}", code, algorithm="sha256").hexdigest()

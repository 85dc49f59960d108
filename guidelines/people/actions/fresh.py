"""Fresh factors for sign-offs (foundations 24): a code mailed for one act, or the app's. No session counts as one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def try_fresh(user: User, *, bound_to: str, code: str, now: datetime, only_totp: bool = False) -> Factor | Try:
    """Return which factor the code is; else why not: Try.WRONG, SPENT or TOO_MANY. Each code works once.

    With `only_totp` a mailed code is not looked at. At most ten wrong guesses per account and hour at both factors
    together, counted apart from sign-in. It must not be called inside a transaction (RuntimeError): the count, and that
    the code is used, stand whatever becomes of the act.
    """
    with transaction.atomic(durable=True):
        tally = lock_account(user, now)
        if tally is None or len(tally.guesses) >= rules.GUESSES_PER_HOUR:
            return Try.TOO_MANY
        if not User.objects.filter(pk=user.pk, is_active=True).exists():
            return Try.SPENT
        mailed = None if only_totp else _try_mailed(user, bound_to, code, now)
        if mailed is Try.RIGHT:
            return Factor.CODE
        shown = try_totp(user, code, now)
        if shown is Try.RIGHT:
            return Factor.TOTP
        count_guess(tally, now)
    answers = {mailed, shown}
    return Try.SPENT if Try.SPENT in answers or answers == {None} else Try.WRONG


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

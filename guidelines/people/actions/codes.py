"""Verbs of sign-in: give a code, try one. Counts are taken under a lock, so that they are exact (reliability C7)."""

from __future__ import annotations

import enum
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from guidelines.people import rules
from guidelines.people.models import SignInCode, SignInTally, User

_SALT = "guidelines.people.sign_in"
_FORGET = 500  # rows at a time


@dataclass(frozen=True)
class GivenCode:
    """A request for a code. `code` is to be mailed to `user`; with `user` None nobody is written to."""

    key: UUID
    code: str
    user: User | None


def give_code(email: str, *, deliver: Callable[[GivenCode], None], device: str = "", now: datetime) -> GivenCode | None:
    """Return a new code for an address, known or not, valid 15 minutes; None after too many requests in an hour.

    An unknown address gets a row and a code like a known one, and no user. `deliver` mails the code and is part of the
    transaction: there is no code without its mail. `device` is `device_mark` of an account that has signed in with
    this browser before; its counts are kept apart, so that nobody can lock the owner out.
    """
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
        is_known_device = user is not None and device.startswith(f"{user.pk}.")
        tally = _tally(email, device if is_known_device else "", now)
        if tally is None or len(tally.requests) >= rules.REQUESTS_PER_HOUR:
            return None
        _remember(tally, "requests", now)
        _forget_old(now)
        code = "".join(secrets.choice("0123456789") for _ in range(rules.CODE_DIGITS))
        made = SignInCode(user=user, tally=tally.key, expires_at=now + rules.CODE_VALID)
        made.digest = _digest(made.key, code)
        made.save(force_insert=True)
        given = GivenCode(made.key, code, user)
        deliver(given)
    return given


def device_mark(user: User) -> str:
    """Return a new mark for the browser that has just signed in; it goes into a signed cookie and nowhere else."""
    return f"{user.pk}.{secrets.token_urlsafe(12)}"


class Try(enum.StrEnum):
    """What came of a guess."""

    RIGHT = "right"
    WRONG = "wrong"
    SPENT = "spent"  # expired, used, replaced or guessed too often: ask for a new code
    TOO_MANY = "too_many"  # this address may be tried again in an hour


def try_code(key: UUID, code: str, *, now: datetime) -> tuple[Try, User | None]:
    """Compare a code with the one that was mailed; the user only where it is right. A right code works once."""
    with transaction.atomic():
        given = SignInCode.objects.filter(pk=key).first()
        tally = SignInTally.objects.select_for_update().filter(pk=given.tally).first() if given else None
        given = SignInCode.objects.select_for_update().select_related(None).filter(pk=key).first()
        if given is None or tally is None or given.expires_at <= now or given.guesses >= rules.GUESSES_PER_CODE:
            return Try.SPENT, None
        tally.guesses = rules.recent(tally.guesses, now.timestamp())
        if len(tally.guesses) >= rules.GUESSES_PER_HOUR:
            return Try.TOO_MANY, None
        if not constant_time_compare(given.digest, _digest(key, "".join(code.split()))) or given.user_id is None:
            _remember(tally, "guesses", now)
            given.guesses += 1
            given.save(update_fields=["guesses"])
            return Try.WRONG, None
        return _used(given, tally)


def _used(given: SignInCode, tally: SignInTally) -> tuple[Try, User | None]:
    user = User.objects.filter(pk=given.user_id or 0, is_active=True).first()
    SignInCode.objects.filter(user=given.user_id).delete()
    if user is None:
        return Try.SPENT, None
    SignInTally.objects.filter(pk=tally.pk).update(requests=[], guesses=[])
    return Try.RIGHT, user


def _tally(email: str, device: str, now: datetime) -> SignInTally | None:
    """Return the address's count under a lock, with the last hour's requests and guesses in it."""
    key = salted_hmac(_SALT, f"{email.strip().lower()} {device}", algorithm="sha256").hexdigest()
    SignInTally.objects.bulk_create([SignInTally(key=key, last_at=now)], ignore_conflicts=True)
    tally = SignInTally.objects.select_for_update().filter(pk=key).first()
    if tally is not None:
        tally.requests = rules.recent(tally.requests, now.timestamp())
    return tally


def _remember(tally: SignInTally, what: str, now: datetime) -> None:
    setattr(tally, what, [*getattr(tally, what), now.timestamp()])
    tally.last_at = now
    tally.save(update_fields=[what, "last_at"])


def _forget_old(now: datetime) -> None:
    """Delete what counts no longer: codes that expired, and counts that nobody added to for an hour.

    Rows that somebody else holds are left for the next time: two that wait for each other would be a deadlock.
    """
    hour_ago = now - timedelta(seconds=rules.HOUR)
    codes = SignInCode.objects.select_for_update(skip_locked=True).filter(expires_at__lte=now)
    tallies = SignInTally.objects.select_for_update(skip_locked=True).filter(last_at__lt=hour_ago)
    SignInCode.objects.filter(pk__in=list(codes.values_list("pk", flat=True)[:_FORGET])).delete()
    SignInTally.objects.filter(pk__in=list(tallies.values_list("pk", flat=True)[:_FORGET])).delete()


def _digest(key: UUID, code: str) -> str:
    return salted_hmac(f"{_SALT} {key}", code, algorithm="sha256").hexdigest()

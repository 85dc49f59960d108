"""Verbs of the second factor: an app's codes (TOTP, RFC 6238) and backup codes, kept with allauth's authenticators.

A code of the app works once, and none older than it works after it; allauth keeps that in a cache, which every process
has of its own, so it is kept in the row here. Guesses are counted per account under a lock (reliability C10).
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people import rules
from guidelines.people.actions.codes import Try
from guidelines.people.models import Person, SignInTally, User
from guidelines.people.notice_mail import tell_second_factor

_SALT = "guidelines.people.second_factor"


def new_secret() -> str:
    """Return a new secret for an app, as the text that people type (base32, 160 bits)."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def has_second_factor(user: User) -> bool:
    """True for an account with an app."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, None where it is not the present one's nor the one's before."""
    typed = rules.plain_code(code)
    found = None
    for step in rules.totp_steps(now.timestamp()):
        if constant_time_compare(typed, format_hotp_value(hotp_value(secret, step))):
            found = step
    return found


def set_second_factor(user: User, *, secret: str, code: str, by: Actor, now: datetime) -> list[str]:
    """Take an app as the account's second factor, and return the backup codes, which are shown this once; the
    account's address is told.

    `code` is the app's own, to show that it works. Who calls it has asked for a mailed code as well: a stolen session
    must not bring a factor of its own. Raises Refused for a wrong code, and where there is a second factor already.
    """
    step = matching_step(secret, code, now)
    if step is None:
        raise Refused(_("That is not the code the app shows now. Codes change every 30 seconds."))
    backup = ["".join(secrets.choice(rules.BACKUP_LETTERS) for _n in range(rules.BACKUP_LENGTH)) for _n in _backup()]
    data = {"secret": encrypt(secret), "last_step": step, "backup": [_digest(user, one) for one in backup]}
    with writing(by, now=now) as journal:
        _lock(user, now)
        if has_second_factor(user):
            raise Refused(_("Two-step sign-in is set up already."))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data, created_at=now)
        journal.record("second_factor_set", _subject(user))
        tell_second_factor(user, is_set=True, is_own=True, at=now)
    return backup


def remove_second_factor(user: User, *, by: Actor, now: datetime) -> None:
    """Take the account's second factor away, and tell its address; raises Refused where there is none.

    Who calls it has tried a code of it, or is the secretariat for somebody who lost the telephone.
    """
    with writing(by, now=now) as journal:
        _lock(user, now)
        if not has_second_factor(user):
            raise Refused(_("Two-step sign-in is not set up."))
        Authenticator.objects.filter(user=user).delete()
        subject = _subject(user)
        journal.record("second_factor_removed", subject)
        is_own = by.key in (f"person:{subject.pk}", f"user:{user.pk}")
        tell_second_factor(user, is_set=False, is_own=is_own, at=now)


def try_second_factor(user: User, code: str, *, now: datetime) -> Try:
    """Compare a code with those of the app and the backup codes; each works once. Not inside a transaction.

    At most ten wrong ones per account and hour, those of sign-offs among them; the count stands whatever follows.
    """
    with transaction.atomic(durable=True):
        tally = _lock(user, now)
        if tally is None or len(tally.guesses) >= rules.GUESSES_PER_HOUR:
            return Try.TOO_MANY
        came_of_it = try_totp(user, code, now)
        if came_of_it not in (Try.RIGHT, Try.SPENT) and _take_backup(user, code):
            came_of_it = Try.RIGHT
        if came_of_it is not Try.RIGHT:
            count_guess(tally, now)
    return came_of_it or Try.WRONG


def try_totp(user: User, code: str, now: datetime) -> Try | None:
    """Compare a code with the app's, under the lock of the account; None where the account has no app.

    SPENT: it was used, or a later one was. Where another SECRET_KEY encrypted the app's secret, every code is WRONG.
    """
    factor = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return None
    try:
        step = matching_step(decrypt(factor.data["secret"]), code, now)
    except InvalidToken:
        return Try.WRONG
    if step is None:
        return Try.WRONG
    if step <= factor.data.get("last_step", 0):
        return Try.SPENT
    factor.data["last_step"] = step
    factor.last_used_at = now
    factor.save(update_fields=["data", "last_used_at"])
    return Try.RIGHT


def lock_account(user: User, now: datetime) -> SignInTally | None:
    """Return the account's count of guesses at fresh and second factors under a lock, those of the last hour in it."""
    return _lock(user, now)


def count_guess(tally: SignInTally, now: datetime) -> None:
    """Add a wrong guess to a count that is locked."""
    tally.guesses = [*tally.guesses, now.timestamp()]
    tally.last_at = now
    tally.save(update_fields=["guesses", "last_at"])


def _lock(user: User, now: datetime) -> SignInTally | None:
    key = salted_hmac(_SALT, str(user.pk), algorithm="sha256").hexdigest()
    SignInTally.objects.bulk_create([SignInTally(key=key, last_at=now)], ignore_conflicts=True)
    tally = SignInTally.objects.select_for_update().filter(pk=key).first()
    if tally is not None:
        tally.guesses = rules.recent(tally.guesses, now.timestamp())
        tally.requests = rules.recent(tally.requests, now.timestamp())
    return tally


def _take_backup(user: User, code: str) -> bool:
    """True where it is one of the backup codes, which is then gone."""
    factor = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.TOTP).first()
    known: Sequence[str] = factor.data.get("backup", []) if factor is not None else []
    typed = _digest(user, rules.plain_code(code))
    left = [digest for digest in known if not constant_time_compare(digest, typed)]
    if factor is None or len(left) == len(known):
        return False
    factor.data["backup"] = left
    factor.save(update_fields=["data"])
    return True


def _backup() -> range:
    return range(rules.BACKUP_CODES)


def _digest(user: User, code: str) -> str:
    return salted_hmac(f"{_SALT} backup {user.pk}", code, algorithm="sha256").hexdigest()


def _subject(user: User) -> Person | User:
    """Return whose history it belongs to."""
    return Person.objects.filter(user=user).first() or user

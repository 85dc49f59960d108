"""A9 and C10: what counts as a fresh factor for a sign-off, and what does not. Each protection has its switch."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection, transaction

from guidelines.journal.models import Event
from guidelines.models import FreshCode, SignInTally, User
from guidelines.people import rules
from guidelines.people.actions import (
    GivenFresh,
    Try,
    give_code,
    give_fresh_code,
    has_second_factor,
    new_secret,
    remove_second_factor,
    second_factor,
    set_second_factor,
    try_code,
    try_fresh,
    try_second_factor,
)
from guidelines.people.fresh_mail import by_mail
from guidelines.people.rules import Factor
from reminders.models import Mail
from reminders.reading import show
from tests import factories
from tests.people.conftest import BY, NOW, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.both]

STEP = f"17:{'a' * 64}"
SECRET = new_secret()


@pytest.fixture
def user() -> User:
    return factories.user_for(factories.secretariat())


def mailed(user: User, bound_to: str = STEP, now: datetime = NOW) -> str:
    given = give_fresh_code(user, bound_to=bound_to, deliver=lambda _given: None, now=now)
    assert given is not None
    return given.code


def tried(user: User, code: str, *, bound_to: str = STEP, now: datetime = NOW, only_totp: bool = False) -> Factor | Try:
    return try_fresh(user, bound_to=bound_to, code=code, now=now, only_totp=only_totp)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def app_code(now: datetime = NOW, secret: str = SECRET, steps_ago: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // 30 - steps_ago))


def with_app(user: User, secret: str = SECRET) -> list[str]:
    """Give the account an app a minute before NOW, and return its backup codes."""
    before = NOW - timedelta(minutes=1)
    return set_second_factor(user, secret=secret, code=app_code(before, secret), by=BY, now=before)


# --- A9: the mailed code


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, Factor.CODE), (299, Factor.CODE), (300, Try.SPENT), (-1, Try.SPENT)]
)
def test_a_code_is_fresh_for_five_minutes(user: User, seconds: int, expected: Factor | Try) -> None:
    assert tried(user, mailed(user), now=NOW + timedelta(seconds=seconds)) is expected


def test_a_code_works_once(user: User) -> None:
    code = mailed(user)
    assert [tried(user, code), tried(user, code)] == [Factor.CODE, Try.SPENT]


def test_a_code_is_for_its_document_its_step_and_its_user(user: User) -> None:
    code, stranger = mailed(user), factories.user_for(factories.reader())
    assert tried(user, code, bound_to=f"17:{'b' * 64}") is Try.SPENT
    assert tried(user, code, bound_to=f"18:{'a' * 64}") is Try.SPENT
    assert tried(stranger, code) is Try.SPENT
    other_code = mailed(stranger)
    while other_code == code:
        other_code = mailed(stranger)
    assert tried(user, other_code) is Try.WRONG
    assert tried(user, code) is Factor.CODE


def test_the_latest_code_counts(user: User) -> None:
    first, second = mailed(user), mailed(user)
    while first == second:
        second = mailed(user)
    assert [tried(user, first), tried(user, second)] == [Try.SPENT, Factor.CODE]


def test_a_session_alone_is_never_fresh(user: User) -> None:
    """Neither a sign-in a moment ago, nor its code."""
    given = give_code(user.email, deliver=lambda _given: None, now=NOW)
    assert given is not None
    assert tried(user, given.code) is Try.SPENT
    assert try_code(given.key, given.code, now=NOW)[0] is Try.RIGHT
    assert [tried(user, given.code), tried(user, "")] == [Try.SPENT, Try.SPENT]


def test_a_stopped_account_has_no_fresh_factor(user: User) -> None:
    code = mailed(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert tried(user, code) is Try.SPENT


def test_a_group_that_asks_for_an_app_takes_no_mailed_code(user: User) -> None:
    code = mailed(user)
    assert tried(user, code, only_totp=True) is Try.SPENT
    with_app(user)
    assert tried(user, code, only_totp=True) is Try.WRONG
    assert tried(user, app_code(), only_totp=True) is Factor.TOTP


@pytest.mark.parametrize(
    ("protection", "value"), [("FRESH_FOR", timedelta(hours=2)), ("GUESSES_PER_HOUR", 99), ("GUESSES_PER_CODE", 99)]
)
def test_the_switches(user: User, monkeypatch: pytest.MonkeyPatch, protection: str, value: object) -> None:
    """Without its protection each of these would go through."""

    def attacks() -> dict[str, Factor | Try]:
        User.objects.filter(pk=user.pk).update(is_active=True)
        SignInTally.objects.all().delete()
        old = mailed(user)
        late = tried(user, old, now=NOW + timedelta(hours=1))
        SignInTally.objects.all().delete()
        code = mailed(user)
        for _n in range(5):
            tried(user, other(code))
        after_five = tried(user, code)
        SignInTally.objects.all().delete()
        for _n in range(3):
            code = mailed(user)
            for _m in range(4):
                tried(user, other(code))
        return {"FRESH_FOR": late, "GUESSES_PER_CODE": after_five, "GUESSES_PER_HOUR": tried(user, code)}

    assert attacks() == {"FRESH_FOR": Try.SPENT, "GUESSES_PER_CODE": Try.SPENT, "GUESSES_PER_HOUR": Try.TOO_MANY}
    monkeypatch.setattr(rules, protection, value)
    assert attacks()[protection] is Factor.CODE


# --- C10: the app


def test_the_same_code_twice_and_an_old_step_are_refused(user: User) -> None:
    with_app(user)
    assert tried(user, app_code(steps_ago=2)) is Try.WRONG
    assert tried(user, app_code(steps_ago=-1)) is Try.WRONG
    assert tried(user, app_code()) is Factor.TOTP
    assert tried(user, app_code()) is Try.SPENT
    assert tried(user, app_code(steps_ago=1)) is Try.SPENT
    assert try_second_factor(user, app_code(), now=NOW) is Try.SPENT
    later = NOW + timedelta(seconds=60)
    assert tried(user, app_code(later, steps_ago=1), now=later) is Factor.TOTP


def test_the_code_that_set_it_up_does_not_sign(user: User) -> None:
    set_second_factor(user, secret=SECRET, code=app_code(), by=BY, now=NOW)
    assert tried(user, app_code()) is Try.SPENT


def test_without_the_row_kept_a_replay_would_go_through(user: User) -> None:
    with_app(user)
    assert tried(user, app_code()) is Factor.TOTP
    factor = Authenticator.objects.get(user=user)
    factor.data["last_step"] = 0
    factor.save()
    assert tried(user, app_code()) is Factor.TOTP


def test_anothers_app_is_refused(user: User) -> None:
    stranger, secret = factories.user_for(factories.reader()), new_secret()
    with_app(user)
    with_app(stranger, secret)
    assert app_code() != app_code(secret=secret)
    assert tried(user, app_code(secret=secret)) is Try.WRONG


def test_a_thousand_guesses_are_ten(user: User) -> None:
    with_app(user)
    mailed(user)
    answers = [tried(user, "000000" if number % 2 else "x") for number in range(1000)]
    assert answers.count(Try.TOO_MANY) == 990
    assert tried(user, app_code()) is Try.TOO_MANY
    assert try_second_factor(user, app_code(), now=NOW) is Try.TOO_MANY
    later = NOW + timedelta(hours=1)
    assert tried(user, app_code(later), now=later) is Factor.TOTP


def test_nobody_is_locked_out_of_sign_in(user: User) -> None:
    for _n in range(20):
        tried(user, "x")
    given = give_code(user.email, deliver=lambda _given: None, now=NOW)
    assert given is not None
    assert try_code(given.key, given.code, now=NOW) == (Try.RIGHT, user)


def test_backup_codes_are_hashed_and_work_once_and_never_sign(user: User) -> None:
    codes = with_app(user)
    stored = str(Authenticator.objects.get(user=user).data)
    assert (len(codes), [code for code in codes if code in stored]) == (8, [])
    assert tried(user, codes[0]) is Try.WRONG
    spaced = f"{codes[0][:5].upper()}-{codes[0][5:]}"
    assert [try_second_factor(user, code, now=NOW) for code in (spaced, codes[0], codes[1])] == [
        Try.RIGHT,
        Try.WRONG,
        Try.RIGHT,
    ]
    stranger = factories.user_for(factories.reader())
    with_app(stranger, new_secret())
    assert try_second_factor(stranger, codes[2], now=NOW) is Try.WRONG


def test_the_secret_is_not_in_the_database(user: User) -> None:
    with_app(user)
    first = stored_text()
    assert (SECRET in first, base64.b32decode(SECRET) in raw_bytes(first)) == (False, False)
    Authenticator.objects.all().delete()
    with_app(user)
    assert stored_text() != first
    assert tried(user, app_code()) is Factor.TOTP


def test_a_secret_stored_in_clear_before_still_works(user: User) -> None:
    with_app(user)
    Authenticator.objects.update(data={"secret": SECRET, "last_step": 0, "backup": []})
    assert tried(user, app_code()) is Factor.TOTP
    assert tried(user, app_code(secret=new_secret())) is Try.WRONG


def test_a_secret_is_read_by_the_key_that_wrote_it(user: User, settings: Any) -> None:
    with_app(user)
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    assert tried(user, app_code()) is Try.WRONG
    settings.SECRET_KEY_FALLBACKS = [before]
    assert tried(user, app_code()) is Factor.TOTP


def stored_text() -> str:
    """What stands in the column of the one app there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM mfa_authenticator")
        [[stored]] = cursor.fetchall()
    return stored if isinstance(stored, str) else json.dumps(stored)


def raw_bytes(stored: str) -> bytes:
    return base64.urlsafe_b64decode(json.loads(stored)["secret"].partition(":")[2])


def test_it_is_set_up_once_and_removed(user: User) -> None:
    with_app(user)
    assert refusal(set_second_factor, user, secret=SECRET, code=app_code()) == "Two-step sign-in is set up already."
    remove_second_factor(user, by=BY, now=NOW)
    assert not has_second_factor(user)
    assert refusal(remove_second_factor, user) == "Two-step sign-in is not set up."
    wrong = "That is not the code the app shows now. Codes change every 30 seconds."
    assert refusal(set_second_factor, user, secret=SECRET, code="000000x") == wrong
    assert try_second_factor(user, app_code(), now=NOW) is Try.WRONG
    written = Event.objects.order_by("seq").values_list("verb", "object_type", "object_key")
    person = str(user.person.pk)
    assert list(written) == [(f"second_factor_{verb}", "person", person) for verb in ("set", "removed")]


# --- counts are exact, and stand


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_ten_guesses_at_most(user: User) -> None:
    with_app(user)
    codes = {f"{step}:{'a' * 64}": mailed(user, f"{step}:{'a' * 64}") for step in range(10)}

    def guess(number: int) -> Factor | Try:
        try:
            bound_to = f"{number % 10}:{'a' * 64}"
            return tried(user, other(codes[bound_to]), bound_to=bound_to)
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(guess, range(50)))
    assert (answers.count(Try.WRONG), answers.count(Try.TOO_MANY)) == (10, 40)


@pytest.mark.django_db(transaction=True)
def test_a_code_sent_twice_at_once_works_once(user: User) -> None:
    with_app(user)
    code = mailed(user)

    def send(number: int) -> Factor | Try:
        try:
            return tried(user, code if number % 2 else app_code())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert (answers.count(Factor.CODE), answers.count(Factor.TOTP)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_guess_is_not_made_inside_a_transaction_that_could_take_it_back(user: User) -> None:
    for guess in (lambda: tried(user, "x"), lambda: try_second_factor(user, "x", now=NOW)):
        with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
            guess()


def test_the_lock_is_what_counts(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch: a count that is not kept lets everything be guessed."""
    monkeypatch.setattr(second_factor, "count_guess", lambda _tally, _now: None)
    with_app(user)
    assert {try_second_factor(user, "x", now=NOW) for _n in range(50)} == {Try.WRONG}


# --- the mail


def test_the_mail_names_the_act_and_is_not_shown(user: User) -> None:
    sent: list[GivenFresh] = []

    def deliver(given: GivenFresh) -> None:
        by_mail(about="Uterine sarkomer 2.0", url="/godkendelser/17/")(given)
        sent.append(given)

    assert give_fresh_code(user, bound_to=STEP, deliver=deliver, now=NOW) is not None
    mail = Mail.objects.get()
    assert (mail.subject, mail.address, mail.person) == (
        "Kode til din afgørelse: Uterine sarkomer 2.0",
        user.email,
        user.person,
    )
    assert (mail.kind, mail.week, mail.not_before <= mail.created_at) == (Mail.Kind.LOGIN_CODE, "", True)
    assert sent[0].code in bytes(mail.content or b"").decode()
    assert sent[0].code not in mail.subject
    assert show(mail, NOW) is None


def test_a_code_without_its_mail_does_not_exist(user: User) -> None:
    def fail(_given: GivenFresh) -> None:
        raise OSError

    with pytest.raises(OSError):
        give_fresh_code(user, bound_to=STEP, deliver=fail, now=NOW)
    assert FreshCode.objects.count() == 0


def test_codes_are_not_kept_in_the_clear_nor_for_long(user: User) -> None:
    code = mailed(user)
    kept = FreshCode.objects.get()
    assert (len(kept.digest), code in kept.digest) == (64, False)
    mailed(user, now=NOW + timedelta(minutes=61))
    assert FreshCode.objects.count() == 1


def test_sixty_codes_an_hour_are_enough(user: User) -> None:
    for _n in range(60):
        mailed(user)
    assert give_fresh_code(user, bound_to=STEP, deliver=lambda _given: None, now=NOW) is None
    mailed(user, now=NOW + timedelta(hours=1))

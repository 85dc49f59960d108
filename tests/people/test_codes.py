"""The verbs of sign-in codes: how long they last, and that counts are exact when many try at once (C7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from guidelines.models import Person, SignInCode, SignInTally
from guidelines.people.actions import GivenCode, Try, give_code, stop_sign_in, try_code
from tests import factories
from tests.people.conftest import BY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def given_to(person: Person, **extra: object) -> GivenCode:
    given = give_code(person.email, deliver=lambda _given: None, **{"now": NOW, **extra})  # type: ignore[arg-type]
    assert given is not None
    return given


def wrong(given: GivenCode) -> str:
    return f"{(int(given.code) + 1) % 1_000_000:06}"


@pytest.mark.parametrize(("minutes", "expected"), [(0, Try.RIGHT), (14.9, Try.RIGHT), (15, Try.SPENT), (99, Try.SPENT)])
def test_a_code_lasts_fifteen_minutes(minutes: float, expected: Try) -> None:
    person = factories.reader()
    given = given_to(person)
    came_of_it, user = try_code(given.key, given.code, now=NOW + timedelta(minutes=minutes))
    assert (came_of_it, user) == (expected, person.user if expected == Try.RIGHT else None)


def test_a_code_without_its_mail_does_not_exist() -> None:
    def fail(_given: GivenCode) -> None:
        raise OSError

    with pytest.raises(OSError):
        give_code(factories.reader().email, deliver=fail, now=NOW)
    assert (SignInCode.objects.count(), SignInTally.objects.count()) == (0, 0)


def test_nobody_is_found_behind_an_unknown_address_even_with_its_code() -> None:
    given = give_code("nobody@example.org", deliver=lambda _given: None, now=NOW)
    assert given is not None
    assert given.user is None
    assert try_code(given.key, given.code, now=NOW) == (Try.WRONG, None)
    assert try_code(uuid4(), given.code, now=NOW) == (Try.SPENT, None)


def test_ten_guesses_an_hour_slide_along() -> None:
    person = factories.reader()
    guesses = []
    for minute in range(0, 75, 5):
        moment = NOW + timedelta(minutes=minute)
        SignInTally.objects.update(requests=[])
        given = given_to(person, now=moment)
        guesses.append(try_code(given.key, wrong(given), now=moment)[0])
    assert guesses == [Try.WRONG] * 10 + [Try.TOO_MANY] * 2 + [Try.WRONG] * 3


def test_signing_in_forgives_earlier_guesses() -> None:
    person = factories.reader()
    given = given_to(person)
    try_code(given.key, wrong(given), now=NOW)
    assert try_code(given.key, given.code, now=NOW)[0] == Try.RIGHT
    assert (SignInTally.objects.get().guesses, SignInTally.objects.get().requests) == ([], [])


def test_what_counts_no_longer_is_forgotten() -> None:
    given_to(factories.reader())
    given_to(factories.reader(), now=NOW + timedelta(minutes=61))
    assert (SignInCode.objects.count(), SignInTally.objects.count()) == (1, 1)


def test_an_account_stopped_meanwhile_is_not_let_in() -> None:
    person = factories.reader()
    given = given_to(person)
    person.user.is_active = False
    person.user.save()
    assert try_code(given.key, given.code, now=NOW) == (Try.SPENT, None)
    stop_sign_in(person, by=BY, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_ten_guesses_at_most() -> None:
    person = factories.reader()
    codes = [given_to(person) for _ in range(5)]

    def guess(number: int) -> Try:
        try:
            return try_code(codes[number % 5].key, wrong(codes[number % 5]), now=NOW)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(guess, range(50)))
    assert answers.count(Try.WRONG) == 10
    assert Try.RIGHT not in answers
    assert len(SignInTally.objects.get().guesses) == 10

"""*Totrinslogin* as a browser sees it: set up, asked for at sign-in, taken away; what a stolen session cannot do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.models import Person
from guidelines.people.actions import new_secret, set_second_factor
from reminders.models import Mail
from tests import factories
from tests.people.conftest import BY
from tests.people.test_sign_in import ask, enter, is_in, mailed_code
from tests.people.test_views import Verbs, errors, notices, text

pytestmark = pytest.mark.django_db
PAGE, STEP = "/profil/totrin/", "/log-ind/totrin/"


@pytest.fixture(autouse=True)
def _english_and_no_limits_from_before() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def person() -> Person:
    return factories.reader("Ditte Dam")


@pytest.fixture
def own(client: Client, person: Person) -> Client:
    client.cookies["language"] = "en"
    return factories.sign_in(client, person)


def app_code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + steps))


def with_app(person: Person) -> tuple[str, list[str]]:
    secret, before = new_secret(), clock.now() - timedelta(minutes=2)
    code = format_hotp_value(hotp_value(secret, int(before.timestamp()) // 30))
    return secret, set_second_factor(factories.user_for(person), secret=secret, code=code, by=BY, now=before)


def begin(own: Client) -> str:
    """Ask for the mailed code, and return the secret that the page shows."""
    response = own.post(PAGE, {"send": "1"})
    assert (response.status_code, response.headers["Location"]) == (302, PAGE)
    return str(own.get(PAGE).context["secret"])


def test_an_app_is_set_up(own: Client, person: Person, verbs: Verbs) -> None:
    assert "Two-step sign-in" in text(own.get("/profil/"))
    assert "Send the code" in text(own.get(PAGE))
    secret = begin(own)
    page = own.get(PAGE).content.decode()
    assert (page.count("<svg"), secret in page, "style=" in page) == (1, True, False)
    assert len(re.search(r'<path d="([^"]+)"', page).group(1)) > 1000  # type: ignore[union-attr]
    response = own.post(PAGE, {"app_code": app_code(secret), "mail_code": mailed_code(person.email)})
    codes = response.context["codes"]
    assert (response.status_code, len(codes)) == (200, 8)
    assert all(f"{code[:5]}-{code[5:]}" in text(response) for code in codes)
    assert verbs() == ["second_factor_set"]
    assert "second_factor" not in own.session
    assert [code for code in codes if code in own.get(PAGE).content.decode()] == []


def told(person: Person) -> list[tuple[str, str]]:
    """The mails about two-step sign-in to the account's address, oldest first: subject and text."""
    mails = Mail.objects.filter(address=person.user.email, kind=Mail.Kind.RECEIPT).order_by("pk")
    found = [message_from_bytes(bytes(mail.content or b""), policy=policy.default) for mail in mails]
    bodies = [message.get_body(("plain",)) for message in found]
    assert all(mail.state == Mail.State.PLANNED and mail.person == person for mail in mails)
    return [(str(one["Subject"]), body.get_content()) for one, body in zip(found, bodies, strict=True) if body]


@pytest.mark.parametrize(
    ("language", "subjects", "begins"),
    [
        ("da", ["slået til", "slået fra"], ["Totrinslogin blev slået til", "Totrinslogin blev slået fra"]),
        ("en", ["turned on", "turned off"], ["Two-step sign-in was turned on", "Two-step sign-in was turned off"]),
    ],
)
def test_the_address_is_told_when_it_is_turned_on_and_off(
    own: Client, person: Person, language: str, subjects: list[str], begins: list[str], settings: Any
) -> None:
    Person.objects.filter(pk=person.pk).update(language=language)
    secret, _backup = with_app(person)
    assert own.post(PAGE, {"code": app_code(secret)}).status_code == 302
    mails = told(person)
    assert [subject.endswith(end) for (subject, _text), end in zip(mails, subjects, strict=True)] == [True, True]
    for (_subject, words), begin_ in zip(mails, begins, strict=True):
        assert begin_ in words
        assert re.findall(r"https?://\S+", words) == [f"{settings.SITE_URL}{PAGE}"]
        assert secret not in words


def test_the_address_is_told_when_the_secretariat_turns_it_off(person: Person) -> None:
    with_app(person)
    office = factories.sign_in(Client(), factories.secretariat())
    office.post(f"/personer/{person.pk}/totrin/fjern/")
    [_on, (_subject, words)] = told(person)
    assert "Sekretariatet slog totrinslogin fra for dig" in words


def test_what_is_refused_tells_nobody(own: Client, person: Person) -> None:
    secret, _backup = with_app(person)
    own.post(PAGE, {"code": "123"})
    with pytest.raises(Refused):
        set_second_factor(person.user, secret=secret, code=app_code(secret), by=BY, now=clock.now())
    assert len(told(person)) == 1


def test_both_codes_must_be_right(own: Client, person: Person, verbs: Verbs) -> None:
    secret = begin(own)
    right = {"app_code": app_code(secret), "mail_code": mailed_code(person.email)}
    other = f"{(int(right['mail_code']) + 1) % 1_000_000:06}"
    assert list(errors(own.post(PAGE, {**right, "app_code": "x"}))) == ["app_code"]
    assert list(errors(own.post(PAGE, {**right, "mail_code": other}))) == ["mail_code"]
    assert list(errors(own.post(PAGE, {"app_code": " "}))) == ["app_code", "mail_code"]
    assert verbs() == []
    assert own.post(PAGE, right).status_code == 200


def test_a_stolen_session_brings_no_factor_of_its_own(own: Client, person: Person, verbs: Verbs) -> None:
    """A code that was replaced, or one mailed for another secret, does not help either; the app keeps its secret."""
    secret = begin(own)
    earlier = mailed_code(person.email)
    assert begin(own) == secret
    while mailed_code(person.email) == earlier:
        begin(own)
    elsewhere = factories.sign_in(Client(), person)
    begin(elsewhere)
    foreign = mailed_code(person.email)
    for code in (earlier, foreign, app_code(secret)):
        assert list(errors(own.post(PAGE, {"app_code": app_code(secret), "mail_code": code}))) == ["mail_code"]
    assert verbs() == []


def test_it_is_turned_off_with_a_code_alone(own: Client, person: Person, verbs: Verbs) -> None:
    secret, _backup = with_app(person)
    assert "Turn it off" in text(own.get(PAGE))
    assert errors(own.post(PAGE, {"code": "123"})) == {
        "code": ["That is not the code. Look again: the latest one counts."]
    }
    own.post(PAGE, {"send": "1"})
    assert Authenticator.objects.filter(user=person.user).exists()
    response = own.post(PAGE, {"code": app_code(secret)})
    assert (response.headers["Location"], verbs()) == ("/profil/", ["second_factor_set", "second_factor_removed"])
    assert notices(own, "/profil/") == ["Two-step sign-in is off."]


def test_it_is_turned_off_with_a_backup_code(own: Client, person: Person) -> None:
    _secret, backup = with_app(person)
    assert own.post(PAGE, {"code": backup[3]}).status_code == 302
    assert not Authenticator.objects.exists()


def test_sign_in_asks_for_it(client: Client, person: Person) -> None:
    secret, backup = with_app(person)
    ask(client, person.email, next="/ordliste/")
    response = enter(client, mailed_code(person.email))
    assert (response.headers["Location"], is_in(client)) == (STEP, False)
    assert client.get(STEP).status_code == 200
    assert list(errors(client.post(STEP, {"code": "000"}))) == ["code"]
    assert not is_in(client)
    code = app_code(secret)
    assert client.post(STEP, {"code": code}).headers["Location"] == "/ordliste/"
    assert is_in(client)
    other = Client()
    ask(other, person.email)
    enter(other, mailed_code(person.email))
    assert list(errors(other.post(STEP, {"code": code}))) == ["code"]
    assert other.post(STEP, {"code": backup[0]}).status_code == 302
    assert is_in(other)


def test_the_second_step_is_not_for_those_without_the_first(client: Client, own: Client) -> None:
    assert Client().get(STEP).headers["Location"] == "/log-ind/"
    assert Client().post(STEP, {"code": "x"}).headers["Location"] == "/log-ind/"
    assert own.get(STEP).headers["Location"] == "/log-ind/"


def test_the_secretariat_helps_who_lost_the_telephone(client: Client, person: Person, verbs: Verbs) -> None:
    client.cookies["language"] = "en"
    office = factories.sign_in(client, factories.secretariat())
    page, button = f"/personer/{person.pk}/", f"/personer/{person.pk}/totrin/fjern/"
    assert button not in office.get(page).content.decode()
    with_app(person)
    assert button in office.get(page).content.decode()
    office.post(button)
    assert notices(office, page) == ["Two-step sign-in of Ditte Dam is off."]
    office.post(button)
    office.post(f"/personer/{factories.person().pk}/totrin/fjern/")
    assert notices(office, page) == ["Two-step sign-in is not set up."] * 2
    assert verbs() == ["second_factor_set", "second_factor_removed"]

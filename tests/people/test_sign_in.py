"""Sign-in by a mailed code, as a browser sees it (foundations 23; reliability C7, C8, C15)."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.lists import clock
from guidelines.models import Person, SignInCode, SignInTally
from guidelines.people import actions, rules
from guidelines.people.forms.sign_in import own_path
from reminders.models import Mail
from reminders.tick import tick
from reminders.wake import BELL
from tests import factories
from tests.people.conftest import BY, NOW
from tests.services.smtp import MailServer

pytestmark = pytest.mark.django_db
ASK, CODE, OUT = "/log-ind/", "/log-ind/kode/", "/log-ud/"


@pytest.fixture(autouse=True)
def _no_limits_from_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def ask(client: Client, email: str, **extra: Any) -> Any:
    cache.clear()
    return client.post(ASK, {"email": email, **extra})


def mailed_code(to: str) -> str:
    """The code in the latest mail to the address."""
    mail = Mail.objects.filter(address=to).latest("created_at", "id")
    message = message_from_bytes(bytes(mail.content or b""), policy=policy.default)
    found = {
        re.search(r"\b([0-9]{6})\b", message.get_body((kind,)).get_content()).group(1)  # type: ignore[union-attr]
        for kind in ("plain", "html")
    }
    assert len(found) == 1
    return found.pop()


def enter(client: Client, code: str) -> Any:
    cache.clear()
    return client.post(CODE, {"code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def lead(response: HttpResponse) -> str:
    return re.search(r'<p class="lead">(.*?)</p>', response.content.decode()).group(1)  # type: ignore[union-attr]


def test_a_mailed_code_signs_in_and_leads_back(client: Client) -> None:
    person = factories.reader("Ditte Dam")
    assert client.get(ASK, {"next": "/ordliste/"}).status_code == 200
    response = ask(client, person.email.upper(), next="/ordliste/?q=x")
    assert (response.status_code, response.headers["Location"]) == (302, CODE)
    page = client.get(CODE)
    assert page.status_code == 200
    assert 'autocomplete="one-time-code" inputmode="numeric"' in page.content.decode()
    before = client.session.session_key
    code = mailed_code(person.email)
    response = enter(client, f" {code[:3]} {code[3:]}")
    assert (response.status_code, response.headers["Location"]) == (302, "/ordliste/?q=x")
    assert is_in(client)
    assert client.session.session_key != before
    assert client.get(ASK).headers["Location"] == client.get(CODE).headers["Location"].replace(ASK, "/") == "/"


@pytest.mark.django_db(transaction=True)
def test_the_code_comes_through_a_real_mail_server(client: Client, settings: Any, smtp_server: MailServer) -> None:
    settings.EMAIL_URL = smtp_server.url
    person = factories.reader("Ditte Dam")
    BELL.clear()
    ask(client, person.email)
    assert BELL.is_set()
    assert tick(clock.now()).sent == 1
    (delivery,) = smtp_server.to(person.email)
    body = delivery.message.get_body(("plain",))
    code = re.search(r"\b[0-9]{6}\b", body.get_content() if body else "")
    assert code is not None
    enter(client, code.group())
    assert is_in(client)
    assert (Mail.objects.get().state, Mail.objects.get().content) == ("sent", None)


def test_the_mail_says_what_to_do_and_links_to_this_site_alone(client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://plan.example.org"
    person = factories.reader("Ditte Dam")
    ask(client, person.email)
    mail = Mail.objects.get()
    message = message_from_bytes(bytes(mail.content or b""), policy=policy.default)
    assert (mail.kind, mail.person, mail.address, mail.state) == ("login_code", person, person.email, "planned")
    assert message["Subject"] == mail.subject == "Din kode til Retningslinjeplan"
    assert mail.not_before == mail.created_at
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert text.splitlines()[:2] == ["Kære Ditte Dam", ""]
    assert re.fullmatch("Din kode er [0-9]{6}", text.splitlines()[2])
    assert re.findall(r"https?://[^\s\"<]+", text) == ["https://plan.example.org/log-ind/kode/"]
    assert set(re.findall(r"https?://[^\s\"<]+", html)) == {"https://plan.example.org/log-ind/kode/"}


def test_mails_speak_the_language_of_the_person(client: Client) -> None:
    person = factories.reader("Ditte Dam")
    Person.objects.update(language="en")
    ask(client, person.email)
    assert Mail.objects.get().subject == "Your code for the guideline plan"


def test_the_code_is_nowhere_to_be_read_but_in_the_mail(client: Client) -> None:
    person = factories.reader()
    ask(client, person.email)
    code = mailed_code(person.email)
    stored = repr([list(model.objects.values()) for model in (SignInCode, SignInTally)]) + repr(dict(client.session))
    assert code not in stored
    assert person.email not in repr(list(SignInTally.objects.values()))
    assert code not in Mail.objects.get().subject


def test_unknown_and_stopped_addresses_get_the_same_answer_and_no_mail() -> None:
    known, stopped = factories.reader(), factories.reader()
    actions.stop_sign_in(stopped, by=BY, now=NOW)
    answers, pages = [], []
    for email in (known.email, stopped.email, "nobody@example.org"):
        client = Client()
        response = ask(client, email)
        answers.append((response.status_code, response.content, sorted(response.headers)))
        body = client.get(CODE).content.decode().replace(email, "…")
        pages.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", body))
        rejected = enter(client, wrong(mailed_code(known.email))).content.decode().replace(email, "…")
        pages.append(re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", rejected))
    assert answers[0] == answers[1] == answers[2]
    assert pages[:2] == pages[2:4] == pages[4:]
    assert [mail.address for mail in Mail.objects.all()] == [known.email]
    assert SignInCode.objects.count() == 3


def test_known_and_unknown_take_the_same_statements() -> None:
    known = factories.reader()
    statements = []
    for email in (known.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(Client(), email)
        statements.append([re.sub(r"\d+|'[^']*'", "", query["sql"])[:40] for query in queries])
    kinds = [[text.replace("ROLLBACK TO SAVEPOINT", "RELEASE SAVEPOINT") for text in texts] for texts in statements]
    assert [len(kind) for kind in kinds] in ([len(kinds[0])] * 2, [len(kinds[0]), len(kinds[0]) + 1])


def test_known_and_unknown_take_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("guidelines.people.rules.REQUESTS_PER_HOUR", 1000)
    known, times = factories.reader(), {True: [], False: []}  # type: ignore[var-annotated]
    ask(Client(), known.email)
    for number in range(30):
        for is_known in (True, False):
            start = time.process_time()
            ask(Client(), known.email if is_known else f"nobody{number}@example.org")
            times[is_known].append(time.process_time() - start)
    assert abs(statistics.median(times[True]) - statistics.median(times[False])) < 0.010


def test_a_code_works_once(client: Client) -> None:
    person = factories.reader()
    ask(client, person.email)
    code = mailed_code(person.email)
    twin = Client()
    twin.cookies.update(client.cookies)
    enter(client, code)
    other = Client()
    ask(other, person.email)
    assert enter(other, code).status_code == 422
    assert not is_in(other)


def test_every_code_sent_stays_good_until_one_is_used(client: Client) -> None:
    person = factories.reader()
    first, second = Client(), Client()
    ask(first, person.email)
    code = mailed_code(person.email)
    ask(second, person.email)
    enter(first, code)
    assert is_in(first)
    assert "ikke længere" in enter(second, mailed_code(person.email)).content.decode()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "½23456", "12345६"])
def test_what_is_no_code_counts_as_no_guess(client: Client, code: str) -> None:
    person = factories.reader()
    ask(client, person.email)
    response = enter(client, code)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert SignInCode.objects.get().guesses == 0


def test_five_wrong_codes_spend_it_and_ten_close_the_address(client: Client) -> None:
    person = factories.reader()
    replies = []
    for _round in range(3):
        ask(client, person.email)
        code = mailed_code(person.email)
        replies += [enter(client, wrong(code)).context["form"].errors["code"][0][:28] for _ in range(6)]
    no, spent, shut = replies[0], replies[5], replies[-1]
    assert replies == [*[no] * 5, spent, *[no] * 5, spent, *[shut] * 6]
    assert len({no, spent, shut}) == 3
    assert enter(client, code).status_code == 422
    assert not is_in(client)


def test_an_owner_with_a_known_browser_gets_in_while_others_guess(client: Client) -> None:
    person = factories.reader()
    ask(client, person.email)
    enter(client, mailed_code(person.email))
    client.post(OUT)
    other = Client()
    for _ in range(rules.REQUESTS_PER_HOUR):
        ask(other, person.email)
    assert ask(other, person.email).status_code == 429
    ask(client, person.email)
    enter(client, mailed_code(person.email))
    assert is_in(client)


def test_a_known_browser_helps_its_owner_alone(client: Client) -> None:
    mine, victim = factories.reader(), factories.reader()
    ask(client, mine.email)
    enter(client, mailed_code(mine.email))
    client.post(OUT)
    for _ in range(rules.REQUESTS_PER_HOUR):
        ask(client, victim.email)
    assert ask(Client(), victim.email).status_code == 429


def test_many_tries_from_one_place_are_slowed_down(client: Client) -> None:
    codes = [client.post(ASK, {"email": f"n{number}@example.org"}).status_code for number in range(21)]
    assert codes == [302] * 20 + [429]
    forged = client.post(ASK, {"email": "x@example.org"}, headers={"x-forwarded-for": "192.0.2.7"})
    assert forged.status_code == 429
    codes = [client.post(CODE, {"code": "123456"}).status_code for _ in range(31)]
    assert "Vent et minut" in client.post(CODE, {"code": "123456"}).content.decode()
    assert codes == [422] * 31


def test_an_address_that_is_none_is_explained_where_it_stands(client: Client) -> None:
    response = ask(client, "ditte@")
    page = response.content.decode()
    assert (response.status_code, Mail.objects.count(), SignInCode.objects.count()) == (422, 0, 0)
    assert '<a href="#id_email">' in page
    assert 'value="ditte@"' in page
    assert page.index("error-summary") < page.index("<h1")


def test_without_a_request_there_is_no_code_page(client: Client) -> None:
    assert client.get(CODE).headers["Location"] == ASK
    assert client.post(CODE, {"code": "123456"}).headers["Location"] == ASK


def test_signing_out_takes_a_post_and_ends_the_session(client: Client) -> None:
    factories.sign_in(client, factories.reader())
    assert client.get(OUT).status_code == 405
    assert is_in(client)
    assert client.post(OUT).headers["Location"] == "/"
    assert not is_in(client)


def test_a_stopped_account_is_out_at_its_next_request_and_stays_out(client: Client) -> None:
    person = factories.reader()
    factories.sign_in(client, person)
    assert client.get(ASK).status_code == 302
    actions.stop_sign_in(person, by=BY, now=NOW)
    assert client.get(ASK).status_code == 200
    actions.invite(person, by=BY, now=NOW)
    assert client.get(ASK).status_code == 200


def test_a_stopped_account_cannot_use_the_code_it_has(client: Client) -> None:
    person = factories.reader()
    ask(client, person.email)
    code = mailed_code(person.email)
    actions.stop_sign_in(person, by=BY, now=NOW)
    assert enter(client, code).status_code == 422
    assert not is_in(client)


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    person = factories.reader()
    ask(client, person.email)
    enter(client, mailed_code(person.email))
    kept = {name: (bool(cookie["httponly"]), cookie["samesite"]) for name, cookie in client.cookies.items()}
    assert kept == dict.fromkeys(("session", "csrf", "device"), (True, "Lax"))


def test_a_forged_host_is_refused_and_in_no_mail(client: Client) -> None:
    person = factories.reader()
    assert client.post(ASK, {"email": person.email}, headers={"host": "evil.example"}).status_code == 400
    client.post(ASK, {"email": person.email}, headers={"x-forwarded-host": "evil.example"})
    assert b"evil" not in bytes(Mail.objects.get().content or b"")


ELSEWHERE = [
    "http://evil.example",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "JaVaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "ftp://evil.example",
    " //evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\x00//evil.example",
    "/ /evil.example",
    "@evil.example",
    "evil.example/log-ind/",
    "http://testserver@evil.example",
    "//testserver@evil.example",
    "",
    "?next=//evil.example",
    "#x",
    ".",
    "..",
    "./x",
    "http://testserver.evil.example",
    "https://testserver:1/",
    "//[::1]",
    "//%5cevil.example",
]


@pytest.mark.parametrize("wish", ELSEWHERE)
def test_nobody_is_led_elsewhere(wish: str) -> None:
    assert own_path(wish) == "/"


@pytest.mark.parametrize("wish", ["/planskema/dsg/", "/ordliste/?q=a&b=%2F%2Fx#top", "/a//b"])
def test_paths_of_this_site_are_kept(wish: str) -> None:
    assert own_path(wish) == wish


def test_a_signed_in_reader_is_not_led_elsewhere(client: Client) -> None:
    factories.sign_in(client, factories.reader())
    assert client.get(ASK, {"next": "//evil.example"}).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["accounts/signup/", "log-ind/glemt/", "accounts/password/reset/", "accounts/email/"])
def test_there_is_no_door_beside_it(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_email", "mfa_index"])
def test_pages_of_allauth_are_not_mounted(name: str) -> None:
    with pytest.raises(Exception, match="Reverse for"):
        reverse(name)

"""The page behind a link: reading changes nothing, no cookie is set, other sites are refused, nothing leaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from email import message_from_bytes, policy
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from icalendar import Calendar

from guidelines.journal.models import Event
from guidelines.lists.concealing import CONCEALED, concealed
from guidelines.models import Assignment, ExtensionRequest, LeadAnswer, Person
from guidelines.planning.answering import Question
from reminders.answers.fresh import MOST_A_DAY
from reminders.answers.links import read_token
from reminders.models import LinkReset, Mail, UsedLink
from tests import factories
from tests.reminders.scene import NOW, TARGET, Scene, guideline_due, scene
from tests.reminders.test_answer_links import ask, token, token_of

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def world(db: None) -> Scene:
    return scene()


@pytest.fixture
def strict() -> Client:
    """A browser of which Django asks what it asks of every other."""
    return Client(enforce_csrf_checks=True)


def url(of: str, name: str = "answer") -> str:
    return reverse(name, args=[of])


def dump() -> dict[str, list[Any]]:
    return {model._meta.label: sorted(map(repr, model._base_manager.values())) for model in apps.get_models()}


# --- reading


def test_reading_changes_nothing_and_needs_no_cookie(world: Scene, strict: Client) -> None:
    made = token(world)
    before = dump()
    answers = [strict.get(url(made)), strict.head(url(made)), strict.get(f"{url(made)}?svar=no"), strict.get(url(made))]
    assert dump() == before
    assert [answer.status_code for answer in answers] == [200] * 4
    assert not strict.cookies
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


def test_the_question_stands_there_with_its_likely_answer(world: Scene, strict: Client) -> None:
    page = strict.get(url(token(world))).content.decode()
    assert "<h1>Er du stadig tovholder for revisionen af »Kæmpecelletumorer« i 2030?</h1>" in page
    assert page.count("checked") == 1
    assert 'value="yes" id="id_choice_0" required checked' in page
    assert page.count('<button class="btn pri">') == 1
    assert "du svarer som Ditte Maria Bæk" in page
    assert "csrfmiddlewaretoken" not in page
    assert "/log-ind/" not in page


def test_the_page_speaks_the_language_of_the_person(world: Scene, strict: Client) -> None:
    Person.objects.filter(pk=world.lead.pk).update(language="en")
    answer = strict.get(url(token(world)))
    assert '<html lang="en">' in answer.content.decode()
    assert "Are you still lead author" in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"


# --- answering


def test_one_press_without_session_or_cookie(world: Scene, strict: Client) -> None:
    made = token(world)
    answer = strict.post(url(made), {"choice": "yes"}, headers={"origin": "null", "sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.headers["Location"]) == (303, url(made))
    assert Assignment.objects.get().confirmed_at == NOW
    page = strict.get(url(made))
    assert "Du svarede ja: du er tovholder." in page.content.decode()
    assert page.status_code == 200
    assert not strict.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "null", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_a_form_of_another_site_is_refused(world: Scene, strict: Client, headers: dict[str, str]) -> None:
    before = dump()
    for name in ("answer", "answer-again"):
        assert strict.post(url(token(world), name), {"choice": "yes"}, headers=headers).status_code == 403
    assert dump() == before


@pytest.mark.parametrize("origin", ["http://testserver", settings.SITE_URL, "null", None])
def test_our_own_form_is_taken(world: Scene, strict: Client, origin: str | None) -> None:
    headers = {"origin": origin} if origin else {}
    assert strict.post(url(token(world)), {"choice": "yes"}, headers=headers).status_code == 303


def test_whoever_is_signed_in_the_answer_is_the_links(world: Scene) -> None:
    other = factories.sign_in(Client(), world.chair)
    other.post(url(token(world)), {"choice": "no", "suggested": "Mona Dam"})
    event = Event.objects.get()
    assert (event.actor_kind, event.actor_key, event.via) == ("link", f"person:{world.lead.pk}", "mail")
    answer = LeadAnswer.objects.get()
    assert (answer.person, answer.suggested, answer.via) == (world.lead, "Mona Dam", "mail")


def test_an_answer_to_another_question_is_not_taken(world: Scene, strict: Client) -> None:
    answer = strict.post(url(token(world)), {"choice": "withdraw", "why": "Nej"})
    assert answer.status_code == 422
    assert not Event.objects.exists()
    assert not UsedLink.objects.exists()


def test_what_was_typed_stays_where_something_is_missing(world: Scene, strict: Client) -> None:
    made = token(world, Question.LATE)
    typed = {"choice": "new_date", "new_day": "1.1.2020", "reason": "Nyt studie på vej"}
    answer = strict.post(url(made), typed)
    assert answer.status_code == 422
    assert "Nyt studie på vej" in answer.content.decode()
    answer = strict.post(url(made), {**typed, "new_day": "1.3.2031"})
    assert answer.status_code == 303
    asked = ExtensionRequest.objects.get()
    assert (asked.to_on, asked.from_on, asked.person, asked.via) == (date(2031, 3, 1), TARGET, world.lead, "mail")


def test_time_set_aside_gives_an_event(world: Scene, strict: Client) -> None:
    made = token(world, Question.BEGIN)
    assert strict.get(url(made, "answer-calendar")).status_code == 404
    strict.post(url(made), {"choice": "focus", "focus_day": "14.1.2031", "focus_time": "13:00"})
    page = strict.get(url(made)).content.decode()
    assert "Du satte tid af den 14. januar 2031 kl. 13.00." in page
    assert url(made, "answer-calendar") in page
    file = strict.get(url(made, "answer-calendar"))
    (event,) = Calendar.from_ical(file.content).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Tid til: Kæmpecelletumorer"


# --- a link that holds no more


def test_a_used_link_says_what_was_answered(world: Scene, strict: Client, clock: time_machine.Coordinates) -> None:
    made = token(world)
    strict.post(url(made), {"choice": "no"})
    clock.shift(timedelta(days=40))
    page = strict.get(url(made)).content.decode()
    assert "Du svarede nej." in page
    assert "Besvaret den 19. november 2030 kl. 6.31 via link i mail." in page
    assert "Send mig et nyt link" in page


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [
        (lambda of: Assignment.objects.update(confirmed_at=NOW), 200, "Du har allerede svaret om »Kæmpecelletumorer«."),
        (lambda of: of.guideline.versions.update(next_due_last=date(2031, 6, 1)), 410, "er ændret, siden mailen"),
        (lambda of: LinkReset.objects.create(person=of.lead, at=NOW), 410, "ikke længere bliver spurgt om"),
        (lambda of: of.guideline.versions.update(is_current=False), 410, "er ændret, siden mailen"),
    ],
)
def test_a_link_that_ended_says_why(world: Scene, strict: Client, end: Any, status: int, words: str) -> None:
    made = token(world)
    end(world)
    answer = strict.get(url(made))
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Send mig et nyt link" in answer.content.decode()
    assert strict.post(url(made), {"choice": "yes"}).status_code == status
    assert not UsedLink.objects.exists()


def test_an_old_link_and_one_of_nobodys(world: Scene, strict: Client, clock: time_machine.Coordinates) -> None:
    made = token(world)
    clock.shift(timedelta(days=31))
    old = strict.get(url(made))
    assert (old.status_code, "dette er ældre" in old.content.decode()) == (410, True)
    forged = strict.get(url(made[:-2]))
    assert (forged.status_code, "Adressen er ikke hel" in forged.content.decode()) == (404, True)


def test_a_reset_tells_nobody_whose_link_it_was(world: Scene, strict: Client) -> None:
    made = token(world)
    LinkReset.objects.create(person=world.lead, at=NOW)
    page = strict.get(url(made)).content.decode()
    assert "Kæmpecelletumorer" not in page
    assert "Ditte" not in page


def test_the_secretariat_takes_links_back(world: Scene, client: Client) -> None:
    made, clerk = token(world), factories.secretariat()
    factories.sign_in(client, clerk).post(reverse("person-links-reset", args=[world.lead.pk]))
    assert client.get(url(made)).status_code == 410
    assert Event.objects.get().verb == "links_taken_back"


# --- a new link


def links_mailed() -> list[Mail]:
    return list(Mail.objects.filter(kind=Mail.Kind.ANSWER).order_by("pk"))


def test_a_new_link_goes_to_the_address_on_record(
    world: Scene, strict: Client, clock: time_machine.Coordinates
) -> None:
    made = token(world)
    clock.shift(timedelta(days=31))
    strict.post(url(made, "answer-again"), {"email": "evil@example.org"}, QUERY_STRING="email=evil@example.org")
    (mail,) = links_mailed()
    assert (mail.address, mail.person) == ("ditte@example.org", world.lead)
    assert b"evil" not in bytes(mail.content)
    fresh = read_token(_link_in(mail))
    assert fresh is not None
    assert fresh.ask == ask(world)
    assert strict.post(url(_link_in(mail)), {"choice": "yes"}).status_code == 303


def _link_in(mail: Mail) -> str:
    words = mail_text(mail)
    return words.partition("/svar/")[2].partition("/")[0]


def mail_text(mail: Mail) -> str:
    message = message_from_bytes(bytes(mail.content), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))  # type: ignore[attr-defined]
    return str(body.get_content())


def test_the_page_is_the_same_whether_a_mail_went_or_not(world: Scene, strict: Client) -> None:
    made = token(world)
    pages = [strict.post(url(one, "answer-again")).content for one in (made, made, "nonsense", made[:-3])]
    assert len(set(pages)) == 1
    assert len(links_mailed()) == 1


def test_one_new_link_an_hour_and_few_a_day(world: Scene, strict: Client, clock: time_machine.Coordinates) -> None:
    made = token(world)
    for _hour in range(MOST_A_DAY + 3):
        strict.post(url(made, "answer-again"))
        strict.post(url(made, "answer-again"))
        clock.shift(timedelta(hours=1))
    assert len(links_mailed()) == MOST_A_DAY


@pytest.mark.parametrize(
    "end",
    [
        lambda of: Assignment.objects.update(ended_on=date(2026, 1, 1)),
        lambda of: type(of.guideline).objects.update(withdrawn_on=date(2026, 1, 1)),
        lambda of: Person.objects.update(email=""),
        lambda of: Person.objects.update(address_state="refused"),
    ],
)
def test_no_new_link_where_there_is_nothing_to_answer(world: Scene, strict: Client, end: Any) -> None:
    made = token(world)
    end(world)
    strict.post(url(made, "answer-again"))
    assert links_mailed() == []


def test_who_said_yes_can_say_no_by_a_new_link(world: Scene, strict: Client, clock: time_machine.Coordinates) -> None:
    made = token(world)
    strict.post(url(made), {"choice": "yes"})
    clock.shift(timedelta(minutes=5))
    strict.post(url(made, "answer-again"))
    assert strict.post(url(_link_in(links_mailed()[0])), {"choice": "no"}).status_code == 303
    assert LeadAnswer.objects.get().kind == "declined"
    assert Assignment.objects.get().confirmed_at is None


def test_a_new_link_is_about_the_target_of_today(world: Scene, strict: Client) -> None:
    made = token(world)
    world.guideline.versions.update(next_due_last=date(2031, 6, 1))
    strict.post(url(made, "answer-again"))
    fresh = read_token(_link_in(links_mailed()[0]))
    assert fresh is not None
    assert fresh.ask.target == date(2031, 6, 1)


# --- what must not leak


def test_the_log_conceals_the_link(world: Scene, strict: Client) -> None:
    made, out = token(world), StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        strict.get(url(made))
        strict.put(url(made))
        strict.post(url(made), {"choice": "yes"}, headers={"origin": "https://evil.example"})
        strict.post(url(made), {"choice": "yes"})
        strict.get(url(made[:-1]))
        logging.getLogger("django.request").error("at %s", url(made), exc_info=ValueError(url(made)))
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
    said = out.getvalue()
    assert "/svar/…/" in said
    assert made not in said
    assert made.split(":")[0] not in said


def test_short_numbers_stay_in_the_log() -> None:
    secret = f"/svar/{'x' * 40}/kalender.ics?a=1"
    assert concealed({"event": [secret, ("/opgaver/svar/12/behandlet/", 3)]}) == {
        "event": [f"/svar/{CONCEALED}/kalender.ics?a=1", ("/opgaver/svar/12/behandlet/", 3)]
    }
    assert concealed(f"/hoering/{'y' * 40}/") == f"/hoering/{CONCEALED}/"


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE x;--",
    "{{ 7*7 }}{% debug %}",
    "æøå \u2028 \u202e \r\nX: y",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_names_and_titles_do_nothing_on_the_page(world: Scene, strict: Client, payload: str) -> None:
    Person.objects.filter(pk=world.lead.pk).update(name=payload)
    type(world.guideline).objects.filter(pk=world.guideline.pk).update(title=payload)
    made = token(world)
    pages = [strict.get(url(made)).content.decode()]
    strict.post(url(made), {"choice": "no", "suggested": payload, "no_text": payload})
    pages.append(strict.get(url(made)).content.decode())
    strict.post(url(token(world, Question.LATE), "answer-again"))
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert escape(payload.strip()) in pages[0]
    assert LeadAnswer.objects.get().text == payload.strip()
    (mail,) = links_mailed()
    message = message_from_bytes(bytes(mail.content), policy=policy.default)
    html = message.get_body(preferencelist=("html",)).get_content()  # type: ignore[attr-defined]
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "X" not in message


def test_several_guidelines_have_a_link_each(world: Scene) -> None:
    second = guideline_due(world.group, world.lead, title="GIST")
    other = Scene(world.group, world.chair, world.lead, second)
    assert token(world) != token(other)
    assert token_of(ask(other), world.lead.email, NOW) == token(other)

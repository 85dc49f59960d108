"""The secretariat's day: once a working day, to who wants it, with what is new, and never an empty one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from guidelines.approval.rules import Position
from guidelines.models import Absence, LeadAnswer, Person
from reminders.choices.actions import choose_mails
from reminders.choices.links import read_token
from reminders.digests.daily import plan_daily
from reminders.digests.days import is_working_day
from reminders.digests.news import LISTED, Part, news
from reminders.models import Attempt, Digest, Incoming, Mail
from reminders.slots import slot_at
from reminders.tick import tick
from tests import factories
from tests.approval import scene
from tests.reminders.mailing import html_of, text_of
from tests.services.smtp import MailServer

pytestmark = pytest.mark.django_db
DAY = date(2030, 11, 20)
MORNING = slot_at(DAY)
YESTERDAY = MORNING - timedelta(hours=12)


def office(*, wants: bool = True, language: str = "da") -> Person:
    """Somebody of the secretariat, who has chosen."""
    who = factories.secretariat("Karen Toft")
    Person.objects.filter(pk=who.pk).update(language=language)
    who.refresh_from_db()
    return choose_mails(who, {"daily": wants}, now=YESTERDAY)


def answered(at: datetime = YESTERDAY, kind: str = "help", title: str = "GIST") -> LeadAnswer:
    lead = factories.person("Ditte Bæk", email="ditte@example.org")
    guideline = factories.guideline(title)
    facts = {"focus_at": at} if kind == "focus" else {}
    return LeadAnswer.objects.create(guideline=guideline, person=lead, kind=kind, at=at, via="web", **facts)


def lines(since: datetime = MORNING - timedelta(days=1)) -> dict[str, tuple[str, ...]]:
    return {part.heading: part.lines for part in news(since, MORNING)}


# --- when and to whom


@pytest.mark.both
def test_it_goes_once_at_half_past_six_with_the_answers_of_the_day(smtp_server: MailServer, settings: Any) -> None:
    settings.EMAIL_URL = smtp_server.url
    who = office()
    answered()
    tick(MORNING - timedelta(minutes=1))
    assert smtp_server.deliveries == []
    tick(MORNING)
    tick(MORNING + timedelta(minutes=1))
    [delivery] = smtp_server.deliveries
    message = delivery.message
    assert (delivery.recipients, message["Subject"]) == ((who.email,), "I dag: 1 svar")
    for said in (text_of(delivery), html_of(delivery)):
        assert ("Svar fra læger" in said, "Ditte Bæk har brug for hjælp: GIST" in said) == (True, True)
    assert "http://testserver/indbakke/" in text_of(delivery)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = str(message["List-Unsubscribe"]).strip("<>/").rpartition("/")[2]
    assert read_token(token) == (who, "daily")


def test_without_anything_new_no_mail_goes_and_nobody_asks_again() -> None:
    who = office()
    assert plan_daily(MORNING) == 0
    answered(MORNING + timedelta(minutes=5))
    assert plan_daily(MORNING + timedelta(minutes=10)) == 0
    assert list(Digest.objects.values_list("person", "period", "mail")) == [(who.pk, "2030-11-20", None)]
    assert plan_daily(MORNING + timedelta(days=1)) == 1


def test_it_is_off_until_it_is_chosen() -> None:
    factories.secretariat()
    office(wants=False)
    answered()
    assert (plan_daily(MORNING), Digest.objects.count()) == (0, 0)


def test_only_the_secretariat_gets_it() -> None:
    choose_mails(factories.chair_of(factories.group("DSG")), {"daily": True}, now=YESTERDAY)
    answered()
    assert plan_daily(MORNING) == 0


def test_who_is_away_or_cannot_be_reached_gets_none() -> None:
    away, refused, without = office(), office(), office()
    Absence.objects.create(person=away, starts_on=DAY, ends_on=DAY)
    Person.objects.filter(pk=refused.pk).update(address_state="refused")
    Person.objects.filter(pk=without.pk).update(email="")
    answered()
    assert plan_daily(MORNING) == 0


def test_an_address_that_is_none_stops_nobody_else() -> None:
    broken = office()
    Person.objects.filter(pk=broken.pk).update(email=f"a@{'x' * 70}.org")
    office()
    answered()
    assert plan_daily(MORNING) == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2030, 11, 20), True),
        (date(2030, 11, 23), False),
        (date(2030, 11, 24), False),
        (date(2030, 12, 25), False),
        (date(2031, 4, 10), False),
    ],
    ids=["Wednesday", "Saturday", "Sunday", "Christmas Day", "Maundy Thursday"],
)
def test_it_goes_on_working_days(day: date, expected: bool) -> None:
    office()
    answered(slot_at(day) - timedelta(hours=1))
    assert (is_working_day(day), plan_daily(slot_at(day)) == 1) == (expected, expected)


def test_on_monday_it_tells_of_the_days_since_friday() -> None:
    office()
    answered()
    friday = slot_at(date(2030, 11, 22))
    plan_daily(friday)
    answered(friday + timedelta(hours=30), title="På lørdag")
    plan_daily(friday + timedelta(days=3))
    mail = Mail.objects.latest("pk")
    assert mail.subject == "I dag: 1 svar"


def test_after_a_long_pause_it_looks_a_week_back() -> None:
    office()
    plan_daily(MORNING - timedelta(days=28))
    answered(MORNING - timedelta(days=9), title="For længst")
    assert plan_daily(MORNING) == 0


# --- what is new


def test_what_was_handed_in_is_named_with_its_group() -> None:
    here = scene.at(Position.SUBMITTED)
    title = here.revision.guideline.title
    found = {part.heading: part.lines for part in news(here.now - timedelta(days=1), here.now)}
    assert found == {"Indsendt": (f"DSG: {title}",)}


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("declined", "siger nej til at være tovholder"),
        ("help", "har brug for hjælp"),
        ("withdraw", "mener, at den bør udgå"),
        ("focus", "har sat tid af"),
    ],
)
def test_answers_are_told_in_words(kind: str, words: str) -> None:
    answered(kind=kind)
    assert lines() == {"Svar fra læger": (f"Ditte Bæk {words}: GIST",)}


def test_an_answer_by_mail_and_mails_that_came_back_are_told() -> None:
    mail = Mail.objects.create(
        kind="receipt",
        address="a@example.org",
        subject="Udkast",
        message_id="1",
        not_before=MORNING,
        created_at=MORNING,
    )
    facts = {"mail": mail, "at": YESTERDAY, "sender": "ditte@example.org"}
    for kind in Incoming.Kind.values:
        Incoming.objects.create(kind=kind, fingerprint=kind, **facts)
    Attempt.objects.create(mail=mail, at=YESTERDAY, phase="rcpt", outcome="refused", code=550)
    assert lines() == {
        "Svar fra læger": ("ditte@example.org har svaret på en mail: Udkast",),
        "Mails, der kom tilbage": ("a@example.org",),
    }


def test_what_is_older_or_yet_to_come_is_left_out() -> None:
    answered(MORNING - timedelta(days=2))
    answered(MORNING + timedelta(minutes=1))
    assert lines() == {}


def test_long_lists_end_in_a_number() -> None:
    part = Part("Svar", "svar", tuple(str(number) for number in range(LISTED + 3)))
    assert (len(part.shown), part.more) == (LISTED, 3)


def test_the_subject_is_short_with_everything_in_it(settings: Any) -> None:
    for language in ("da", "en"):
        who = office(language=language)
        for number in range(12):
            answered(title=f"Nr. {number}")
        plan_daily(MORNING)
        subject = Mail.objects.get(person=who).subject
        assert len(subject) <= 60
    assert Mail.objects.latest("pk").subject == "Today: 24 answers"

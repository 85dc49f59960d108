"""What each reminder lets its reader do: the button, the links of the others, and what they lead to (ux 5.2-5.4)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.models import Person, PlanEntry
from guidelines.planning.answering import Question
from guidelines.planning.rules import HolderRole, Stage
from reminders.answers.acts import acts_of, question_of
from reminders.answers.links import read_token
from reminders.answers.standing import State, look
from reminders.compose import again_on
from reminders.ladder import DEFAULT, RETURNED_CHAIR, Setting, ladder_from
from reminders.models import Mail
from reminders.reading import show, show_queued
from reminders.rules import Action, Facts, Recipient, Term, Verdict
from reminders.simulation import simulate
from reminders.slots import slots_between
from reminders.tick import tick
from reminders.wording import passage
from tests import factories
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, NOW, TARGET, guideline_due, moment, release, scene
from tests.reminders.test_compose import item, received

SECRET = re.compile(r"/svar/([^/\s\"]+)/")


@pytest.fixture(autouse=True)
def demo_mailbox(settings: Any) -> None:
    settings.EMAIL_URL = "demo:"


def links(mail: Mail) -> list[str]:
    """The secret parts of the links in a mail, as its reader finds them."""
    return SECRET.findall(received(mail)[1])


def labels(rung: str, **changes: Any) -> list[str]:
    verdict = Verdict(1, "version:1", TARGET, rung, 1, Action.MAIL)
    with translation.override("da"):
        made = acts_of(item(rung, "2030-09-24", **changes), verdict, Person(pk=1, email="a@example.org"), NOW)
    return [act.label for act in made]


@pytest.mark.parametrize(
    ("rung", "question", "label"),
    [
        ("confirm", Question.CONFIRM, "Svar ja eller nej"),
        ("begin", Question.BEGIN, "Vælg en dag"),
        ("draft_90", Question.PROGRESS, "Fortæl, hvor langt I er"),
        ("draft_30", Question.PROGRESS, "Fortæl, hvor langt I er"),
        ("draft_7", Question.PROGRESS, "Fortæl, hvor langt I er"),
        ("consultation_30", Question.PROGRESS, "Fortæl, hvor langt I er"),
        ("final_7", Question.PROGRESS, "Fortæl, hvor langt I er"),
        ("late_14", Question.LATE, "Vælg og send"),
        ("chair_30_copy", Question.LATE, "Vælg og send"),
    ],
)
def test_the_button_of_each_reminder(rung: str, question: Question, label: str) -> None:
    assert question_of(DEFAULT.rungs[rung]) is question
    assert labels(rung) == [label]


def test_the_chair_has_three_acts_on_pages_that_ask_to_sign_in() -> None:
    assert labels("chair_30") == labels("chair_30", is_lead=False)
    assert labels("chair_30") == ["Aftal ny frist", "Skift tovholder", "Tag det op på mødet"]
    assert labels("chair_30", waits_for_chair=True) == ["Åbn retningslinjen"]
    assert labels("confirm", is_lead=False) == ["Åbn retningslinjen"]


def test_decisions_have_no_link_of_their_own() -> None:
    asked = {key: question_of(rung) for key, rung in DEFAULT.rungs.items()}
    assert {key for key, question in asked.items() if question is None} >= {
        "chair_30",
        "secretariat_60",
        "approval_5",
        "approval_10",
        "approval_14",
        "step_late",
        "returned_late",
        RETURNED_CHAIR,
    }


def mails_of(facts: Facts) -> list[tuple[date, str]]:
    """What tovholder 1 is mailed while nobody answers, as (slot, rung)."""
    slots = slots_between(facts.target - timedelta(days=400), facts.target + timedelta(days=60))
    found = simulate([facts], PEOPLE, {}, slots)
    return [
        (slot, told.rung)
        for slot, told in found
        if told.person == 1 and told.rung not in ("chair_30_copy", "secretariat_60")
    ]


PEOPLE = {1: Recipient(), 9: Recipient()}


@pytest.mark.parametrize("stage", [None, Stage.DRAFT, Stage.CONSULTATION, Stage.SUBMITTED])
@pytest.mark.parametrize("began", range(0, 1200, 173))
def test_the_day_on_which_we_write_again_comes_true(stage: Stage | None, began: int) -> None:
    target = date(2027, 1, 1) + timedelta(days=began)
    holder = HolderRole.LEAD if stage else None
    facts = Facts(1, "v", target, leads=(1,), terms=(Term(9, True, date(2000, 1, 1)),), stage=stage, holder=holder)
    mails = mails_of(facts)
    assert mails[-1][1] == "late_14"
    said = [again_on(facts, PEOPLE, DEFAULT.rungs[rung], 1, slot) for slot, rung in mails]
    assert said == [*(slot for slot, _rung in mails[1:]), None]


def test_the_day_on_which_we_write_again_is_after_an_absence() -> None:
    away = {1: Recipient(absences=((date(2030, 12, 1), date(2031, 1, 2)),))}
    facts = Facts(1, "v", TARGET, leads=(1,))
    assert again_on(facts, PEOPLE, DEFAULT.rungs["final_7"], 1, FINAL_SLOT) == LATE_SLOT
    assert again_on(facts, away, DEFAULT.rungs["final_7"], 1, FINAL_SLOT) == CHAIR_SLOT
    assert again_on(replace(facts, ladder=NEVER_LATE), PEOPLE, NEVER_LATE.rungs["final_7"], 1, FINAL_SLOT) is None


NEVER_LATE = ladder_from({"late_14": Setting(is_on=False)})


def test_a_mail_says_when_the_next_one_comes() -> None:
    with translation.override("da"):
        said = passage(item("confirm", "2029-11-27", again_on=date(2030, 5, 28))).paragraphs
        silent = passage(item("final_7", "2030-11-19")).paragraphs
    assert said[1:] == (
        "Du står som tovholder sammen med Esben Dam.",
        "Er det stadig rigtigt? Det tager under et minut at svare, og du skal ikke logge ind.",
        "Hører vi ikke fra jer, skriver vi igen 28. maj 2030.",
    )
    assert not any("skriver vi igen" in text for text in silent)


# --- mails that went out


@pytest.mark.django_db
def test_the_link_in_the_mail_answers_in_one_press_without_signing_in() -> None:
    there = scene()
    tick(NOW)
    mail = Mail.objects.get()
    (made,) = links(mail)
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        page = client.get(reverse("answer", args=[made]))
        chosen = re.findall(r'name="choice" value="(\w+)"[^>]* checked', page.content.decode())
        assert chosen == ["rest"]
        answer = client.post(reverse("answer", args=[made]), {"choice": "rest", "rest": "fortnight"})
    assert answer.status_code == 303
    assert there.guideline.snoozes.get().until == NOW.date() + timedelta(days=14)


@pytest.mark.django_db
def test_each_guideline_of_a_mail_has_its_own_link() -> None:
    there = scene()
    second = guideline_due(there.group, there.lead, on=date(2030, 12, 3), title="GIST")
    tick(NOW)
    found = [read_token(token) for token in links(Mail.objects.get())]
    assert [link.ask.guideline for link in found if link] == [there.guideline.pk, second.pk]
    assert {link.ask.person for link in found if link} == {there.lead.pk}


@pytest.mark.django_db
def test_a_retry_sends_the_same_link() -> None:
    scene()
    tick(NOW)
    mail = Mail.objects.get()
    before = bytes(mail.content)
    Mail.objects.update(state=Mail.State.UNKNOWN, not_before=NOW, sent_at=None)
    tick(NOW + timedelta(hours=1))
    mail.refresh_from_db()
    assert (mail.state, bytes(mail.content)) == (Mail.State.SENT, before)


@pytest.mark.django_db
def test_the_chair_s_mail_has_one_button_and_no_link_without_sign_in() -> None:
    there = scene()
    Person.objects.filter(pk=there.lead.pk).update(email="")
    factories.revision(there.guideline.plan_entries.get(), deadline_on=TARGET)
    tick(moment(LATE_SLOT, minutes=1))
    Person.objects.filter(pk=there.lead.pk).update(email="ditte@example.org")
    tick(moment(CHAIR_SLOT, minutes=1))
    mail = Mail.objects.get(person=there.chair)
    raw = received(mail)[0].get_body(("html",)).get_content()
    assert (raw.count("display:inline-block"), raw.count("<a ")) == (1, 5)
    assert links(mail) == []
    anonymous = Client()
    for url in re.findall(r'href="http://testserver([^"]+)"', raw):
        assert anonymous.get(url).status_code == 302


@pytest.mark.django_db
def test_who_may_see_a_mail_does_not_get_its_links() -> None:
    there = scene()
    queued = show_queued(there.lead, FINAL_SLOT, NOW - timedelta(days=3))
    tick(NOW)
    mail = Mail.objects.get()
    sent = show(mail, NOW)
    assert queued is not None
    assert sent is not None
    for shown in (queued, sent):
        assert "http://testserver/svar/…/" in shown.text
        assert "/svar/…/" in shown.html
        assert SECRET.findall(shown.text) == ["…"]
    assert look(links(mail)[0], NOW).state is State.OPEN


@pytest.mark.django_db
def test_the_confirming_mail_as_a_whole(settings: Any) -> None:
    settings.CONTACT_PHONE = "12 34 56 78"
    group = release(factories.group("DSG"))
    lead = factories.person("Julie Vind-Ravn", email="julie@example.org")
    guideline_due(group, lead, factories.person("Zita Kofoed", email=""), title="Uterine sarkomer")
    PlanEntry.objects.update(year=2030)
    slot = date(2029, 11, 27)
    tick(moment(slot, minutes=1))
    _message, text, _html = received(Mail.objects.get(person=lead))
    assert SECRET.sub("/svar/…/", text).splitlines() == [
        "Kære Julie",
        "",
        "DSG har planlagt revision af »Uterine sarkomer« (v. 1.1). Den skal være færdig senest 1. december 2030.",
        "",
        "Du står som tovholder sammen med Zita Kofoed.",
        "",
        "Er det stadig rigtigt? Det tager under et minut at svare, og du skal ikke logge ind.",
        "",
        "Hører vi ikke fra jer, skriver vi igen 28. maj 2030.",
        "",
        "Svar ja eller nej: http://testserver/svar/…/",
        "",
        "Venlig hilsen",
        "Retningslinjesekretariatet, tlf. 12 34 56 78",
        "Du kan også bare svare på mailen.",
        "",
        "Du får mailen, fordi du er tovholder på en retningslinje.",
        f"Hvorfor du har fået mailen: http://testserver/paamindelser/mail/{Mail.objects.get(person=lead).key}/",
        "Vælg, hvilke mails du får: http://testserver/profil/mails/",
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "Ida\r\nBcc: ondt@example.org",
    "Ida\u2028X-Ondt: 1",
    "{{ 7*7 }} {% now 'Y' %}",
    "A\u030arhus og Århus",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_names_and_titles_do_nothing_in_a_mail(text: str) -> None:
    there = scene("GIST")
    Person.objects.filter(pk=there.lead.pk).update(name=f"{text} Bæk")
    type(there.guideline).objects.filter(pk=there.guideline.pk).update(title=text)
    tick(NOW)
    mail = Mail.objects.get()
    message, plain, _html = received(mail)
    raw = message.get_body(("html",)).get_content()
    assert mail.state == Mail.State.SENT
    assert {"Bcc", "X-Ondt"}.isdisjoint(message.keys())
    assert message.get_all("To") == [message["To"]]
    assert "<script" not in raw
    assert "<img" not in raw
    assert " ".join(text.split()) in " ".join(plain.split())
    assert look(links(mail)[0], NOW).state is State.OPEN


@pytest.mark.django_db
def test_the_mail_leads_its_reader_to_why_it_came_and_nobody_else(client: Client) -> None:
    there = scene()
    tick(NOW)
    mail = Mail.objects.get()
    page = reverse("mail", args=[mail.key])
    assert f"Hvorfor du har fået mailen: http://testserver{page}" in received(mail)[1].splitlines()
    assert client.get(page).headers["Location"].startswith(reverse("account_login"))
    for person, status in ((there.lead, 200), (there.chair, 404)):
        with time_machine.travel(NOW, tick=False):
            assert factories.sign_in(Client(), person).get(page).status_code == status

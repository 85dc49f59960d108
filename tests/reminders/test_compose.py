"""What a reminder says, and how: subject, words of each rung, the two parts, headers (ux 5.3-5.4)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from guidelines.journal.writing import Actor
from guidelines.models import Assignment, Person
from guidelines.planning.actions import ask_extension
from guidelines.planning.actions.answers import ask_help
from guidelines.planning.rules import Stage
from reminders.ladder import DEFAULT, OF_GUIDELINE
from reminders.ladder_names import kind_name
from reminders.models import Mail
from reminders.tick import tick
from reminders.wording import Brief, Item, Passage, Said, cut, names, passage, subject_of, why, with_answers
from tests import factories
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, TARGET, guideline_due, moment, release, scene

BRIEF = Brief("Kæmpecelletumorer", "kaempecelletumorer", ("DSG",), "1.1", ("Ditte Bæk", "Esben Dam"))
ANSWERED = date(2030, 11, 20)
RUNGS = DEFAULT.rungs
MAILED = [RUNGS[key] for key in OF_GUIDELINE if key != "secretariat_60"]


def item(rung: str, day: str, **changes: Any) -> Item:
    """A reminder on Kæmpecelletumorer, due on 1 December 2030, to Ditte Bæk."""
    made = Item(RUNGS[rung], TARGET, date.fromisoformat(day), BRIEF, ("Esben Dam",))
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("made", "subject", "first"),
    [
        (
            item("confirm", "2029-11-27"),
            "Er du stadig tovholder? Kæmpecelletumorer, revision 2030",
            "DSG har planlagt revision af »Kæmpecelletumorer« (v. 1.1). Den skal være færdig senest 1. december 2030.",
        ),
        (
            item("confirm", "2029-11-27", brief=replace(BRIEF, version="", groups=("DGCG", "DSG"))),
            "Er du stadig tovholder? Kæmpecelletu…, ny retningslinje 2030",
            "DGCG og DSG har planlagt den nye retningslinje »Kæmpecelletumorer«. Den skal være færdig senest "
            "1. december 2030.",
        ),
        (
            item("confirm", "2029-11-27", is_lead=False),
            "Tovholder mangler: Kæmpecelletumorer, revision 2030",
            "DSG har planlagt revision af »Kæmpecelletumorer« (v. 1.1). Den skal være færdig senest 1. december 2030.",
        ),
        (
            item("begin", "2030-05-28"),
            "Hvornår begynder I? Kæmpecelletumorer",
            "Arbejdet med »Kæmpecelletumorer« (v. 1.1) skal være færdigt senest 1. december 2030 og udkastet senest "
            "2. oktober 2030.",
        ),
        (
            item("draft_30", "2030-08-27"),
            "Udkast senest 2. oktober: Kæmpecelletumorer",
            "Om 36 dage skal udkastet til »Kæmpecelletumorer« (v. 1.1) ligge hos formanden for DSG: senest 2. oktober "
            "2030.",
        ),
        (
            item("draft_7", "2030-10-01"),
            "Udkast senest 2. oktober: Kæmpecelletumorer",
            "Om 1 dag skal udkastet til »Kæmpecelletumorer« (v. 1.1) ligge hos formanden for DSG: senest "
            "2. oktober 2030.",
        ),
        (
            item("draft_7", "2030-10-02"),
            "Udkast senest 2. oktober: Kæmpecelletumorer",
            "I dag skal udkastet til »Kæmpecelletumorer« (v. 1.1) ligge hos formanden for DSG.",
        ),
        (
            item("final_7", "2030-11-19"),
            "Færdig senest 1. december: Kæmpecelletumorer",
            "Om 12 dage skal arbejdet med »Kæmpecelletumorer« (v. 1.1) være færdigt: senest 1. december 2030.",
        ),
        (
            item("final_7", "2030-12-01"),
            "Færdig senest 1. december: Kæmpecelletumorer",
            "I dag skal arbejdet med »Kæmpecelletumorer« (v. 1.1) være færdigt.",
        ),
        (
            item("late_14", "2030-12-17", follows_on=CHAIR_SLOT),
            "Fristen er passeret: Kæmpecelletumorer",
            "Arbejdet med »Kæmpecelletumorer« (v. 1.1) skulle være færdigt senest 1. december 2030.",
        ),
        (
            item("chair_30", "2031-01-07", follows_on=date(2031, 2, 4)),
            "Aftal ny frist: Kæmpecelletumorer",
            "Arbejdet med »Kæmpecelletumorer« (v. 1.1) skulle være færdigt senest 1. december 2030.",
        ),
        (
            item("chair_30_copy", "2031-01-07"),
            "Formanden har fået besked: Kæmpecelletumorer",
            "Arbejdet med »Kæmpecelletumorer« (v. 1.1) skulle være færdigt senest 1. december 2030.",
        ),
    ],
)
def test_what_each_rung_says(made: Item, subject: str, first: str) -> None:
    with translation.override("da"):
        said = passage(made)
        assert (subject_of([said]), said.paragraphs[0]) == (subject, first)


def test_an_escalation_is_announced_in_the_mail_before() -> None:
    with translation.override("da"):
        late = passage(item("late_14", "2030-12-17", follows_on=CHAIR_SLOT)).paragraphs[-1]
        chair = passage(item("chair_30", "2031-01-07", follows_on=date(2031, 2, 4))).paragraphs
    assert late == "Tidligst 7. januar 2031 får formanden en status. Svarer I inden, står jeres svar i den."
    assert chair[1:] == (
        "Tovholder: Ditte Bæk og Esben Dam. Vi har skrevet, at denne status ville komme.",
        "Vælg det, der passer: aftal en ny frist, skift tovholder, eller tag den op på næste møde.",
        "Tidligst 4. februar 2031 ringer sekretariatet og hører, hvordan det går.",
    )


def test_a_chair_whose_own_move_it_is_reads_no_word_of_an_announcement() -> None:
    with translation.override("da"):
        own = passage(item("chair_30", "2031-01-07", waits_for_chair=True)).paragraphs[1]
        nobody = passage(item("chair_30", "2031-01-07", brief=replace(BRIEF, leads=()))).paragraphs[1]
    assert own == "Den venter på formandens faglige godkendelse. Tovholder: Ditte Bæk og Esben Dam."
    assert nobody == "Der står ingen tovholder."


@pytest.mark.parametrize("rung", [rung.key for rung in MAILED])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_rung_has_its_words_in_both_languages(rung: str, language: str) -> None:
    with translation.override(language):
        said = passage(item(rung, "2030-09-24", follows_on=CHAIR_SLOT))
        texts = (said.act, *said.paragraphs, kind_name(rung), why(RUNGS[rung], TARGET))
    assert all("%(" not in text and text for text in texts)
    danish = {"senest", "tovholder", "fristen", "udkastet", "formanden"}
    words = set(" ".join(texts).casefold().split())
    assert bool(words & danish) == (language == "da")


def test_why_a_reminder_comes_is_said_in_one_line() -> None:
    with translation.override("da"):
        assert [why(RUNGS[rung], TARGET) for rung in ("confirm", "draft_30", "final_7", "late_14")] == [
            "12 måneder før fristen 1. december 2030",
            "30 dage før udkastet skal ligge klar 2. oktober 2030",
            "7 dage før fristen 1. december 2030",
            "14 dage efter fristen 1. december 2030",
        ]
        assert kind_name("secretariat_60") == "Ring til tovholderen"


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("kort", 10, "kort"),
        ("Multiple enkondromer og osteokondromer", 25, "Multiple enkondromer og…"),
        ("Osteokondromerogenkondromer", 10, "Osteokond…"),
        ("", 5, ""),
    ],
)
def test_titles_are_cut_after_a_word(text: str, room: int, short: str) -> None:
    assert cut(text, room) == short


@given(st.text(max_size=400), st.integers(1, 4))
def test_a_subject_is_never_longer_than_sixty_characters(title: str, count: int) -> None:
    with translation.override("da"):
        said = [Passage("Formanden har fået besked:", title, ())] * count
        assert len(subject_of(said)) <= 60


def test_names_are_listed_as_people_say_them() -> None:
    with translation.override("da"):
        assert [names(who) for who in ((), ("Ida",), ("Ida", "Per"), ("Ida", "Per", "Tove"))] == [
            "",
            "Ida",
            "Ida og Per",
            "Ida, Per og Tove",
        ]


# --- the mail as a whole


@pytest.fixture(autouse=True)
def demo_mailbox(settings: Any) -> None:
    settings.EMAIL_URL = "demo:"
    settings.CONTACT_PHONE = "12 34 56 78"


def received(mail: Mail) -> tuple[EmailMessage, str, str]:
    """The message, its plain text and its HTML as text without marks."""
    message = message_from_bytes(bytes(mail.content), policy=policy.default)
    html = message.get_body(("html",)).get_content()
    body = html[html.index("<body") :]
    plain = re.sub(r"<a href=\"([^\"]+)\"[^>]*>([^<]+)</a>", r"\2: \1", body)
    return message, message.get_body(("plain",)).get_content(), unescape(re.sub(r"<[^>]+>", " ", plain))


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["da", "en"])
def test_both_parts_say_the_same_with_one_button(language: str) -> None:
    there = scene("<b>Kæmpe</b>celletumorer & co")
    guideline_due(there.group, there.lead, on=date(2030, 12, 3), title="GIST")
    Person.objects.filter(pk=there.lead.pk).update(language=language)
    tick(moment(FINAL_SLOT, minutes=1))
    message, text, html = received(Mail.objects.get())
    assert text.split() == html.split()
    raw = message.get_body(("html",)).get_content()
    assert (raw.count("<a "), raw.count("<img"), raw.count("http")) == (4, 0, 4)
    assert raw.count("display:inline-block") == 1  # the most urgent is the button, the others are links
    assert f'<html lang="{language}">' in raw
    assert message["Content-Language"] == language
    assert text.count("http://testserver/svar/") == 2
    assert ("Kære Ditte" if language == "da" else "Dear Ditte") in text
    assert "12 34 56 78" in text


@pytest.mark.django_db
def test_the_headers_make_machines_keep_still_and_threads_hold_together() -> None:
    there = scene()
    tick(moment(FINAL_SLOT, minutes=1))
    tick(moment(LATE_SLOT, minutes=1))
    first, second = (received(mail)[0] for mail in Mail.objects.order_by("sent_at"))
    assert first["From"] == "Retningslinjesekretariatet <sekretariat@example.org>"
    assert first["Reply-To"] == "sekretariat@example.org"
    assert (first["Auto-Submitted"], first["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    assert first["List-Id"] == "<paamindelser.testserver>"
    assert first["List-Unsubscribe"] is None
    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["To"] == f"{there.lead.name} <{there.lead.email}>"
    assert first["Date"].datetime == moment(FINAL_SLOT, minutes=1)


@pytest.mark.django_db
def test_the_chair_s_button_leads_to_the_guideline() -> None:
    group = release(factories.group("DSG"))
    chair = factories.chair_of(group)
    guideline = guideline_due(group)
    tick(moment(date(2030, 5, 28), minutes=1))
    mail = Mail.objects.get()
    _, text, _ = received(mail)
    assert (mail.person, mail.subject.split(":")[0]) == (chair, "Tovholder mangler")
    assert f"http://testserver/retningslinjer/{guideline.slug}/" in text
    assert "fordi du er formand" in text


@pytest.mark.django_db
def test_what_the_chair_holds_is_told_as_the_chair_s_own_move() -> None:
    there = scene()
    factories.revision(there.guideline.plan_entries.get(), Stage.CLINICAL_APPROVAL)
    tick(moment(CHAIR_SLOT, minutes=1))
    assert "Den venter på formandens faglige godkendelse." in received(Mail.objects.get())[1]


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "da",
            "Ditte Maria Bæk svarede 18. december 2030, at de har brug for hjælp: »Vi mangler en onkolog« "
            "Ditte Maria Bæk bad 19. december 2030 om en ny frist, 1. juni 2031: »Sygdom.«",
        ),
        (
            "en",
            "Ditte Maria Bæk answered on 18 December 2030 that they need help: “Vi mangler en onkolog” "
            "Ditte Maria Bæk asked on 19 December 2030 for a new deadline, 1 June 2031: “Sygdom.”",
        ),
    ],
)
def test_the_status_to_the_chair_has_the_answers_as_the_mail_before_promised(language: str, expected: str) -> None:
    there = scene()
    Person.objects.filter(pk=there.chair.pk).update(language=language)
    tick(moment(LATE_SLOT, minutes=1))
    late = Mail.objects.get()
    assert "Svarer I inden, står jeres svar i den." in " ".join(received(late)[1].split())
    by, asked = Actor("user", f"person:{there.lead.pk}"), moment(date(2030, 12, 18))
    ask_help(there.guideline, person=there.lead, text="Vi mangler\nen onkolog", by=by, now=asked)
    request = {"person": there.lead, "to_on": date(2031, 6, 1), "reason": "Sygdom."}
    ask_extension(there.guideline, **request, by=by, now=asked + timedelta(days=1))
    tick(moment(CHAIR_SLOT, minutes=1))
    status = Mail.objects.get(person=there.chair, kind=Mail.Kind.REMINDERS)
    assert expected in " ".join(received(status)[1].split())


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (Said("Ida Holm", ANSWERED, "declined"), "Ida Holm svarede 20. november 2030 nej til at være tovholder."),
        (
            Said("Ida Holm", ANSWERED, "declined", "Per Dam"),
            "Ida Holm svarede 20. november 2030 nej til at være tovholder og foreslog Per Dam.",
        ),
        (Said("Ida Holm", ANSWERED, "withdraw"), "Ida Holm svarede 20. november 2030, at arbejdet bør udgå."),
    ],
)
def test_every_answer_has_its_words(said: Said, text: str) -> None:
    with translation.override("da"):
        made = item("chair_30", "2031-01-07", brief=replace(BRIEF, said=(said,)))
        assert with_answers(Passage("Status:", "GIST", ("Først.", "Sidst.")), made).paragraphs == (
            "Først.",
            text,
            "Sidst.",
        )


@pytest.mark.parametrize(
    ("beyond", "whom"), [(date(2031, 6, 1), "DSG"), (date(2034, 6, 1), "sekretariatet")], ids=["within", "beyond"]
)
@pytest.mark.both
@pytest.mark.django_db
def test_the_late_mail_says_that_the_request_for_a_new_deadline_waits(beyond: date, whom: str) -> None:
    there = scene("GIST")
    second = factories.person("Per Dam")
    Assignment.objects.create(plan_entry=there.guideline.plan_entries.get(), person=second, role="lead", position=1)
    by, asked = Actor("user", f"person:{there.lead.pk}"), moment(date(2030, 11, 20))
    request = {"person": there.lead, "to_on": beyond, "reason": "Sygdom."}
    ask_extension(there.guideline, **request, by=by, now=asked)
    tick(moment(LATE_SLOT, minutes=1))
    mails = Mail.objects.filter(kind="reminders").exclude(person=there.chair)
    late = {mail.person: " ".join(received(mail)[1].split()) for mail in mails}
    day = f"{beyond.day}. juni {beyond.year}"
    own = f"Din anmodning af 20. november 2030 om en ny frist, {day}, venter på en afgørelse fra {whom}."
    others = f"{there.lead.name} bad 20. november 2030 om en ny frist, {day}. Det er ikke afgjort endnu."
    assert {who: (own in text, others in text) for who, text in late.items()} == {
        there.lead: (True, False),
        second: (False, True),
    }


@pytest.mark.django_db
def test_links_lead_nowhere_but_to_the_site(settings: Any) -> None:
    settings.SITE_URL = "https://plan.example.org"
    scene("Se http://ondt.example")
    tick(moment(FINAL_SLOT, minutes=1))
    mail = Mail.objects.get()
    hrefs = re.findall(r'href="([^"]+)"', received(mail)[0].get_body(("html",)).get_content())
    assert [href.rpartition("/svar/")[0] for href in hrefs[:-2]] == ["https://plan.example.org"]
    page = f"https://plan.example.org/paamindelser/mail/{mail.key}/"
    assert hrefs[-2:] == [page, "https://plan.example.org/profil/mails/"]
    assert mail.message_id.endswith("@plan.example.org>")

"""The pages of a consultation: whom they ask what, what is kept on an error, and what a link opens and for how long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.test import Client
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from guidelines.approval.actions.consultations import (
    AnswerFacts,
    PartyFacts,
    answer_comments,
    close_consultation,
    respond,
)
from guidelines.approval.models import Comment, Consultation, Draft, Party, Recusal, RunRoute
from guidelines.approval.parties import answer_path
from guidelines.journal.models import Event
from guidelines.models import Group, Person, Revision
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval.consulting import CLOSES, NOW, TODAY, WHO, draft, held, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock_at_now() -> Any:
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def lead(dsg: Group) -> Person:
    return factories.reader("Tove Tovholder")


@pytest.fixture
def revision(dsg: Group, lead: Person) -> Revision:
    return draft(dsg, lead=lead)


@pytest.fixture
def author(client: Client, lead: Person) -> Client:
    return factories.sign_in(client, lead)


def page(revision: Revision, more: str = "") -> str:
    return f"/forloeb/{revision.pk}/hoering/{more}"


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# --- starting


def test_the_start_offers_the_closing_date_of_the_route_and_the_own_group(author: Client, revision: Revision) -> None:
    form = author.get(page(revision)).context["form"]
    assert (str(form["closes_on"].value()), form["party_0"].value()) == ("12.12.2026", "DSG")
    RunRoute.objects.create(revision=revision, consultation_days=7, administrative_days=14, return_days=14)
    assert str(author.get(page(revision)).context["form"]["closes_on"].value()) == "28.11.2026"


def test_persons_groups_and_others_are_asked(author: Client, revision: Revision) -> None:
    factories.person("Zita Zebra")
    others = "Patientforeningen, post@example.org\nProf. Bo Bæk <bo@example.org>\n\n"
    data = {"closes_on": "1.1.2027", "party_0": "DSG", "party_2": "zita zebra", "others": others}
    answer = author.post(page(revision), data, follow=True)
    assert [(str(party), party.email) for party in Party.objects.all()] == [
        ("DSG", ""),
        ("Zita Zebra", ""),
        ("Patientforeningen", "post@example.org"),
        ("Prof. Bo Bæk", "bo@example.org"),
    ]
    assert "4 høringsparter, 0 svar, ingen kommentarer" in text(answer)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"closes_on": "", "party_0": "DSG"}, ["closes_on"]),
        ({"closes_on": "hurtigt", "party_0": "DSG"}, ["closes_on"]),
        ({"closes_on": "1.1.2027", "party_0": ""}, ["party_0"]),
        ({"closes_on": "1.1.2027", "party_0": "Ukendt Uhl"}, ["party_0"]),
        ({"closes_on": "1.1.2027", "others": "Foreningen uden adresse"}, ["others"]),
        ({"closes_on": "1.1.2027", "others": "post@example.org"}, ["others"]),
        ({"closes_on": "1.1.2020", "party_0": "DSG"}, ["__all__"]),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    author: Client, revision: Revision, data: dict[str, str], wrong: list[str]
) -> None:
    answer = author.post(page(revision), data)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, wrong)
    assert {name: form[name].value() for name in data} == data
    assert Consultation.objects.count() == 0


def test_without_a_file_there_is_nothing_to_send(client: Client, dsg: Group, lead: Person) -> None:
    bare = draft(dsg, lead=lead, with_file=False)
    shown = factories.sign_in(client, lead).get(page(bare))
    assert "Upload udkastet først" in text(shown)
    assert "closes_on" not in shown.content.decode()


def test_none_with_a_reason(author: Client, revision: Revision) -> None:
    assert author.post(page(revision, "ingen/"), {"reason": " "}).status_code == 422
    author.post(page(revision, "ingen/"), {"reason": "Mindre opdatering"})
    assert Draft.objects.get().consultation_skipped == "Mindre opdatering"
    assert "Mindre opdatering" in text(author.get(page(revision)))
    reviewer = factories.member_of(factories.group("DSG"))
    assert "Mindre opdatering" in text(factories.sign_in(Client(), reviewer).get(page(revision)))


# --- following


def test_members_read_and_change_nothing(revision: Revision, dsg: Group) -> None:
    said(held(revision), "Hvorfor?")
    member = factories.sign_in(Client(), factories.member_of(dsg))
    shown = member.get(page(revision))
    assert "Hvorfor?" in text(shown)
    assert "<textarea" not in shown.content.decode()
    assert member.post(page(revision), {}).status_code == 404
    for more in ("part/", "luk/", "ingen/", f"svar/{Party.objects.get().pk}/"):
        assert member.get(page(revision, more)).status_code == 404


def test_one_who_is_recused_changes_nothing(author: Client, revision: Revision, lead: Person) -> None:
    said(held(revision), "Hvorfor?")
    Recusal.objects.create(revision=revision, person=lead, at=NOW)
    assert author.get(page(revision)).status_code == 200
    assert author.post(page(revision), {}).status_code == 404


def answers(*rows: tuple[Comment, str, str], seen: str = "\n") -> dict[str, str]:
    data = {}
    for comment, what, why in rows:
        data |= {f"what_{comment.pk}": what, f"why_{comment.pk}": why, f"seen_{comment.pk}": seen}
    return data


def test_comments_are_answered_in_one_form(author: Client, revision: Revision, lead: Person) -> None:
    said(held(revision), "Første", "Anden", "Tredje")
    first, second, third = Comment.objects.all()
    data = answers((first, "taken", ""), (second, "not_taken", "Ingen evidens\r\nfor det"), (third, "", ""))
    shown = author.post(page(revision), data, follow=True)
    rows = Comment.objects.values_list("disposition", "answer", "answered_by")
    assert list(rows) == [("taken", "", lead.pk), ("not_taken", "Ingen evidens\nfor det", lead.pk), ("", "", None)]
    assert "1 høringspart, 1 svar, 1 kommentar ubesvaret" in text(shown)
    assert Event.objects.filter(verb="comment_answered").count() == 2


def test_sending_what_is_shown_changes_nothing(author: Client, revision: Revision) -> None:
    said(held(revision), "Første")
    comment = Comment.objects.get()
    answer_comments(Consultation.objects.get(), [AnswerFacts(comment.pk, "partly", "To\nlinjer")], person=None, **WHO)
    shown = {name: field.value() for name, field in _fields(author.get(page(revision)).context["form"])}
    author.post(page(revision), shown)
    assert Event.objects.filter(verb="comment_answered").count() == 1


def _fields(form: Any) -> list[tuple[str, Any]]:
    return [(field.html_name, field) for field in form]


def test_a_row_that_is_wrong_loses_no_other(author: Client, revision: Revision) -> None:
    said(held(revision), "Første", "Anden")
    first, second = Comment.objects.all()
    data = answers((first, "taken", "Rettet"), (second, "partly", ""))
    shown = author.post(page(revision), data)
    assert (shown.status_code, list(shown.context["form"].errors)) == (422, [f"why_{second.pk}"])
    assert {name: shown.context["form"][name].value() for name in data} == data
    assert list(Comment.objects.values_list("disposition", flat=True)) == ["", ""]


def test_what_somebody_else_answered_meanwhile_is_not_overwritten(author: Client, revision: Revision) -> None:
    said(held(revision), "Første")
    comment = Comment.objects.get()
    answer_comments(Consultation.objects.get(), [AnswerFacts(comment.pk, "taken", "Min")], person=None, **WHO)
    shown = author.post(page(revision), answers((comment, "not_taken", "Din")))
    assert shown.status_code == 422
    assert "Din" in shown.content.decode()
    assert Comment.objects.get().answer == "Min"


def test_one_more_party_and_closing(author: Client, revision: Revision) -> None:
    held(revision)
    author.post(page(revision, "part/"), {"party_0": "DSG"})
    assert Party.objects.count() == 2
    twice = author.post(page(revision, "part/"), {"party_0": "DSG", "others": "Ny, ny@example.org"})
    assert (twice.status_code, Party.objects.count()) == (422, 2)
    early = author.post(page(revision, "luk/"), {"reason": ""})
    assert (early.status_code, list(early.context["form"].errors)) == (422, ["reason"])
    author.post(page(revision, "luk/"), {"reason": "Alle er hørt"})
    assert Consultation.objects.get().closed_on == TODAY


def test_an_answer_is_recorded_for_a_party(author: Client, revision: Revision, lead: Person) -> None:
    held(revision)
    address = page(revision, f"svar/{Party.objects.get().pk}/")
    author.post(address, {"rows": "3", "section_0": "4", "text_0": "Kom med brev"})
    assert list(Comment.objects.values_list("section", "text", "written_by")) == [("4", "Kom med brev", lead.pk)]
    assert "skrevet af Tove Tovholder" in text(author.get(page(revision)))


def test_the_page_takes_as_many_queries_for_thirty_comments_as_for_one(
    author: Client, revision: Revision, django_assert_num_queries: Any
) -> None:
    counts = []
    consultation = held(revision)
    for texts in (["Den første"], [f"Nummer {number}" for number in range(30)]):
        said(consultation, *texts)
        with django_assert_num_queries(16, exact=False) as found:
            author.get(page(revision))
        counts.append(len(found))
    assert counts[0] == counts[1]


# --- parties with an account


def test_a_person_from_outside_answers_on_the_same_page(revision: Revision) -> None:
    outsider = factories.reader("Ulla Ude")
    consultation = held(revision, PartyFacts(person=outsider), PartyFacts(name="Andre", email="a@example.org"))
    respond(consultation.parties.get(name="Andre"), [], written_by=None, **WHO)
    client = factories.sign_in(Client(), outsider)
    shown = client.get(page(revision))
    assert "Ulla Ude er bedt om kommentarer senest den 12. december 2026." in text(shown)
    assert "Andre" not in text(shown)
    client.post(page(revision), {"rows": "3", "section_0": "2 Metode", "text_0": "Hvorfor?", "text_2": "Og her?"})
    rows = Comment.objects.values_list("party__person", "section", "text", "written_by")
    assert list(rows) == [(outsider.pk, "2 Metode", "Hvorfor?", outsider.pk), (outsider.pk, "", "Og her?", outsider.pk)]
    close_consultation(consultation, **WHO)
    answer_comments(consultation, [AnswerFacts(Comment.objects.first().pk, "taken", "Rettet")], person=None, **WHO)
    closed = text(client.get(page(revision)))
    assert "Taget til følge" in closed
    assert client.get(page(revision, "tabel.docx")).status_code == 404


def test_a_member_of_the_asked_group_answers_for_it(revision: Revision, dsg: Group) -> None:
    held(revision, PartyFacts(group=dsg))
    member = factories.member_of(dsg, "Mia Medlem")
    client = factories.sign_in(Client(), member)
    assert "Svar for DSG" in text(client.get(page(revision)))
    client.post(page(revision, f"svar/{Party.objects.get().pk}/"), {"rows": "3", "nothing": "on"})
    assert Party.objects.get().answered_at == NOW


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, ["text_0"]),
        ({"section_1": "2"}, ["text_1"]),
        ({"text_0": "Nej", "nothing": "on"}, ["nothing"]),
        ({"text_0": "x" * 5001}, ["text_0"]),
    ],
)
def test_what_is_no_answer(revision: Revision, data: dict[str, str], wrong: list[str]) -> None:
    outsider = factories.reader()
    held(revision, PartyFacts(person=outsider))
    answer = factories.sign_in(Client(), outsider).post(page(revision), {"rows": "3", **data})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)
    assert Comment.objects.count() == 0


def test_more_rows_keep_what_is_written(revision: Revision) -> None:
    outsider = factories.reader()
    held(revision, PartyFacts(person=outsider))
    client = factories.sign_in(Client(), outsider)
    shown = client.post(page(revision), {"rows": "3", "text_0": "Et", "text_2": "Tre", "more": "1"})
    form = shown.context["form"]
    assert (shown.status_code, form.errors, len(form.pairs)) == (200, {}, 8)
    assert [text.value() for _section, text in form.pairs][:3] == ["Et", None, "Tre"]
    assert Comment.objects.count() == 0


# --- parties with a link


@pytest.fixture
def link(revision: Revision) -> str:
    return answer_path(held(revision).parties.get())


def test_a_link_works_signed_out_and_is_told_to_nobody(client: Client, link: str, revision: Revision) -> None:
    shown = client.get(link)
    assert shown.status_code == 200
    assert shown.headers["Referrer-Policy"] == "same-origin"
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in shown.headers["Cache-Control"]
    assert revision.guideline.title in text(shown)
    answer = client.post(link, {"rows": "3", "section_0": "3", "text_0": "Tak for udkastet"}, follow=True)
    assert "Tak. Dit svar er modtaget." in text(answer)
    assert list(Comment.objects.values_list("text", "written_by")) == [("Tak for udkastet", None)]
    event = Event.objects.get(verb="consultation_answered")
    assert (event.actor_kind, event.actor_key) == ("link", f"party:{Party.objects.get().pk}")


def test_the_file_comes_through_the_link(client: Client, link: str) -> None:
    answer = client.get(f"{link}fil/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_closing_takes_the_link_away(client: Client, link: str, revision: Revision) -> None:
    close_consultation(Consultation.objects.get(), reason="Færdig", **WHO)
    shown = client.get(link)
    assert (shown.status_code, "Høringen er lukket" in text(shown)) == (200, True)
    client.post(link, {"rows": "3", "text_0": "For sent"})
    assert Comment.objects.count() == 0
    assert client.get(f"{link}fil/").status_code == 404


def test_a_stopped_revision_takes_the_link_away(client: Client, link: str) -> None:
    Revision.objects.update(ended_on=TODAY, result=Revision.Result.STOPPED, stage=Stage.CONSULTATION)
    assert "Høringen er lukket" in text(client.get(link))


def test_what_is_no_link_is_not_there(client: Client, link: str) -> None:
    assert client.get(link[:-2] + "x/").status_code == 404
    assert client.get("/hoering/x/fil/").status_code == 404


def test_who_has_an_account_by_now_signs_in(client: Client, revision: Revision) -> None:
    who = factories.person()
    link = answer_path(held(revision, PartyFacts(person=who)).parties.get())
    assert client.get(link).status_code == 200
    factories.user_for(who)
    assert client.get(link).headers["Location"] == page(revision)
    assert client.get(f"{link}fil/").status_code == 404


# --- the table for Word


def test_the_table_for_word(author: Client, revision: Revision) -> None:
    consultation = held(revision)
    said(consultation, "Hvorfor?\nUddyb", "Kort \x0c tekst", section="10 Referencer")
    said(consultation, "Se metoden", section="2 Metode")
    first = Comment.objects.order_by("pk").first()
    answer_comments(consultation, [AnswerFacts(first.pk, "not_taken", "Ingen evidens")], person=None, **WHO)
    answer = author.get(page(revision, "tabel.docx"))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="hoering-{revision.guideline.slug}.docx"'
    document = Document(BytesIO(answer.content))
    [table] = document.tables
    sender = "Patientforeningen, 21.11.2026"
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Afsnit", "Fra", "Kommentar", "Hvad der blev gjort", "Svar"],
        ["2 Metode", sender, "Se metoden", "Ikke besvaret endnu", ""],
        ["10 Referencer", sender, "Hvorfor?\nUddyb", "Ikke fulgt", "Ingen evidens"],
        ["10 Referencer", sender, "Kort  tekst", "Ikke besvaret endnu", ""],
    ]
    paper = document.sections[0]
    assert paper.orientation == WD_ORIENT.LANDSCAPE
    assert (round(paper.page_width.cm, 1), round(paper.page_height.cm, 1)) == (29.7, 21.0)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    spoken = document.styles["Normal"].element.rPr.find(qn("w:lang"))
    assert (spoken.get(qn("w:val")), document.core_properties.language) == ("da-DK", "da")
    assert document.paragraphs[0].text == f"Høring: {revision.guideline.title}"


def test_a_table_needs_a_consultation(author: Client, revision: Revision) -> None:
    assert author.get(page(revision, "tabel.docx")).status_code == 404


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_a_late_answer_says_so(author: Client, revision: Revision, *, days: int, is_late: bool) -> None:
    party = held(revision).parties.get()
    at = datetime.combine(CLOSES + timedelta(days=days), time(22, 30), UTC)  # half past eleven in Denmark
    respond(party, [], written_by=None, by=WHO["by"], now=at)
    shown = text(author.get(f"/forloeb/{revision.pk}/hoering/"))
    assert ("efter høringsfristen" in shown) is is_late

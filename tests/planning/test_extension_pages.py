"""*Bed om ny frist* over HTTP: who may, what the page shows before it is sent, and the decision."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guidelines.models import ExtensionRequest, Group, Guideline, Person
from guidelines.planning.actions import ask_extension, decide_extension
from tests import factories
from tests.planning.conftest import CHAIR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
DUE, NEW = date(2027, 12, 1), date(2028, 6, 1)
TYPED = {"to_on": "1. juni 2028", "phrase": "studie", "reason": "Studiet gøres op i maj."}
WHY = "Ny evidens er på vej, og revisionen bør vente på den. Studiet gøres op i maj."


@pytest.fixture
def lead(db: None) -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def due(dsg: Group, lead: Person) -> Guideline:
    made = factories.guideline("Kæmpecelletumorer", owner=dsg)
    factories.entry(made, 2027, leads=[lead])
    factories.version(made, "1.1", next_due=DUE, last_search=date(2024, 3, 3))
    return made


@pytest.fixture
def asked(due: Guideline, lead: Person) -> ExtensionRequest:
    return ask_extension(due, person=lead, to_on=NEW, reason="Studiet er ikke færdigt.", by=CHAIR, now=NOW)


def text(response: HttpResponse) -> str:
    """What the page says, without its markup."""
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def ask_url(guideline: Guideline) -> str:
    return reverse("extension-ask", args=[guideline.slug])


def page_of(request: ExtensionRequest) -> str:
    return reverse("extension-decide", args=[request.pk])


def signed_in(who: Person) -> Client:
    return factories.sign_in(Client(), who)


def seen(response: HttpResponse) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', response.content.decode())
    return found.group(1) if found else ""


# --- asking


def test_the_page_says_which_deadline_there_is_and_where_it_comes_from(
    due: Guideline, lead: Person, chair: Person
) -> None:
    said = text(signed_in(lead).get(ask_url(due)))
    assert "Frist nu 1. december 2027 (om 12 måneder) Det er, når version 1.1 skal revideres." in said
    assert "Hvem afgør det Formand for DSG" in said
    assert "Vis virkning" in said
    assert "Send anmodningen" not in said


def test_before_it_is_sent_the_page_shows_what_the_day_does(due: Guideline, lead: Person, chair: Person) -> None:
    client = signed_in(lead)
    shown = client.post(ask_url(due), {**TYPED, "act": "show"})
    said = text(shown)
    assert shown.status_code == 200
    assert "Versionen er overskredet fra 4. marts 2027 til 1. juni 2028 (14 mdr.)." in said.replace("\xa0", " ")
    assert "Revision: flyttes til 1. juni 2028." in said
    assert "Litteratursøgning og vurdering: gælder til 3. marts 2027." in said
    assert "2. kvartal 2028" in said
    assert "Nanna Juul 0 0 DSG 0 0 Sekretariatet, fra alle grupper 0" in said
    assert (seen(shown), 'value="1. juni 2028"' in shown.content.decode()) == ("2028-06-01", True)
    assert not ExtensionRequest.objects.exists()
    sent = client.post(ask_url(due), {**TYPED, "seen": seen(shown), "act": "send"}, follow=True)
    made = ExtensionRequest.objects.get()
    assert (made.to_on, made.reason, made.person) == (NEW, WHY, lead)
    assert sent.redirect_chain == [(page_of(made), 302)]
    assert "Din anmodning er sendt." in text(sent)
    assert "Formand for DSG afgør det. Fristen gælder indtil da." in text(sent)


@pytest.mark.parametrize("seen_before", ["", "2028-05-01"])
def test_nothing_is_sent_that_was_not_shown(due: Guideline, lead: Person, seen_before: str) -> None:
    said = text(signed_in(lead).post(ask_url(due), {**TYPED, "seen": seen_before, "act": "send"}))
    assert "Intet er sendt endnu. Se nedenfor, hvad dagen gør, og send så." in said
    assert not ExtensionRequest.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"to_on": ""}, "Skriv den nye frist."),
        ({"to_on": "i morgen"}, "er ikke en dato"),
        ({"to_on": "1.12.2027"}, "Vælg en dag efter den nuværende frist, 1. december 2027."),
        ({"phrase": "", "reason": ""}, "Vælg en grund, eller skriv, hvorfor I har brug for mere tid."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    due: Guideline, lead: Person, change: dict[str, str], message: str
) -> None:
    response = signed_in(lead).post(ask_url(due), {**TYPED, "seen": "2028-06-01", "act": "send", **change})
    assert response.status_code == 422
    assert message in text(response)
    kept = {**TYPED, **change}["reason"]
    assert kept in unescape(response.content.decode())
    assert not ExtensionRequest.objects.exists()


def test_beyond_the_limit_the_page_says_that_the_secretariat_decides(due: Guideline, lead: Person, dsg: Group) -> None:
    Group.objects.filter(pk=dsg.pk).update(extension_months=3)
    said = text(signed_in(lead).post(ask_url(due), {**TYPED, "act": "show"}))
    assert "Gruppen tillader 3 måneder i alt, til 1. marts 2028. Derefter afgør sekretariatet det." in said
    assert "Hvem afgør det Sekretariatet" in said


def test_where_a_year_is_planned_the_page_shows_the_day_of_the_group(dsg: Group, lead: Person) -> None:
    planned = factories.guideline("GIST", owner=dsg)
    factories.entry(planned, 2027, leads=[lead])
    said = text(signed_in(lead).post(ask_url(planned), {**TYPED, "act": "show"}))
    assert "Kun året 2027 er planlagt. Efter gruppens regel er det 1. december 2027." in said
    assert "Hvad 1. december 2028 gør" in said
    assert "Der er ingen godkendt version endnu, så intet mister sin gyldighed." in said


def test_without_a_deadline_the_page_says_so(dsg: Group, lead: Person) -> None:
    bare = factories.guideline(owner=dsg)
    factories.entry(bare, None, leads=[lead])
    assert "Retningslinjen har ingen frist endnu, så der er ingen at flytte." in text(
        signed_in(lead).get(ask_url(bare))
    )


def test_only_those_who_do_the_work_ask(due: Guideline, chair: Person) -> None:
    for who in (chair, factories.secretariat(), factories.reader()):
        assert signed_in(who).get(ask_url(due)).status_code == 404
        assert signed_in(who).post(ask_url(due), {**TYPED, "act": "show"}).status_code == 404
    assert Client().get(ask_url(due)).status_code == 302


def test_a_request_that_waits_is_named_and_can_be_taken_back(
    asked: ExtensionRequest, due: Guideline, lead: Person
) -> None:
    client = signed_in(lead)
    assert "Nanna Juul bad om 1. juni 2028 den 21. november 2026" in text(client.get(ask_url(due)))
    url = reverse("extension-withdraw", args=[asked.pk])
    assert "Din anmodning er trukket tilbage. Fristen er 1. december 2027." in text(client.post(url, follow=True))
    again = text(client.post(url, follow=True))
    assert "Anmodningen er allerede afgjort. Nanna Juul trak anmodningen tilbage" in again
    assert signed_in(factories.secretariat()).post(url).status_code == 404


# --- deciding


def decide(client: Client, request: ExtensionRequest, **data: Any) -> HttpResponse:
    return client.post(page_of(request), {"seen": request.to_on.isoformat(), "act": "send", **data})


def test_the_chair_sees_what_the_day_does_and_grants_it(
    asked: ExtensionRequest, due: Guideline, chair: Person, lead: Person
) -> None:
    client = signed_in(chair)
    page = client.get(page_of(asked))
    assert "Hvad 1. juni 2028 gør" in text(page)
    assert "Imødekom den dag, der er bedt om: 1. juni 2028" in text(page)
    assert decide(client, asked, answer="ja").status_code == 302
    assert due.versions.get().next_due.last == NEW
    after = text(client.get(page_of(asked)))
    assert "Formand Fjord gav den nye frist, 1. juni 2028, den 21. november 2026." in after
    assert "Send afgørelse" not in after
    assert "Formand Fjord gav den nye frist" in text(signed_in(lead).get(page_of(asked)))


def test_another_day_is_shown_before_it_is_granted(asked: ExtensionRequest, due: Guideline, chair: Person) -> None:
    client = signed_in(chair)
    first = decide(client, asked, answer="anden", other_on="1.3.2028")
    assert (first.status_code, seen(first)) == (200, "2028-03-01")
    assert "Hvad 1. marts 2028 gør" in text(first)
    assert due.versions.get().next_due.last == DUE
    assert decide(client, asked, answer="anden", other_on="1.3.2028", seen=seen(first)).status_code == 302
    assert due.versions.get().next_due.last == date(2028, 3, 1)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Vælg din afgørelse."),
        ({"answer": "anden"}, "Skriv den dag, du giver."),
        ({"answer": "nej"}, "Skriv, hvorfor fristen bliver stående."),
        ({"answer": "anden", "other_on": "1.1.2027"}, "Vælg en dag efter den nuværende frist, 1. december 2027."),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    asked: ExtensionRequest, chair: Person, data: dict[str, str], message: str
) -> None:
    response = decide(signed_in(chair), asked, note="", **data)
    assert (response.status_code, message in text(response)) == (422, True)
    asked.refresh_from_db()
    assert asked.is_open


def test_the_deputy_decides_as_the_chair_does(asked: ExtensionRequest, dsg: Group, due: Guideline) -> None:
    assert (
        decide(signed_in(factories.deputy_of(dsg)), asked, answer="nej", note="Styregruppen vil have den.").status_code
        == 302
    )
    asked.refresh_from_db()
    assert (asked.outcome, asked.note) == ("refused", "Styregruppen vil have den.")


def test_two_who_decide_make_one_decision_and_the_second_is_told(
    asked: ExtensionRequest, dsg: Group, due: Guideline, chair: Person
) -> None:
    deputy = signed_in(factories.deputy_of(dsg))
    deputy.get(page_of(asked))
    decide_extension(asked, grant_on=NEW, note="", person=chair, by=CHAIR, now=NOW)
    late = decide(deputy, asked, answer="nej", note="Nej.")
    assert late.status_code == 409
    assert "Det blev afgjort, mens du havde siden åben. Dit tryk ændrede intet." in text(late)
    assert "Formand Fjord gav den nye frist, 1. juni 2028" in text(late)
    asked.refresh_from_db()
    assert (asked.outcome, due.versions.get().next_due.last) == ("granted", NEW)


def test_beyond_the_limit_the_chair_grants_less_and_the_secretariat_with_a_reason(
    due: Guideline, dsg: Group, lead: Person, chair: Person
) -> None:
    Group.objects.filter(pk=dsg.pk).update(extension_months=3)
    asked = ask_extension(due, person=lead, to_on=NEW, reason="Studie.", by=CHAIR, now=NOW)
    client = signed_in(chair)
    assert "Imødekom den dag, der er bedt om" not in text(client.get(page_of(asked)))
    far = decide(client, asked, answer="anden", other_on="1.6.2028")
    assert (far.status_code, "Kun sekretariatet kan gå længere" in text(far)) == (422, True)
    secretariat = signed_in(factories.secretariat())
    bare = decide(secretariat, asked, answer="ja")
    assert (bare.status_code, "Skriv, hvorfor der gives mere" in text(bare)) == (422, True)
    assert decide(secretariat, asked, answer="ja", note="Aftalt med gruppen.").status_code == 302
    assert due.versions.get().next_due.last == NEW


def test_the_secretariat_decides_where_nobody_else_can(asked: ExtensionRequest) -> None:
    client = signed_in(factories.secretariat())
    assert "Hvem afgør det Sekretariatet" in text(client.get(page_of(asked)))
    assert decide(client, asked, answer="ja").status_code == 302


def test_the_secretariat_reads_what_the_chair_decides(asked: ExtensionRequest, chair: Person) -> None:
    client = signed_in(factories.secretariat())
    assert client.get(page_of(asked)).status_code == 200
    assert decide(client, asked, answer="ja").status_code == 404


def test_nobody_decides_what_they_asked_for_themselves(dsg: Group, chair: Person) -> None:
    own = factories.guideline(owner=dsg)
    factories.version(own, next_due=DUE)
    factories.entry(own, 2027, leads=[chair])
    asked = ask_extension(own, person=chair, to_on=NEW, reason="Studie.", by=CHAIR, now=NOW)
    assert decide(signed_in(chair), asked, answer="ja").status_code == 404
    assert decide(signed_in(factories.secretariat()), asked, answer="ja").status_code == 302


def test_others_do_not_find_the_request(asked: ExtensionRequest, chair: Person, dsg: Group) -> None:
    for who in (factories.reader(), factories.chair_of(factories.group("DLCG")), factories.member_of(dsg)):
        assert signed_in(who).get(page_of(asked)).status_code == 404
        assert decide(signed_in(who), asked, answer="ja").status_code == 404
    assert Client().get(page_of(asked)).status_code == 302

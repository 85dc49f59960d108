"""*Registrér version fra et dokument*: proposed with reasons, searched, made anew; the document goes along."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidelines.models import Event, Guideline, StoredFile
from guidelines.register.actions import create_guideline
from guidelines.register.carrying import key_of
from tests import factories
from tests.documents.guideline.reading import whole
from tests.documents.uploads import stored
from tests.register.documents import as_pdf
from tests.register.test_actions import BY, NOW
from tests.register.test_changes import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ADDRESS = "/retningslinjer/registrer/"
POEMS = "Udredning\n1. Patienter med POEMS-syndrom kan tilbydes scanning (B)"


@pytest.fixture
def staff(client):
    return factories.sign_in(client, factories.secretariat())


@pytest.fixture
def poems():
    made = factories.guideline("POEMS-syndrom", owner=factories.group("DMSG"), slug="poems")
    factories.version(made, "1.0", administrative_approval=date(2020, 12, 4))
    factories.guideline("Uterine sarkomer på Ærø", owner=factories.group("DSG"), slug="uterine")
    return made


@pytest.fixture(scope="module")
def printed() -> bytes:
    return as_pdf(whole(recommendations=POEMS))


@pytest.fixture
def key(printed):
    return key_of(stored(printed, "poems.pdf"))


def choices(response) -> list[str]:
    """The slugs that can be chosen."""
    return re.findall(r'type="radio" name="guideline" value="([^"]*)"', response.content.decode())


def test_the_file_is_stored_and_its_guideline_proposed_with_the_reason(staff, poems, printed):
    answer = staff.post(ADDRESS, {"document": SimpleUploadedFile("poems.pdf", printed)})
    assert (answer.status_code, StoredFile.objects.count()) == (302, 1)
    page = staff.get(answer["Location"])
    assert choices(page) == ["poems"]
    assert "Dokumentet har ord fra titlen: POEMS, syndrom." in words(page)


def test_who_chooses_goes_on_with_the_document(staff, poems, key):
    answer = staff.post(ADDRESS, {"act": "choose", "document_key": key, "guideline": "poems"})
    parts = urlsplit(answer["Location"])
    assert (parts.path, parse_qs(parts.query)) == ("/retningslinjer/poems/version/", {"noegle": [key]})
    assert "poems.pdf" in words(staff.get(answer["Location"]))


def test_another_is_found_by_searching(staff, poems, key):
    page = staff.get(ADDRESS, {"noegle": key, "q": "aeroe"})
    assert choices(page) == ["poems", "uterine"]
    assert "Intet fundet. Prøv med færre ord." in words(staff.get(ADDRESS, {"noegle": key, "q": "findes ikke"}))


@pytest.mark.parametrize(("chosen", "status"), [("", 422), ("findes-ikke", 404)])
def test_one_has_to_be_chosen(staff, poems, key, chosen, status):
    answer = staff.post(ADDRESS, {"act": "choose", "document_key": key, "guideline": chosen})
    assert answer.status_code == status
    assert ("Vælg den retningslinje, dokumentet hører til." in words(answer)) == (status == 422)


def test_a_new_guideline_is_made_and_gets_the_document(staff, poems, key):
    owner = factories.group("DMSG")
    given = {"act": "new", "document_key": key, "title": "Castlemans  sygdom", "owner": owner.pk}
    answer = staff.post(ADDRESS, given)
    made = Guideline.objects.get(title="Castlemans sygdom")
    assert urlsplit(answer["Location"]).path == reverse("guideline-version", args=[made.slug])
    assert made.group_links.get().group == owner
    assert [event.verb for event in Event.objects.all()] == ["guideline_created"]
    again = staff.post(ADDRESS, given)
    assert (again.status_code, "Der er allerede en retningslinje med den titel." in words(again)) == (422, True)


def test_what_is_missing_of_a_new_guideline_is_said(staff, poems, key):
    answer = staff.post(ADDRESS, {"act": "new", "document_key": key, "title": "", "owner": ""})
    assert (answer.status_code, Guideline.objects.count()) == (422, 2)
    assert "Skriv titlen. Vælg den gruppe, der ejer retningslinjen." in words(answer)


@pytest.mark.parametrize(("data", "sentence"), [(b"", "Filen er tom."), (b"no document", "Vi tager kun imod PDF")])
def test_what_is_no_document_is_refused(staff, data, sentence):
    answer = staff.post(ADDRESS, {"document": SimpleUploadedFile("a.pdf", data)})
    assert (answer.status_code, StoredFile.objects.count()) == (422, 0)
    assert sentence in words(answer)
    assert "Vælg dokumentet." in words(staff.post(ADDRESS))


def test_what_cannot_be_read_is_kept_and_can_be_searched_for(staff, poems):
    page = staff.get(ADDRESS, {"noegle": key_of(stored()), "q": "POEMS"})
    assert "Dokumentet er gemt, men det kunne ikke læses" in words(page)
    assert choices(page) == ["poems"]


def test_a_made_up_key_begins_anew(staff, poems, key):
    assert choices(staff.get(ADDRESS, {"noegle": f"{key}x"})) == []


@pytest.mark.parametrize("who", ["reader", "chair"])
def test_is_for_the_secretariat(client, poems, key, who):
    person = factories.reader() if who == "reader" else factories.chair_of(factories.group("DMSG"))
    factories.sign_in(client, person)
    sent = {"act": "choose", "document_key": key, "guideline": "poems"}
    assert [client.get(ADDRESS, {"noegle": key}).status_code, client.post(ADDRESS, sent).status_code] == [404, 404]
    assert "Version fra et dokument" not in words(client.get("/retningslinjer/"))


def test_the_list_leads_there(staff):
    assert "Version fra et dokument …" in words(staff.get("/retningslinjer/"))


def test_no_guideline_takes_its_address(staff):
    made = create_guideline(title="Registrér", owner=None, by=BY, now=NOW)
    assert made.slug == "registrer-2"


def test_the_page_takes_the_same_statements_however_many_guidelines_there_are(
    staff, poems, key, django_assert_num_queries
):
    staff.get(ADDRESS, {"noegle": key})
    for _each in range(2):
        with django_assert_num_queries(STATEMENTS):
            staff.get(ADDRESS, {"noegle": key, "q": "sarkomer"})
        factories.version(factories.guideline("POEMS og andet", owner=factories.group("DSG")), "1.0")


STATEMENTS = 21

"""Pages of a person that reach into several rooms: workload, the unreachable, duplicates."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.desk.persons.duplicates import proposals, proposals_for
from guidelines.desk.persons.workload import unreachable, workload
from guidelines.journal.models import Event
from guidelines.models import Person
from tests import factories
from tests.people.test_views import text
from tests.seeing import mark_on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.fixture
def office(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat("Signe Holt"))


def planned(title: str, year: int | None, *leads: Person, **fields: object) -> None:
    factories.entry(factories.guideline(title, owner=factories.group("DSG")), year, leads=leads, **fields)


def test_what_is_planned_stands_by_year_and_what_is_done_does_not() -> None:
    person = factories.person()
    planned("Sarkom B", 2028, person)
    planned("Sarkom A", 2028, person)
    planned("Uden år", None, person)
    planned("Tidligere", 2026, person)
    planned("Færdig", 2025, person, outcome="done")
    found = [(load.year, [item.plan_entry.guideline.title for item in load.entries]) for load in workload(person)]
    assert found == [(2026, ["Tidligere"]), (2028, ["Sarkom A", "Sarkom B"]), (None, ["Uden år"])]


def test_those_who_owe_something_come_first_among_the_unreachable() -> None:
    idle, owing = factories.person("Anne Dam", email=""), factories.person("Østen Lund", email="")
    member = factories.person("Bo Bæk", email="b@example.org", address_state="refused")
    factories.role(member, "member", factories.group("DSG"))
    factories.person("Dorte Klit")
    factories.person("Esben Holt", email="", merged_into=idle)
    planned("Sarkom A", 2028, owing)
    found = unreachable(TODAY)
    assert [(item.person, item.is_refused, item.roles, len(item.owes)) for item in found] == [
        (member, True, ["Medlem af DSG"], 0),
        (owing, False, [], 1),
        (idle, False, [], 0),
    ]


def test_an_address_is_set_from_the_list(office: Client) -> None:
    person = factories.person("Ditte Dam", email="")
    planned("Sarkom A", 2028, person)
    page = office.get("/personer/uden-mail/")
    assert "2028: Sarkom A" in text(page)
    assert f'action="/personer/{person.pk}/mailadresse/?fra=uden-mail"' in page.content.decode()
    row = {"seen": mark_on(office, "/personer/uden-mail/"), "email": "d@example.org"}
    assert office.post(f"/personer/{person.pk}/mailadresse/?fra=uden-mail", row).status_code == 302
    assert "Alle har en mailadresse." in text(office.get("/personer/uden-mail/"))


def test_a_person_is_shown_to_each_as_far_as_is_theirs(office: Client) -> None:
    person = factories.reader("Ditte Dam")
    factories.role(person, "chair", factories.group("DSG"))
    person.absences.create(starts_on=date(2099, 7, 1), ends_on=date(2099, 7, 2))
    planned("Sarkom A", 2028, person)
    url = f"/personer/{person.pk}/"
    stranger = factories.sign_in(Client(), factories.reader())
    oneself = factories.sign_in(Client(), person)
    seen = {
        name: text(browser.get(url)) for name, browser in (("all", stranger), ("self", oneself), ("office", office))
    }
    for page in seen.values():
        assert "Formand for DSG siden 1. januar 2020" in page
        assert "2028 Sarkom A" in page
    private = {name: [word in page for word in (person.email, "1. juli 2099")] for name, page in seen.items()}
    assert private == {"all": [False, False], "self": [True, True], "office": [True, True]}
    assert [name for name, page in seen.items() if "Giv en rolle" in page] == ["office"]


def test_a_merged_person_leads_to_the_one_kept(office: Client) -> None:
    kept = factories.person()
    gone = factories.person(merged_into=kept)
    assert office.get(f"/personer/{gone.pk}/").headers["Location"] == f"/personer/{kept.pk}/"
    assert office.get("/personer/999999/").status_code == 404


def test_names_that_look_alike_are_proposed_and_the_account_decides_who_is_kept() -> None:
    plain, account = factories.person("Bjarne Holm Hansen"), factories.reader("Bjarne Hansen")
    factories.person("Gudrun Lund")
    (proposal,) = proposals()
    assert (proposal.kept, proposal.duplicate) == (account, plain)
    assert [[item.kept for item in proposals_for(who)] for who in (plain, account)] == [[account], [account]]
    Person.objects.filter(pk=plain.pk).update(merged_into=account)
    assert proposals() == []


def test_merging_is_compared_confirmed_and_told(office: Client) -> None:
    duplicate, kept = factories.person("Bjarne Hansen", email=""), factories.person("Bjarne H. Hansen")
    planned("Sarkom A", 2028, duplicate)
    assert "Bjarne Hansen · Bjarne H. Hansen" in text(office.get("/personer/dubletter/"))
    assert "Måske samme person som Bjarne H. Hansen" in text(office.get(f"/personer/{duplicate.pk}/"))
    url = f"/personer/{duplicate.pk}/sammenlaeg/{kept.pk}/"
    assert "2028: Sarkom A" in text(office.get(url))
    assert Event.objects.count() == 0
    response = office.post(url, follow=True)
    assert response.redirect_chain == [(f"/personer/{kept.pk}/", 302)]
    assert "Bjarne Hansen er nu lagt sammen med Bjarne H. Hansen." in text(response)
    assert "2028 Sarkom A" in text(response)
    assert office.post(url).status_code == 404
    assert office.get(f"/personer/{kept.pk}/sammenlaeg/{kept.pk}/").status_code == 404


def test_a_refused_merge_says_why(office: Client) -> None:
    one, other = factories.reader("Bjarne Hansen"), factories.reader("Bjarne H. Hansen")
    response = office.post(f"/personer/{one.pk}/sammenlaeg/{other.pk}/")
    assert response.status_code == 422
    assert "Begge personer har en konto." in text(response)


@pytest.mark.parametrize("path", ["/personer/uden-mail/", "/personer/dubletter/", "/personer/{lead}/"])
def test_a_page_costs_the_same_for_one_and_for_thirty(office: Client, path: str) -> None:
    lead = factories.person(email="")
    counts = []
    for number in (1, 29):
        for _ in range(number):
            planned("Sarkom", 2028, lead, factories.person(email=""))
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path.format(lead=lead.pk)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

"""Pages of people: done, wrong person, wrong state, and a fixed number of statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.models import Absence, Group, GroupAlias, Person, Role
from tests import factories
from tests.people.conftest import BY, NOW  # noqa: F401
from tests.seeing import send

pytestmark = pytest.mark.django_db
Verbs = Callable[[], list[str]]


@pytest.fixture
def office(client: Client) -> Client:
    """A browser in which the secretariat is signed in."""
    return factories.sign_in(client, factories.secretariat("Signe Holt"))


@pytest.fixture
def reader() -> Client:
    """A browser in which somebody without a role is signed in."""
    return factories.sign_in(Client(), factories.reader("Rie Læser"))


def text(response: Any) -> str:
    """What stands on the page, without markup, in single blanks."""
    body = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")]))


def notices(client: Client, url: str) -> list[str]:
    """The notices on the page, which are shown once."""
    return [str(message) for message in client.get(url).context["messages"]]


def errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 422
    return {name: list(found) for name, found in response.context["form"].errors.items()}


# --- groups


def test_the_tree_has_what_is_below_under_its_parent(client: Client) -> None:
    factories.chair_of(factories.group("DSG"), "Birger Åkær")
    page = text(client.get("/grupper/"))
    names = [group.abbreviation for group in Group.objects.all()]
    assert sorted(names, key=lambda name: page.index(f" {name} ")) != names
    assert page.index(" DLCG ") < page.index(" DOLG ") < page.index(" DMCG-PAL ")
    assert page.index(" ØGC ") < page.index(" DECV ")
    assert "Birger" not in page


def test_chairs_are_for_those_who_are_signed_in(reader: Client) -> None:
    factories.chair_of(factories.group("DSG"), "Birger Åkær")
    assert "Birger Åkær" in text(reader.get("/grupper/"))


def test_a_group_shows_its_place_and_rules_to_all_and_its_people_to_the_signed_in(
    client: Client, reader: Client
) -> None:
    decv = factories.group("DECV")
    factories.chair_of(decv, "Birger Åkær")
    for browser, names in ((client, False), (reader, True)):
        page = text(browser.get("/grupper/decv/"))
        assert ("Birger Åkær" in page) is names
        assert "hører til ØGC" in page
        assert "60 måneder efter godkendelsen" in page
        assert "1. december" in page
        assert "DEGC" in page
        assert "Ret indstillingerne" not in page
    assert client.get("/grupper/findes-ikke/").status_code == 404


def test_a_group_has_its_own_word_for_its_chair(reader: Client) -> None:
    factories.chair_of(factories.group("DSG"), "Birger Åkær")
    Group.objects.filter(abbreviation="DSG").update(chair_title="forperson")
    assert "Birger Åkær Forperson siden 1. januar 2020" in text(reader.get("/grupper/dsg/"))


def test_no_chair_is_a_task_for_the_secretariat(office: Client, reader: Client) -> None:
    page = office.get("/grupper/dsg/")
    assert "/grupper/dsg/rolle/?rolle=chair" in page.content.decode()
    assert "Sekretariatet kan angive en" in text(reader.get("/grupper/dsg/"))
    form = office.get("/grupper/dsg/rolle/?rolle=chair").context["form"]
    assert form["kind"].value() == "chair"
    chair = factories.role(factories.person(), "chair", factories.group("DSG"), starts_on=date(2099, 1, 1))
    assert "Angiv formanden" in text(office.get("/grupper/dsg/"))
    Role.objects.filter(pk=chair.pk).update(starts_on=date(2020, 1, 1))
    assert "Angiv formanden" not in text(office.get("/grupper/dsg/"))
    assert "Ingen formand" not in text(office.get("/grupper/duc/")) + text(office.get("/grupper/ducg/"))


SETTINGS = {
    "name": "Dansk Sarkom Gruppe",
    "chair_title": "forperson",
    "revision_months": "48",
    "assessment_months": "24",
    "deadline_day": "15",
    "deadline_month": "11",
    "most_revisions_per_person": "3",
}


def test_settings_are_saved_and_lead_back(office: Client, verbs: Verbs) -> None:
    assert office.get("/grupper/dsg/indstillinger/").context["form"]["revision_months"].value() == "60"
    response = send(office, "/grupper/dsg/indstillinger/", SETTINGS)
    assert response.headers["Location"] == "/grupper/dsg/"
    group = Group.objects.get(abbreviation="DSG")
    assert (group.chair_title, group.revision_months, group.deadline_month) == ("forperson", 48, 11)
    assert group.most_revisions_per_person == 3
    assert notices(office, "/grupper/dsg/") == ["Indstillingerne for DSG er gemt."]
    assert "Retningslinjer pr. person og år højst 3" in text(office.get("/grupper/dsg/"))
    assert verbs() == ["group_changed"]


def test_how_far_deadlines_go_is_the_groups_to_say_else_the_products(office: Client, verbs: Verbs) -> None:
    assert "højst 24 måneder for hver revision (produktets eget forslag)" in text(office.get("/grupper/dsg/"))
    url = "/grupper/dsg/indstillinger/"
    for typed, kept in (("6", 6), ("0", 0), ("", None)):
        send(office, url, {**SETTINGS, "extension_months": typed})
        assert Group.objects.get(abbreviation="DSG").extension_months == kept
    send(office, url, {**SETTINGS, "extension_months": "6"})
    assert "højst 6 måneder for hver revision " in text(office.get("/grupper/dsg/"))
    assert "produktets eget forslag" not in text(office.get("/grupper/dsg/"))
    assert verbs() == ["group_changed"] * 4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("revision_months", "0"),
        ("revision_months", ""),
        ("assessment_months", "13"),
        ("deadline_day", "29"),
        ("extension_months", "121"),
        ("most_revisions_per_person", "0"),
        ("name", ""),
    ],
)
def test_settings_that_fit_no_group_are_explained(office: Client, verbs: Verbs, name: str, value: str) -> None:
    found = errors(send(office, "/grupper/dsg/indstillinger/", {**SETTINGS, name: value}))
    assert list(found) == [name]
    assert verbs() == []


def test_spellings_are_added_refused_and_removed(office: Client) -> None:
    url = "/grupper/dsg/stavemaader/"
    assert office.post(url, {"spelling": "Sarkomgruppen"}).headers["Location"] == url
    assert errors(office.post(url, {"spelling": "degc"})) == {"spelling": ["»degc« står allerede for DECV."]}
    alias = GroupAlias.objects.get(spelling="Sarkomgruppen")
    assert "Sarkomgruppen" in text(office.get(url))
    assert office.post(f"/grupper/decv/stavemaader/{alias.pk}/fjern/").status_code == 404
    assert office.post(f"{url}{alias.pk}/fjern/").headers["Location"] == url
    assert not GroupAlias.objects.filter(pk=alias.pk).exists()


# --- roles


def test_a_role_is_given_in_a_group_to_somebody_known(office: Client, verbs: Verbs) -> None:
    person = factories.person("Bjarne H. Hansen")
    wanted = {"kind": "chair", "name": "bjarne h hansen", "starts_on": "1.2.2026"}
    assert office.post("/grupper/dsg/rolle/", wanted).headers["Location"] == "/grupper/dsg/"
    role = person.roles.get()
    assert (role.kind, role.group.abbreviation, role.starts_on) == ("chair", "DSG", date(2026, 2, 1))
    assert notices(office, "/grupper/dsg/") == ["Bjarne H. Hansen: Formand for DSG."]
    assert errors(office.post("/grupper/dsg/rolle/", wanted)) == {"name": ["Bjarne H. Hansen har allerede den rolle."]}
    assert verbs() == ["role_given"]


def test_a_new_name_is_added_only_where_that_is_ticked(office: Client, verbs: Verbs) -> None:
    wanted = {"kind": "member", "name": "Ny Navn", "starts_on": "1.2.2026"}
    assert errors(office.post("/grupper/dsg/rolle/", wanted)) == {
        "name": ["Ingen har det navn. Ret det, eller sæt kryds ved, at personen er ny."]
    }
    assert not Person.objects.named("Ny Navn").exists()
    office.post("/grupper/dsg/rolle/", {**wanted, "is_new": "on"})
    assert Person.objects.named("Ny Navn").get().roles.get().kind == "member"
    assert verbs() == ["person_added", "role_given"]


def test_a_role_that_is_refused_adds_nobody(office: Client, verbs: Verbs) -> None:
    factories.person("To Navne")
    factories.person("To Navne")
    wanted = {"kind": "member", "name": "To Navne", "starts_on": "1.2.2026"}
    assert "Flere personer" in errors(office.post("/grupper/dsg/rolle/", wanted))["name"][0]
    assert errors(office.post("/grupper/dsg/rolle/", {**wanted, "name": "", "starts_on": "31.2.2026"})).keys() == {
        "name",
        "starts_on",
    }
    assert verbs() == []


def test_a_person_gets_a_role_and_it_ends(office: Client, verbs: Verbs) -> None:
    person, dsg = factories.person("Ditte Dam"), factories.group("DSG")
    url = f"/personer/{person.pk}/"
    wanted = {"kind": "deputy", "group": dsg.pk, "starts_on": "1.2.2026"}
    assert office.post(f"{url}rolle/", wanted).headers["Location"] == url
    assert list(errors(office.post(f"{url}rolle/", {**wanted, "group": ""}))) == ["__all__"]
    role = person.roles.get()
    assert errors(office.post(f"/roller/{role.pk}/afslut/", {"on": "31.1.2026"})) == {
        "on": ["En rolle kan ikke slutte, før den er begyndt."]
    }
    ended = office.post(f"/roller/{role.pk}/afslut/?fra=gruppe", {"on": "1.3.2026"})
    assert ended.headers["Location"] == "/grupper/dsg/"
    assert office.get(f"/roller/{role.pk}/afslut/").status_code == 404
    assert "Stedfortræder for DSG, 01.02.2026–01.03.2026" in text(office.get(url))
    assert verbs() == ["role_given", "role_ended"]


# --- persons


def test_people_are_found_by_danish_names(reader: Client) -> None:
    for name in ("Åse Bæk", "Anne Dam", "Østen Lund", "Aage Klit"):
        factories.person(name)
    page = text(reader.get("/personer/"))
    places = [page.index(name) for name in ("Anne Dam", "Østen Lund", "Åse Bæk")]
    assert places == sorted(places)
    found = text(reader.get("/personer/?q=aase+baek"))
    assert "Åse Bæk" in found
    assert "Anne Dam" not in found


def test_addresses_are_for_the_secretariat(office: Client, reader: Client) -> None:
    person = factories.person("Ditte Dam", email="ditte@example.org", address_state="refused")
    assert "ditte@example.org (afvist)" in text(office.get("/personer/"))
    page = reader.get("/personer/").content.decode()
    assert "Ditte Dam" in page
    assert "ditte@" not in page
    assert "ditte@" not in reader.get(f"/personer/{person.pk}/").content.decode()


def test_a_list_can_be_narrowed_to_a_group_and_fetched_in_part(reader: Client) -> None:
    factories.chair_of(factories.group("DSG"), "Birger Åkær")
    factories.chair_of(factories.group("DGCG"), "Zita Lund")
    part = reader.get("/personer/?gruppe=dsg", headers={"HX-Request": "true"}).content.decode()
    assert "Formand for DSG" in part
    assert "Zita" not in part
    assert "<html" not in part


def test_a_person_is_added(office: Client, verbs: Verbs) -> None:
    assert office.get("/personer/ny/").status_code == 200
    assert office.post("/personer/ny/", {"name": "Ditte Dam", "email": ""}).headers["Location"] == "/personer/"
    assert list(errors(office.post("/personer/ny/", {"name": "ditte dam"}))) == ["__all__"]
    assert verbs() == ["person_added"]


def test_an_address_is_set_and_a_bad_one_explained(office: Client, verbs: Verbs) -> None:
    factories.reader("Bo Bæk")
    taken = Person.objects.get(name="Bo Bæk").email
    person = factories.person("Ditte Dam", email="")
    url = f"/personer/{person.pk}/mailadresse/"
    assert errors(send(office, url, {"email": "ditte"})) == {"email": ["Skriv adressen som navn@sted.dk."]}
    response = send(office, url, {"email": taken})
    assert errors(response) == {"email": ["En anden person har den mailadresse."]}
    assert f'value="{taken}"' in response.content.decode()
    assert send(office, url, {"email": "Ditte@example.org"}).headers["Location"] == f"/personer/{person.pk}/"
    assert notices(office, "/personer/") == ["Mails til Ditte Dam går til ditte@example.org."]
    back = send(office, f"{url}?fra=uden-mail", {"email": "d@example.org"})
    assert back.headers["Location"] == "/personer/uden-mail/"
    assert (
        send(office, f"{url}?fra=//evil.example", {"email": "e@example.org"})
        .headers["Location"]
        .startswith("/personer/")
    )
    assert verbs() == ["address_set"] * 3


def test_an_invitation_and_its_end(office: Client, verbs: Verbs) -> None:
    person = factories.person("Ditte Dam", email="")
    url = f"/personer/{person.pk}/"
    assert office.post(f"{url}inviter/").headers["Location"] == url
    assert notices(office, url) == ["Angiv først en mailadresse."]
    Person.objects.filter(pk=person.pk).update(email="ditte@example.org")
    office.post(f"{url}inviter/")
    assert "Kan logge ind." in text(office.get(url))
    office.post(f"{url}luk/")
    assert "Kan ikke logge ind." in text(office.get(url))
    assert verbs() == ["person_invited", "sign_in_stopped"]


def test_the_secretariat_cannot_lock_itself_out(office: Client) -> None:
    own = Person.objects.get(name="Signe Holt")
    office.post(f"/personer/{own.pk}/luk/")
    assert "sidste person i sekretariatet" in notices(office, f"/personer/{own.pk}/")[0]


# --- one's own


def test_a_profile_is_ones_own(reader: Client, verbs: Verbs) -> None:
    assert send(reader, "/profil/", {"name": "Rie L. Læser", "phone": "12 34", "language": "en"}).status_code == 302
    person = Person.objects.get(user__isnull=False)
    assert (person.name, person.phone, person.language) == ("Rie L. Læser", "12 34", "en")
    assert notices(reader, "/profil/") == ["Gemt."]
    factories.person("Bo Bæk")
    found = errors(send(reader, "/profil/", {"name": "Bo Bæk", "phone": "", "language": "da"}))
    assert found == {"name": ["Der findes allerede en person ved navn Bo Bæk."]}
    assert verbs() == ["person_renamed", "contact_set"]


def test_an_account_without_a_person_is_told_so(client: Client) -> None:
    client.force_login(factories.user_for(factories.person()))
    Person.objects.update(user=None)
    assert "hører endnu ikke til en person" in text(client.get("/profil/"))


def test_absences_are_noted_and_removed_by_oneself(reader: Client, verbs: Verbs) -> None:
    person = Person.objects.get(name="Rie Læser")
    url = f"/personer/{person.pk}/fravaer/"
    wanted = {"starts_on": "1. juli 2099", "ends_on": "31/7-2099"}
    assert reader.post(url, wanted).headers["Location"] == "/profil/"
    assert errors(reader.post(url, {**wanted, "ends_on": "30.6.2099"})) == {
        "ends_on": ["Fraværet skal slutte samme dag, som det begynder, eller senere."]
    }
    assert "1. juli 2099 – 31. juli 2099" in text(reader.get("/profil/"))
    absence = Absence.objects.get()
    stranger = factories.sign_in(Client(), factories.reader())
    assert stranger.post(f"/fravaer/{absence.pk}/fjern/").status_code == 404
    assert reader.post(f"/fravaer/{absence.pk}/fjern/").headers["Location"] == "/profil/"
    assert verbs() == ["absence_added", "absence_removed"]


# --- the cost


@pytest.mark.parametrize("path", ["/grupper/", "/grupper/dsg/", "/personer/"])
def test_a_page_costs_the_same_for_few_and_for_many(office: Client, path: str) -> None:
    dsg = factories.group("DSG")
    counts = []
    for number in (1, 19):
        for _ in range(number):
            factories.member_of(dsg)
            factories.chair_of(factories.group())
        with CaptureQueriesContext(connection) as queries:
            assert office.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

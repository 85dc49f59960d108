"""*Søg*: what is found of each sort, in Danish and without its letters, by whom, in how many statements."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from guidelines.desk.search.pages import PLACES
from guidelines.models import GroupAlias, Person
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def found(client: Client, query: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each sort, by its heading, the names and addresses found."""
    html = client.get(reverse("search"), {"q": query}).content.decode()
    sections = re.findall(r'<h2 id="found-\w+">([^<]*)</h2>\s*<ul class="rows">(.*?)</ul>', html, re.DOTALL)
    return {
        heading: [(unescape(name), url) for url, name in re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a>', part)]
        for heading, part in sections
    }


def names(client: Client, query: str) -> dict[str, list[str]]:
    return {heading: [name for name, _url in hits] for heading, hits in found(client, query).items()}


@pytest.fixture
def reader(client: Client) -> Client:
    return factories.sign_in(client, factories.reader("Læser Læsesen"))


@pytest.fixture
def sarcoma() -> Any:
    made = factories.guideline("Sarkomer på Ærø", owner=factories.group("DSG"))
    factories.version(made, "1.7", administrative_approval=date(2024, 1, 1))
    return made


@pytest.mark.both
@pytest.mark.parametrize("query", ["ærø", "aero", "ÆRØ", "aeroe", "sarkom ærø", "1.7"])
def test_a_guideline_is_found_in_any_spelling(client: Client, sarcoma: Any, query: str) -> None:
    assert found(client, query) == {"Retningslinjer": [("Sarkomer på Ærø", f"/retningslinjer/{sarcoma.slug}/")]}


@pytest.mark.both
def test_one_field_finds_all_sorts(reader: Client, sarcoma: Any) -> None:
    dsg = factories.group("DSG")
    chair = factories.chair_of(dsg, "Dorthe Dsgaard")
    assert found(reader, "dsg") == {
        "Retningslinjer": [("Sarkomer på Ærø", f"/retningslinjer/{sarcoma.slug}/")],
        "Personer": [("Dorthe Dsgaard", f"/personer/{chair.pk}/")],
        "Grupper": [("DSG", "/grupper/dsg/"), ("Planskema for DSG", "/planskema/dsg/")],
    }
    html = reader.get(reverse("search"), {"q": "dsg"}).content.decode()
    assert "Formand for DSG" in html
    assert '<span class="meta">DSG · version 1.7</span>' in html
    assert "4 resultater." in html


@pytest.mark.both
def test_the_public_finds_what_is_published_and_nobody(client: Client, sarcoma: Any) -> None:
    factories.entry(sarcoma, 2027, leads=[factories.person("Ærø Skagen")])
    factories.guideline("Upubliceret Ærø", owner=factories.group("DSG"))
    assert names(client, "ærø") == {"Retningslinjer": ["Sarkomer på Ærø"]}
    assert names(client, "skagen") == {}
    assert "Planskema for DSG" not in names(client, "dsg")["Grupper"]
    factories.sign_in(client, factories.reader("Læser Læsesen"))
    assert names(client, "ærø") == {
        "Retningslinjer": ["Sarkomer på Ærø", "Upubliceret Ærø"],
        "Personer": ["Ærø Skagen"],
    }
    assert names(client, "skagen") == {"Retningslinjer": ["Sarkomer på Ærø"], "Personer": ["Ærø Skagen"]}


def test_who_was_merged_into_another_is_not_found(reader: Client) -> None:
    kept = factories.person("Bjarne H. Hansen")
    Person.objects.filter(pk=factories.person("Bjarne H Hansen").pk).update(merged_into=kept)
    assert names(reader, "bjarne") == {"Personer": ["Bjarne H. Hansen"]}


@pytest.mark.both
def test_a_group_is_found_by_another_spelling(client: Client) -> None:
    GroupAlias.objects.create(group=factories.group("DSG"), spelling="Bindevævsgruppen")
    assert names(client, "bindevævsgruppen") == {"Grupper": ["DSG"]}


@pytest.mark.both
def test_what_begins_with_the_word_stands_first(client: Client) -> None:
    for title in ("Behandling af kolangiom", "Angiom", "Hæmangiom", "Om angiom"):
        factories.version(factories.guideline(title))
    assert names(client, "angiom")["Retningslinjer"] == [
        "Angiom",
        "Om angiom",
        "Behandling af kolangiom",
        "Hæmangiom",
    ]


class TestPages:
    def test_without_words_all_that_one_may_open(self, client: Client) -> None:
        public = ["Retningslinjer", "Grupper", "Hjælp", "Ordliste", "Tilgængelighed, privatliv og cookies"]
        assert names(client, " ") == {"Sider": public}
        factories.group("DSG")
        factories.sign_in(client, factories.secretariat("Inge Lund"))
        assert len(names(client, "")["Sider"]) == len(PLACES)

    @pytest.mark.parametrize("words", ["opret bebudet", "start ny retningslinje"])
    @pytest.mark.parametrize("leader", [factories.chair_of, factories.deputy_of])
    def test_a_new_guideline_is_named_once_to_those_who_may_make_one(
        self, client: Client, words: str, leader: Any
    ) -> None:
        dsg = factories.group("DSG")
        for who, times in ((leader(dsg), 1), (factories.secretariat(), 1), (factories.member_of(dsg), 0)):
            factories.sign_in(client, who)
            assert names(client, words).get("Sider", []) == ["Ny retningslinje"] * times

    @pytest.mark.parametrize(
        ("query", "named"), [("frister", "Mine opgaver"), ("haandbog", None), ("arbejdsbyrde", "Belastning")]
    )
    def test_are_found_by_other_words_for_them(self, reader: Client, query: str, named: str | None) -> None:
        assert names(reader, query) == ({"Sider": [named]} if named else {})

    @pytest.mark.parametrize("who", ["anonymous", "reader", "chair", "secretariat"])
    def test_all_of_them_open(self, client: Client, who: str) -> None:
        made = {
            "reader": factories.reader,
            "chair": lambda: factories.chair_of(factories.group("DSG")),
            "secretariat": factories.secretariat,
        }
        if who != "anonymous":
            factories.sign_in(client, made[who]())
        urls = [url for _name, url in found(client, "")["Sider"]]
        assert [url for url in urls if client.get(url, follow=True).status_code != 200] == []
        assert [url for url in urls if client.get(url).status_code not in (200, 302)] == []

    def test_have_addresses(self) -> None:
        missing = []
        for place in PLACES:
            try:
                reverse(place.name)
            except NoReverseMatch:
                missing.append(place.name)
        assert missing == []

    def test_the_secretariats_are_not_named_to_others(self, reader: Client) -> None:
        assert names(reader, "påmindelser") == {}
        assert names(reader, "dubletter") == {}


def test_more_than_is_shown_stands_in_the_list(reader: Client) -> None:
    for number in range(21):
        factories.guideline(f"Emne {number:02}")
    for number in range(11):
        factories.person(f"Emnesen {number:02}")
    html = unescape(reader.get(reverse("search"), {"q": "emne"}).content.decode())
    assert 'href="/retningslinjer/?q=emne"' in html
    assert 'href="/personer/?q=emne"' in html
    shown = names(reader, "emne")
    assert (len(shown["Retningslinjer"]), len(shown["Personer"])) == (20, 10)
    assert "30 resultater vises; der er flere." in html
    assert "1 resultat." in reader.get(reverse("search"), {"q": "emne 20"}).content.decode()


def test_nothing_found_says_what_to_do(client: Client) -> None:
    html = client.get(reverse("search"), {"q": "findes ikke"}).content.decode()
    assert "Der blev ikke fundet noget. Prøv færre eller kortere ord." in html


@pytest.mark.both
@pytest.mark.parametrize("query", ["<script>alert(1)</script>", "a\x00b", "%", "_", "'; DROP", "x" * 5000, "\ud800"])
def test_whatever_is_asked_is_answered(reader: Client, query: str) -> None:
    answer = reader.get(reverse("search"), {"q": query.encode("utf-8", "surrogatepass")})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_sign_of_the_database_finds_itself_alone(client: Client) -> None:
    factories.version(factories.guideline("Uden"))
    factories.version(factories.guideline("Med 5 % mere"))
    assert names(client, "%") == {"Retningslinjer": ["Med 5 % mere"]}


@pytest.mark.parametrize("count", [1, 400])
def test_costs_the_same_however_much_there_is(reader: Client, count: int) -> None:
    dsg = factories.group("DSG")
    for number in range(count):
        factories.guideline(f"Emne {number}", owner=dsg)
        if number < 40:
            factories.role(factories.person(f"Emnesen {number}"), "member", dsg)
            factories.group(f"EMNE{number}")
    reader.get(reverse("search"), {"q": "emne"})
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(reverse("search"), {"q": "emne"}).status_code == 200
    # session, account, person, roles; guidelines, their groups; people, their roles; groups; the menu: tasks, what is
    # to be approved, what others ask
    assert len(queries) == 12

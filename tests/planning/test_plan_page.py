"""The plan's page: what each reader is shown, filters, fragment, edit mode, undo, and a fixed number of queries."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.journal.models import Event
from guidelines.models import (
    Assignment,
    Group,
    Guideline,
    GuidelineGroup,
    GuidelineVersion,
    Person,
    PlanEntry,
    Revision,
    Step,
)
from guidelines.people.access import Viewer
from guidelines.planning.actions import note_entry
from guidelines.planning.filters import PlanFilter
from guidelines.planning.page import Asked, plan_page
from guidelines.planning.rules import Stage
from tests import factories
from tests.planning.conftest import NOW, OTHER, TODAY
from tests.seeing import row_mark, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
URL = "/planskema/dsg/"


@pytest.fixture
def plan(dsg: Group) -> dict[str, PlanEntry]:
    """Four guidelines: late and under way, awaiting the chair, planned next year, and without tovholder and year."""
    zita = factories.person("Zita Zebra")
    late = factories.guideline("Sen sarkom", owner=dsg)
    factories.version(late, next_due=date(2025, 12, 21))
    waiting = factories.guideline("Ventende sarkom", owner=dsg)
    factories.version(waiting, next_due=date(2027, 12, 1))
    made = {
        "late": factories.entry(late, 2026, leads=[zita], note="Fortroligt notat"),
        "waiting": factories.entry(waiting, 2026, leads=[factories.person("Bo Bæk")]),
        "planned": factories.entry(factories.guideline("Planlagt sarkom", owner=dsg), 2027, leads=[zita]),
        "bare": factories.entry(factories.guideline("Bar sarkom", owner=dsg), None),
    }
    factories.revision(made["late"], Stage.DRAFT, started_on=date(2026, 9, 1))
    factories.revision(made["waiting"], Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
    return made


def text(response: Any) -> str:
    """The page's words, without tags."""
    words = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def titles(response: Any) -> list[str]:
    return re.findall(r'<tr role="row" id="r\d+"><th[^>]*><a href="[^"]+">([^<]+)</a>', response.content.decode())


def test_the_chair_sees_what_needs_a_hand_first(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).get(URL)
    assert titles(response) == ["Ventende sarkom", "Sen sarkom", "Bar sarkom", "Planlagt sarkom"]
    words = text(response)
    assert [words.count(part) for part in ("Kræver handling (3)", "Planlagt i 2027 (1)", "Afventer dig (6 dage)")] == [
        1,
        1,
        1,
    ]
    assert "Overskredet 11 mdr." in words
    assert "Fortroligt notat" in words


def test_as_in_the_planskema(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).get(f"{URL}?orden=planskema")
    assert titles(response) == ["Sen sarkom", "Ventende sarkom", "Planlagt sarkom", "Bar sarkom"]
    assert "Kræver handling (" not in text(response)


def test_a_reader_of_another_group_sees_the_plan_and_the_public_facts(client: Client, plan: Any) -> None:
    response = factories.sign_in(client, factories.chair_of(factories.group("DGCG"))).get(URL)
    words = text(response)
    assert response.status_code == 200
    assert "Zita Zebra" in words
    assert "Frist overskredet" in words
    for secret in ("mdr.", "Afventer", "Hos tovholder", "I gang:", "i gang, trin", "Fortroligt", "overskredet 1"):
        assert secret not in words.replace("Snart (inden for 12 mdr.)", "")
    assert "<details" not in response.content.decode().split('id="plan"')[1].split("</main>")[0]
    assert "Redigér plan" not in words


def test_a_participant_of_another_group_sees_the_stage_of_the_own_guideline_only(client: Client, plan: Any) -> None:
    response = factories.sign_in(client, Person.objects.get(name="Bo Bæk")).get(URL)
    assert "Afventer formand (6 dage)" in text(response)
    assert "Hos tovholder" not in text(response)


def test_the_public_is_sent_to_the_sign_in(client: Client, plan: Any) -> None:
    for address in (URL, "/planskema/"):
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, f"/log-ind/?next={address}")


@pytest.mark.parametrize("slug", ["findes-ikke", "dmcg"])
def test_a_group_without_a_plan_is_not_found(client: Client, chair: Person, slug: str) -> None:
    Group.objects.get_or_create(slug="dmcg", defaults={"abbreviation": "Paraply", "name": "P", "kind": "umbrella"})
    Group.objects.filter(slug="dmcg").update(kind="umbrella")
    assert factories.sign_in(client, chair).get(f"/planskema/{slug}/").status_code == 404


# --- filters


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("vis=overskredet", ["Sen sarkom"]),
        ("vis=dig", ["Ventende sarkom"]),
        ("vis=naeste-aar", ["Planlagt sarkom"]),
        ("vis=uden-tovholder", ["Bar sarkom"]),
        ("vis=uden-aar", ["Bar sarkom"]),
        ("q=PLANLAGT+zita", ["Planlagt sarkom"]),
        ("vis=vrøvl&tovholder=x", ["Ventende sarkom", "Sen sarkom", "Bar sarkom", "Planlagt sarkom"]),
    ],
)
def test_the_address_filters(client: Client, chair: Person, plan: Any, query: str, shown: list[str]) -> None:
    response = factories.sign_in(client, chair).get(f"{URL}?{query}")
    assert titles(response) == shown
    is_narrowed = len(shown) < 4
    assert (f"Viser {len(shown)} af 4 retningslinjer" in text(response)) is is_narrowed


def test_a_tovholder_is_chosen_by_key_and_stays_chosen(client: Client, chair: Person, plan: Any) -> None:
    zita = Person.objects.get(name="Zita Zebra")
    response = factories.sign_in(client, chair).get(f"{URL}?tovholder={zita.pk}&aar=alle")
    assert titles(response) == ["Sen sarkom", "Planlagt sarkom"]
    html = response.content.decode()
    assert f'<option value="{zita.pk}" selected>Zita Zebra</option>' in html
    assert '<input type="hidden" name="aar" value="alle">' in html
    assert ">2022</th>" in html


def test_nothing_found_says_so_and_leads_back(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).get(f"{URL}?q=findes+ikke")
    assert "Ingen retningslinjer matcher filtrene. Nulstil filtre" in text(response)


def test_a_script_gets_the_part_that_changes_and_a_sentence(client: Client, chair: Person, plan: Any) -> None:
    address = f"{URL}?vis=dig"
    response = factories.sign_in(client, chair).get(address, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert "<h1" not in html
    assert titles(response) == ["Ventende sarkom"]
    assert json.loads(response.headers["HX-Trigger"]) == {"announce": "Viser 1 af 4 retningslinjer"}
    assert "HX-Request" in response.headers["Vary"]
    restored = client.get(address, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<h1" in restored.content.decode()


# --- empty plan, unknown owner


def test_an_empty_plan_says_what_to_do(client: Client, chair: Person) -> None:
    words = text(factories.sign_in(client, chair).get(URL))
    assert "Ingen planskema endnu. Importér gruppens planskema, eller tilføj den første planlinje selv." in words
    words = text(factories.sign_in(client, factories.reader()).get(URL))
    assert "Ingen planskema endnu. Gruppens formand eller sekretariatet kan importere et." in words


def test_who_can_confirm_an_owner_is_asked_to(client: Client, chair: Person, dsg: Group) -> None:
    shared = factories.guideline("Uterine sarkomer", slug="uterine")
    for group in (dsg, factories.group("DGCG")):
        GuidelineGroup.objects.create(guideline=shared, group=group, role="co_owner", confirmed=False)
    link = '<a href="/retningslinjer/uterine/ejer/">Bekræft, hvem der ejer »Uterine sarkomer«</a>'
    assert link in factories.sign_in(client, chair).get(URL).content.decode()
    member = factories.sign_in(client, factories.member_of(dsg)).get(URL).content.decode()
    assert "/ejer/" not in member
    assert "ejer ikke bekræftet" in member


# --- how many queries


def fill(group: Group, rows: int) -> None:
    """Save a plan of so many guidelines, every one late, under way, and with three tovholdere."""
    people = [factories.person() for _ in range(3)]
    made = Guideline.objects.bulk_create(
        Guideline(title=f"Sarkom {number}", slug=f"s{number}") for number in range(rows)
    )
    GuidelineGroup.objects.bulk_create(GuidelineGroup(guideline=one, group=group, role="owner") for one in made)
    GuidelineVersion.objects.bulk_create(
        GuidelineVersion(guideline=one, label="1.0", is_current=True, next_due_last=date(2025, 1, 1)) for one in made
    )
    entries = PlanEntry.objects.bulk_create(PlanEntry(guideline=one, year=2026, kind="revision") for one in made)
    Assignment.objects.bulk_create(Assignment(plan_entry=entry, person=who) for entry in entries for who in people)
    runs = Revision.objects.bulk_create(
        Revision(guideline=entry.guideline, plan_entry=entry, started_on=TODAY) for entry in entries
    )
    Step.objects.bulk_create(Step(revision=run, stage="draft", holder_role="lead", since=TODAY) for run in runs)


@pytest.mark.both
@pytest.mark.parametrize("rows", [0, 1, 14, 30, 400])
def test_the_data_of_a_plan_takes_three_statements_at_any_size(dsg: Group, rows: int) -> None:
    fill(dsg, rows)
    with CaptureQueriesContext(connection) as queries:
        page = plan_page(dsg, Asked(Viewer(is_secretariat=True), PlanFilter(), TODAY))
    assert (len(queries), page.total) == (3, rows)
    assert page.table.count("Hos tovholder") == page.table.count("Overskredet 22") == rows


@pytest.mark.parametrize("edit", ["", "?rediger=1"])
def test_the_whole_page_takes_as_many_queries_for_thirty_rows_as_for_one(
    client: Client, chair: Person, dsg: Group, edit: str
) -> None:
    factories.sign_in(client, chair)
    counts = []
    for number in (1, 29):
        for _ in range(number):
            factories.entry(factories.guideline(owner=dsg), 2027, leads=[factories.person()])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL + edit).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- undo


def test_the_last_change_can_be_undone_for_ten_minutes_and_survives_a_reload(
    client: Client, chair: Person, plan: dict[str, PlanEntry], clock_at_now: time_machine.Coordinates
) -> None:
    factories.sign_in(client, chair)
    send(client, f"{URL}{plan['planned'].pk}/flyt/", {"year": "2029"})
    seq = Event.objects.latest("seq").seq
    for _reload in range(2):
        response = client.get(URL)
        assert "»Planlagt sarkom« er flyttet fra 2027 til 2029. Fortryd" in text(response)
        assert f'action="{URL}fortryd/{seq}/"' in response.content.decode()
    clock_at_now.shift(601)
    assert "Fortryd" not in text(client.get(URL))


def test_undo_leads_back_to_the_same_view_and_says_so(
    client: Client, chair: Person, plan: dict[str, PlanEntry]
) -> None:
    factories.sign_in(client, chair)
    send(client, f"{URL}{plan['planned'].pk}/flyt/", {"year": "2029"})
    seq = Event.objects.latest("seq").seq
    referer = f"http://testserver{URL}?vis=naeste-aar"
    response = client.post(f"{URL}fortryd/{seq}/", headers={"Referer": referer}, follow=True)
    assert response.redirect_chain == [(f"{URL}?vis=naeste-aar", 302)]
    assert "Ændringen er fortrudt." in text(response)
    assert list(PlanEntry.objects.filter(guideline=plan["planned"].guideline).values_list("year", "outcome")) == [
        (2027, "planned")
    ]


def test_an_undo_that_comes_too_late_says_why(client: Client, chair: Person, plan: dict[str, PlanEntry]) -> None:
    factories.sign_in(client, chair)
    send(client, f"{URL}{plan['planned'].pk}/notat/", {"note": "Mit"})
    seq = Event.objects.latest("seq").seq
    note_entry(plan["planned"], note="Andens", by=OTHER, now=NOW)
    response = client.post(f"{URL}fortryd/{seq}/", follow=True)
    assert 'class="notice error"' in response.content.decode()
    plan["planned"].refresh_from_db()
    assert plan["planned"].note == "Andens"


def test_undo_of_what_is_not_there_or_not_of_this_plan_is_not_found(
    client: Client, chair: Person, plan: dict[str, PlanEntry]
) -> None:
    factories.sign_in(client, chair)
    assert client.post(f"{URL}fortryd/999/").status_code == 404
    send(client, f"{URL}{plan['planned'].pk}/flyt/", {"year": "2029"})
    seq = Event.objects.latest("seq").seq
    assert client.post(f"/planskema/dgcg/fortryd/{seq}/").status_code == 404
    assert client.get(f"{URL}fortryd/{seq}/").status_code == 405
    factories.sign_in(client, factories.reader())
    assert client.post(f"{URL}fortryd/{seq}/").status_code == 404


# --- the edit mode


def test_the_edit_mode_has_a_form_in_each_row_and_a_way_out(client: Client, chair: Person, plan: Any) -> None:
    html = factories.sign_in(client, chair).get(f"{URL}?rediger=1&vis=overskredet").content.decode()
    assert html.count('action="raekke/') == 1
    assert '<a class="btn pri" href="/planskema/dsg/?vis=overskredet" data-leave>Færdig</a>' in html
    assert "Esc afslutter" in html


def test_readers_have_no_edit_mode(client: Client, plan: Any) -> None:
    html = factories.sign_in(client, factories.reader()).get(f"{URL}?rediger=1").content.decode()
    assert "raekke/" not in html
    assert "Færdig" not in html


@pytest.mark.parametrize(
    ("which", "data", "expected"),
    [
        ("planned", {"year": "2028", "kind": "minor"}, (2028, "minor")),
        ("bare", {"year": "2028", "kind": "revision"}, (2028, "revision")),
        ("planned", {"year": "2027", "kind": "new"}, (2027, "new")),
    ],
)
def test_a_row_is_saved_and_the_edit_mode_goes_on(
    client: Client, chair: Person, plan: dict[str, PlanEntry], which: str, data: dict[str, str], expected: Any
) -> None:
    entry = plan[which]
    factories.sign_in(client, chair)
    state = "?rediger=1&orden=planskema"
    data = {**data, "seen": row_mark(client, URL, entry.guideline_id)}
    response = client.post(f"{URL}raekke/{entry.guideline_id}/", {**data, "entry": entry.pk, "back": state})
    assert (response.status_code, response.headers["Location"]) == (302, URL + state)
    assert entry.guideline.plan_entries.planned().values_list("year", "kind").get() == expected


def test_a_refused_row_keeps_what_was_chosen_and_says_why(
    client: Client, chair: Person, plan: dict[str, PlanEntry]
) -> None:
    entry = plan["planned"]
    factories.entry(entry.guideline, 2030)
    factories.sign_in(client, chair)
    data = {"year": "2030", "kind": "minor", "entry": entry.pk, "back": "?rediger=1"}
    data["seen"] = row_mark(client, URL, entry.guideline_id)
    response = client.post(f"{URL}raekke/{entry.guideline_id}/", data)
    assert response.status_code == 422
    assert "Retningslinjen er allerede planlagt til 2030" in text(response)
    row = response.content.decode().split(f'id="r{entry.guideline_id}"')[1].split("</tr>")[0]
    assert re.findall(r'selected>(\d*)|value="(\w+)" selected', row) == [("2030", ""), ("", "minor")]


def test_nonsense_in_a_row_is_refused(client: Client, chair: Person, plan: dict[str, PlanEntry]) -> None:
    factories.sign_in(client, chair)
    entry = plan["planned"]
    response = client.post(f"{URL}raekke/{entry.guideline_id}/", {"year": "x", "kind": "?", "entry": entry.pk})
    assert (response.status_code, "Vælg et år og en art." in text(response)) == (422, True)


@pytest.mark.parametrize("who", [factories.reader, lambda: factories.chair_of(factories.group("DGCG"))])
def test_others_save_no_row(client: Client, plan: dict[str, PlanEntry], who: Callable[[], Person]) -> None:
    factories.sign_in(client, who())
    entry = plan["planned"]
    data = {"year": "2028", "kind": "minor", "entry": entry.pk}
    assert client.post(f"{URL}raekke/{entry.guideline_id}/", data).status_code == 404
    assert not Event.objects.exists()


# --- the list of plans


@pytest.mark.both
def test_the_list_of_plans_counts_by_validity(client: Client, dsg: Group, plan: Any) -> None:
    factories.sign_in(client, factories.member_of(dsg))
    response = client.get("/planskema/")
    row = re.search(r'<a href="/planskema/dsg/">DSG</a>.*?</tr>', response.content.decode(), re.S)
    assert row
    assert re.findall(r'data-l="[^"]+">(?:<b class="pill err">)?(\d+)', row[0]) == ["4", "1", "0", "1", "2", "1"]
    assert "Dine grupper" in text(response)
    assert "Grupper uden planskema" not in text(response)


def test_the_secretariat_also_sees_who_has_none(client: Client, plan: Any) -> None:
    words = text(factories.sign_in(client, factories.secretariat()).get("/planskema/"))
    assert "Grupper uden planskema" in words
    assert "DBCG" in words.split("Grupper uden planskema")[1]


def test_no_plan_anywhere(client: Client, dsg: Group) -> None:
    assert "Ingen gruppe har et planskema endnu." in text(
        factories.sign_in(client, factories.reader()).get("/planskema/")
    )

"""Saved views of *Retningslinjer*: saved, shared, renamed, deleted, opened with; a view is an address."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.listing.saved import known_part, read_views
from guidelines.desk.saved import MOST
from guidelines.models import DefaultView, Person, SavedView
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
LIST = "/retningslinjer/"


@pytest.fixture
def reader(client: Client) -> Person:
    """Somebody without a role, signed in."""
    person = factories.reader()
    factories.sign_in(client, person)
    return person


@pytest.fixture
def staff() -> Client:
    return factories.sign_in(Client(), factories.secretariat("Inge Lund"))


def save(client: Client, name: str, query: str = "", **more: str) -> Any:
    return client.post(reverse("guideline-views"), {"name": name, "here": f"{LIST}?{query}", **more})


def change(client: Client, view: SavedView, act: str, **more: str) -> Any:
    return client.post(reverse("guideline-view", args=[view.pk]), {"act": act, **more})


def links(client: Client, address: str = LIST) -> dict[str, tuple[str, bool]]:
    """Return the views above the list: name, address, whether it is the present one."""
    html = client.get(address).content.decode()
    part = html.partition('class="toolbar views"')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="([^"]*)"( aria-current="true")?>([^<]*)', part)
    return {unescape(name).strip(): (unescape(url), bool(current)) for url, current, name in found}


@pytest.mark.both
def test_a_view_is_saved_with_what_the_filters_say(client: Client, reader: Person) -> None:
    factories.group("DSG")
    answer = save(client, "  Vores   sene ", "gruppe=dsg&orden=-frist&efter=7&q=&andet=1&gyldighed=overdue")
    view = SavedView.objects.get()
    assert (view.person, view.page, view.name) == (reader, "guidelines", "Vores sene")
    assert view.query == "gruppe=dsg&gyldighed=overdue&orden=-frist"
    assert answer["Location"] == f"{LIST}?{view.query}"
    assert links(client, answer["Location"])["Vores sene"] == (answer["Location"], True)
    assert links(client)["Vores sene"] == (answer["Location"], False)


def test_what_no_filter_takes_is_left_out(client: Client, reader: Person) -> None:
    save(client, "Alt", "gyldighed=forkert&gruppe=findes-ikke&frist=1066&orden=navn")
    assert SavedView.objects.get().query == ""


def test_the_same_name_keeps_the_new_query(client: Client, reader: Person) -> None:
    save(client, "Min", "gyldighed=overdue")
    save(client, "Min", "gyldighed=valid")
    assert SavedView.objects.get().query == "gyldighed=valid"


@pytest.mark.both
def test_a_shared_view_is_replaced_only_by_who_ticks_that(reader: Person, staff: Client) -> None:
    save(staff, "Fælles", "gyldighed=overdue", shared="1")
    colleague = factories.sign_in(Client(), factories.secretariat("Bo Holm"))
    refused = save(colleague, "Fælles", "gyldighed=valid", shared="1")
    page = colleague.get(refused["Location"]).content.decode()
    assert "Der er allerede en fælles visning, der hedder »Fælles«." in page
    assert 'name="replaces"' in page
    assert SavedView.objects.get().query == "gyldighed=overdue"
    save(colleague, "Fælles", "gyldighed=valid", shared="1", replaces="1")
    assert SavedView.objects.get().query == "gyldighed=valid"


@pytest.mark.both
def test_filters_that_are_longer_than_a_view_can_be_are_refused(client: Client, reader: Person) -> None:
    longest = f"q={'%C3%A6' * 166}"
    save(client, "Lige", f"{longest}aa")
    assert SavedView.objects.get().query == f"{longest}aa"
    refused = save(client, "Lang", f"q={'%C3%A6' * 167}")
    assert SavedView.objects.count() == 1
    assert "Filtrene er for lange til at blive gemt som visning." in client.get(refused["Location"]).content.decode()


@pytest.mark.both
def test_a_sign_that_no_database_takes_is_no_part_of_a_name(client: Client, reader: Person) -> None:
    save(client, "Mi\x00n")
    view = SavedView.objects.get()
    change(client, view, "omdoeb", name="V\x00o\x00")
    assert (view.name, SavedView.objects.get().name) == ("Mi n", "V o")


def test_the_built_in_views_stand_first_and_mark_where_one_is(client: Client, reader: Person) -> None:
    assert links(client) == {
        "Alle": (LIST, True),
        "Frist overskredet": (f"{LIST}?gyldighed=overdue", False),
        "Snart": (f"{LIST}?gyldighed=due_soon", False),
        "Ingen godkendt version": (f"{LIST}?gyldighed=no_version", False),
    }
    assert links(client, f"{LIST}?gyldighed=overdue&q=")["Frist overskredet"][1]


def test_names_stand_in_danish_order(reader: Person) -> None:
    for name in ("Ål", "Zoner", "Ærø", "alt"):
        SavedView.objects.create(person=reader, page="guidelines", name=name)
    assert [view.name for view in read_views(reader)] == ["alt", "Zoner", "Ærø", "Ål"]


def test_only_the_secretariat_shares(client: Client, reader: Person, staff: Client) -> None:
    refused = save(client, "Fælles", "gyldighed=overdue", shared="1")
    assert (refused["Location"], SavedView.objects.count()) == (f"{LIST}?gyldighed=overdue", 0)
    save(staff, "Fælles", "gyldighed=overdue", shared="1")
    assert SavedView.objects.get().person is None
    assert links(client)["Fælles"] == (f"{LIST}?gyldighed=overdue", False)


def test_others_do_not_see_a_personal_view(client: Client, reader: Person, staff: Client) -> None:
    save(client, "Kun min")
    assert "Kun min" not in links(staff)
    assert change(staff, SavedView.objects.get(), "slet").status_code == 404
    assert change(staff, SavedView.objects.get(), "forvalg").status_code == 404


def test_the_public_has_no_views_and_signs_in_to_save(client: Client) -> None:
    SavedView.objects.create(person=None, page="guidelines", name="Fælles", query="gyldighed=overdue")
    html = client.get(LIST).content.decode()
    assert "Fælles" not in html
    assert "Gem visning" not in html
    assert save(client, "Min")["Location"].startswith(reverse("account_login"))


@pytest.mark.both
def test_a_view_is_renamed_and_deleted_by_whose_it_is(client: Client, reader: Person, staff: Client) -> None:
    save(client, "Min")
    save(client, "Anden")
    mine = SavedView.objects.get(name="Min")
    change(client, mine, "omdoeb", name="Vores")
    assert links(client).keys() >= {"Vores", "Anden"}
    page = client.post(reverse("guideline-view", args=[mine.pk]), {"act": "omdoeb", "name": "Anden"}, follow=True)
    assert "Der er allerede en visning, der hedder »Anden«." in page.content.decode()
    change(client, mine, "slet")
    assert [view.name for view in SavedView.objects.all()] == ["Anden"]


def test_a_shared_view_is_the_secretariats_to_change(client: Client, reader: Person, staff: Client) -> None:
    save(staff, "Fælles", shared="1")
    shared = SavedView.objects.get()
    for act in ("slet", "omdoeb"):
        assert change(client, shared, act, name="X").status_code == 404
    assert "Sekretariatets" in client.get(reverse("guideline-views")).content.decode()
    change(staff, shared, "slet")
    assert not SavedView.objects.exists()


@pytest.mark.both
def test_the_bare_address_opens_with_the_chosen_view(client: Client, reader: Person, staff: Client) -> None:
    save(staff, "Sene", "gyldighed=overdue", shared="1")
    view = SavedView.objects.get()
    change(client, view, "forvalg")
    assert client.get(LIST)["Location"] == f"{LIST}?gyldighed=overdue"
    assert staff.get(LIST).status_code == 200
    assert links(client, f"{LIST}?visning=alle")["Alle"] == (f"{LIST}?visning=alle", True)
    change(client, view, "fravalg")
    assert client.get(LIST).status_code == 200
    change(client, view, "forvalg")
    change(staff, view, "slet")
    assert client.get(LIST).status_code == 200
    assert not DefaultView.objects.exists()


def test_everything_is_one_press_away_where_a_view_opens(client: Client, reader: Person) -> None:
    factories.version(factories.guideline("GIST"), next_due=date(2020, 1, 1))
    save(client, "Sene", "gyldighed=overdue")
    change(client, SavedView.objects.get(), "forvalg")
    html = client.get(LIST, follow=True).content.decode()
    assert re.search(rf'<a href="{re.escape(LIST)}\?visning=alle">\s*Nulstil filtre', html)
    part = client.get(LIST, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Push-Url"]) == (200, f"{LIST}?visning=alle")


def test_a_view_without_a_name_is_refused_and_nobody_is_led_away(client: Client, reader: Person) -> None:
    for here in ("https://example.org/retningslinjer/", "//example.org", "/indbakke/", "/retningslinjer/gist/"):
        answer = client.post(reverse("guideline-views"), {"name": " ", "here": here})
        assert (answer["Location"], SavedView.objects.count()) == (LIST, 0)
    assert save(client, "x" * 81).status_code == 302
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_them(client: Client, reader: Person) -> None:
    for number in range(MOST):
        SavedView.objects.create(person=reader, page="guidelines", name=f"V{number}")
    save(client, "En til")
    assert SavedView.objects.count() == MOST


def test_an_unknown_act_is_not_found(client: Client, reader: Person) -> None:
    save(client, "Min")
    assert change(client, SavedView.objects.get(), "andet").status_code == 404


def test_the_page_of_views_says_what_each_shows(client: Client, reader: Person) -> None:
    save(client, "<b>Min</b>", "gyldighed=overdue&orden=-frist&q=ærø")
    html = client.get(reverse("guideline-views")).content.decode()
    assert "Søg: ærø · Gyldighed: Frist overskredet · Rækkefølge: Næste senest, omvendt rækkefølge" in html
    assert "&lt;b&gt;Min&lt;/b&gt;" in html
    assert "<b>Min" not in html


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_reads_all_views_in_one_statement(client: Client, reader: Person, count: int) -> None:
    for number in range(count):
        SavedView.objects.create(person=reader, page="guidelines", name=f"V{number}")
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    assert len(queries) == 10  # those of the list (tests/register/test_listing.py); the views
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("guideline-views"))
    assert len(queries) == 9  # session, account, person, roles; what is mine, the views; the menu


def test_the_query_of_an_address_has_one_order(rf: Any) -> None:
    asked = rf.get(LIST, {"orden": "titel", "frist": "2027", "q": " ærø  lunge "}).GET
    assert known_part(asked) == "q=%C3%A6r%C3%B8+lunge&frist=2027"


def test_an_account_that_is_nobodys_has_no_views(client: Client) -> None:
    client.force_login(factories.User.objects.create_user("konto@example.org"))
    assert client.get(reverse("guideline-views")).status_code == 404
    assert client.get(reverse("guidelines")).status_code == 200

"""The main menu by role, and its count."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def dsg():
    return factories.group("DSG")


def menu(client, path="/retningslinjer/") -> list[tuple[str, str, bool]]:
    """Each item's label, its count, and whether it is marked as the present page."""
    nav = client.get(path).content.decode().split('<nav class="nav"')[1].split("</nav>")[0]
    items = []
    for item in re.findall(r"<li>(.*?)</li>", nav, re.DOTALL):
        label = unescape(re.search(r"<a[^>]*>([^<]*)", item).group(1)).strip()
        count = re.search(r'class="count">(\d+)', item)
        items.append((label, count.group(1) if count else "", "aria-current" in item))
    return items


def test_the_public(client):
    assert menu(client) == [("Retningslinjer", "", True), ("Hjælp", "", False)]


def test_a_tovholder_with_something_to_do(client, dsg):
    lead = factories.reader()
    entry = factories.entry(factories.guideline(owner=dsg), 2026, leads=[lead])
    factories.revision(entry, Stage.DRAFT)
    factories.sign_in(client, lead)
    assert menu(client, "/opgaver/") == [
        ("Mine opgaver", "1", True),
        ("Planskemaer", "", False),
        ("Retningslinjer", "", False),
        ("Hjælp", "", False),
    ]


def test_nothing_to_do_shows_no_number(client):
    factories.sign_in(client, factories.reader())
    assert menu(client)[0] == ("Mine opgaver", "", False)


def test_the_secretariat(client):
    factories.sign_in(client, factories.secretariat())
    assert [(label, current) for label, _, current in menu(client, "/personer/")] == [
        ("Indbakke", False),
        ("Overblik", False),
        ("Mine opgaver", False),
        ("Planskemaer", False),
        ("Retningslinjer", False),
        ("Personer og grupper", True),
        ("Påmindelser", False),
    ]
    assert [label for label, _, current in menu(client, "/grupper/") if current] == ["Personer og grupper"]


def test_a_chair_has_the_annual_report_in_the_menu_and_others_who_may_read_one_below_their_name(client, dsg):
    factories.sign_in(client, factories.chair_of(dsg))
    assert [label for label, _, current in menu(client, "/rapporter/dsg/2022/")] == [
        "Mine opgaver",
        "Planskemaer",
        "Godkendelser",
        "Retningslinjer",
        "Årsrapport",
        "Hjælp",
    ]
    assert [label for label, _, current in menu(client, "/rapporter/dsg/2022/") if current] == ["Årsrapport"]
    for who, has_reports in (
        (factories.member_of(dsg), True),
        (factories.secretariat(), True),
        (factories.reader(), False),
    ):
        factories.sign_in(client, who)
        assert ('href="/rapporter/"' in client.get("/opgaver/").content.decode()) is has_reports


def test_a_page_below_marks_its_room(client, dsg):
    made = factories.guideline(owner=dsg)
    factories.version(made, published=date(2024, 1, 1))
    factories.sign_in(client, factories.reader())
    assert [label for label, _, current in menu(client, made.get_absolute_url()) if current] == ["Retningslinjer"]


def test_what_is_not_there_marks_nothing(client):
    factories.sign_in(client, factories.reader())
    for path in ("/retningslinjer/findes-ikke/", "/findes/ikke/"):
        assert [label for label, _, current in menu(client, path) if current] == []


def test_the_name_and_the_search(client):
    who = factories.reader("Anders Krarup-Hansen")
    factories.sign_in(client, who)
    html = client.get("/opgaver/").content.decode()
    assert "<span>A. Krarup-Hansen</span>" in html
    assert f'href="{reverse("person", args=[who.pk])}"' in html
    assert 'role="search" action="/soeg/"' in html


def test_an_account_without_a_person(client):
    client.force_login(factories.User.objects.create_user("alene@example.org"))
    html = client.get("/opgaver/").content.decode()
    assert "Du har ingen opgaver." in html
    assert "alene@example.org" in html


def test_a_fragment_reads_no_menu(client, dsg):
    factories.version(factories.guideline(owner=dsg))
    factories.sign_in(client, factories.secretariat())
    with CaptureQueriesContext(connection) as queries:
        client.get("/retningslinjer/", headers={"HX-Request": "true"})
    assert len(queries) == 6  # session, account, person, roles, saved views, rows


def test_each_counts_what_waits_for_the_reader(client, dsg):
    here = scene.at(Position.CLINICAL)
    for person, items in (
        (here.chairs["DSG"], [("Mine opgaver", "1"), ("Planskemaer", ""), ("Godkendelser", "1")]),
        (here.deputies["DSG"], [("Mine opgaver", ""), ("Planskemaer", ""), ("Godkendelser", "")]),
        (here.secretary, [("Indbakke", ""), ("Overblik", ""), ("Mine opgaver", "")]),
        (here.lead, [("Mine opgaver", ""), ("Planskemaer", ""), ("Retningslinjer", "")]),
    ):
        factories.sign_in(client, person)
        assert [(label, count) for label, count, _ in menu(client)][:3] == items
    here.approve("DSG")
    factories.sign_in(client, here.secretary)
    assert [(label, count) for label, count, _ in menu(client)][:3:2] == [("Indbakke", "1"), ("Mine opgaver", "1")]

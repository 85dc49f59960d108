"""*Retningslinjer*: what the public and the signed-in find, how, in which order, at which cost."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.documents.dates import FuzzyDate
from guidelines.register.listing import group_names
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def dsg():
    return factories.group("DSG")


def titles(response) -> list[str]:
    body = response.content.decode().split("<tbody", 1)[-1]
    return [unescape(title) for title in re.findall(r'rowheader"><a[^>]*>(.*?)</a>', body)]


def ask(client, **asked):
    return client.get(reverse("guidelines"), asked)


def published(title: str, owner, **rest):
    fields = {name: rest.pop(name) for name in ("language", "is_working_title", "co_owners") if name in rest}
    made = factories.guideline(title, owner=owner, **fields)
    factories.version(made, rest.pop("label", "1.0"), **rest)
    return made


@pytest.mark.both
def test_a_row_says_what_holds(client, dsg):
    made = published(
        "Radiotherapy",
        dsg,
        language="en",
        co_owners=[factories.group("DGCG")],
        label="1.10",
        administrative_approval=date(2020, 12, 21),
        clinical_approval=date(2020, 12, 1),
        next_due=FuzzyDate.month(2027, 10),
    )
    html = ask(client).content.decode()
    body = re.search(r"<tbody[^>]*>(.*)</tbody>", html, re.DOTALL).group(1)
    assert re.sub(r' role="[a-z]+"', "", body) == (
        f'<tr><th scope="row"><a href="/retningslinjer/{made.slug}/" lang="en">Radiotherapy</a></th>'
        '<td data-l="Gruppe">DSG/DGCG</td><td data-l="Version" class="num">1.10</td>'
        '<td data-l="Senest godkendt" class="num">21.12.2020</td>'
        '<td data-l="Næste senest" class="num">okt. 2027</td>'
        '<td><b class="pill plan">Snart</b></td></tr>'
    )
    assert "Viser 1 af 1 retningslinje." in html


@pytest.mark.both
def test_the_public_sees_what_is_published_and_no_names(client, dsg):
    published("Publiceret", dsg)
    hidden = factories.guideline("Arbejde", owner=dsg, is_working_title=True)
    factories.entry(hidden, 2027, leads=[factories.person("Åse Ærø")])
    public = ask(client)
    assert titles(public) == ["Publiceret"]

    factories.sign_in(client, factories.reader())
    known = ask(client)
    assert titles(known) == ["Arbejde", "Publiceret"]
    assert "<small>Arbejdstitel</small>" in known.content.decode()
    assert "Åse" not in known.content.decode() + public.content.decode()


@pytest.mark.both
def test_danish_order(client, dsg):
    for title in ("Ålborg", "Øre", "Zebra", "Aarhus", "Ærø", "Alfa"):
        published(title, dsg)
    assert titles(ask(client)) == ["Alfa", "Zebra", "Ærø", "Øre", "Ålborg", "Aarhus"]
    assert titles(ask(client, orden="-titel"))[0] == "Aarhus"


@pytest.mark.both
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ærø", ["Sarkomer på Ærø"]),
        ("aero", ["Sarkomer på Ærø"]),
        ("ÆRØ sarkom", ["Sarkomer på Ærø"]),
        ("gist", ["Behandling af GIST"]),
        ("GIST", ["Behandling af GIST"]),
        ("dlcg", ["Lunge"]),
        ("1.7", ["Lunge"]),
        ("v1.7 dansk lunge", ["Lunge"]),
        ("ærø lunge", []),
        ("Krarup", []),
    ],
)
def test_search_folds_and_looks_in_title_group_and_version(client, dsg, words, found):
    published("Sarkomer på Ærø", dsg)
    gist = published("Behandling af GIST", dsg)
    factories.entry(gist, 2027, leads=[factories.person("Anders Krarup")])
    published("Lunge", factories.group("DLCG"), label="1.7")
    assert titles(ask(client, q=words)) == found


@pytest.mark.both
def test_those_who_are_signed_in_find_by_tovholder(client, dsg):
    gist = published("GIST", dsg)
    entry = factories.entry(gist, 2027, leads=[factories.person("Anders Krarup"), factories.person("Bo Krarup")])
    former = factories.entry(published("Lunge", dsg), 2027, leads=[factories.person("Carl Krarup")])
    former.assignments.update(ended_on=date(2026, 1, 1))
    factories.sign_in(client, factories.reader())
    assert titles(ask(client, q="krarup")) == ["GIST"]
    assert entry.assignments.count() == 2


@pytest.mark.both
def test_filters(client, dsg):
    dlcg = factories.group("DLCG")
    published("Gyldig", dsg, next_due=date(2030, 1, 1))
    published("Snart", dsg, co_owners=[dlcg], next_due=date(2027, 1, 1))
    published("Overskredet", dlcg, next_due=date(2026, 1, 1))
    published("Ukendt", dsg)
    assert titles(ask(client, gruppe="dlcg")) == ["Overskredet", "Snart"]
    assert titles(ask(client, gyldighed="overdue")) == ["Overskredet"]
    assert titles(ask(client, gyldighed="unknown")) == ["Ukendt"]
    assert titles(ask(client, frist="2027")) == ["Snart"]
    assert titles(ask(client, frist="2027", gruppe="dsg", q="snart")) == ["Snart"]
    assert titles(ask(client, orden="frist")) == ["Overskredet", "Snart", "Gyldig", "Ukendt"]
    assert titles(ask(client, orden="-frist")) == ["Gyldig", "Snart", "Overskredet", "Ukendt"]


@pytest.mark.both
def test_order_by_group_and_by_approval(client, dsg):
    published("B", dsg, administrative_approval=date(2021, 1, 1))
    published("A", factories.group("DLCG"), clinical_approval=date(2022, 1, 1))
    published("C", factories.group("DBCG"))
    assert titles(ask(client, orden="gruppe")) == ["C", "A", "B"]
    assert titles(ask(client, orden="-godkendt")) == ["A", "B", "C"]


def test_nothing_found_says_what_to_do(client, dsg):
    published("GIST", dsg)
    html = ask(client, q="findes ikke").content.decode()
    assert "Ingen retningslinjer passer til filtrene." in html
    assert re.search(r'<a href="/retningslinjer/">\s*Nulstil filtre', html)


def test_an_empty_register_says_where_guidelines_come_from(client):
    assert "De første kommer med et planskema." in ask(client).content.decode()


@pytest.mark.parametrize("asked", [{"gyldighed": "'); DROP"}, {"gruppe": "findes-ikke"}, {"frist": "99999"}])
def test_an_unknown_choice_is_an_error_in_the_form(client, dsg, asked):
    published("GIST", dsg)
    response = ask(client, **asked)
    assert response.status_code == 200
    assert "error" in response.content.decode()


def test_what_people_wrote_is_escaped(client):
    evil = factories.group("<i>X", slug="x")
    published("<script>alert(1)</script>", evil, label="<b>1")
    html = ask(client, q="<script>").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;i&gt;X" in html
    assert "&lt;b&gt;1" in html


def test_an_assessment_that_is_too_old_is_said_where_next_due_does_not_show_it(client, dsg):
    published("Gammel søgning", dsg, next_due=date(2030, 1, 1), last_search=date(2021, 1, 1))
    published("Frist", dsg, next_due=date(2026, 1, 1), last_search=date(2021, 1, 1))
    assert ask(client).content.decode().count("litteratursøgningen er for gammel") == 1


def test_htmx_gets_what_stands_below_the_filters(client, dsg):
    published("GIST", dsg)
    response = client.get(reverse("guidelines"), {"q": "gist"}, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html
    assert titles(response) == ["GIST"]
    assert response["HX-Push-Url"] == "/retningslinjer/?q=gist"
    assert "announce" in json.loads(response["HX-Trigger"])


def test_fifty_a_page(client, dsg):
    for number in range(53):
        published(f"R{number:02}", dsg)
    first = ask(client)
    assert titles(first) == [f"R{number:02}" for number in range(50)]
    (following,) = re.findall(r'id="side-naeste" href="([^"]*)"', first.content.decode())
    assert titles(client.get(unescape(following))) == ["R50", "R51", "R52"]


@pytest.mark.parametrize("count", [1, 30])
def test_costs_the_same_for_one_row_and_for_thirty(client, dsg, count):
    for number in range(count):
        published(f"R{number:02}", dsg, co_owners=[factories.group("DLCG")])
    factories.sign_in(client, factories.reader())
    with CaptureQueriesContext(connection) as queries:
        response = ask(client)
    assert len(titles(response)) == count
    # session, account, person, roles; views; the groups to choose from; the rows; the menu: tasks, what is to be
    # approved, what others ask
    assert len(queries) == 10


def test_groups_come_with_the_owner_first():
    assert group_names("co_owner DGCG\nowner DSG\nprofessional_body DOLG\nco_owner Alfa") == [
        "DSG",
        "Alfa",
        "DGCG",
        "DOLG",
    ]
    assert group_names("owner DSG\nprofessional_body DSG") == ["DSG"]
    assert group_names(None) == []

"""*Belastning*: who sees what, what is read, and that the drawing and the table say the same."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.load.facts import AwaitedFacts
from guidelines.desk.load.reading import read_scope, scope_of
from guidelines.models import Absence, Group, Guideline, Person, PlanEntry, User
from guidelines.people.access import Viewer
from guidelines.planning.load.held import read_held
from guidelines.planning.load.reading import read_load
from guidelines.planning.rules import Stage
from tests import factories
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
OFFICE = Viewer(is_secretariat=True)


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(dsg: Group) -> Person:
    return factories.chair_of(dsg, "Formand Fjord")


def planned(owner: Group, *leads: Person, year: int | None = 2027, **more: Any) -> PlanEntry:
    return factories.entry(factories.guideline(owner=owner), year, leads=leads, **more)


def page(client: Client, who: Person, **asked: Any) -> str:
    return factories.sign_in(client, who).get(reverse("load"), asked).content.decode()


def rows(html: str, caption: str) -> list[list[str]]:
    """The cells of the table with this caption, as words."""
    table = html.split(f"{caption}</caption>")[1].split("</table>")[0].split("<tbody>")[1]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in table.split("</tr>")]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells if row]


PERSONS, YEARS = "Retningslinjer pr. person og år", "Revisioner og nye retningslinjer pr. gruppe og år"
MONTHS = "Forventede administrative godkendelser pr. måned"


def test_a_chair_sees_the_groups_persons_and_years(client: Client, dsg: Group, chair: Person) -> None:
    busy, other = factories.person("Travle Toft"), factories.person("Anden Ager")
    for _number in range(3):
        planned(dsg, busy)
    planned(dsg, busy, year=2025)
    planned(dsg, other, year=None)
    planned(dsg, year=2028, kind="new")
    planned(factories.group("DGCG"), busy)
    planned(factories.group("DGCG"), factories.person("Fremmed Fjord"))
    Absence.objects.create(person=busy, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 1))
    html = page(client, chair)
    assert rows(html, PERSONS) == [
        ["Travle Toft", "1", "0", "▲ 4 (over gruppens grænse)", "0", "0", "0", "0", "5"],
        ["Anden Ager", "0", "0", "0", "0", "0", "0", "1", "1"],
    ]
    assert "Travle Toft har 4 i 2027, heraf 1 i andre grupper; gruppens grænse er 2." in html
    assert "Travle Toft er fraværende en del af 2027 og har 4 det år." in html
    years = [["DSG", "0", "▲ 3 (langt over gennemsnittet)", "1 heraf 1 ny", "0", "0", "1", "1"]]
    assert rows(html, YEARS) == years
    assert "DSG: 3 i 2027, mens et år i snit har 0,8." in html
    assert (MONTHS in html, 'name="gruppe"' in html) == (False, False)
    Group.objects.filter(pk=dsg.pk).update(most_revisions_per_person=4)
    assert "Ingen er over gruppens grænse i noget år." not in page(client, chair)  # the absence is still said
    Absence.objects.all().delete()
    assert "Ingen er over gruppens grænse i noget år." in page(client, chair)


def test_a_tovholder_sees_their_own_and_nobody_elses(client: Client, dsg: Group) -> None:
    mine, other = factories.member_of(dsg, "Min Madsen"), factories.person("Anden Ager")
    for number in range(3):
        planned(dsg, mine, other, year=2027 + number % 2)
    html = page(client, mine)
    assert rows(html, PERSONS) == [["Min Madsen", "0", "0", "2", "1", "0", "0", "0", "3"]]
    assert ("Anden Ager" in html, YEARS in html, MONTHS in html) == (False, False, False)
    Group.objects.filter(pk=dsg.pk).update(most_revisions_per_person=1)
    assert "Min Madsen har 2 i 2027; gruppens grænse er 1." in page(client, mine)
    assert "Du er ikke tovholder for noget, der er planlagt." in page(client, factories.reader())


@pytest.mark.parametrize("asked", ["dgcg", "findes-ikke"])
def test_a_group_that_is_not_theirs_is_not_there(client: Client, dsg: Group, chair: Person, asked: str) -> None:
    factories.group("DGCG")
    for who in (chair, factories.member_of(dsg)):
        assert factories.sign_in(client, who).get(reverse("load"), {"gruppe": asked}).status_code == 404
    assert factories.sign_in(client, chair).get(reverse("load"), {"gruppe": "dsg"}).status_code == 200
    client.force_login(User.objects.create_user("alene@example.org"))
    assert client.get(reverse("load")).status_code == 404


def test_the_secretariat_sees_all_or_a_group_and_the_approvals_that_come(client: Client, dsg: Group) -> None:
    office, dgcg = factories.secretariat(), factories.group("DGCG")
    planned(dsg, factories.person("Ene Ager"))
    entry = planned(dgcg, factories.person("Bo Bæk"))
    factories.version(entry.guideline, administrative_approval=date(2025, 12, 3), next_due=date(2027, 12, 1))
    html = page(client, office)
    assert [row[0] for row in rows(html, PERSONS)] == ["Bo Bæk", "Ene Ager"]
    assert [row[0] for row in rows(html, YEARS)] == ["Alle grupper", "DGCG", "DSG"]
    found = {month: (dated, spread, total) for month, dated, spread, total in rows(html, MONTHS)}
    assert (len(found), found["dec. 2027"], found["nov. 2027"]) == (24, ("1", "1", "2"), ("0", "0", "0"))
    assert "December 2027: omkring 2 godkendelser, mens en måned i snit har 0,1." not in html  # two more than the mean
    assert "1 af 1 tidligere godkendelser faldt i december." in html
    narrowed = page(client, office, gruppe="dsg")
    assert [row[0] for row in rows(narrowed, PERSONS)] == ["Ene Ager"]
    assert MONTHS not in narrowed


def test_the_drawing_says_what_the_table_says(client: Client, dsg: Group, chair: Person) -> None:
    busy = factories.person("Travle Toft")
    for _number in range(3):
        planned(dsg, busy)
    html = page(client, chair)
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) == 2
    for drawing in drawings:
        assert re.search(r'role="img" aria-labelledby="(\w+-t) \w+-d"', drawing)
        assert re.search(r"<title id=\"\w+-t\">[^<]+</title>\s*<desc id=\"\w+-d\">[^<]+</desc>", drawing)
        assert "style=" not in drawing
    texts = [re.findall(r"<text[^>]*>([^<]*)</text>", drawing) for drawing in drawings]
    assert texts[0] == ["2026", "2027", "2028", "2029", "2030", "T. Toft", "▲3"]
    assert texts[1] == ["2026", "0", "▲ 2027", "3", "2028", "0", "2029", "0", "2030", "0"]
    assert (drawings[0].count('class="above"'), drawings[1].count('class="full"')) == (3, 1)


def test_nothing_planned_is_said(client: Client, dsg: Group, chair: Person) -> None:
    html = page(client, chair)
    assert "Ingen er tovholder for noget, der er planlagt." in html
    assert "Der står intet i planen for i år eller senere." in html
    office = page(client, factories.secretariat())
    assert "Der ventes ingen godkendelser de næste 24 måneder" in office
    assert "<svg" not in html + office


@pytest.mark.parametrize("outcome", ["done", "missed"])
def test_only_what_is_still_to_be_done_makes_a_year_heavy(
    client: Client, dsg: Group, chair: Person, outcome: str
) -> None:
    for _number in range(4):
        planned(dsg, year=2026, outcome=outcome)
    for _number in range(2):
        planned(dsg, year=2028)
    html = page(client, chair)
    assert rows(html, YEARS) == [["DSG", "0", "0", "2", "0", "0", "0", "0"]]
    assert "Intet år ligger langt over gennemsnittet." in html


def test_what_is_out_of_use_is_nobodys_load(client: Client, dsg: Group, chair: Person) -> None:
    zita = factories.person("Zita Zebra")
    used, withdrawn, merged = (planned(dsg, zita) for _number in range(3))
    Guideline.objects.filter(pk=withdrawn.guideline_id).update(withdrawn_on=TODAY + timedelta(days=90))
    Guideline.objects.filter(pk=merged.guideline_id).update(merged_into=used.guideline)
    html = page(client, chair)
    assert rows(html, PERSONS) == [["Zita Zebra", "0", "0", "1", "0", "0", "0", "0", "1"]]
    assert rows(html, YEARS) == [["DSG", "0", "1", "0", "0", "0", "0", "0"]]
    assert [item.entry for item in read_held()] == [used.pk]


def test_the_approval_of_a_plan_counts_the_same(client: Client, dsg: Group, chair: Person) -> None:
    """Years by the totals of a document, other groups' plans, years gone by, absences: one count for both pages."""
    zita, bo = factories.person("Zita Zebra"), factories.person("Bo Bæk")
    for _number in range(3):
        planned(dsg, zita)
    planned(factories.group("DGCG"), zita, bo)
    guessed = planned(dsg, bo, zita, year=2028)
    PlanEntry.objects.filter(pk=guessed.pk).update(year_basis="totals")
    planned(dsg, bo, year=2025)
    planned(dsg, bo, year=2026, outcome="done")
    shared = planned(factories.group("DSKG"), bo, year=2029)
    shared.guideline.group_links.create(group=dsg, role="co_owner", confirmed=False)
    Absence.objects.create(person=zita, starts_on=date(2027, 1, 1), ends_on=date(2027, 3, 1))
    html = page(client, chair)
    assert rows(html, PERSONS) == [
        ["Zita Zebra", "0", "0", "▲ 4 (over gruppens grænse)", "0", "0", "0", "1", "5"],
        ["Bo Bæk", "1", "0", "1", "0", "1", "0", "1", "4"],
    ]
    assert rows(html, YEARS) == [["DSG", "0", "▲ 3 (langt over gennemsnittet)", "0", "0", "0", "1", "1"]]
    shown = client.get(reverse("plan-approve", args=["dsg"])).context["page"]
    assert [(one.year, one.count, one.is_heavy) for one in shown.years] == [
        (2026, 0, False),
        (2027, 3, True),
        (2028, 0, False),
        (2029, 0, False),
        (2030, 0, False),
    ]
    assert shown.load_text == (
        "I snit 0,6 retningslinjer om året. 2027 er tung: 3 af 3. Flyt én? 1 fra tidligere år mangler stadig."
        " 1 står uden år."
    )
    assert [(one.name, one.total, one.years, one.warnings) for one in shown.persons] == [
        (
            "Zita Zebra",
            5,
            "4 i 2027 (heraf 1 i andre grupper), 1 uden år",
            ["flere end gruppens 2 i 2027", "fraværende en del af 2027"],
        ),
        (
            "Bo Bæk",
            4,
            "1 fra tidligere år, 1 i 2027 (heraf 1 i andre grupper), 1 i 2029 (heraf 1 i andre grupper), 1 uden år",
            [],
        ),
    ]


def awaited() -> list[AwaitedFacts]:
    scope = scope_of(OFFICE)
    assert scope is not None
    _facts, found = read_scope(scope, TODAY)
    assert found is not None
    return list(found.awaited)


def test_what_an_approval_is_awaited_for(dsg: Group) -> None:
    """Deadline of the run, next due in the planned year or without a plan, the year alone; each further entry."""
    run = planned(dsg, year=2027)
    factories.version(run.guideline, next_due=date(2027, 12, 1))
    factories.revision(run, deadline_on=date(2027, 6, 1))
    factories.entry(run.guideline, 2029)
    due, other = planned(dsg, year=2028), planned(dsg, year=2028)
    factories.version(due.guideline, next_due=date(2028, 12, 1))
    factories.version(other.guideline, next_due=date(2027, 12, 1))
    bare, nothing = factories.guideline(), factories.guideline(owner=dsg)
    factories.version(bare, next_due=date(2026, 12, 1))
    factories.version(nothing)
    factories.revision(planned(dsg, year=None), Stage.SUBMITTED)
    gone = planned(dsg)
    gone.guideline.withdrawn_on = TODAY - timedelta(days=1)
    gone.guideline.save()
    assert awaited() == [
        AwaitedFacts(dsg.pk, date(2027, 6, 1), 2027),
        AwaitedFacts(dsg.pk, None, 2029),
        AwaitedFacts(dsg.pk, date(2028, 12, 1), 2028),
        AwaitedFacts(dsg.pk, None, 2028),
        AwaitedFacts(None, date(2026, 12, 1), None),
        AwaitedFacts(dsg.pk, None, None, is_handed_in=True),
    ]


def test_only_approvals_whose_month_is_known_are_history(dsg: Group) -> None:
    shared = factories.guideline(owner=dsg, co_owners=[factories.group("DGCG")])
    factories.version(shared, "1.0", administrative_approval=date(2024, 12, 3), is_current=False)
    dated = factories.version(shared, "2.0", administrative_approval=date(2025, 3, 1))
    dated.administrative_approval_precision = "year"
    dated.save()
    factories.version(factories.guideline(), administrative_approval=date(2025, 6, 1))
    scope = scope_of(OFFICE)
    assert scope is not None
    _facts, found = read_scope(scope, TODAY)
    assert found is not None
    assert found.approved == {dsg.pk: (12,), None: (6,)}


def test_the_number_of_statements_does_not_grow(client: Client, dsg: Group) -> None:
    factories.sign_in(client, factories.secretariat())
    numbers = []
    for count in (30, 370):
        for number in range(count):
            entry = planned(dsg, factories.person(), year=2024 + number % 9)
            factories.version(entry.guideline, administrative_approval=date(2025, 1 + number % 12, 3))
            if number % 2:
                factories.revision(entry, deadline_on=date(2027, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("load")).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
    with CaptureQueriesContext(connection) as own:
        awaited()
    assert len(own) == 9
    for scope in ({"groups": {dsg.pk}}, {"person": Person.objects.latest("pk").pk}, {}):
        with CaptureQueriesContext(connection) as fewer:
            assert read_load(TODAY, **scope).entries  # type: ignore[arg-type]
        assert len(fewer) == 5

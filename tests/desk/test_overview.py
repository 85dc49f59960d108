"""*Overblik*: every number opens as many rows, who sees what, and a constant number of statements."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.models import Group, Guideline, GuidelineGroup, Person, PlanEntry
from guidelines.planning.rules import Stage
from tests import factories
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("on_the_day")]
EARLIER = date(2026, 6, 1)
LINK = re.compile(r'<a href="(/(?:overblik|retningslinjer)/[^"]*)"[^>]*>([^<]*)</a>')
VALIDITY, STAGES = "Retningslinjer efter gruppe og gyldighed", "Revisioner i gang efter gruppe og trin"
HOLDERS = "Åbne trin efter, hvem der har dem, og hvor længe de har ventet"
BY_HOLDER = "Åbne trin efter, hvem der har dem, gruppe, og hvor længe de har ventet"
DUES = "Retningslinjer i brug efter, hvornår næste revision har frist"


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def office() -> Person:
    return factories.secretariat()


def page(client: Client, who: Person, **asked: Any) -> str:
    answer = factories.sign_in(client, who).get(reverse("overview"), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def table(html: str, caption: str) -> dict[str, list[str]]:
    """The cells of each row of the table with this caption, as words, by the row's heading."""
    body = html.split(f"{caption}</caption>")[1].split("</table>")[0].split("<tbody>")[1]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")]
    words = [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells if row]
    return {row[0]: row[1:] for row in words}


def sentences(html: str) -> list[str]:
    listed = html.split('<ul class="worst">')[1].split("</ul>")[0]
    return [unescape(" ".join(re.sub(r"<[^>]+>", " ", line).split())) for line in listed.split("</li>")[:-1]]


def numbers(html: str) -> list[tuple[str, int]]:
    """Every number that is a link, with its address; the sentences on top begin with theirs, or say one."""
    main = html.split("<main")[1].split("</main>")[0]
    found = [(unescape(url), " ".join(words.split())) for url, words in LINK.findall(main)]
    said = {
        url: int(words.split()[0].replace("Én", "1").replace("Ét", "1")) for url, words in found if " har " in words
    }
    return [*said.items(), *((url, int(words)) for url, words in found if words.isdigit())]


def rows_behind(client: Client, url: str) -> int:
    """How many rows a list has, on all of its pages."""
    seen = 0
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, url
        html = answer.content.decode()
        seen += html.split("<tbody")[1].split("</tbody>")[0].count("<tr") if "<tbody" in html else 0
        following = re.search(r'href="([^"]*[?&;]efter=[^"]*)"', html)
        url = unescape(following.group(1)) if following else ""
    return seen


def fill(number: int, groups: list[Group]) -> None:
    """Guidelines of every state, at every stage, due in every quarter, waiting for every while; shared and without."""
    stages = [stage for stage in Stage if stage is not Stage.PUBLISHED]
    for place in range(number):
        owner = groups[place % len(groups)] if place % 13 else None
        co_owners = [groups[(place + 1) % len(groups)]] if place % 5 == 0 and len(groups) > 1 else []
        made = factories.guideline(owner=owner, co_owners=co_owners)
        if place % 11 == 3:
            made.withdrawn_on = TODAY - timedelta(days=place)
            made.save()
        if place % 7:
            due = None if place % 6 == 1 else TODAY + timedelta(days=place * 67 % 2100 - 300)
            approved = TODAY - timedelta(days=place * 31 % 1500)
            factories.version(made, administrative_approval=approved, next_due=due)
        if place % 3:
            entry = factories.entry(made, 2025 + place % 6)
            if place % 3 == 1 and place % 11 != 3:
                begun = TODAY - timedelta(days=place * 17 % 400)
                stage = stages[place % len(stages)]
                is_returned = place % 9 == 1
                factories.revision(
                    entry, Stage.DRAFT if is_returned else stage, started_on=begun, is_returned=is_returned
                )


def assert_every_number_opens_its_rows(client: Client, who: Person, **asked: Any) -> int:
    html = page(client, who, **asked)
    found = numbers(html)
    behind = {url: rows_behind(client, url) for url in dict(found)}
    assert [(url, number) for url, number in found if behind[url] != number] == []
    return len(behind)


@pytest.mark.parametrize("asked", [{}, {"pr": EARLIER.isoformat()}, {"gruppe": "uden"}])
def test_every_number_opens_its_rows_for_the_secretariat(
    client: Client, dsg: Group, office: Person, asked: dict[str, str]
) -> None:
    fill(52, [dsg, factories.group("DGCG"), factories.group("DMSG")])
    unsure = factories.guideline(owner=dsg)
    GuidelineGroup.objects.create(guideline=unsure, group=factories.group("DGCG"), role="co_owner", confirmed=False)
    assert assert_every_number_opens_its_rows(client, office, **asked) > 15


@pytest.mark.parametrize("asked", [{}, {"pr": EARLIER.isoformat(), "gruppe": "dsg"}])
def test_every_number_opens_its_rows_for_a_chair(client: Client, dsg: Group, asked: dict[str, str]) -> None:
    dgcg = factories.group("DGCG")
    fill(52, [dsg, dgcg, factories.group("DMSG")])
    unsure = factories.guideline(owner=factories.group("DMSG"))
    GuidelineGroup.objects.create(guideline=unsure, group=dgcg, role="co_owner", confirmed=False)
    chair = factories.chair_of(dsg)
    factories.role(chair, "deputy", dgcg)
    assert assert_every_number_opens_its_rows(client, chair, **asked) > 15
    assert set(table(page(client, chair), VALIDITY)) == {"Dine grupper tilsammen", "DGCG", "DSG"}
    assert set(table(page(client, chair, gruppe="dsg"), VALIDITY)) == {"DSG"}


def test_a_list_of_several_pages_has_all_rows(client: Client, dsg: Group, office: Person) -> None:
    for number in range(120):
        made = factories.guideline(owner=dsg)
        factories.version(made, administrative_approval=date(2023, 1, 1), next_due=date(2028, 1, 1 + number % 28))
        if number < 60:
            factories.revision(factories.entry(made), started_on=TODAY - timedelta(days=number))
    html = page(client, office)
    assert table(html, DUES)["2028"] == ["120", "0", "0", "0", "120", "60", "0", "60"]
    assert table(html, HOLDERS)["Tovholdere"] == ["15", "16", "29", "0", "0", "60", "59 dage"]
    assert_every_number_opens_its_rows(client, office)


def test_what_is_worst_is_said_on_top(client: Client, dsg: Group, office: Person) -> None:
    assert sentences(page(client, office)) == [
        "I orden: Ingen retningslinje har overskredet fristen.",
        "I orden: Intet har ventet i mere end 90 dage.",
        "I orden: Alt, der har frist inden udgangen af 2027, er i gang eller står i planen.",
    ]
    dgcg = factories.group("DGCG")
    for owner in (dsg, dsg, dgcg):
        factories.version(factories.guideline(owner=owner), next_due=date(2026, 1, 1))
    due = factories.guideline(owner=dgcg)
    factories.version(due, next_due=date(2027, 12, 31))
    for stage in (Stage.SUBMITTED, Stage.DRAFT, Stage.DRAFT):
        entry = factories.entry(factories.guideline(owner=dsg))
        factories.revision(entry, stage, started_on=TODAY - timedelta(days=91))
    assert sentences(page(client, office)) == [
        "Bør ses på: 3 retningslinjer har overskredet fristen, flest i DSG (2).",
        "Bør ses på: 3 trin har ventet i mere end 90 dage, flest hos tovholderne (2).",
        "Bør ses på: 1 retningslinje har frist inden udgangen af 2027 og står ikke i planen.",
    ]
    assert sentences(page(client, office, gruppe="dgcg"))[:2] == [
        "Bør ses på: Én retningslinje har overskredet fristen.",
        "I orden: Intet har ventet i mere end 90 dage.",
    ]
    assert sentences(page(client, office, pr="2025-12-31")) == [
        "I orden: Ingen retningslinje har overskredet fristen.",
        "I orden: Intet har ventet i mere end 90 dage.",
        "Bør ses på: 3 retningslinjer har frist inden udgangen af 2026 og står ikke i planen.",
    ]
    factories.entry(due)
    assert sentences(page(client, office))[2].startswith("I orden:")


def test_a_shared_guideline_counts_in_each_group_and_once_in_all(client: Client, dsg: Group, office: Person) -> None:
    dgcg = factories.group("DGCG")
    shared = factories.guideline(owner=dsg, co_owners=[dgcg])
    GuidelineGroup.objects.create(guideline=shared, group=dsg, role="professional_body")
    factories.version(shared, next_due=date(2029, 1, 1))
    factories.revision(factories.entry(shared), Stage.CONSULTATION)
    factories.guideline()
    html = page(client, office)
    assert table(html, VALIDITY) == {
        "Hele landet": ["1", "0", "0", "0", "1", "0", "2"],
        "DGCG": ["1", "0", "0", "0", "0", "0", "1"],
        "DSG": ["1", "0", "0", "0", "0", "0", "1"],
        "Uden gruppe": ["0", "0", "0", "0", "1", "0", "1"],
    }
    row = ["0", "0", "1", "0", "0", "0", "0", "1"]
    assert table(html, STAGES) == {"Hele landet": row, "DGCG": row, "DSG": row}
    assert table(html, DUES)["2029"] == ["1", "0", "0", "0", "1", "1", "0", "0"]


def test_a_table_without_rows_says_so(client: Client, dsg: Group, office: Person) -> None:
    factories.guideline(owner=dsg)
    html = page(client, office)
    assert (STAGES in html, html.count("Her er ikke noget at tælle.")) == (False, 1)
    factories.revision(factories.entry(factories.guideline(owner=dsg)))
    html = page(client, office)
    assert (STAGES in html, html.count("Her er ikke noget at tælle.")) == (True, 0)


def test_what_has_no_group_is_counted_by_itself(client: Client, dsg: Group, office: Person) -> None:
    factories.revision(factories.entry(factories.guideline(owner=dsg)), Stage.CONSULTATION)
    factories.revision(factories.entry(factories.guideline()), Stage.CONSULTATION)
    html = page(client, office, gruppe="uden")
    assert table(html, VALIDITY) == {"Uden gruppe": ["0", "0", "0", "0", "1", "0", "1"]}
    assert table(html, STAGES) == {"Uden gruppe": ["0", "0", "1", "0", "0", "0", "0", "1"]}
    assert assert_every_number_opens_its_rows(client, office, gruppe="uden") > 5


def test_an_unconfirmed_tie_opens_nothing_to_a_chair(client: Client, dsg: Group, office: Person) -> None:
    chair = factories.chair_of(factories.group("DGCG"))
    unsure = factories.guideline("Hemmelig", owner=dsg)
    GuidelineGroup.objects.create(guideline=unsure, group=factories.group("DGCG"), role="co_owner", confirmed=False)
    factories.revision(factories.entry(unsure))
    for name in ("overview", "overview-rows", "overview-steps"):
        seen = {
            who: b"Hemmelig" in factories.sign_in(client, who).get(reverse(name)).content for who in (chair, office)
        }
        assert seen == {chair: False, office: True}, name
    assert table(page(client, office), VALIDITY)["DGCG"][-1] == "1"


@pytest.mark.parametrize("name", ["overview", "overview-rows", "overview-steps"])
def test_others_are_not_let_in(client: Client, dsg: Group, name: str) -> None:
    chair, url = factories.chair_of(dsg), reverse(name)
    factories.group("DGCG")
    lead = factories.member_of(dsg)
    factories.entry(factories.guideline(owner=dsg), leads=[lead])
    assert client.get(url).status_code == 302
    assert [factories.sign_in(client, who).get(url).status_code for who in (lead, factories.reader())] == [404, 404]
    factories.sign_in(client, chair)
    codes = {group: client.get(url, {"gruppe": group}).status_code for group in ("dsg", "dgcg", "uden", "findes-ikke")}
    assert codes == {"dsg": 200, "dgcg": 404, "uden": 404, "findes-ikke": 404}
    factories.sign_in(client, factories.secretariat())
    codes = {group: client.get(url, {"gruppe": group}).status_code for group in ("dgcg", "uden", "findes-ikke")}
    assert codes == {"dgcg": 200, "uden": 200, "findes-ikke": 404}


def test_what_cannot_be_asked_is_not_there(client: Client, office: Person) -> None:
    factories.sign_in(client, office)
    for query in ("gyldighed=x", "trin=x", "frist=x", "frist=2027-5", "frist=1999", "plan=x", "pr=x", "pr=2027-01-01"):
        assert client.get(f"{reverse('overview-rows')}?{query}").status_code == 404, query
    for query in ("rolle=x", "alder=x", "alder=-1", "alder=1", "pr=1999-12-31", "pr=31.12.1999", "pr=2026"):
        assert client.get(f"{reverse('overview-steps')}?{query}").status_code == 404, query
    assert client.get(f"{reverse('overview-steps')}?alder=99999-99999&hos=findes-ikke&rolle=lead").status_code == 200


@pytest.mark.parametrize(
    ("day", "shown", "said"),
    [
        ("2026-11-22", "22.11.2026", "Vælg i dag eller en tidligere dag, fra år 2000 og frem."),
        ("31.12.1999", "31.12.1999", "Vælg i dag eller en tidligere dag, fra år 2000 og frem."),
        ("i går", "i går", "»i går« er ikke en dato. Skriv dag, måned og år, for eksempel 1.2.2027."),
    ],
)
def test_a_day_that_cannot_be_shown_is_said(client: Client, office: Person, day: str, shown: str, said: str) -> None:
    answer = factories.sign_in(client, office).get(reverse("overview"), {"pr": day})
    html = unescape(answer.content.decode())
    assert (answer.status_code, html.count(said), f'value="{shown}"' in html) == (422, 2, True)
    assert "Hvad der er værst" in html  # today is shown
    named = re.findall(r'aria-describedby="([^"]+)"', html.split('class="filter"')[1].split("</form>")[0])
    assert (named, html.count(f'id="{named[0]}"')) == (["id_pr_error"], 1)


@pytest.mark.parametrize("day", ["2026-06-01", "1.6.2026", "1. juni 2026", "010626"])
def test_a_day_is_written_in_any_danish_form(client: Client, office: Person, day: str) -> None:
    html = factories.sign_in(client, office).get(reverse("overview"), {"pr": day}).content.decode()
    assert "Som det stod den 1. juni 2026." in html


@pytest.mark.parametrize("day", ["2026-06-01", " 1.6.2026"])
def test_a_day_in_any_form_is_the_day_of_every_list(client: Client, dsg: Group, office: Person, day: str) -> None:
    made = factories.guideline("Ventende", owner=dsg)
    factories.revision(factories.entry(made), Stage.CLINICAL_APPROVAL, started_on=EARLIER - timedelta(days=40))
    html = page(client, office, pr=day)
    waited = html.split("De trin, der har ventet længst</caption>")[1].split("<tbody")[1].split("</tbody>")[0]
    assert re.findall(r"\d+ dage", waited) == ["40 dage"]
    for name, row in (("overview-rows", ">Ventende<"), ("overview-steps", "40 dage")):
        answer = client.get(reverse(name), {"pr": day})
        assert (answer.status_code, row in answer.content.decode()) == (200, True), name


def test_a_day_stands_in_every_address(client: Client, dsg: Group, office: Person) -> None:
    fill(40, [dsg])
    html = page(client, office, pr=EARLIER.isoformat())
    assert "Som det stod den 1. juni 2026." in html
    assert {url for url, _number in numbers(html) if "pr=2026-06-01" not in url} == set()
    today = page(client, office, pr=TODAY.isoformat())
    assert "Som det stod" not in today
    assert numbers(today) == numbers(page(client, office))


def test_what_has_waited_longest_stands_first(client: Client, dsg: Group, office: Person) -> None:
    for number in range(12):
        entry = factories.entry(factories.guideline(f"Nummer {number}", owner=dsg))
        factories.revision(entry, Stage.CLINICAL_APPROVAL, started_on=TODAY - timedelta(days=number))
    listed = re.findall(r">(Nummer \d+)</a>", page(client, office))
    assert listed == [f"Nummer {number}" for number in range(11, 1, -1)]
    steps = client.get(reverse("overview-steps")).content.decode()
    assert re.findall(r">(Nummer \d+)</a>", steps) == [f"Nummer {number}" for number in range(11, -1, -1)]
    assert "formanden for DSG" in steps


@pytest.mark.parametrize(
    ("title", "rows", "total"),
    [("", "formanden for DSG", "Formanden for DSG"), ("forpersonen", "forpersonen for DSG", "Forpersonen for DSG")],
)
def test_a_chair_is_called_the_same_in_rows_and_totals(
    client: Client, dsg: Group, office: Person, title: str, rows: str, total: str
) -> None:
    Group.objects.filter(pk=dsg.pk).update(chair_title=title)
    factories.revision(factories.entry(factories.guideline(owner=dsg)), Stage.CLINICAL_APPROVAL)
    html = page(client, office)
    assert (table(html, BY_HOLDER)[total][-2], f">{rows}<" in html) == ("1", True)
    steps = client.get(reverse("overview-steps"), {"rolle": "chair", "hos": "dsg"}).content.decode()
    assert (f"Venter · {total}</h1>" in steps, f">{rows}<" in steps) == (True, True)


def statements(client: Client, **asked: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(reverse("overview"), asked).status_code == 200
    return len(made)


@pytest.mark.parametrize("asked", [{}, {"pr": EARLIER.isoformat()}])
def test_the_number_of_statements_does_not_grow(
    client: Client, dsg: Group, office: Person, asked: dict[str, str]
) -> None:
    """With 30 and 400 guidelines, in 2 and in 20 groups: the same, exactly."""
    factories.sign_in(client, office)
    few = [dsg, factories.group("DGCG")]
    many = [*few, *(factories.group(f"G{number}") for number in range(18))]
    found = []
    for number, groups in ((30, few), (170, few), (200, many)):
        fill(number, groups)
        found.append(statements(client, **asked))
    assert (Guideline.objects.count(), PlanEntry.objects.count() > 200) == (400, True)
    assert found == [found[0]] * 3
    assert found[0] == (26 if asked else 21)

"""The secretariat opens *Overblik*, follows a number to its rows, and looks at an earlier day; also on a telephone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from guidelines.planning.rules import Stage
from tests import factories
from tests.journeys.accessibility import violations
from tests.journeys.visiting import SIZES, Visit, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = BEGUN.date()
DUES = "Retningslinjer i brug efter, hvornår næste revision har frist"


@pytest.fixture
def office(moment: Any, visit: Visit) -> Visitor:
    """The secretariat of a country of three groups with work at every stage."""
    groups = [factories.group(name) for name in ("DSG", "DGCG", "DMSG")]
    for number in range(24):
        made = factories.guideline(f"Retningslinje om svulster nummer {number}", owner=groups[number % 3])
        due = date(2026, 6, 1) + timedelta(days=number * 60)
        factories.version(made, administrative_approval=date(2022, 6, 1), next_due=due)
        if number % 2:
            entry = factories.entry(made, 2026 + number % 5)
            begun = TODAY - timedelta(days=number * 11)
            factories.revision(entry, list(Stage)[number % 6], started_on=begun) if number % 4 == 1 else None
    return visit(factories.secretariat("Karla Toft"))


def numbers(office: Visitor, heading: str) -> list[str]:
    """The cells of a row of what falls due."""
    table = office.main.get_by_role("table", name=DUES)
    return (
        table.get_by_role("row")
        .filter(has=office.page.get_by_role("rowheader", name=heading))
        .locator("td")
        .all_inner_texts()
    )


def test_from_a_number_to_its_rows_and_to_an_earlier_day(office: Visitor) -> None:
    office.go("/indbakke/")
    office.page.get_by_role("navigation").get_by_role("link", name="Overblik").first.click()
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Overblik")
    office.sees("3 retningslinjer har overskredet fristen.", "har ventet i mere end 90 dage").shot("1-overblik")
    seen = numbers(office, "2027")
    assert seen[4] == "6"
    table = office.main.get_by_role("table", name=DUES)
    table.get_by_role("row").filter(has=office.page.get_by_role("rowheader", name="2027")).get_by_role(
        "link", name="6", exact=True
    ).first.click()
    expect(office.page.get_by_role("heading", level=1)).to_have_text("Retningslinjer · frist i 2027")
    expect(office.main.locator("tbody tr")).to_have_count(6)
    office.shot("2-raekker")
    office.main.page.get_by_role("navigation", name="Du er her").get_by_role("link", name="Overblik").click()
    office.page.get_by_label("Pr. dato").fill("1.7.2026")
    office.press("Vis").sees("Som det stod den 1. juli 2026.", "Én retningslinje har overskredet fristen").shot("3-dag")
    office.press("Én retningslinje har overskredet fristen")
    expect(office.page.get_by_role("heading", level=1)).to_contain_text("pr. 1. juli 2026")
    expect(office.main.locator("tbody tr")).to_have_count(1)


@pytest.mark.parametrize("language", ["da", "en"])
def test_nothing_overflows_and_axe_is_silent(office: Visitor, language: str) -> None:
    cookie = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": office.address}
    office.page.context.add_cookies([cookie])
    wide, found = {}, {}
    for path in (
        "/overblik/",
        "/overblik/?pr=2026-07-01&gruppe=dsg",
        "/overblik/raekker/?frist=2027",
        "/overblik/trin/",
    ):
        for width, height in (*SIZES, (320, 640)):
            office.page.set_viewport_size({"width": width, "height": height})
            office.go(path)
            wide[path, width] = office.page.evaluate("document.documentElement.scrollWidth")
        found[path] = violations(office.page)
    assert {where: seen for where, seen in wide.items() if seen > where[1]} == {}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_header_stays_in_one_line_on_a_laptop(office: Visitor) -> None:
    office.page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    box = office.go("/overblik/").page.locator("header.bar").bounding_box()
    assert (box or {})["height"] < 60

"""A document is dropped, looked at beside its words, and saved; its ladder stands in the rehearsal (issue 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from guidelines.models import GuidelineVersion, Person
from tests import factories
from tests.journeys.accessibility import overflow, violations
from tests.journeys.visiting import Visit, Visitor, visitors
from tests.register.documents import as_pdf, interval_text

pytestmark = pytest.mark.django_db(transaction=True)
BEGUN = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
LATER = datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
PAGE = "/retningslinjer/poems/version/"


@pytest.fixture
def secretary(moment: Any, store: Any) -> Person:
    """Somebody in the secretariat; POEMS is registered as 1.0 and planned for 2030."""
    owner = factories.group("DMSG")
    guideline = factories.guideline("POEMS-syndrom", owner=owner, slug="poems")
    factories.version(guideline, "1.0", administrative_approval=date(2020, 12, 4))
    factories.entry(guideline, 2030, leads=[factories.person("Ida Iversen", email="ida@example.org")])
    factories.chair_of(owner, "Henrik Holm")
    return factories.secretariat("Karla Kjær")


@pytest.fixture(params=["own", "seed"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A made-up document, and the POEMS guideline where its text is beside the checkout; both printed as PDF."""
    find: Callable[[str], Path] = request.getfixturevalue("seed_file")
    text = interval_text() if request.param == "own" else find("002").read_text(encoding="utf-8")
    made = tmp_path / "dmsg_poems.pdf"
    made.write_bytes(as_pdf(text))
    return made


def fits(page: Page) -> None:
    """Nothing overflows at any width, and axe is silent."""
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) == []
    assert violations(page) == []


def look_through(page: Page) -> None:
    """Scroll past every picture, as somebody does who reads; each has come."""
    for picture in page.locator(".words img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640


def test_a_dropped_document_becomes_a_version_with_its_ladder(
    visit: Visit, secretary: Person, document: Path, moment: Any
) -> None:
    shot = f"dropped-{'own' if document.stat().st_size < 40_000 else 'poems'}"
    karla = visit(secretary).go(PAGE).shot(f"{shot}-0-empty")
    with karla.page.expect_navigation(timeout=60_000):
        karla.page.locator("[name=document]").set_input_files(document)
    karla.sees("dmsg_poems.pdf", "Dokumentet siger ikke, hvilken version det er", "11. december 2030")
    look_through(karla.page)
    expect(karla.page.locator("[name=administrative_approval]")).to_have_value("11. december 2025")
    expect(karla.page.locator("[name=months]")).to_have_value("60")
    karla.shot(f"{shot}-1-read")
    fits(karla.page)
    karla.fill(label="2.2").press("Fortsæt").sees("Sådan", "11. december 2030").shot(f"{shot}-2-shown")
    fits(karla.page)
    _save(karla).sees("11. december 2030").shot(f"{shot}-3-saved")

    version = GuidelineVersion.objects.get(is_current=True)
    assert (version.label, version.next_due.first, version.next_due.precision) == ("2.2", date(2030, 12, 11), "day")
    assert (version.next_due_interval_months, version.next_due_counts_from) == (60, "administrative_approval")
    assert version.document.file_name == "dmsg_poems.pdf"

    moment.move_to(LATER)
    later = visit(factories.secretariat("Bente Dahl")).go("/paamindelser/dmsg/frigiv/")
    later.sees("Ida Iversen", "POEMS-syndrom").shot(f"{shot}-4-ladder")
    slots = later.main.locator("h2").all_inner_texts()
    lines = later.main.locator("ul.rows > li > span:last-child").all_inner_texts()
    assert list(zip(slots, lines, strict=True)) == [(day, f"{rung}: POEMS-syndrom") for day, rung in LADDER]


LADDER = [
    ("8. januar 2030", "Bekræft rollen"),
    ("11. juni 2030", "Hvornår begynder I?"),
    ("2. juli 2030", "Udkast, første påmindelse"),
    ("10. september 2030", "Udkast, anden påmindelse"),
    ("1. oktober 2030", "Udkast, sidste påmindelse"),
    ("8. oktober 2030", "Høring, anden påmindelse"),
    ("29. oktober 2030", "Høring, sidste påmindelse"),
    ("5. november 2030", "Frist, første påmindelse"),
    ("3. december 2030", "Frist, sidste påmindelse"),
    ("31. december 2030", "Fristen er passeret"),
]
"""The mails about a revision due on 11 December 2030, by the rules every group begins with."""


def _save(who: Visitor) -> Visitor:
    """Accept what looks odd, where anything does, and press *Gem versionen*."""
    accept = who.page.locator("[name=accept]")
    if accept.count():
        accept.check()
    return who.press("Gem versionen").sees("Version 2.2")


def test_it_works_without_scripts(browser: Browser, live_server: Any, secretary: Person, tmp_path: Path) -> None:
    made = tmp_path / "poems.pdf"
    made.write_bytes(as_pdf(interval_text()))
    with visitors(browser, live_server.url, has_scripts=False) as visit:
        karla = visit(secretary).go(PAGE).choose_file(made).press("Læs dokumentet")
        karla.sees("5 år efter den administrative godkendelse: 11. december 2030.")
        _save(karla.fill(label="2.2").press("Fortsæt"))
    assert GuidelineVersion.objects.get(is_current=True).next_due.first == date(2030, 12, 11)


def test_a_document_is_dropped_with_the_mouse(visit: Visit, secretary: Person) -> None:
    page = visit(secretary).go(PAGE).page
    with page.expect_navigation(timeout=60_000):
        page.evaluate(DROP, list(as_pdf(interval_text())))
    expect(page.get_by_role("main")).to_contain_text("trukket.pdf")
    expect(page.locator("[name=months]")).to_have_value("60")


DROP = """bytes => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "trukket.pdf", { type: "application/pdf" }));
    const at = document.querySelector("[data-drop] h2");
    at.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
    at.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""

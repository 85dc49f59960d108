"""A chair approves the group's plan: few presses from *Mine opgaver*, with what has changed, and as a page to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from guidelines.models import Group, Person, PlanApproval, PlanEntry
from guidelines.planning.actions import move_entry
from tests import factories
from tests.journeys.accessibility import overflow, violations
from tests.journeys.visiting import Visitor, visitors
from tests.planning.approving import actor, approve
from tests.planning.fourteen import plan_of

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)


@pytest.fixture
def group() -> Iterator[Group]:
    """DSG with a plan of fourteen guidelines, on a day in November 2026."""
    with time_machine.travel(NOW, tick=True):
        dsg = factories.group("DSG")
        plan_of(dsg)
        yield dsg


@pytest.fixture
def chair(group: Group) -> Person:
    return factories.chair_of(group, "Formand Fjord")


@pytest.fixture
def visitor(browser: Browser, live_server: Any, chair: Person) -> Iterator[Visitor]:
    with visitors(browser, live_server.url) as visit:
        yield visit(chair)


def presses(visitor: Visitor, *labels: str) -> int:
    """Press one after the other, in the menu or on the page, and return how many presses that took."""
    for label in labels:
        links = visitor.page.get_by_role("link", name=label).or_(visitor.page.get_by_role("button", name=label))
        links.first.click()
        visitor.page.wait_for_load_state()
    return len(labels)


def test_five_presses_at_most_from_my_tasks(visitor: Visitor, group: Group) -> None:
    visitor.page.goto(f"{visitor.address}/opgaver/")
    taken = presses(visitor, "Planskemaer", group.abbreviation, "Godkend plan", "Godkend planen")
    visitor.sees(
        "Planen er godkendt, og tovholderne får et link til den i en mail.",
        "Godkendt af formand Formand Fjord 21. november 2026",
    ).shot("plan-approved")
    assert (taken <= 5, PlanApproval.objects.count()) == (True, 1)


def test_a_change_is_gone_through_taken_back_and_approved(visitor: Visitor, group: Group, chair: Person) -> None:
    approve(group, chair)
    entry = PlanEntry.objects.planned().filter(year=2029).earliest("pk")
    move_entry(entry, to_year=2030, reason="Afventer studie", by=actor(chair, group), now=NOW)
    visitor.page.goto(f"{visitor.address}/planskema/dsg/")
    presses(visitor, "1 ændring siden")
    visitor.sees("fra 2029 til 2030", "»Afventer studie«").shot("plan-changes")
    assert (violations(visitor.page), overflow(visitor.page)) == ([], [])
    presses(visitor, "Tilbage til 2029")
    visitor.sees("Der er ikke ændret noget i planen.")
    expect(visitor.page.get_by_role("button", name="Fortryd")).to_be_visible()
    presses(visitor, "Bekræft planen uændret")
    visitor.sees("Planen er godkendt, og tovholderne får et link til den i en mail.")
    assert (violations(visitor.page), overflow(visitor.page)) == ([], [])
    first, second = PlanApproval.objects.order_by("pk")
    assert (first.sha256, second.previous) == (second.sha256, first)


def test_a_question_is_answered_on_the_way(visitor: Visitor, group: Group) -> None:
    PlanEntry.objects.planned().filter(year=2028).earliest("pk").assignments.all().delete()
    visitor.page.goto(f"{visitor.address}/planskema/dsg/godkend/")
    presses(visitor, "Vælg tovholder")
    visitor.page.locator("[name=lead_0]").fill("Carla Birk")
    presses(visitor, "Gem tovholdere")
    expect(visitor.page).to_have_url(f"{visitor.address}/planskema/dsg/godkend/")
    visitor.sees("Uden tovholder 0")


def test_the_approved_plan_prints_on_two_pages_with_its_totals(visitor: Visitor, group: Group, chair: Person) -> None:
    made = approve(group, chair)
    visitor.page.goto(f"{visitor.address}/planskema/dsg/godkendt/{made.pk}/")
    paper = visitor.page.pdf(prefer_css_page_size=True, print_background=False)
    assert b"/MediaBox" in paper
    visitor.page.emulate_media(media="print")
    visitor.sees("Godkendt af formand Formand Fjord 21. november 2026", "Udskrevet 21. november 2026")
    expect(visitor.page.get_by_role("heading", name="Godkendte planer")).to_be_hidden()

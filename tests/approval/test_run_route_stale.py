"""The route of a revision that two of the secretariat change at once: both sides, and all that was typed (D9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.approval import actions
from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.models import Group, Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene
from tests.approval.test_run_route_page import needed, url
from tests.people.test_views import text
from tests.planning.test_stale import sides

pytestmark = [pytest.mark.both, pytest.mark.django_db]
REASON = "Aftalt med grupperne"
CHANGED = "It was changed which groups approve this revision."


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def here() -> Scene:
    return scene.at(Position.CLINICAL, ("DSG", "DGCG"))


@pytest.fixture
def dbcg() -> Group:
    return factories.group("DBCG")


@pytest.fixture
def first(here: Scene) -> Client:
    return browser(here.secretary)


@pytest.fixture
def second(here: Scene) -> Client:
    """The browser of a colleague who is faster."""
    return browser(here.colleague)


def browser(who: Person) -> Client:
    client = factories.sign_in(Client(), who)
    client.cookies["language"] = "en"
    return client


def fields(response: Any) -> dict[str, Any]:
    """What the form of a page would send: a box without its tick sends nothing."""
    form = response.context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, False)}


def press(client: Client, here: Scene, on_page: dict[str, Any], **changed: Any) -> Any:
    """Send the form with what is changed; None takes a tick away."""
    sent = {**on_page, "reason": REASON, **changed}
    return client.post(url(here), {name: value for name, value in sent.items() if value is not None})


def faster(client: Client, here: Scene, **changed: Any) -> None:
    shown = fields(client.get(url(here)))
    assert press(client, here, shown, **{"reason": "Hemmelig grund", **changed}).status_code == 302


def test_both_sides_are_shown_and_everything_typed_stays(
    here: Scene, first: Client, second: Client, dbcg: Group
) -> None:
    own, other = here.groups["DSG"].pk, here.groups["DGCG"].pk
    shown = fields(first.get(url(here)))
    faster(second, here, **{f"clinical_days_{own}": "3", f"self_approval_{other}": "required"})
    before = Event.objects.count()
    typed = {f"clinical_days_{own}": "9", f"needs_second_factor_{other}": "on", "added": str(dbcg.pk)}
    late = press(first, here, shown, **typed, has_consultation=None)
    assert (late.status_code, Event.objects.count()) == (409, before)
    assert sides(late) == {
        "DSG – Days for the clinical approval": ("3", "9"),
        "DGCG – When the one who approves is an author": ("Somebody else must approve", "not touched"),
        "DGCG – Approval needs two-step sign-in": ("No", "Yes"),
        "The draft is sent out for consultation": ("Yes", "No"),
    }
    assert f"{here.colleague.name}, " in text(late)
    assert CHANGED in text(late)
    assert "Hemmelig grund" not in text(late)
    assert f'<a class="btn" href="{url(here)}">Keep what stands now</a>' in late.content.decode()
    again = fields(late)
    assert (again["reason"], again["added"]) == (REASON, str(dbcg.pk))
    assert press(first, here, again).status_code == 302
    assert needed() == [
        ("DSG", "DSG", "advised", False, 9),
        ("DGCG", "DGCG", "required", True, 14),
        ("DBCG", "DBCG", "advised", False, 14),
    ]
    assert not here.case.has_consultation


def test_a_group_that_was_asked_meanwhile_stays_and_is_asked_once(
    here: Scene, first: Client, second: Client, dbcg: Group
) -> None:
    own = here.groups["DSG"].pk
    shown = fields(first.get(url(here)))
    faster(second, here, added=str(dbcg.pk))
    late = press(first, here, shown, **{f"clinical_days_{own}": "9", "added": str(dbcg.pk)})
    assert late.status_code == 409
    assert sides(late) == {
        "DSG – Days for the clinical approval": ("14", "9"),
        "DBCG is to approve the revision": ("Yes", "not touched"),
    }
    again = fields(late)
    assert ("added" in again and again["added"]) in (False, "")
    assert press(first, here, again).status_code == 302
    assert needed() == [
        ("DSG", "DSG", "advised", False, 9),
        ("DGCG", "DGCG", "advised", False, 14),
        ("DBCG", "DBCG", "advised", False, 14),
    ]


@pytest.mark.parametrize("insists", [False, True])
def test_what_was_typed_for_a_group_that_is_gone_stays_with_its_tick_to_give_again(
    here: Scene, first: Client, second: Client, insists: bool
) -> None:
    other = here.groups["DGCG"].pk
    shown = fields(first.get(url(here)))
    faster(second, here, **{f"is_needed_{other}": None})
    late = press(first, here, shown, **{f"clinical_days_{other}": "5"})
    assert (late.status_code, sides(late)) == (409, {"DGCG is to approve the revision": ("No", "not touched")})
    again = fields(late)
    assert (again[f"clinical_days_{other}"], f"is_needed_{other}" in again) == ("5", False)
    tick = {f"is_needed_{other}": "on"} if insists else {}
    assert press(first, here, again, **tick).status_code == 302
    theirs = [("DGCG", "DGCG", "advised", False, 5)]
    assert needed() == [("DSG", "DSG", "advised", False, 14), *(theirs if insists else [])]


def test_what_is_wrong_is_told_beside_both_sides(here: Scene, first: Client, second: Client) -> None:
    own = here.groups["DSG"].pk
    shown = fields(first.get(url(here)))
    faster(second, here, **{f"clinical_days_{own}": "3"})
    late = press(first, here, shown, reason=" ", **{f"clinical_days_{own}": "999"})
    assert (late.status_code, sides(late)) == (409, {"DSG – Days for the clinical approval": ("3", "999")})
    assert set(late.context["form"].errors) == {"reason", f"clinical_days_{own}"}
    assert press(first, here, fields(late), **{f"clinical_days_{own}": "9"}).status_code == 302


def test_a_route_that_is_set_in_the_same_moment_is_told_as_well(
    here: Scene, first: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page's own look finds nothing; the verb, which holds the revision, does."""
    own = here.groups["DSG"]
    shown = fields(first.get(url(here)))
    change_run = actions.change_run

    def overtaken(*given: Any, **facts: Any) -> Any:
        faster = [actions.RunApprovalFacts(own, own, clinical_days=3)]
        monkeypatch.undo()
        here.do(change_run, approvals=faster, reason="Kort", person=here.colleague, by=here.colleague)
        return change_run(*given, **facts)

    monkeypatch.setattr("guidelines.approval.views.run_routes.change_run", overtaken)
    late = press(first, here, shown, **{f"clinical_days_{own.pk}": "9"})
    assert (late.status_code, sides(late)["DSG – Days for the clinical approval"]) == (409, ("3", "9"))
    assert needed() == [("DSG", "DSG", "advised", False, 3)]


@pytest.mark.parametrize("told", [None, "", "nonsense", "consultation:x", "1:2;3"])
def test_a_page_that_does_not_say_what_it_showed_has_seen_nothing(here: Scene, first: Client, told: str | None) -> None:
    shown = fields(first.get(url(here)))
    late = press(first, here, shown, shown=told, seen="x")
    assert (late.status_code, Event.objects.filter(verb="run_changed").count()) == (409, 0)
    assert "What was changed, and by whom, cannot be told here." in text(late)
    assert press(first, here, fields(late)).status_code == 302


def test_more_groups_and_changes_need_no_more_statements() -> None:
    def count(here: Scene, changes: int) -> int:
        first, second = browser(here.secretary), browser(here.colleague)
        own = next(iter(here.groups.values())).pk
        shown = fields(first.get(url(here)))
        for number in range(changes):
            faster(second, here, **{f"clinical_days_{own}": str(20 + number)})
        with CaptureQueriesContext(connection) as made:
            assert press(first, here, shown, **{f"clinical_days_{own}": "9"}).status_code == 409
        return len(made)

    assert count(scene.at(Position.CLINICAL, ("DSG",)), 1) == count(scene.at(Position.CLINICAL, ("A", "B", "C")), 4)

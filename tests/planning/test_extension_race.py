"""Several who decide on one new deadline at once make one decision, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.models import ExtensionRequest, Verdict
from guidelines.planning.actions import ask_extension, decide_extension, extensions
from tests import factories
from tests.approval.together import nothing, together
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
AT_ONCE = 4
NEW = date(2028, 6, 1)


def decide(request: int, person: int, grant_on: date | None, now: datetime) -> str:
    """Decide as the page does, on the request as it was read before the press."""
    found, by = ExtensionRequest.objects.select_related("guideline").get(pk=request), Actor("user", f"person:{person}")
    facts: dict[str, Any] = {"person": None, "by": by, "now": now}
    return decide_extension(found, grant_on=grant_on, note=f"Fra {person}.", **facts).outcome


def without_lock() -> None:
    """Let everybody decide on the request as they read it."""
    extensions._locked = lambda request: request


def decisions(without: Callable[[], None]) -> list[str]:
    """Let one grant and the others refuse, all at once; what each was told, in order."""
    dsg, lead = factories.group("DSG"), factories.person()
    due = factories.guideline(owner=dsg)
    factories.version(due, next_due=date(2027, 12, 1))
    factories.entry(due, 2027, leads=[lead])
    asked = ask_extension(due, person=lead, to_on=NEW, reason="Studie.", by=Actor("user", "person:1"), now=NOW)
    orders = [
        {"request": asked.pk, "person": number, "grant_on": None if number else NEW, "now": NOW}
        for number in range(AT_ONCE)
    ]
    with together(decide, [AT_ONCE], without=without) as race:
        return sorted(race(orders))


def test_one_decision_stands_and_the_others_are_told() -> None:
    told = decisions(nothing)
    request = ExtensionRequest.objects.get()
    assert told == sorted([request.outcome, *["Settled"] * (AT_ONCE - 1)])
    made = Event.objects.filter(verb__in=["extension_granted", "extension_refused"])
    assert [event.verb for event in made] == [f"extension_{request.outcome}"]
    assert Verdict.objects.count() == (request.outcome == "granted")
    assert verify() is None


def test_the_switch_without_the_lock_everybody_decides() -> None:
    assert decisions(without_lock) == ["granted", *["refused"] * (AT_ONCE - 1)]

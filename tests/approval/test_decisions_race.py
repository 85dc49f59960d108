"""A4 and A5: several who decide at once, each in a thread and a connection of its own, from one barrier."""

from __future__ import annotations

import threading
import traceback
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.journal.verify import verify
from guidelines.lists.errors import Refused
from guidelines.models import Decision, Move, Step
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
MOST = 8


def race(orders: list[dict[str, Any]]) -> list[str]:
    """Send each order from a thread and a connection of its own, all from one barrier; return what came of each."""
    barrier = threading.Barrier(len(orders))
    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(lambda sent: run(sent, barrier), orders))


def run(sent: dict[str, Any], barrier: threading.Barrier) -> str:
    """Decide once all are ready, and say what came of it."""
    try:
        connection.ensure_connection()
        barrier.wait(timeout=30)
        return str(actions.decide(**sent).pk)
    except Refused as refused:
        return type(refused).__name__
    except Exception:
        return traceback.format_exc()
    finally:
        connection.close()


def orders(here: Scene) -> list[dict[str, Any]]:
    """What a page for the chair of each group would send now; the case is read once."""
    case = here.case
    assert case.position is Position.CLINICAL
    choice = actions.Choice(Outcome.APPROVE, uuid.uuid4(), case.sha256, case.edition, factor=Factor.CODE)
    steps = {view.step.for_group: view.step for view in case.steps}
    return [
        {
            "step": steps[here.groups[name]],
            "choice": choice,
            "person": chair,
            "by": scene.actor(chair),
            "now": here.now,
        }
        for name, chair in here.chairs.items()
    ]


def again(sent: dict[str, Any]) -> dict[str, Any]:
    """The same as another page would send it, with a key of its own."""
    return {**sent, "choice": replace(sent["choice"], key=uuid.uuid4())}


def rounds(count: int) -> None:
    """Let chairs of two groups, each with copies of other keys, decide at once; every sign-off once, one advance.

    From one round to the next other bytes are uploaded, which voids both sign-offs and asks both groups anew.
    """
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    for number in range(count):
        if number:
            here.upload()
        both, size = orders(here), 2 + number % (MOST - 1)
        told = race([again(both[index % 2]) for index in range(size)])
        assert not [line for line in told if "Traceback" in line], "\n".join(told)
        made = list(Decision.objects.in_force().filter(revision=here.revision))
        assert sorted(line for line in told if line.isdigit()) == sorted(str(item.pk) for item in made)
        assert {item.sha256 for item in made} == {both[0]["choice"].sha256}
        moved = Move.objects.filter(revision=here.revision, verb="approve").count()
        assert (len(made), moved) == (2, 2 * (number + 1))
        assert list(Step.objects.open().filter(revision=here.revision).values_list("stage", "revision__stage")) == [
            ("submitted", "submitted")
        ]
    assert here.position is Position.SUBMITTED
    assert verify() is None


def test_two_to_eight_at_once_are_each_stored_once_and_advance_once() -> None:
    rounds(50)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(10))
def test_two_to_eight_at_once_a_thousand_times(part: int) -> None:
    rounds(100)


def test_twenty_at_once_with_one_key_are_one_decision() -> None:
    here = scene.at(Position.CLINICAL)
    [sent] = orders(here)
    assert set(race([sent] * 20)) == {str(Decision.objects.get().pk)}
    other = {**sent, "choice": replace(sent["choice"], text="Noget andet")}
    assert set(race([other] * 4)) == {"Conflict"}


def test_the_switch_without_a_lock_or_key_two_sign_offs_of_one_page_are_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two who both read before either wrote: what the lock keeps from happening, done by hand."""
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    monkeypatch.setattr(decisions, "_decisions", lambda held, key: [])
    here.approve("DSG")
    here.approve("DGCG")
    assert here.position is Position.CLINICAL
    assert not Step.objects.open().filter(revision=here.revision).exists()

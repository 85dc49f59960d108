"""A4 and A5: several who decide at once, each in a thread and a connection of its own, from one barrier."""

from __future__ import annotations

import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.rules import Position
from guidelines.journal.verify import verify
from guidelines.lists.errors import Refused
from guidelines.models import Decision, Move, Role, Step
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


def order(here: Scene, group: str) -> dict[str, Any]:
    """What a page for the group's chair would send now."""
    chair = here.chairs[group]
    return {
        "step": here.step(group).step,
        "choice": here.choice(),
        "person": chair,
        "by": scene.actor(chair),
        "now": here.now,
    }


def rounds(count: int) -> None:
    """Let chairs of two groups, each with copies of other keys, decide at once; every sign-off once, one advance."""
    for number in range(count):
        Role.objects.filter(kind__in=["chair", "deputy"]).delete()
        here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
        size = 2 + number % (MOST - 1)
        orders = [order(here, ("DSG", "DGCG")[index % 2]) for index in range(size)]
        told = race(orders)
        assert not [line for line in told if "Traceback" in line], "\n".join(told)
        made = list(Decision.objects.in_force().filter(revision=here.revision))
        assert sorted(line for line in told if line.isdigit()) == sorted(str(item.pk) for item in made)
        assert (len(made), here.position) == (2, Position.SUBMITTED)
        opened = Step.objects.open().filter(revision=here.revision, stage="submitted")
        assert (opened.count(), Move.objects.filter(revision=here.revision, verb="approve").count()) == (1, 2)
    assert verify() is None


def test_two_to_eight_at_once_are_each_stored_once_and_advance_once() -> None:
    rounds(50)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(10))
def test_two_to_eight_at_once_a_thousand_times(part: int) -> None:
    rounds(100)


def test_twenty_at_once_with_one_key_are_one_decision() -> None:
    here = scene.at(Position.CLINICAL)
    sent = order(here, "DSG")
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

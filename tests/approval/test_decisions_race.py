"""A4 and A5: several who decide at once, each in a process and a connection of its own, from one barrier."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidelines.approval import actions
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.journal.verify import verify
from guidelines.lists import clock
from guidelines.models import Decision, Move, Step
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene
from tests.approval.together import (
    Order,
    Race,
    decide,
    nothing,
    post,
    together,
    without_key,
    without_lock,
    without_page,
)
from tests.people.test_sign_in import mailed_code

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
MOST = 8


def orders(here: Scene) -> list[Order]:
    """What a page for the chair of each group would send now."""
    choice = actions.Choice(Outcome.APPROVE, uuid.uuid4(), here.sha256, here.edition, factor=Factor.CODE)
    steps = {step.for_group_id: step for step in Step.objects.open().filter(revision=here.revision)}
    return [
        {
            "step": steps[here.groups[name].pk],
            "choice": choice,
            "person": chair,
            "by": scene.actor(chair),
            "now": here.now,
        }
        for name, chair in here.chairs.items()
    ]


def again(sent: Order) -> Order:
    """The same as another page would send it, with a key of its own."""
    return {**sent, "choice": replace(sent["choice"], key=uuid.uuid4())}


# --- A4


def rounds(count: int, without: Callable[[], None] = nothing) -> None:
    """Let chairs of two groups, each with copies of other keys, decide at once; every sign-off once, one advance.

    From one round to the next other bytes are uploaded, which voids both sign-offs and asks both groups anew.
    """
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    with together(decide, range(2, MOST + 1), without=without) as race:
        for number in range(count):
            if number:
                here.upload()
            one_round(here, race, number)
    assert here.position is Position.SUBMITTED
    assert verify() is None


def one_round(here: Scene, race: Race, number: int) -> None:
    """Two to eight decide at once: neither sign-off is lost or doubled, and the revision moved on once."""
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


def test_two_to_eight_at_once_are_each_stored_once_and_advance_once() -> None:
    rounds(50)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(20))
def test_two_to_eight_at_once_a_thousand_times(part: int) -> None:
    rounds(50)


def test_the_switch_without_the_lock_it_fails() -> None:
    with pytest.raises(AssertionError):
        rounds(20, without_lock)


# --- A5


def sent_at_once(count: int, without: Callable[[], None] = nothing) -> None:
    """So many who send the same are one decision, and each is told of it; with another content they are refused."""
    here = scene.at(Position.CLINICAL)
    [sent] = orders(here)
    with together(decide, [count], without=without) as race:
        assert set(race([sent] * count)) == {str(Decision.objects.get().pk)}
        other = {**sent, "choice": replace(sent["choice"], text="Noget andet")}
        assert set(race([other] * count)) == {"Conflict"}


def test_twenty_at_once_with_one_key_are_one_decision() -> None:
    sent_at_once(20)


def test_the_switch_without_the_look_for_the_key_it_fails() -> None:
    with pytest.raises(AssertionError):
        sent_at_once(4, without_key)


@pytest.fixture
def offset(store: Any) -> Iterator[timedelta]:
    """How far the clock is moved, here and in the other processes: to half an hour after the scene begins."""
    moved = scene.NOW + timedelta(minutes=30) - timezone.now()
    clock.set_offset(lambda: moved)
    yield moved
    clock.set_offset(None)


def pressed_at_once(count: int, offset: timedelta, without: Callable[[], None] = nothing) -> None:
    """So many presses of one page, the code typed on it among what is sent, are one decision and one answer."""
    here = scene.at(Position.CLINICAL)
    chair, step = here.chairs["DSG"], here.step().step
    client, url = factories.sign_in(Client(), chair), reverse("decision", args=[step.pk])
    shown = client.get(url).context["form"]
    form = {name: str(shown[name].value()) for name in ("key", "sha256", "edition")} | {"outcome": "approve"}
    client.post(reverse("decision-code", args=[step.pk]), form)
    form["code"] = mailed_code(chair.email)
    session = {name: cookie.value for name, cookie in client.cookies.items()}
    with together(post, [count], without=without, clock_offset=offset) as race:
        assert set(race([{"url": url, "form": form, "session": session}] * count)) == {f"302 {reverse('approvals')}"}
    other = {**form, "outcome": "approve_remark", "remark": "Noget andet"}
    assert client.post(url, other).status_code == 409
    assert Decision.objects.get().factor == "code"


def test_twenty_presses_at_once_are_one_decision_and_one_answer(offset: timedelta) -> None:
    pressed_at_once(20, offset)


def test_the_switch_without_the_page_of_a_code_it_fails(offset: timedelta) -> None:
    with pytest.raises(AssertionError):
        pressed_at_once(4, offset, without_page)

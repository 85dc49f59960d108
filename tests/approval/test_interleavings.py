"""A6 at random: a page is shown, things happen, the page is sent; it signs where what it showed still stands, else not.

What chance decides comes from pytest's own seed, which it prints: --randomly-seed repeats it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Decision, DraftFile, Revision, Step
from guidelines.planning.rules import Stage
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
GROUPS = ("DSG", "DGCG")


class Shown(NamedTuple):
    """What a page rests on, read from the rows: the group's open step, the bytes and the edition."""

    step: int | None
    sha256: str
    edition: int


def shown(here: Scene, name: str) -> Shown:
    """What the page of the group would show now."""
    step = Step.objects.open().filter(revision=here.revision, for_group=here.groups[name]).values_list("pk", flat=True)
    return Shown(step.first(), here.sha256, here.edition)


def send(here: Scene, name: str, page: Shown, outcome: Outcome = Outcome.APPROVE) -> Decision | None:
    """Send the page of the group's chair; None where it is refused."""
    chair, text = here.chairs[name], "Afsnit 3" if outcome is Outcome.SEND_BACK else ""
    choice = actions.Choice(outcome, uuid.uuid4(), page.sha256, page.edition, text=text, factor=Factor.CODE)
    step = Step.objects.get(pk=page.step)
    try:
        return actions.decide(step, choice, person=chair, by=scene.actor(chair), now=here.tick())
    except Refused:
        return None


# --- what happens while the page is open


def upload_the_same(here: Scene, name: str) -> None:
    standing = DraftFile.objects.current().get(revision=here.revision)
    again = scene.stored(now=here.now)
    again.sha256 = standing.document.sha256
    here.do(actions.upload, again, person=here.lead)


def decide_other(outcome: Outcome) -> Callable[[Scene, str], None]:
    """The chair of the other group decides, where there is something to decide."""

    def act(here: Scene, name: str) -> None:
        [other] = set(GROUPS) - {name}
        page = shown(here, other)
        if page.step is not None:
            send(here, other, page, outcome)

    return act


def undo_newest(here: Scene, name: str) -> None:
    newest = Decision.objects.in_force().latest("pk")
    actions.undo_decision(newest, person=newest.person, by=scene.actor(newest.person), now=here.tick())


HAPPENINGS: dict[str, Callable[[Scene, str], object]] = {
    "other bytes": lambda here, name: here.upload(),
    "the same bytes": upload_the_same,
    "withdrawn": lambda here, name: here.do(actions.withdraw_file, reason="Forkert fil"),
    "said otherwise": lambda here, name: here.describe(summary=f"Ændring {random.random()}"),
    "approved by the other": decide_other(Outcome.APPROVE),
    "sent back by the other": decide_other(Outcome.SEND_BACK),
    "undone": undo_newest,
}


def let_happen(here: Scene, name: str) -> list[str]:
    """Let up to four things happen, and return which; what the product refuses has not happened."""
    told = random.choices(list(HAPPENINGS), k=random.choice((0, 1, 1, 2, 4)))
    for what in told:
        with suppress(Refused, Decision.DoesNotExist, DraftFile.DoesNotExist):
            HAPPENINGS[what](here, name)
    return told


def wait_for_approval(here: Scene) -> list[str]:
    """Bring the revision before its chairs again where it is not, and return whose approval is missing."""
    while True:
        waiting = [name for name in GROUPS if shown(here, name).step is not None]
        if waiting:
            return waiting
        revision = Revision.objects.get(pk=here.revision.pk)
        if revision.stage == Stage.DRAFT and not revision.is_returned:
            here.ask()
            continue
        if not revision.is_returned or not here.sha256:
            here.upload()
        if revision.is_returned:
            here.resubmit()


def interleave(rounds: int) -> int:
    """Show, let happen, send, so many times; return how often it was signed. Each signature is on what was shown."""
    here, signed = scene.at(Position.CLINICAL, GROUPS), 0
    for turn in range(rounds):
        name = random.choice(wait_for_approval(here))
        page = shown(here, name)
        told = let_happen(here, name)
        still_stands = shown(here, name) == page
        made = send(here, name, page)
        assert (turn, told, made is not None) == (turn, told, still_stands)
        signed += still_stands
    for made in Decision.objects.select_related("file__document"):
        assert made.file is not None
        assert made.sha256 == made.file.document.sha256
    return signed


def test_fifty_pages_sign_where_they_show_what_stands() -> None:
    assert 0 < interleave(50) < 50


@pytest.mark.faults
@pytest.mark.parametrize("part", range(20))
def test_a_thousand_pages_sign_where_they_show_what_stands(part: int) -> None:
    assert 0 < interleave(50) < 50


def test_the_switch_without_the_look_at_the_bytes_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(held, step, *_shown):  # type: ignore[no-untyped-def]
        return next((item for item in held.steps if item.for_group_id == step.for_group_id), step)

    monkeypatch.setattr(decisions, "refuse_stale", blind)
    with pytest.raises(AssertionError):
        interleave(100)

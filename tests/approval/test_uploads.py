"""A2, A6, A7: what an upload does to approvals, who counts as having worked on it, and pages that are out of date."""

from __future__ import annotations

import random

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import decisions, drafts
from guidelines.approval.actions.errors import Stale
from guidelines.approval.rules import Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Contribution, Decision, DraftFile
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PAST = (Position.CLINICAL, Position.SUBMITTED, Position.REVIEW, Position.APPROVED)
BYTES = b"De samme bytes"


def approvals(here: Scene) -> tuple[int, int]:
    """How many approvals are in force, and how many void."""
    given = Decision.objects.approving().filter(revision=here.revision)
    return given.in_force().count(), given.exclude(voided_at=None).count()


@pytest.mark.parametrize("place", PAST)
def test_other_bytes_void_every_approval_and_go_to_every_group_again(place: Position) -> None:
    here = scene.at(place, ("DSG", "DGCG"))
    given, _void = approvals(here)
    here.upload()
    assert approvals(here) == (0, given)
    assert here.position is Position.CLINICAL
    assert {view.step.for_group for view in here.case.steps} == set(here.groups.values())
    assert DraftFile.objects.current().filter(revision=here.revision).count() == 1


@pytest.mark.parametrize("place", PAST)
def test_the_same_bytes_void_nothing_replace_nothing_and_make_nobody_an_author(place: Position) -> None:
    here = scene.at(place, ("DSG", "DGCG"))
    given, standing, contributors = approvals(here), here.case.file, set(here.case.contributors)
    assert standing is not None
    again = scene.stored(now=here.now)
    again.sha256 = standing.document.sha256
    made = here.do(actions.upload, again, person=here.colleague, by=here.colleague)
    assert (made, here.position, approvals(here)) == (standing, place, given)
    assert set(here.case.contributors) == contributors


@pytest.mark.parametrize("place", PAST)
def test_what_is_said_of_the_version_voids_nothing_and_is_a_new_edition(place: Position) -> None:
    here = scene.at(place, ("DSG", "DGCG"))
    given, edition = approvals(here), here.case.edition
    draft = here.describe(summary="Nye anbefalinger om opfølgning efter operation")
    assert (approvals(here), here.position, draft.edition) == (given, place, edition + 1)
    assert here.describe(summary=draft.summary).edition == edition + 1


def test_two_who_write_at_once_do_not_overwrite_each_other() -> None:
    here = scene.at(Position.DRAFT)
    here.describe()
    facts = actions.DraftFacts(label="2.0")
    with pytest.raises(Stale) as caught:
        here.do(actions.describe, facts, expected_edition=0)
    assert len(caught.value.changes) == 1


@pytest.mark.parametrize("place", PAST)
def test_a_withdrawn_document_takes_the_approvals_with_it(place: Position) -> None:
    here = scene.at(place)
    given, _void = approvals(here)
    here.do(actions.withdraw_file, reason="Forkert fil")
    assert (here.position, here.case.file, approvals(here)) == (Position.DRAFT, None, (0, given))
    with pytest.raises(Refused):
        here.do(actions.withdraw_file, reason="Igen")


def test_who_uploads_on_behalf_and_who_replaces_a_file_have_worked_on_it() -> None:
    here = scene.at(Position.DRAFT)
    here.upload(person=here.secretary)
    here.upload(person=here.chairs["DSG"])
    kinds = set(Contribution.objects.filter(revision=here.revision).values_list("person", "kind"))
    assert kinds == {
        (here.lead.pk, "lead"),
        (here.secretary.pk, "upload"),
        (here.chairs["DSG"].pk, "upload"),
    }
    assert here.case.undeclared == (here.chairs["DSG"], here.lead)


# --- A6: nothing is signed that was not shown

CHANGES = {
    "other bytes": lambda here: here.upload(),
    "withdrawn": lambda here: here.do(actions.withdraw_file, reason="Forkert fil"),
    "said otherwise": lambda here: here.describe(summary="Noget andet"),
    "sent back": lambda here: here.decide(Outcome.SEND_BACK, group="DGCG"),
}


@pytest.mark.parametrize("outcome", [Outcome.APPROVE, Outcome.SEND_BACK])
@pytest.mark.parametrize("name", CHANGES)
def test_a_page_that_is_out_of_date_signs_nothing_and_says_what_changed(name: str, outcome: Outcome) -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    view, choice, chair = here.step("DSG"), here.choice(outcome), here.chairs["DSG"]
    CHANGES[name](here)
    with pytest.raises(Stale) as caught:
        actions.decide(view.step, choice, person=chair, by=scene.actor(chair), now=here.tick())
    assert caught.value.changes
    assert not Decision.objects.filter(person=chair).exists()


def interleave(rounds: int, seed: int) -> list[Decision]:
    """Show pages, change what they show, and send them, in random order; return the sign-offs on bytes not shown."""
    dice, shown = random.Random(seed), []
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    for _round in range(rounds):
        act = dice.choice(("show", "show", "send", "upload", "describe", "undo"))
        try:
            if act == "show":
                name = dice.choice(("DSG", "DGCG"))
                shown.append((name, here.step(name).step, here.choice()))
            elif act == "send" and shown:
                name, step, choice = shown.pop(dice.randrange(len(shown)))
                chair = here.chairs[name]
                actions.decide(step, choice, person=chair, by=scene.actor(chair), now=here.tick())
            elif act == "upload":
                here.upload()
            elif act == "describe":
                here.describe(summary=f"Ændring {dice.random()}")
            elif act == "undo":
                newest = Decision.objects.filter(undone_at=None).latest("pk")
                actions.undo_decision(newest, person=newest.person, by=scene.actor(newest.person), now=here.tick())
        except (Refused, Decision.DoesNotExist, AssertionError):
            continue
    standing = here.case.sha256
    return [item for item in Decision.objects.in_force().approving() if item.sha256 != standing] + [
        item for item in Decision.objects.select_related("file__document") if item.sha256 != item.file.document.sha256
    ]


def test_random_interleavings_sign_nothing_unseen() -> None:
    seed = random.SystemRandom().randrange(10**9)
    assert interleave(50, seed) == [], seed


@pytest.mark.faults
@pytest.mark.parametrize("part", range(4))
def test_a_thousand_interleavings_sign_nothing_unseen(part: int) -> None:
    seed = random.SystemRandom().randrange(10**9)
    assert interleave(250, seed) == [], seed


def test_the_switch_without_the_look_at_the_bytes_something_unseen_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(held, step, *_shown):  # type: ignore[no-untyped-def]
        return next(item for item in held.steps if item.for_group_id == step.for_group_id)

    monkeypatch.setattr(decisions, "refuse_stale", blind)
    here = scene.at(Position.CLINICAL)
    view, choice, chair = here.step(), here.choice(), here.chairs["DSG"]
    here.upload()
    made = actions.decide(view.step, choice, person=chair, by=scene.actor(chair), now=here.tick())
    assert made.sha256 != here.case.sha256


def test_the_switch_without_voiding_an_approval_of_other_bytes_stays_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "void_approvals", lambda held: [])
    here = scene.at(Position.SUBMITTED)
    here.upload()
    assert approvals(here)[0] == 1

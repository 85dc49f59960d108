"""A2, A6, A7: what an upload does to approvals, who counts as having worked on it, and pages that are out of date."""

from __future__ import annotations

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import drafts
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


def test_the_switch_without_voiding_an_approval_of_other_bytes_stays_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "void_approvals", lambda held: [])
    here = scene.at(Position.SUBMITTED)
    here.upload()
    assert approvals(here)[0] == 1

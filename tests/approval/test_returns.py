"""Sent back: what the authors get, when it is due, and that it resumes where it was."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.approval import actions
from guidelines.approval.actions.errors import NotReady
from guidelines.approval.rules import Missing, Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Draft, Return, ReviewComment, VersionDeclaration
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def note(here: Scene, text: str = "Kilde mangler") -> ReviewComment:
    facts = {"text": text, "written_by": here.secretary, "written_at": here.now}
    return ReviewComment.objects.create(step=here.step().step, section="3", **facts)


def test_the_authors_get_it_with_the_comments_and_a_day() -> None:
    here = scene.at(Position.REVIEW)
    comment = note(here)
    here.decide(Outcome.SEND_BACK)
    case = here.case
    assert case.returned is not None
    assert (case.position, list(case.returned.comments)) == (Position.RETURNED, [comment])
    assert (case.returned.row.due_on, here.step().step.due_on) == (date(2026, 12, 5), date(2026, 12, 5))
    assert here.step().holder == here.lead


def test_another_day_is_kept() -> None:
    here = scene.at(Position.CLINICAL)
    here.decide(Outcome.SEND_BACK, return_due_on=date(2026, 12, 24))
    assert Return.objects.get().due_on == date(2026, 12, 24)


def test_all_comments_are_ticked_off_before_it_is_sent_in_again() -> None:
    here = scene.at(Position.REVIEW)
    comment = note(here)
    here.decide(Outcome.SEND_BACK)
    with pytest.raises(NotReady) as caught:
        here.resubmit()
    assert caught.value.missing == [Missing.RETURN_COMMENTS]
    ReviewComment.objects.filter(pk=comment.pk).update(ticked_at=here.now, ticked_by=here.lead)
    here.resubmit()
    assert (here.position, here.step().holder) == (Position.REVIEW, here.secretary)
    assert Return.objects.get().resumed_at == here.now


def test_a_clinical_return_asks_only_the_group_that_is_missing() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    here.approve("DSG")
    here.decide(Outcome.SEND_BACK, group="DGCG")
    assert here.position is Position.RETURNED
    here.resubmit()
    assert (here.position, here.step().step.for_group) == (Position.CLINICAL, here.groups["DGCG"])
    here.approve("DGCG")
    assert here.position is Position.SUBMITTED


def test_other_bytes_ask_every_group_and_then_the_reviewer_who_returned_it() -> None:
    here = scene.at(Position.REVIEW, ("DSG", "DGCG"))
    here.decide(Outcome.SEND_BACK)
    here.upload()
    here.resubmit()
    assert here.position is Position.CLINICAL
    here.approve("DSG")
    here.approve("DGCG")
    assert (here.position, here.step().holder) == (Position.REVIEW, here.secretary)


@pytest.mark.parametrize("why", ["left", "recused", "worked"])
def test_a_reviewer_who_no_longer_can_leaves_it_to_the_queue(why: str) -> None:
    here = scene.at(Position.REVIEW)
    here.decide(Outcome.SEND_BACK)
    if why == "left":
        here.secretary.roles.update(ends_on=date(2026, 11, 20))
    elif why == "recused":
        here.do(actions.recuse_beforehand, person=here.secretary, by=here.secretary)
    else:
        Assignment.objects.create(plan_entry=here.entry, person=here.secretary, role="author")
        scene.declare(here.revision, here.secretary, here.now)
    here.resubmit()
    assert here.position is Position.SUBMITTED


def test_what_is_missing_is_named_before_approval_is_asked_for() -> None:
    here = scene.at(Position.DRAFT)
    with pytest.raises(NotReady) as caught:
        here.do(actions.ask_approval, expected_edition=0)
    assert caught.value.missing == [
        Missing.FILE,
        Missing.LABEL,
        Missing.KIND,
        Missing.SUMMARY,
        Missing.CHANGE_LOG,
        Missing.TEMPLATE,
        Missing.DECLARATIONS,
        Missing.CONSULTATION,
    ]
    here.describe()
    here.upload()
    here.prepare()
    VersionDeclaration.objects.all().delete()
    assert here.case.missing == [Missing.DECLARATIONS]
    scene.declare(here.revision, here.lead, here.now)
    assert here.case.missing == []


def test_no_approval_is_asked_for_while_nobody_owns_the_guideline() -> None:
    here = scene.at(Position.DRAFT, ("DSG", "DGCG"))
    link = scene.owner_link(here)
    link.role, link.confirmed = "co_owner", False
    link.save()
    here.describe()
    here.upload()
    here.prepare()
    assert here.case.missing == [Missing.APPROVERS]


def test_an_older_edition_is_not_sent_in() -> None:
    here = scene.at(Position.DRAFT)
    here.describe()
    here.upload()
    here.prepare()
    Draft.objects.update(edition=7)
    with pytest.raises(Refused):
        here.do(actions.ask_approval, expected_edition=1)

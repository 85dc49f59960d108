"""What somebody tries who wants a signature that was not earned: each is refused, or comes to nothing (A1-A7)."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.approval import actions
from guidelines.approval.actions import consultations, publishing, reviewing
from guidelines.approval.rules import Outcome, Position
from guidelines.desk.persons.merging import merge_everywhere
from guidelines.documents.storing import path_of
from guidelines.lists.errors import Refused
from guidelines.models import Contribution, Decision, Guideline, Person, Recusal, ReviewComment, Role, Step
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, Scene, actor

pytestmark = pytest.mark.django_db

BOTH = ("DSG", "DGCG")


def publish(here: Scene) -> object:
    """Publish what stands there, as the colleague."""
    facts = publishing.PublishFacts("1.0", "major", here.case.sha256, here.case.edition, here.today)
    return here.do(publishing.publish, facts, person=here.colleague, by=here.colleague)


def merge(here: Scene, duplicate: Person, into: Person) -> None:
    """Let two rows be one person; the account of the duplicate is given up first."""
    Person.objects.filter(pk=duplicate.pk).update(user=None)
    merge_everywhere(duplicate, into=into, by=BY, now=here.tick())


def change(here: Scene, *names: str) -> None:
    """Let the run need the approvals of these groups alone."""
    facts = [actions.RunApprovalFacts(here.groups[name], here.groups[name]) for name in names]
    here.do(actions.change_run, approvals=facts, reason="Aftalt", person=here.colleague, by=here.colleague)


# --- the same bytes again, the same page again


@pytest.mark.both
def test_bytes_that_come_back_do_not_bring_their_approvals_back() -> None:
    here = scene.at(Position.CLINICAL, BOTH)
    first = here.upload(b"A")
    signed = here.approve("DSG")
    here.upload(b"B")
    again = here.upload(b"A")
    signed.refresh_from_db()
    assert (first.document.sha256 == again.document.sha256, signed.voided_at is None) == (True, False)
    assert (here.case.approved, len(here.case.steps)) == (frozenset(), 2)


def test_a_page_that_was_undone_is_not_answered_with_the_decision_that_is_gone() -> None:
    here = scene.at(Position.CLINICAL)
    view, choice, chair = here.step(), here.choice(), here.chairs["DSG"]
    signed = actions.decide(view.step, choice, person=chair, by=actor(chair), now=here.tick())
    actions.undo_decision(signed, person=chair, by=actor(chair), now=here.tick())
    with pytest.raises(actions.Conflict):
        actions.decide(view.step, choice, person=chair, by=actor(chair), now=here.tick())
    with pytest.raises(actions.Conflict):
        actions.stored_decision(view.step, choice, person=chair)


def test_the_key_of_another_opens_nothing() -> None:
    here = scene.at(Position.CLINICAL, BOTH)
    view, choice = here.step("DSG"), here.choice()
    here.approve("DSG", key=choice.key)
    other = here.chairs["DGCG"]
    with pytest.raises(actions.Conflict):
        actions.decide(view.step, choice, person=other, by=actor(other), now=here.tick())
    assert Decision.objects.count() == 1


# --- recused, merged, named


def test_one_who_is_recused_acts_in_no_capacity() -> None:
    here = scene.at(Position.RETURNED)
    here.do(actions.recuse_beforehand, person=here.lead, by=here.lead)
    edition = here.case.edition
    facts = actions.DraftFacts(label="2.0", summary="Andet")
    tries = [
        lambda: here.upload(),
        lambda: here.upload(person=here.secretary) and here.do(actions.withdraw_file, reason="Fejl"),
        lambda: here.do(actions.describe, facts, expected_edition=edition),
        lambda: here.do(actions.resubmit, expected_edition=edition),
        lambda: here.tick_text(),
        lambda: here.do(consultations.skip_consultation, reason="Haster"),
        lambda: here.do(actions.correct_stage, stage=Stage.CLINICAL_APPROVAL, reason="Mail"),
        lambda: here.do(actions.stop, reason="Slut"),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="inhabil"):
            attempt()
    assert here.position is Position.RETURNED


def test_the_page_of_an_author_who_is_recused_takes_nothing(client: Client) -> None:
    here = scene.at(Position.RETURNED)
    factories.sign_in(client, here.lead)
    url = reverse("run-submit", args=[here.revision.pk])
    assert client.get(url).status_code == 200
    here.do(actions.recuse_beforehand, person=here.lead, by=here.lead)
    assert (client.get(url).status_code, client.post(url, {"act": "submit"}).status_code) == (404, 404)


def test_who_has_worked_on_it_or_is_recused_names_nobody_to_approve_it() -> None:
    here = scene.at(Position.CLINICAL)
    Role.objects.filter(group=here.groups["DSG"]).delete()
    somebody, reason = factories.reader("Ny Nørgaard"), "Ingen er tilbage"
    Contribution.objects.create(revision=here.revision, person=here.secretary, kind="upload", since=here.now)
    Recusal.objects.create(revision=here.revision, person=here.colleague, at=here.now)
    for who in (here.secretary, here.colleague):
        with pytest.raises(Refused):
            here.do_step(actions.appoint, who, somebody, reason=reason)
    third = factories.secretariat("Tredje Tang")
    here.do_step(actions.appoint, third, somebody, reason=reason)
    assert here.step().holder == somebody


@pytest.mark.both
def test_an_approver_who_turns_out_to_be_the_author_publishes_nothing() -> None:
    here = scene.at(Position.APPROVED)
    merge(here, here.secretary, here.lead)
    with pytest.raises(Refused, match="arbejdet på versionen"):
        publish(here)
    assert here.position is Position.APPROVED


@pytest.mark.both
def test_two_approvers_who_turn_out_to_be_one_publish_nothing() -> None:
    here = scene.at(Position.APPROVED, BOTH)
    merge(here, here.chairs["DGCG"], here.chairs["DSG"])
    with pytest.raises(Refused, match="Én person"):
        publish(here)


def test_bytes_of_a_stopped_revision_bring_who_uploaded_them() -> None:
    here = scene.at(Position.DRAFT)
    here.upload(b"A", person=here.secretary)
    here.do(actions.stop, reason="Begyndes forfra", by=here.colleague)
    here.revision = actions.start_run(here.entry, deadline_on=None, by=BY, now=here.tick())
    here.do(actions.begin_draft)
    here.describe()
    here.prepare()
    here.upload(b"A")
    here.do(actions.ask_approval, expected_edition=here.case.edition)
    here.approve()
    with pytest.raises(Refused):
        here.take(here.secretary)
    assert here.take(here.colleague).stage == Stage.ADMINISTRATIVE_APPROVAL


# --- a group with nobody when its step opened


@pytest.mark.both
def test_an_author_who_becomes_chair_of_an_empty_group_says_why() -> None:
    here = scene.start()
    roles = Role.objects.filter(group=here.groups["DSG"])
    roles.delete()
    here.ask()
    factories.role(here.lead, "chair", here.groups["DSG"])
    with pytest.raises(Refused):
        here.approve(person=here.lead)
    here.approve(person=here.lead, own_work_reason="Ingen andre er valgt endnu")
    assert here.position is Position.SUBMITTED


def test_a_chair_who_came_later_can_leave_the_step_to_the_deputy() -> None:
    here = scene.start()
    Role.objects.filter(group=here.groups["DSG"]).delete()
    here.ask()
    chair, deputy = factories.chair_of(here.groups["DSG"]), factories.deputy_of(here.groups["DSG"])
    here.do_step(actions.hand_over, chair)
    assert here.step().holder == deputy
    with pytest.raises(Refused):
        here.approve(person=chair)


# --- past what is asked for


def test_a_correction_leads_past_no_unanswered_comment() -> None:
    here = scene.at(Position.DRAFT)
    here.upload()
    party = factories.reader("Part Poulsen")
    closes, asked = here.today + timedelta(days=9), [consultations.PartyFacts(person=party)]
    held = here.do(consultations.open_consultation, closes_on=closes, parties=asked)
    said = [consultations.CommentFacts("3", "Hvor er kilden?")]
    consultations.respond(held.parties.get(), said, written_by=party, by=actor(party), now=here.tick())
    here.do(actions.correct_stage, stage=Stage.CLINICAL_APPROVAL, reason="Mail", by=here.secretary)
    with pytest.raises(Refused):
        here.approve()
    consultations.close_consultation(held, by=actor(here.lead), now=here.tick())
    with pytest.raises(Refused):
        here.approve()
    here.decide(Outcome.SEND_BACK)
    comment = held.parties.get().comments.get()
    consultations.answer_comment(
        comment, disposition="taken", answer="", person=here.lead, by=actor(here.lead), now=here.tick()
    )
    here.describe()
    here.prepare()
    here.resubmit()
    here.approve()
    assert here.position is Position.SUBMITTED


def test_a_correction_past_the_clinical_approval_is_neither_signed_nor_published(monkeypatch) -> None:
    here = scene.at(Position.CLINICAL)
    here.do(actions.correct_stage, stage=Stage.ADMINISTRATIVE_APPROVAL, reason="Mail", by=here.secretary)
    with translation.override("da"), pytest.raises(Refused, match="Den faglige godkendelse af dokumentet mangler"):
        here.approve(person=here.secretary)
    monkeypatch.setattr("guidelines.approval.actions.decisions._refuse_unapproved", lambda *_: None)
    here.approve(person=here.secretary)  # signed all the same, as before that rule
    with pytest.raises(Refused):
        publish(here)
    assert not Guideline.objects.get(pk=here.revision.guideline_id).versions.exists()


def test_an_author_who_came_late_declares_before_other_bytes_count() -> None:
    here = scene.at(Position.CLINICAL)
    late = factories.reader("Sene Sander")
    with pytest.raises(Refused):
        here.upload(person=late)
    scene.declare(here.revision, late, here.now)
    here.upload(person=late)
    assert late in here.case.contributors.values()


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_a_document_changed_on_the_disk_is_not_published(harm: str) -> None:
    here = scene.at(Position.APPROVED)
    assert here.file is not None
    path = path_of(here.file.document)
    path.unlink() if harm == "remove" else path.write_bytes(b"%PDF-1.7 another")
    with pytest.raises(Refused):
        publish(here)
    assert here.position is Position.APPROVED


# --- the route changed meanwhile


@pytest.mark.both
def test_what_was_sent_back_is_not_undone_into_the_steps_of_another_route() -> None:
    here = scene.at(Position.CLINICAL, BOTH)
    sent = here.decide(Outcome.SEND_BACK, group="DSG")
    change(here, "DSG")
    chair = here.chairs["DSG"]
    with pytest.raises(Refused, match=here.colleague.name):
        actions.undo_decision(sent, person=chair, by=actor(chair), now=here.tick())
    assert here.position is Position.RETURNED
    here.resubmit()
    assert [view.step.for_group for view in here.case.steps] == [here.groups["DSG"]]


@pytest.mark.both
def test_an_administrative_approval_does_not_outlive_a_clinical_one_that_is_added() -> None:
    here = scene.at(Position.CLINICAL, BOTH)
    change(here, "DSG")
    here.approve("DSG")
    here.take()
    early = here.approve()
    change(here, *BOTH)
    early.refresh_from_db()
    assert (here.position, early.voided_at is None) == (Position.CLINICAL, False)
    here.approve("DGCG")
    here.take(here.secretary)
    here.approve()
    assert here.position is Position.APPROVED
    publish(here)


def test_the_route_of_a_run_names_no_stranger_as_approver() -> None:
    here = scene.at(Position.CLINICAL)
    stranger = factories.group("XYZ")
    facts = [actions.RunApprovalFacts(here.groups["DSG"], stranger)]
    with pytest.raises(Refused):
        here.do(actions.change_run, approvals=facts, reason="Aftalt", person=here.colleague, by=here.colleague)


# --- sent back with words alone


def test_words_that_send_it_back_are_a_list_to_tick_off() -> None:
    here = scene.at(Position.CLINICAL)
    sent = here.decide(Outcome.SEND_BACK, text="Afsnit 3 mangler en kilde")
    [listed] = ReviewComment.objects.all()
    assert (listed.text, listed.written_by, listed.returned) == (sent.text, here.chairs["DSG"], sent.returned)
    with pytest.raises(actions.NotReady):
        here.do(actions.resubmit, expected_edition=here.case.edition)
    reviewing.tick_comment(listed, is_done=True, person=here.lead, by=actor(here.lead), now=here.tick())
    here.do(actions.resubmit, expected_edition=here.case.edition)
    assert here.position is Position.CLINICAL


def test_undone_words_leave_no_comment_behind() -> None:
    here = scene.at(Position.CLINICAL)
    sent, chair = here.decide(Outcome.SEND_BACK), here.chairs["DSG"]
    actions.undo_decision(sent, person=chair, by=actor(chair), now=here.tick())
    assert not ReviewComment.objects.exists()
    here.do_step(reviewing.add_comment, chair, text="Kilden mangler")
    again = here.decide(Outcome.SEND_BACK)
    assert [comment.text for comment in again.returned.comments.all()] == ["Kilden mangler"]


# --- rows of another revision


def test_rows_of_another_revision_are_out_of_reach(client: Client) -> None:
    here, other = scene.at(Position.REVIEW, ("DSG",)), scene.at(Position.REVIEW, ("DGCG",))
    theirs = other.do_step(reviewing.add_comment, other.secretary, text="Kilden mangler")
    with pytest.raises(Refused):
        reviewing.drop_comment(theirs, person=here.secretary, by=actor(here.secretary), now=here.tick())
    factories.sign_in(client, here.secretary)
    answer = client.post(reverse("case", args=[here.revision.pk]), {"act": f"drop-{theirs.pk}"})
    assert (answer.status_code in (404, 422), ReviewComment.objects.filter(pk=theirs.pk).exists()) == (True, True)
    file = other.case.file
    assert file is not None
    factories.sign_in(client, here.lead)
    for revision in (here.revision.pk, other.revision.pk):
        assert client.get(reverse("run-file", args=[revision, file.document_id])).status_code == 404
    step = Step.objects.open().get(revision=other.revision)
    assert client.get(reverse("decision", args=[step.pk])).status_code == 404
    form = {"outcome": "approve", "key": uuid.uuid4(), "sha256": other.case.sha256, "edition": other.case.edition}
    assert client.post(reverse("decision", args=[step.pk]), form).status_code == 404
    assert Decision.objects.filter(step=step).count() == 0

"""The verbs of a consultation: what they change, what they refuse, and what the journal keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import signing
from django.utils import translation

from guidelines.approval.actions.consultations import (
    AnswerFacts,
    CommentFacts,
    PartyFacts,
    add_party,
    answer_comment,
    answer_comments,
    close_consultation,
    open_consultation,
    respond,
    skip_consultation,
)
from guidelines.approval.models import Comment, Consultation, Draft, Party
from guidelines.approval.parties import SALT, answer_path, is_party, party_by, token_of
from guidelines.approval.reading_consultation import by_section, read_hearing, read_run
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Group, Move, Revision, Step
from guidelines.people.access import ANONYMOUS, viewer_of
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval.consulting import CLOSES, NOW, TODAY, WHO, draft, held, said

pytestmark = pytest.mark.django_db
FREE = PartyFacts(name="Patientforeningen", email="post@example.org")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals as the code words them."""
    with translation.override("en"):
        yield


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def revision(dsg: Group) -> Revision:
    return draft(dsg)


def sentences() -> list[str]:
    return [line.sentence for line in history(Event.objects.order_by("seq"))]


# --- opening


def test_another_is_opened_only_when_the_comments_of_the_one_before_are_answered(revision: Revision) -> None:
    before = held(revision)
    said(before, "Hvorfor?")
    Consultation.objects.update(closed_on=TODAY)
    Step.objects.all().delete()
    Revision.objects.update(stage=Stage.DRAFT.value)
    with pytest.raises(Refused, match="has no answer yet"):
        held(revision)
    answer_comment(Comment.objects.get(), disposition="taken", answer="", person=None, **WHO)
    assert held(revision) != before


def test_opening_moves_the_draft_to_consultation_and_asks_the_parties(revision: Revision, dsg: Group) -> None:
    who = factories.person("Zita Zebra")
    opened = open_consultation(
        revision, closes_on=CLOSES, parties=[PartyFacts(person=who), PartyFacts(group=dsg), FREE], **WHO
    )
    revision.refresh_from_db()
    assert (revision.stage, revision.is_returned) == (Stage.CONSULTATION, False)
    assert (opened.opened_on, opened.closes_on, opened.closed_on) == (TODAY, CLOSES, None)
    assert opened.file == revision.files.current().get()
    assert [(str(party), party.email, party.invited_at) for party in opened.parties.all()] == [
        ("Zita Zebra", "", NOW),
        ("DSG", "", NOW),
        ("Patientforeningen", "post@example.org", NOW),
    ]
    move = Move.objects.get()
    assert (move.verb, move.stage_from, move.stage_to) == ("open_consultation", Stage.DRAFT, Stage.CONSULTATION)
    steps = Step.objects.filter(revision=revision).order_by("pk")
    assert [(s.stage, s.holder_group, s.due_on, s.closed_on, s.opened_by, s.closed_by) for s in steps] == [
        (Stage.DRAFT, dsg, None, TODAY, None, move),
        (Stage.CONSULTATION, dsg, CLOSES, None, move, None),
    ]
    assert sentences() == ["A consultation was opened with 3 parties, closing date 12 December 2026."]


def test_opening_takes_an_earlier_reason_for_none_away(revision: Revision) -> None:
    skip_consultation(revision, reason="Mindre opdatering", **WHO)
    held(revision)
    assert Draft.objects.get().consultation_skipped == ""


@pytest.mark.parametrize(
    ("parties", "closes_on", "message"),
    [
        ([], CLOSES, "Name at least one party."),
        ([FREE], TODAY - timedelta(days=1), "Choose a closing date that has not passed."),
        ([FREE, replace(FREE, name="Andre", email="Post@example.org")], CLOSES, "The same party stands twice."),
        ([PartyFacts()], CLOSES, "A party is a person, a group, or a name with an address."),
    ],
)
def test_what_cannot_be_opened(revision: Revision, parties: list[PartyFacts], closes_on: date, message: str) -> None:
    with pytest.raises(Refused, match=message):
        open_consultation(revision, closes_on=closes_on, parties=parties, **WHO)
    assert (Consultation.objects.count(), Move.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_it_takes_a_file(dsg: Group) -> None:
    with pytest.raises(Refused, match="Upload the draft first"):
        held(draft(dsg, with_file=False))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_only_a_draft_can_be_sent_out(dsg: Group, stage: Stage) -> None:
    with pytest.raises(Refused, match="while the revision is a draft"):
        held(draft(dsg, stage=stage))


def test_work_sent_back_is_not_sent_out(dsg: Group) -> None:
    with pytest.raises(Refused, match="while the revision is a draft"):
        held(draft(dsg, is_returned=True))


def test_one_consultation_at_a_time(revision: Revision) -> None:
    held(revision)
    with pytest.raises(Refused, match="while the revision is a draft"):
        held(revision)


# --- parties


def test_one_more_party(revision: Revision) -> None:
    consultation = held(revision)
    who = factories.person("Zita Zebra")
    add_party(consultation, PartyFacts(person=who), **WHO)
    assert [str(party) for party in consultation.parties.all()] == ["Patientforeningen", "Zita Zebra"]
    with pytest.raises(Refused, match="Zita Zebra is asked already"):
        add_party(consultation, PartyFacts(person=who), **WHO)
    with pytest.raises(Refused, match="asked already"):
        add_party(consultation, PartyFacts(name="Foreningen", email="POST@example.org"), **WHO)
    assert sentences()[1:] == ["Zita Zebra was asked, too."]


def test_who_answers_where(revision: Revision, dsg: Group) -> None:
    member, stranger, without = factories.member_of(dsg), factories.reader(), factories.person()
    consultation = held(revision, PartyFacts(group=dsg), PartyFacts(person=stranger), PartyFacts(person=without), FREE)
    group, person, no_account, free = consultation.parties.all()
    page = f"/forloeb/{revision.pk}/hoering/"
    assert [answer_path(group), answer_path(person)] == [page, page]
    assert answer_path(no_account) == f"/hoering/{token_of(no_account)}/"
    assert answer_path(free) == f"/hoering/{token_of(free)}/"
    asked = [viewer_of(who.user, TODAY) for who in (member, stranger)] + [ANONYMOUS]
    assert [is_party(viewer, consultation) for viewer in asked] == [True, True, False]
    other = viewer_of(factories.reader().user, TODAY)
    assert not is_party(other, consultation)


def test_a_link_is_the_signed_key(revision: Revision) -> None:
    [party] = held(revision).parties.all()
    signer = signing.Signer(salt=SALT)
    assert party_by(token_of(party)) == party
    for wrong in (
        "",
        party.key.hex,
        token_of(party) + "x",
        signing.Signer().sign_object(party.key.hex),
        signer.sign_object("x"),
        signer.sign_object(7),
        signer.sign_object("0" * 32),
    ):
        assert party_by(wrong) is None


def test_a_link_is_the_same_whenever_it_is_made(revision: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    [party] = held(revision).parties.all()
    made = []
    for moment in (1_000_000_000.0, 1_900_000_000.0):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        made.append(answer_path(party))
    assert made[0] == made[1]


# --- answers


def test_an_answer_with_comments(revision: Revision) -> None:
    consultation = held(revision)
    party = consultation.parties.get()
    comments = [CommentFacts("2 Metode", "Hvorfor?"), CommentFacts("", "God tekst")]
    respond(party, comments, written_by=None, **WHO)
    party.refresh_from_db()
    assert (party.answered_at, party.has_comments) == (NOW, True)
    rows = Comment.objects.values_list("section", "text", "written_by", "written_at", "disposition")
    assert list(rows) == [("2 Metode", "Hvorfor?", None, NOW, ""), ("", "God tekst", None, NOW, "")]
    assert sentences()[1:] == ["Patientforeningen answered the consultation with 2 comments."]


def test_no_comments_is_an_answer(revision: Revision) -> None:
    party = held(revision).parties.get()
    respond(party, [], written_by=None, **WHO)
    party.refresh_from_db()
    assert (party.answered_at, party.has_comments) == (NOW, False)
    assert sentences()[1:] == ["Patientforeningen answered the consultation: no comments."]


def test_the_same_answer_twice_is_one(revision: Revision) -> None:
    party = held(revision).parties.get()
    comment = CommentFacts("2", "Hvorfor?")
    for _time in range(2):
        respond(party, [comment, comment], written_by=None, **WHO)
    assert (Comment.objects.count(), Event.objects.count()) == (1, 2)
    respond(party, [comment, CommentFacts("3", "Og her?")], written_by=None, **WHO)
    assert list(Comment.objects.values_list("section", flat=True)) == ["2", "3"]
    with pytest.raises(Refused, match="sent already"):
        respond(party, [], written_by=None, **WHO)


def test_there_is_an_end_to_comments(revision: Revision) -> None:
    party = held(revision).parties.get()
    with pytest.raises(Refused, match="too many"):
        respond(party, [CommentFacts("", str(number)) for number in range(201)], written_by=None, **WHO)
    assert Comment.objects.count() == 0


def test_nothing_is_taken_once_it_is_closed(revision: Revision) -> None:
    consultation = held(revision)
    party = consultation.parties.get()
    close_consultation(consultation, reason="Alle er hørt", **WHO)
    for refused in (
        lambda: respond(party, [], written_by=None, **WHO),
        lambda: add_party(consultation, PartyFacts(name="Flere", email="f@example.org"), **WHO),
        lambda: close_consultation(consultation, reason="Igen", **WHO),
    ):
        with pytest.raises(Refused, match="The consultation is closed"):
            refused()


def test_a_stopped_revision_takes_no_answers(revision: Revision) -> None:
    party = held(revision).parties.get()
    Revision.objects.update(ended_on=TODAY, result=Revision.Result.STOPPED)
    with pytest.raises(Refused, match="The consultation is closed"):
        respond(party, [], written_by=None, **WHO)


# --- closing and skipping


def test_closing_early_takes_a_reason_unless_all_have_answered(revision: Revision) -> None:
    consultation = held(revision)
    on_the_day = NOW.replace(month=12, day=12)
    with pytest.raises(Refused, match="before its time"):
        close_consultation(consultation, reason=" ", by=WHO["by"], now=on_the_day)
    respond(consultation.parties.get(), [], written_by=None, **WHO)
    closed = close_consultation(consultation, by=WHO["by"], now=on_the_day)
    assert closed.closed_on == CLOSES
    assert Revision.objects.get().stage == Stage.CONSULTATION


def test_after_the_closing_date_no_reason_is_asked_for(revision: Revision) -> None:
    closed = close_consultation(held(revision), by=WHO["by"], now=NOW.replace(month=12, day=13))
    assert closed.closed_on == CLOSES + timedelta(days=1)


def test_skipping_takes_a_reason(revision: Revision) -> None:
    with pytest.raises(Refused, match="Write why"):
        skip_consultation(revision, reason="  ", **WHO)
    drafted = skip_consultation(revision, reason=" Mindre opdatering ", **WHO)
    assert (drafted.consultation_skipped, drafted.edition) == ("Mindre opdatering", 1)
    assert skip_consultation(revision, reason="Rettet", **WHO).edition == 2
    [line, _again] = history(Event.objects.order_by("seq"))
    assert (line.sentence, line.reason) == ("No consultation is held.", "Mindre opdatering")


def test_one_that_was_held_is_not_skipped(revision: Revision) -> None:
    close_consultation(held(revision), reason="Færdig", **WHO)
    with pytest.raises(Refused, match="while the revision is a draft"):
        skip_consultation(revision, reason="Nej", **WHO)
    Revision.objects.update(stage=Stage.DRAFT)
    with pytest.raises(Refused, match="held already"):
        skip_consultation(revision, reason="Nej", **WHO)


# --- what became of comments


def test_an_answer_to_a_comment(revision: Revision) -> None:
    said(held(revision), "Hvorfor?")
    author = factories.person("Forfatter")
    answered = answer_comment(Comment.objects.get(), disposition="partly", answer=" Delvist ", person=author, **WHO)
    answered.refresh_from_db()
    assert (answered.disposition, answered.answer) == ("partly", "Delvist")
    assert (answered.answered_by, answered.answered_at) == (author, NOW)
    assert sentences()[2:] == ["A comment from the consultation was answered: partly taken."]


@pytest.mark.parametrize(("disposition", "answer"), [("partly", ""), ("not_taken", "  "), ("", "Tak"), ("x", "Tak")])
def test_what_is_no_answer(revision: Revision, disposition: str, answer: str) -> None:
    said(held(revision), "Hvorfor?")
    with pytest.raises(Refused):
        answer_comment(Comment.objects.get(), disposition=disposition, answer=answer, person=None, **WHO)
    assert Comment.objects.get().disposition == ""


def test_what_is_taken_needs_no_more_words(revision: Revision) -> None:
    said(held(revision), "Stavefejl")
    assert answer_comment(Comment.objects.get(), disposition="taken", answer="", person=None, **WHO).answered_at == NOW


def test_answers_stand_or_fall_together_and_to_what_was_seen(revision: Revision) -> None:
    consultation = held(revision)
    said(consultation, "Første", "Anden")
    first, second = (comment.pk for comment in Comment.objects.all())
    answer_comments(consultation, [AnswerFacts(first, "taken", "", seen=("", ""))], person=None, **WHO)
    late = [AnswerFacts(second, "taken", "", seen=("", "")), AnswerFacts(first, "partly", "Nej", seen=("", ""))]
    with pytest.raises(Refused, match="Somebody else has answered the comment on “2 Metode”"):
        answer_comments(consultation, late, person=None, **WHO)
    assert list(Comment.objects.values_list("disposition", flat=True)) == ["taken", ""]


def test_a_comment_of_another_consultation_is_not_answered(revision: Revision, dsg: Group) -> None:
    said(held(revision), "Hvorfor?")
    other = held(draft(dsg))
    with pytest.raises(Refused, match="Choose what became"):
        answer_comments(other, [AnswerFacts(Comment.objects.get().pk, "taken", "")], person=None, **WHO)


@pytest.mark.parametrize("stage", [Stage.CLINICAL_APPROVAL, Stage.SUBMITTED, Stage.ADMINISTRATIVE_APPROVAL])
def test_answers_do_not_change_under_the_approvers_eyes(revision: Revision, stage: Stage) -> None:
    said(held(revision), "Hvorfor?")
    Revision.objects.update(stage=stage)
    with pytest.raises(Refused, match="not with its authors"):
        answer_comment(Comment.objects.get(), disposition="taken", answer="", person=None, **WHO)


# --- reading


def test_comments_stand_in_the_order_of_the_document(revision: Revision) -> None:
    sections = ["Bilag", "10 Referencer", "", "2.10 Kirurgi", "2.9 Stråler", "2 Metode", "Ærinder", "Ordliste"]
    rows = [Comment(pk=number, section=section, text="x") for number, section in enumerate(sections, 1)]
    assert [row.section for row in by_section(rows)] == [
        *("", "2 Metode", "2.9 Stråler", "2.10 Kirurgi", "10 Referencer", "Bilag", "Ordliste", "Ærinder")
    ]


def test_reading_takes_as_many_queries_for_thirty_comments_as_for_one(
    revision: Revision, django_assert_num_queries: object
) -> None:
    consultation = held(revision)
    for texts in (["Den første"], [f"Nummer {number}" for number in range(30)]):
        said(consultation, *texts)
        fresh = Revision.objects.select_related("guideline").get()
        with django_assert_num_queries(7):  # type: ignore[operator]
            hearing = read_hearing(read_run(fresh))
            assert {str(comment.party) for comment in hearing.comments} == {"Patientforeningen"}
    assert len(hearing.comments) == 31
    assert Party.objects.count() == 1


def test_one_who_is_recused_asks_nobody_more_and_closes_nothing(dsg: Group) -> None:
    lead = factories.reader("Tove Tovholder")
    consultation = held(draft(dsg, lead=lead))
    consultation.revision.recusals.create(person=lead, at=NOW)
    who: dict[str, Any] = {"by": Actor("user", f"person:{lead.pk}"), "now": NOW}
    with pytest.raises(Refused, match="recused"):
        add_party(consultation, PartyFacts(name="Andre"), **who)
    with pytest.raises(Refused, match="recused"):
        close_consultation(consultation, reason="Alle har svaret", **who)
    assert (consultation.parties.count(), Consultation.objects.get().closed_on) == (1, None)

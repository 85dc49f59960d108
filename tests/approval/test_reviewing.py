"""The review by the secretariat: checklist, comments, phrases; what the authors answer; and who may do it."""

from __future__ import annotations

from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import reviewing
from guidelines.approval.rules import Outcome, Position
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Check, ChecklistItem, Person, Phrase, ReviewComment
from tests.approval import scene
from tests.approval.scene import Scene, actor

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def who(here: Scene, person: Person) -> dict[str, Any]:
    return {"person": person, "by": actor(person), "now": here.tick()}


def comment(here: Scene, text: str = "Skriv søgedatoen", section: str = "5 Metode") -> ReviewComment:
    return reviewing.add_comment(here.step().step, section=section, text=text, **who(here, here.secretary))


def sent_back(*texts: str) -> tuple[Scene, list[ReviewComment]]:
    """A case that the secretary has sent back with these comments."""
    here = scene.at(Position.REVIEW)
    made = [comment(here, text) for text in texts]
    here.decide(Outcome.SEND_BACK)
    return here, [ReviewComment.objects.get(pk=item.pk) for item in made]


# --- the checklist


def test_the_products_own_points_are_there_and_say_so() -> None:
    assert set(ChecklistItem.objects.values_list("is_default", "is_active")) == {(True, True)}
    assert [item.position for item in ChecklistItem.objects.all()] == list(range(1, 11))
    assert all(item.text_en for item in ChecklistItem.objects.all())


def test_a_point_is_marked_with_who_and_when() -> None:
    here, item = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    found = reviewing.mark_check(here.revision, item, state="missing", note=" Bilag 2 ", **who(here, here.secretary))
    assert (found.state, found.note, found.checked_by, found.checked_at) == (
        "missing",
        "Bilag 2",
        here.secretary,
        here.now,
    )


def test_the_same_mark_again_writes_nothing() -> None:
    here, item = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    marks = [reviewing.Mark(item, "ok")]
    assert reviewing.mark_checks(here.revision, marks, **who(here, here.secretary)) == [item]
    events = Event.objects.count()
    assert reviewing.mark_checks(here.revision, marks, **who(here, here.secretary)) == []
    assert (Event.objects.count(), Check.objects.count()) == (events, 1)


def test_only_the_one_who_has_the_case_marks() -> None:
    here, item = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    for person in (here.colleague, here.lead, here.chairs["DSG"]):
        with pytest.raises(Refused):
            reviewing.mark_check(here.revision, item, state="ok", **who(here, person))
    assert not Check.objects.exists()


@pytest.mark.parametrize("place", [Position.DRAFT, Position.SUBMITTED, Position.APPROVED])
def test_nothing_is_marked_outside_the_review(place: Position) -> None:
    here, item = scene.at(place), ChecklistItem.objects.all()[0]
    with pytest.raises(Refused):
        reviewing.mark_check(here.revision, item, state="ok", **who(here, here.secretary))


# --- comments


def test_comments_go_to_the_authors_when_it_is_sent_back() -> None:
    here, comments = sent_back("Skriv søgedatoen", "Nævn databaserne")
    returned = here.case.returned
    assert returned is not None
    assert [item.text for item in returned.comments] == ["Skriv søgedatoen", "Nævn databaserne"]
    assert (returned.unticked, here.position) == (2, Position.RETURNED)
    assert comments[0].returned == returned.row


def test_a_comment_is_dropped_before_it_is_sent_only() -> None:
    here = scene.at(Position.REVIEW)
    made, kept = comment(here), comment(here, "Nævn databaserne")
    reviewing.drop_comment(made, **who(here, here.secretary))
    assert list(ReviewComment.objects.all()) == [kept]
    here.decide(Outcome.SEND_BACK)
    with pytest.raises(Refused):
        reviewing.drop_comment(ReviewComment.objects.get(), **who(here, here.secretary))


def test_only_the_one_who_has_the_case_comments_and_drops() -> None:
    here = scene.at(Position.REVIEW)
    made = comment(here)
    with pytest.raises(Refused):
        reviewing.add_comment(here.step().step, text="Mere", **who(here, here.colleague))
    with pytest.raises(Refused):
        reviewing.drop_comment(made, **who(here, here.colleague))
    with pytest.raises(Refused):
        comment(here, "   ")


def test_an_undone_return_takes_its_comments_back() -> None:
    here = scene.at(Position.REVIEW)
    comment(here)
    decision = here.decide(Outcome.SEND_BACK)
    actions.undo_decision(decision, person=here.secretary, by=actor(here.secretary), now=here.tick())
    assert ReviewComment.objects.get().returned is None
    assert here.position is Position.REVIEW


# --- what the authors answer


def test_all_ticked_lets_it_be_sent_in_again_to_the_same_reviewer() -> None:
    here, (first, second) = sent_back("Skriv søgedatoen", "Nævn databaserne")
    reviewing.tick_comment(first, is_done=True, answer="Står nu i afsnit 5", **who(here, here.lead))
    with pytest.raises(actions.NotReady):
        here.resubmit()
    reviewing.tick_comment(second, is_done=True, **who(here, here.lead))
    here.resubmit()
    assert (here.position, here.step().holder) == (Position.REVIEW, here.secretary)
    assert ReviewComment.objects.get(pk=first.pk).answer == "Står nu i afsnit 5"


def test_a_tick_can_be_taken_away_and_keeps_who_set_it_first() -> None:
    here, (one,) = sent_back("Skriv søgedatoen")
    ticked = reviewing.tick_comment(one, is_done=True, **who(here, here.lead))
    again = reviewing.tick_comment(one, is_done=True, answer="Rettet", **who(here, here.colleague))
    assert (again.ticked_at, again.ticked_by) == (ticked.ticked_at, here.lead)
    off = reviewing.tick_comment(one, is_done=False, answer="Rettet", **who(here, here.lead))
    assert (off.ticked_at, off.ticked_by, off.answer) == (None, None, "Rettet")


def test_an_answer_keeps_the_reviewer_from_undoing() -> None:
    here, (one,) = sent_back("Skriv søgedatoen")
    decision = here.case.decisions[0]
    reviewing.tick_comment(one, is_done=False, answer="Hvilken dato?", **who(here, here.lead))
    with pytest.raises(Refused, match="Tove Tovholder"):
        actions.undo_decision(decision, person=here.secretary, by=actor(here.secretary), now=here.tick())


def test_comments_close_when_it_is_sent_in_again() -> None:
    here, (one,) = sent_back("Skriv søgedatoen")
    reviewing.tick_comment(one, is_done=True, **who(here, here.lead))
    here.resubmit()
    with pytest.raises(Refused):
        reviewing.tick_comment(one, is_done=False, **who(here, here.lead))


# --- phrases and points


def test_a_phrase_is_kept_once_and_can_come_back() -> None:
    here = scene.start()
    phrase = reviewing.add_phrase(text="Angiv  søgedato", section="Metode", **who(here, here.secretary))
    assert (phrase.text, phrase.created_by) == ("Angiv søgedato", here.secretary)
    with pytest.raises(Refused):
        reviewing.add_phrase(text="Angiv søgedato", **who(here, here.secretary))
    reviewing.drop_phrase(phrase, by=actor(here.secretary), now=here.tick())
    reviewing.add_phrase(text="Angiv søgedato", **who(here, here.secretary))
    assert Phrase.objects.filter(is_active=True).count() == 1


def test_a_reworded_point_is_no_longer_the_products_own() -> None:
    here, item = scene.start(), ChecklistItem.objects.all()[0]
    facts = {"by": actor(here.secretary), "now": here.tick()}
    changed = reviewing.change_item(item, text_da="Forsiden er udfyldt", text_en="", is_active=True, **facts)
    assert (changed.pk, changed.is_default, changed.position) == (item.pk, False, item.position)


def test_a_point_that_was_used_keeps_its_wording_where_it_was_used() -> None:
    here, item = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    reviewing.mark_check(here.revision, item, state="ok", **who(here, here.secretary))
    facts = {"by": actor(here.secretary), "now": here.tick()}
    changed = reviewing.change_item(item, text_da="Forsiden er udfyldt", text_en="", is_active=True, **facts)
    before = ChecklistItem.objects.get(pk=item.pk)
    assert (before.text_da, before.is_active, changed.position) == (item.text_da, False, item.position)
    assert Check.objects.get().item == before


def test_points_are_added_last_and_put_in_another_order() -> None:
    here = scene.start()
    facts = {"by": actor(here.secretary), "now": here.tick()}
    made = reviewing.add_item(text_da="Forsiden er udfyldt", **facts)
    assert list(ChecklistItem.objects.all())[-1] == made
    reviewing.order_items([made.pk, *ChecklistItem.objects.exclude(pk=made.pk).values_list("pk", flat=True)], **facts)
    assert ChecklistItem.objects.all()[0] == made

"""The pages of the review: the case, what came back to the authors, publishing, checklist and phrases."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from zeal import zeal_ignore

from guidelines.approval.actions import reviewing
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Check, ChecklistItem, Draft, Phrase, Publication, Recusal, ReviewComment
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def page(client: Client, here: Scene, name: str, who: Any) -> Any:
    return factories.sign_in(client, who).get(reverse(name, args=[here.revision.pk]))


def post(client: Client, here: Scene, name: str, who: Any, **data: Any) -> Any:
    factories.sign_in(client, who)
    with zeal_ignore():  # a press may do two verbs, each of which locks and reads the revision again
        return client.post(reverse(name, args=[here.revision.pk]), data, follow=True)


def text(response: Any) -> str:
    return str(response.content.decode())


def sent_back(*texts: str) -> Scene:
    here = scene.at(Position.REVIEW, (f"G{len(texts)}",))
    for words in texts:
        facts = {"person": here.secretary, "by": actor(here.secretary), "now": here.tick()}
        reviewing.add_comment(here.step().step, section="5 Metode", text=words, **facts)
    here.decide(Outcome.SEND_BACK)
    return here


# --- the case


@pytest.mark.parametrize(
    ("counts_from", "place", "said"),
    [
        ("administrative_approval", Position.REVIEW, "regnet fra i dag er det 24. november 2031"),
        ("administrative_approval", Position.APPROVED, "5 år efter den administrative godkendelse: 21. november 2031"),
        ("clinical_approval", Position.REVIEW, "5 år efter den faglige godkendelse: 21. november 2031"),
        ("clinical_approval", Position.CLINICAL, "regnet fra i dag er det 24. november 2031"),
    ],
)
def test_the_next_revision_counts_from_the_approval_once_it_is_given(
    client: Client, counts_from: str, place: Position, said: str
) -> None:
    here = scene.at(place)
    Draft.objects.update(next_due_months=60, next_due_counts_from=counts_from)
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False):
        assert said in text(page(client, here, "case", here.secretary))


@pytest.mark.parametrize("place", list(Position))
def test_the_case_is_shown_wherever_it_stands(client: Client, place: Position) -> None:
    here = scene.at(place)
    response = page(client, here, "case", here.secretary)
    assert (response.status_code, text(response).count("<h1")) == (200, 1)


def test_nobody_but_the_secretariat_sees_it(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    for who in (here.lead, here.chairs["DSG"], factories.reader()):
        assert page(client, here, "case", who).status_code == 404
        assert post(client, here, "case-take", who).status_code == 404
        assert post(client, here, "publish", who).status_code == 404


def test_it_is_taken_put_back_and_taken_over(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    assert "Tag sagen" in text(page(client, here, "case", here.secretary))
    post(client, here, "case-take", here.secretary)
    assert (here.position, here.step().holder) == (Position.REVIEW, here.secretary)
    post(client, here, "case-take", here.colleague, over="1")
    assert here.step().holder == here.colleague
    post(client, here, "case-release", here.colleague)
    assert here.position is Position.SUBMITTED


def test_who_worked_on_it_reads_why_they_cannot_approve(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    here.upload(person=here.colleague)
    for name in here.groups:
        here.approve(name)
    shown = text(page(client, here, "case", here.colleague))
    assert "En kollega skal godkende den" in shown
    assert "Tag sagen" not in shown
    post(client, here, "case-take", here.colleague)
    assert here.position is Position.SUBMITTED


def test_a_recused_one_is_not_offered_the_case(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    Recusal.objects.create(revision=here.revision, person=here.secretary, at=here.now)
    assert "Tag sagen" not in text(page(client, here, "case", here.secretary))


def marks(state: str = "ok") -> dict[str, str]:
    return {f"state_{item.pk}": state for item in ChecklistItem.objects.all()}


def test_the_checklist_is_saved(client: Client) -> None:
    here, first = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    post(client, here, "case", here.secretary, act="save", **marks(), **{f"note_{first.pk}": "Side 2"})
    assert set(Check.objects.values_list("state", flat=True)) == {"ok"}
    assert Check.objects.get(item=first).note == "Side 2"


def test_a_note_without_a_mark_is_asked_about_and_stays(client: Client) -> None:
    here, first = scene.at(Position.REVIEW), ChecklistItem.objects.all()[0]
    response = post(client, here, "case", here.secretary, act="save", **{f"note_{first.pk}": "Bilag 2 mangler"})
    assert (response.status_code, Check.objects.count()) == (422, 0)
    assert "Bilag 2 mangler" in text(response)


def test_a_comment_is_written_and_the_checklist_with_it(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    data = {"act": "comment", "section": "5 Metode", "text": "Skriv søgedatoen", **marks()}
    shown = text(post(client, here, "case", here.secretary, **data))
    assert "Skriv søgedatoen" in shown
    assert (ReviewComment.objects.get().section, Check.objects.count()) == ("5 Metode", 10)


def test_an_empty_comment_is_refused_and_the_marks_stay_on_the_page(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    response = post(client, here, "case", here.secretary, act="comment", **marks("missing"))
    assert (response.status_code, ReviewComment.objects.count(), Check.objects.count()) == (422, 0, 0)
    assert [mark.state for mark in response.context["review"].marks] == ["missing"] * 10


def test_a_phrase_is_put_behind_what_is_written(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    phrase = Phrase.objects.create(text="Angiv søgedato.", section="5 Metode")
    data = {"act": "insert-text", "phrase": phrase.pk, "text": "Se side 4."}
    response = post(client, here, "case", here.secretary, **data)
    assert response.context["review"]["text"].value() == "Se side 4.\nAngiv søgedato."
    assert response.context["review"]["section"].value() == "5 Metode"
    assert "autofocus" in str(response.context["review"]["text"])
    assert not ReviewComment.objects.exists()


def test_a_comment_is_dropped(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    post(client, here, "case", here.secretary, act="comment", text="Skriv søgedatoen")
    made = ReviewComment.objects.get()
    post(client, here, "case", here.secretary, act=f"drop-{made.pk}")
    assert not ReviewComment.objects.exists()
    assert post(client, here, "case", here.secretary, act="drop-x").status_code == 404


def test_another_than_the_one_who_has_it_saves_nothing(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    shown = text(post(client, here, "case", here.colleague, act="save", **marks()))
    assert not Check.objects.exists()
    assert "Sagen er ikke din" in shown


# --- what came back


def test_the_authors_answer_and_send_in_again(client: Client) -> None:
    here = sent_back("Skriv søgedatoen", "Nævn databaserne")
    first, second = ReviewComment.objects.all()
    shown = text(page(client, here, "run-comments", here.lead))
    assert "Kommentarer fra sekretariatet" in shown
    assert 'class="btn pri" name="act" value="save"' in shown
    ticked = {f"done_{first.pk}": "on", f"done_{second.pk}": "on", f"answer_{first.pk}": "Rettet i afsnit 5"}
    shown = text(post(client, here, "run-comments", here.lead, edition=here.case.edition, act="save", **ticked))
    assert 'class="btn pri" name="act" value="resubmit"' in shown
    post(client, here, "run-comments", here.lead, edition=here.case.edition, act="resubmit", **ticked)
    assert (here.position, ReviewComment.objects.get(pk=first.pk).answer) == (Position.REVIEW, "Rettet i afsnit 5")


def test_what_is_not_ticked_is_named_and_the_answers_are_kept(client: Client) -> None:
    here = sent_back("Skriv søgedatoen", "Nævn databaserne")
    first = ReviewComment.objects.all()[0]
    data = {f"done_{first.pk}": "on", f"answer_{first.pk}": "Rettet", "act": "resubmit"}
    response = post(client, here, "run-comments", here.lead, edition=here.case.edition, **data)
    assert (response.status_code, here.position) == (422, Position.RETURNED)
    assert "1 kommentar" in text(response)
    assert "Rettet" in text(response)
    assert ReviewComment.objects.get(pk=first.pk).answer == "Rettet"


def test_an_older_edition_is_told_and_the_answers_are_kept(client: Client) -> None:
    here = sent_back("Skriv søgedatoen")
    one, edition = ReviewComment.objects.get(), here.case.edition
    here.describe(summary="Andre ord")
    data = {f"done_{one.pk}": "on", "act": "resubmit"}
    response = post(client, here, "run-comments", here.lead, edition=edition, **data)
    assert (response.status_code, here.position) == (409, Position.RETURNED)
    assert ReviewComment.objects.get().ticked_at is not None


def test_what_the_chair_wrote_is_dealt_with_and_sent_in_again(client: Client) -> None:
    here = scene.at(Position.RETURNED)
    shown = text(page(client, here, "run-comments", here.lead))
    assert "Kommentarer fra formanden" in shown
    assert "Afsnit 3 mangler en kilde" in shown
    ticked = {f"done_{one.pk}": "on" for one in ReviewComment.objects.all()}
    shown = text(post(client, here, "run-comments", here.lead, edition=here.case.edition, act="save", **ticked))
    assert 'class="btn pri" name="act" value="resubmit"' in shown
    post(client, here, "run-comments", here.lead, edition=here.case.edition, act="resubmit", **ticked)
    assert here.position is Position.CLINICAL


def test_who_may_read_and_who_may_answer(client: Client) -> None:
    here = sent_back("Skriv søgedatoen")
    one = ReviewComment.objects.get()
    shown = text(page(client, here, "run-comments", here.chairs[here.owner]))
    assert "Skriv søgedatoen" in shown
    assert "<textarea" not in shown
    for who in (here.chairs[here.owner], factories.reader()):
        response = post(client, here, "run-comments", who, edition=1, act="save", **{f"done_{one.pk}": "on"})
        assert response.status_code == 404
    assert page(client, here, "run-comments", factories.reader()).status_code == 404


@pytest.mark.parametrize("place", [Position.DRAFT, Position.CLINICAL, Position.REVIEW, Position.PUBLISHED])
def test_nothing_came_back(client: Client, place: Position) -> None:
    here = scene.at(place)
    assert "ikke noget at svare på" in text(page(client, here, "run-comments", here.lead))
    assert post(client, here, "run-comments", here.lead, edition=1, act="resubmit").status_code == 200
    assert here.position is place


# --- publishing


def said(here: Scene, **more: Any) -> dict[str, Any]:
    shown = {"sha256": here.case.sha256, "edition": here.case.edition, "label": "1.0", "kind": "major"}
    return {**shown, "published_on": "21.11.2026", "months": "60", "counts_from": "administrative_approval", **more}


def test_publishing_is_asked_about_before_it_is_done(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    first = page(client, here, "publish", here.secretary)
    initial = first.context["form"].initial
    assert (initial["label"], initial["kind"], initial["months"]) == ("1.0", "major", 60)
    asked = post(client, here, "publish", here.secretary, **said(here))
    assert not Publication.objects.exists()
    assert "Publicér version 1.0 af" in text(asked)
    assert "21. november 2031" in text(asked)
    assert "kan ikke fortrydes" in text(asked)
    confirmed = said(here, seen=asked.context["form"].fingerprint, publish="1")
    done = post(client, here, "publish", here.secretary, **confirmed)
    assert (Publication.objects.get().version.label, here.position) == ("1.0", Position.PUBLISHED)
    assert "Version 1.0" in text(done)


def test_something_else_than_was_shown_is_shown_again(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    asked = post(client, here, "publish", here.secretary, **said(here))
    other = said(here, label="1.1", seen=asked.context["form"].fingerprint, publish="1")
    assert post(client, here, "publish", here.secretary, **other).status_code == 200
    assert not Publication.objects.exists()


def test_what_is_odd_must_be_accepted(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    odd = said(here, kind="minor")
    asked = post(client, here, "publish", here.secretary, **odd)
    confirmed = {**odd, "seen": asked.context["form"].fingerprint, "publish": "1"}
    assert post(client, here, "publish", here.secretary, **confirmed).status_code == 422
    post(client, here, "publish", here.secretary, **confirmed, accept="1")
    assert Publication.objects.get().version.kind == "minor"


def test_a_changed_draft_is_told_with_409(client: Client) -> None:
    here = scene.at(Position.APPROVED)
    old = said(here)
    asked = post(client, here, "publish", here.secretary, **old)
    here.describe(summary="Andre ord")
    confirmed = {**old, "seen": asked.context["form"].fingerprint, "publish": "1"}
    response = post(client, here, "publish", here.secretary, **confirmed)
    assert (response.status_code, Publication.objects.count()) == (409, 0)


def test_other_positions_have_nothing_to_publish(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    assert "ikke noget at publicere" in text(page(client, here, "publish", here.secretary))
    assert post(client, here, "publish", here.secretary, **said(here)).status_code == 200
    assert not Publication.objects.exists()


@pytest.mark.parametrize("wrong", [{"label": ""}, {"months": ""}, {"next_due": "2031"}, {"published_on": "i går"}])
def test_what_is_missing_is_asked_for(client: Client, wrong: dict[str, str]) -> None:
    here = scene.at(Position.APPROVED)
    assert post(client, here, "publish", here.secretary, **said(here, **wrong)).status_code == 422


# --- setup


def test_the_checklist_is_edited(client: Client) -> None:
    who = factories.secretariat()
    factories.sign_in(client, who)
    first, second = ChecklistItem.objects.all()[:2]
    client.post(reverse("checklist"), {"text_da": "Forsiden er udfyldt"})
    assert ChecklistItem.objects.filter(text_da="Forsiden er udfyldt", is_default=False).exists()
    client.post(reverse("checklist"), {"act": f"down-{first.pk}"})
    assert list(ChecklistItem.objects.all()[:2]) == [second, first]
    client.post(reverse("checklist-item", args=[first.pk]), {"text_da": first.text_da, "text_en": first.text_en})
    assert not ChecklistItem.objects.get(pk=first.pk).is_active
    assert client.get(reverse("checklist")).status_code == 200


def test_a_returned_case_is_to_be_answered_not_decided(client: Client) -> None:
    here = sent_back("Kilde mangler")
    shown = text(page(client, here, "case", here.secretary))
    assert ("svar senest 5. december 2026" in shown, "afgøres senest" in shown) == (True, False)


def test_phrases_are_kept_and_removed(client: Client) -> None:
    factories.sign_in(client, factories.secretariat())
    client.post(reverse("phrases"), {"text": "Angiv søgedato.", "section": "5 Metode"})
    phrase = Phrase.objects.get()
    assert client.post(reverse("phrases"), {"text": "Angiv søgedato."}).status_code == 422
    client.post(reverse("phrases"), {"act": f"drop-{phrase.pk}"})
    assert not Phrase.objects.get().is_active


# --- how many statements it takes


@pytest.mark.parametrize(("name", "place"), [("case", Position.REVIEW), ("run-comments", Position.RETURNED)])
def test_as_many_statements_for_nine_comments_as_for_two(client: Client, name: str, place: Position) -> None:
    few, many = ["Kort"] * 2, ["Kort"] * 9
    asked = []
    for texts in (few, many):
        here = sent_back(*texts) if place is Position.RETURNED else commented(*texts)
        factories.sign_in(client, here.secretary)
        client.get(reverse("guidelines"))
        with CaptureQueriesContext(connection) as found:
            shown = client.get(reverse(name, args=[here.revision.pk]))
        assert text(shown).count('<span class="lines">Kort') == len(texts)
        asked.append(len(found))
    assert asked[0] == asked[1] <= 45


def commented(*texts: str) -> Scene:
    here = scene.at(Position.REVIEW, (f"G{len(texts)}",))
    for words in texts:
        facts = {"person": here.secretary, "by": actor(here.secretary), "now": here.tick()}
        reviewing.add_comment(here.step().step, text=words, **facts)
    return here

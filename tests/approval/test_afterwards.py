"""What comes after: a second consultation, what a party reads once it is answered, and comments that follow a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.actions.consultations import (
    AnswerFacts,
    CommentFacts,
    PartyFacts,
    answer_comments,
    close_consultation,
    open_consultation,
    respond,
)
from guidelines.approval.actions.reviewing import add_comment
from guidelines.approval.manifest import values
from guidelines.approval.models import Consultation, Party, ReviewComment
from guidelines.approval.parties import answer_path
from guidelines.approval.rules import Outcome, Position
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, Scene, actor
from tests.people.test_views import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def held() -> tuple[Scene, Party]:
    """A consultation under way in which the one party has commented."""
    here = scene.at(Position.DRAFT)
    here.upload()
    facts = {"closes_on": date(2026, 12, 12), "parties": [PartyFacts(name="Patienter", email="p@example.org")]}
    party = open_consultation(here.revision, **facts, by=BY, now=here.tick()).parties.get()
    respond(party, [CommentFacts("2 Metode", "Hvorfor?")], written_by=None, by=BY, now=here.tick())
    return here, party


def close(here: Scene, *, answered: bool = True) -> None:
    consultation = Consultation.objects.get()
    close_consultation(consultation, by=BY, now=here.tick())
    if answered:
        facts = AnswerFacts(consultation.parties.get().comments.get().pk, "partly", "Uddybet i afsnit 2")
        answer_comments(consultation, [facts], person=here.lead, by=actor(here.lead), now=here.tick())


def english(client: Client, who: Any = None) -> Client:
    client.cookies["language"] = "en"
    return factories.sign_in(client, who) if who else client


# --- a second consultation


def back_to_draft(here: Scene) -> None:
    here.do(actions.correct_stage, stage=Stage.DRAFT, reason="Skrives om", by=here.secretary)


def test_another_one_is_offered_once_the_first_is_dealt_with_and_it_is_a_draft_again(client: Client) -> None:
    here, _party = held()
    english(client, here.lead)
    address = reverse("consultation", args=[here.revision.pk])
    offers = "Open another consultation"
    assert offers not in text(client.get(address))
    close(here)
    assert offers not in text(client.get(address))
    back_to_draft(here)
    assert offers in text(client.get(address))
    shown = client.get(f"{address}?ny=1")
    assert ("Open the consultation" in text(shown), offers in text(shown)) == (True, False)
    sent = client.post(f"{address}?ny=1", {"closes_on": "15.1.2027", "others": "Foreningen, f@example.org"})
    assert (sent.status_code, sent.url, Consultation.objects.count()) == (302, address, 2)
    assert here.position is Position.CONSULTATION
    assert "Foreningen" in text(client.get(address))


def test_none_is_offered_while_a_comment_waits(client: Client) -> None:
    here, _party = held()
    close(here, answered=False)
    back_to_draft(here)
    english(client, here.lead)
    address = reverse("consultation", args=[here.revision.pk])
    assert "Open another consultation" not in text(client.get(address))
    client.post(f"{address}?ny=1", {"closes_on": "15.1.2027", "others": "Foreningen, f@example.org"})
    assert Consultation.objects.count() == 1


# --- what a party reads by its link


def test_a_party_reads_by_its_link_what_became_of_its_comments(client: Client) -> None:
    here, party = held()
    address = answer_path(party)
    close(here, answered=False)
    before = text(english(client).get(address))
    assert ("The consultation is closed" in before, "Hvorfor?" in before, "Not answered yet" in before) == (
        True,
        True,
        True,
    )
    facts = AnswerFacts(party.comments.get().pk, "partly", "Uddybet i afsnit 2")
    answer_comments(party.consultation, [facts], person=here.lead, by=actor(here.lead), now=here.tick())
    after = client.get(address)
    assert "Partly taken Uddybet i afsnit 2" in text(after)
    assert "Send the answer" not in text(after)
    assert (after.headers["Referrer-Policy"], after.headers["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")


def test_it_reads_nothing_of_the_others(client: Client) -> None:
    here, party = held()
    other = Party.objects.create(
        consultation=party.consultation, name="Andre", email="a@example.org", invited_at=here.now
    )
    close_consultation(Consultation.objects.get(), reason="Færdig", by=BY, now=here.tick())
    assert "Hvorfor?" not in text(english(client).get(answer_path(other)))


# --- comments that the authors were never sent


def commented(here: Scene) -> ReviewComment:
    words = {"section": "3", "text": "Kilden mangler"}
    found: ReviewComment = here.do_step(add_comment, here.secretary, **words)
    return found


def waiting(here: Scene) -> list[str]:
    step = here.step().step
    return [comment.text for comment in ReviewComment.objects.filter(step=step, returned=None)]


def put_back(here: Scene) -> None:
    here.do(actions.release_case, person=here.secretary, by=here.secretary)


def test_they_follow_the_case_that_is_put_back_and_taken_by_another() -> None:
    here = scene.at(Position.REVIEW)
    commented(here)
    put_back(here)
    here.take(here.colleague)
    assert waiting(here) == ["Kilden mangler"]
    here.decide(Outcome.SEND_BACK, person=here.colleague)
    assert here.case.returned is not None
    assert [comment.text for comment in here.case.returned.comments] == ["Kilden mangler"]


def test_they_follow_one_who_is_recused_and_one_who_is_given_it() -> None:
    here = scene.at(Position.REVIEW)
    commented(here)
    here.decide(Outcome.RECUSE, person=here.secretary)
    here.give(here.colleague, by=here.colleague)
    assert waiting(here) == ["Kilden mangler"]


def test_what_an_approval_passed_by_stays_behind() -> None:
    here = scene.at(Position.REVIEW)
    commented(here)
    here.approve()
    here.do(actions.correct_stage, stage=Stage.SUBMITTED, reason="Om igen", by=here.colleague)
    here.take(here.colleague)
    assert waiting(here) == []


# --- the group's own word for its chair


def test_a_receipt_calls_the_chair_what_the_group_does() -> None:
    here = scene.at(Position.CLINICAL)
    made = here.approve()
    assert values(made)["role"] == "Formand for DSG"
    here.groups["DSG"].chair_title = "forperson"
    here.groups["DSG"].save()
    made = type(made).objects.select_related("acting_for", "person").get(pk=made.pk)
    assert values(made)["role"] == "Forperson for DSG"

"""Who was merged into another row acts on as the person kept."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions.consultations import PartyFacts, respond
from guidelines.approval.actions.reviewing import mark_check
from guidelines.approval.rules import Outcome, Position
from guidelines.desk.persons.merging import merge_everywhere
from guidelines.lists import clock
from guidelines.models import ChecklistItem, Decision, Person
from reminders.notices import NoticeKind, notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene
from tests.reminders.mailing import consulted

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def here_now(place: Position) -> Scene:
    return scene.at(place, now=clock.now())


def merged(here: Scene, who: Person) -> Person:
    """The person kept, who now has the account of the one who acted."""
    kept = factories.person("Kaja Kept")
    return merge_everywhere(who, into=kept, by=scene.BY, now=here.now)


def press(who: Person, made: Decision) -> int:
    client = factories.sign_in(Client(), who)
    return client.post(reverse("decision-undo", args=[made.pk])).status_code


def test_the_person_kept_undoes_what_was_decided_under_the_other_row() -> None:
    here = here_now(Position.CLINICAL)
    made = here.decide(Outcome.SEND_BACK)
    kept = merged(here, made.person)
    page = factories.sign_in(Client(), kept).get(reverse("decision", args=[made.step_id]))
    assert [item["may_undo"] for item in page.context["made"]] == [True]
    latest = factories.sign_in(Client(), kept).get(reverse("approvals")).context["latest"]
    assert [(item["decision"], item["may_undo"]) for item in latest] == [(made, True)]
    assert press(kept, made) == 302
    made.refresh_from_db()
    assert (made.undone_at is not None, here.position) == (True, Position.CLINICAL)


def test_it_stays_nobody_elses() -> None:
    here = here_now(Position.CLINICAL)
    made = here.decide(Outcome.SEND_BACK)
    merged(here, made.person)
    assert press(here.deputies["DSG"], made) == 404
    assert here.position is Position.RETURNED


def test_what_one_did_oneself_under_the_other_row_does_not_stand_in_the_way() -> None:
    here = here_now(Position.REVIEW)
    made = here.decide(Outcome.DEFER)
    kept = merged(here, here.secretary)
    item = ChecklistItem.objects.order_by("pk").first()
    here.do(mark_check, item, state="ok", person=kept, by=kept)
    assert press(kept, made) == 302
    made.refresh_from_db()
    assert made.undone_at is not None


@pytest.mark.parametrize("answered", [[], ["kept"], ["duplicate"], ["kept", "duplicate"]])
def test_two_rows_asked_in_one_consultation_are_asked_once(answered: list[str]) -> None:
    """What either has answered stays; nobody is left who is asked and cannot be told."""
    here = here_now(Position.DRAFT)
    asked = {"kept": factories.person("Kaja Kept"), "duplicate": factories.reader("Kaja K")}
    consultation = consulted(here, *(PartyFacts(person=who) for who in asked.values()))
    for who in answered:
        respond(consultation.parties.get(person=asked[who]), [], written_by=None, by=scene.BY, now=here.tick())
    merge_everywhere(asked["duplicate"], into=asked["kept"], by=scene.BY, now=here.tick())
    rows = sorted((str(party), party.answered_at is not None) for party in consultation.parties.all())
    both = [("Kaja K", True), ("Kaja Kept", True)]
    assert rows == (both if len(answered) == 2 else [("Kaja Kept", bool(answered))])
    told = [notice.person for notice in notices(here.now) if notice.kind is NoticeKind.CONSULTATION]
    assert told == ([] if answered else [asked["kept"].pk])

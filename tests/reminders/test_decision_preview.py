"""The mail about a decision, shown before it is made: the same words as the one that then leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.actions.reviewing import add_comment
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Decision, Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor
from tests.reminders.mailing import later, text_of
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


def shown(here: Scene, outcome: str, who: Person, **typed: Any) -> Any:
    """The answer to *Vis mailen* on the page of the open step, at the scene's moment."""
    url = reverse("decision-mail", args=[here.step().step.pk])
    with time_machine.travel(here.now + timedelta(seconds=30), tick=False):
        return factories.sign_in(Client(), who).post(url, {"outcome": outcome, **typed})


@pytest.mark.parametrize(
    ("place", "outcome"),
    [
        (Position.CLINICAL, Outcome.SEND_BACK),
        (Position.CLINICAL, Outcome.APPROVE),
        (Position.CLINICAL, Outcome.RECUSE),
        (Position.REVIEW, Outcome.SEND_BACK),
    ],
)
def test_it_is_the_mail_that_then_leaves(server: MailServer, place: Position, outcome: Outcome) -> None:
    here = scene.at(place)
    later(here, 15)
    told = len(server.deliveries)
    who = here.chairs["DSG"] if place is Position.CLINICAL else here.secretary
    due = here.today + timedelta(days=9)
    preview = shown(here, outcome, who, return_due_on=due.isoformat()).context["shown"]
    here.decide(outcome, return_due_on=due if outcome is Outcome.SEND_BACK else None)
    later(here)
    [delivery] = server.deliveries[told:]
    # The address of the page that says why it came is that of a mail: the one shown is none yet.
    sent = [line for line in text_of(delivery).splitlines() if not line.startswith("Hvorfor du har fået mailen:")]
    assert (preview.subject, preview.text.split()) == (delivery.message["Subject"], "\n".join(sent).split())


def test_comments_that_wait_and_the_one_begun_are_counted() -> None:
    here = scene.at(Position.REVIEW)
    facts = {"person": here.secretary, "by": actor(here.secretary), "now": here.tick()}
    add_comment(here.step().step, section="5 Metode", text="Kilde mangler", **facts)
    found = [shown(here, "send_back", here.secretary, text=begun).context["shown"] for begun in ("", "Skriv ud")]
    assert [mail.subject.split(" til ")[0] for mail in found] == ["1 kommentar", "2 kommentarer"]


@pytest.mark.parametrize("outcome", ["", "defer", "nonsense"])
def test_other_answers_cause_no_mail_and_nothing_is_decided(outcome: str) -> None:
    here = scene.at(Position.CLINICAL)
    response = shown(here, outcome, here.chairs["DSG"])
    assert (response.status_code, response.context["shown"], Decision.objects.count()) == (200, None, 0)
    assert "Der sendes ingen mail" in response.content.decode()


def test_the_first_of_two_groups_causes_none() -> None:
    here = scene.at(Position.CLINICAL, groups=("DSG", "DGCG"))
    url = reverse("decision-mail", args=[here.step("DSG").step.pk])
    response = factories.sign_in(Client(), here.chairs["DSG"]).post(url, {"outcome": "approve"})
    assert response.context["shown"] is None


def test_it_is_for_who_may_decide() -> None:
    here = scene.at(Position.CLINICAL)
    answers = [shown(here, "send_back", who).status_code for who in (here.lead, here.secretary, here.chairs["DSG"])]
    assert answers == [404, 404, 200]

"""Who was tovholder for a while between two verbs has worked on the bytes that come in, or are handed in, then (A2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guidelines.approval import actions
from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Person
from guidelines.planning.actions import assign_leads, undo
from guidelines.planning.actions.leads import Lead
from guidelines.planning.rules import Stage
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def name(here: Scene, *people: Person) -> None:
    """Make these the tovholdere of the entry."""
    leads = [Lead(person) for person in people]
    assign_leads(here.entry, leads, by=scene.actor(here.secretary), now=here.tick())


def contributors(here: Scene) -> set[int]:
    return set(here.revision.contributions.values_list("person", flat=True))


def briefly(here: Scene, who: Person) -> None:
    """Let the person be tovholder in the tovholder's place, some days after the start, and no longer."""
    here.now += timedelta(days=3)
    name(here, who)
    here.now += timedelta(days=3)
    name(here, here.lead)


def test_who_led_while_it_was_written_has_worked_on_what_is_uploaded() -> None:
    here = scene.start()
    briefly(here, here.secretary)
    assert contributors(here) == {here.lead.pk}
    here.upload()
    assert contributors(here) == {here.lead.pk, here.secretary.pk}


def test_and_on_what_is_handed_in() -> None:
    here = scene.at(Position.DRAFT)
    here.describe()
    here.upload()
    here.prepare()
    briefly(here, here.secretary)
    here.do(actions.ask_approval, expected_edition=here.case.edition)
    here.approve()
    with pytest.raises(Refused):
        here.take(here.secretary)
    here.take(here.colleague)


def test_and_on_what_a_correction_puts_before_those_who_approve() -> None:
    here = scene.at(Position.DRAFT)
    here.upload()
    briefly(here, here.secretary)
    facts = {"stage": Stage.CLINICAL_APPROVAL, "reason": "Sendt med mail"}
    here.do(actions.correct_stage, **facts, by=here.colleague)
    assert contributors(here) == {here.lead.pk, here.secretary.pk}


def test_who_led_while_it_was_only_read_has_not() -> None:
    here = scene.at(Position.SUBMITTED)
    briefly(here, here.secretary)
    here.take(here.secretary)
    here.approve(person=here.secretary)
    assert here.position is Position.APPROVED


def test_who_was_replaced_before_the_revision_started_has_not() -> None:
    here = scene.start()
    here.do(actions.stop, reason="Begynder forfra", by=here.secretary)
    name(here, here.secretary)
    name(here, here.lead)
    here.revision = actions.start_run(here.entry, deadline_on=None, by=scene.BY, now=here.tick())
    here.now += timedelta(days=3)
    here.upload()
    assert contributors(here) == {here.lead.pk}


def test_a_naming_that_was_undone_does_not_count() -> None:
    here = scene.start()
    here.now += timedelta(days=3)
    name(here, here.secretary)
    event = Event.objects.filter(verb="leads_assigned").order_by("seq").last()
    assert event is not None
    undo(event, by=scene.actor(here.secretary), now=here.tick())
    here.upload()
    assert contributors(here) == {here.lead.pk}

"""A case given to a colleague: to whom, what stays with it, how it reads, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.approval import actions
from guidelines.approval.actions import capacities, taking
from guidelines.approval.actions.passing import recuse_beforehand
from guidelines.approval.actions.reviewing import add_comment
from guidelines.approval.rules import Outcome, Position
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Person, ReviewComment, Role
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def undo(here: Scene, who: Person | None = None, minutes: float = 1) -> Any:
    by, now = actor(who or here.secretary), here.tick(minutes)
    event = Event.objects.about(here.revision).filter(verb__in=actions.UNDOABLE).order_by("-seq")[0]
    return actions.undo_case(event, by=by, now=now)


def sentences(here: Scene) -> list[str]:
    with translation.override("da"):
        return [line.sentence for line in history(Event.objects.about(here.revision))]


@pytest.mark.parametrize("place", [Position.SUBMITTED, Position.REVIEW])
def test_it_is_the_colleagues_from_the_queue_and_from_another(place: Position) -> None:
    here = scene.at(place)
    here.give(here.colleague)
    assert (here.position, here.step().holder) == (Position.REVIEW, here.colleague)
    assert sentences(here)[0] == "Sagen blev givet til Kollega Kær."
    with pytest.raises(Refused, match="Kollega Kær"):
        here.give(here.colleague)


def test_what_is_written_on_the_step_goes_with_it_and_a_rest_ends() -> None:
    here = scene.at(Position.REVIEW)
    comment = here.do_step(add_comment, here.secretary, text="Afsnit 3 mangler en kilde")
    here.decide(Outcome.DEFER)
    here.give(here.colleague)
    assert (here.step().step.pk, here.step().is_deferred) == (comment.step_id, False)
    here.decide(Outcome.SEND_BACK, person=here.colleague)
    assert ReviewComment.objects.get(pk=comment.pk).returned is not None


def worked(here: Scene) -> None:
    here.upload(person=here.colleague)
    here.approve()


def recused(here: Scene) -> None:
    here.do(recuse_beforehand, person=here.colleague, by=here.colleague)


def left(here: Scene) -> None:
    Role.objects.filter(person=here.colleague).delete()


def barred(here: Scene) -> None:
    assert here.colleague.user is not None
    type(here.colleague.user).objects.filter(pk=here.colleague.user.pk).update(is_active=False)


@pytest.mark.parametrize("why", [worked, recused, left, barred])
def test_nobody_gets_a_case_they_may_not_decide(why: Any) -> None:
    here = scene.at(Position.SUBMITTED)
    why(here)
    with pytest.raises(Refused, match="Kollega Kær"):
        here.give(here.colleague)
    assert here.position is Position.SUBMITTED


def test_the_switch_without_four_eyes_one_who_worked_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    here = scene.at(Position.SUBMITTED)
    worked(here)
    free = capacities.Capacities(here.colleague, True, False, False, False)
    monkeypatch.setattr(taking, "capacities_of", lambda held, person: free)
    here.give(here.colleague)
    assert here.step().holder == here.colleague


def test_who_worked_on_it_or_is_no_secretary_gives_nothing() -> None:
    here = scene.at(Position.SUBMITTED)
    worked(here)
    third = factories.secretariat("Tredje Tang")
    for who in (here.colleague, here.lead, here.chairs["DSG"]):
        with pytest.raises(Refused):
            here.give(third, by=who)
    assert here.position is Position.SUBMITTED


def test_who_takes_a_case_over_gets_what_is_written_on_it() -> None:
    here = scene.at(Position.REVIEW)
    step = here.step().step
    here.give(here.colleague, by=here.colleague)
    assert (here.step().step, here.step().holder) == (step, here.colleague)


# --- taking it back


def test_a_case_given_taken_or_released_stands_as_before() -> None:
    here = scene.at(Position.SUBMITTED)
    queue = here.step().step
    here.give(here.colleague)
    undo(here)
    assert (here.position, here.step().step) == (Position.SUBMITTED, queue)
    here.take()
    undo(here)
    assert (here.position, here.step().step) == (Position.SUBMITTED, queue)
    here.take()
    here.decide(Outcome.DEFER)
    before = here.step()
    here.give(here.colleague)
    undo(here)
    assert (here.step().holder, here.step().step.deferred_until) == (here.secretary, before.step.deferred_until)
    here.do(actions.release_case, person=here.colleague, by=here.colleague)
    undo(here, here.colleague)
    assert (here.step().step, here.step().holder) == (before.step, here.secretary)
    assert sentences(here)[0] == "Det, der skete med sagen, blev taget tilbage."


def test_a_decision_before_it_can_be_undone_again_once_it_is_taken_back() -> None:
    here = scene.at(Position.REVIEW)
    put_off = here.decide(Outcome.DEFER)
    here.give(here.colleague)
    by = actor(here.secretary)
    with pytest.raises(Refused):
        actions.undo_decision(put_off, person=here.secretary, by=by, now=here.tick())
    undo(here)
    actions.undo_decision(put_off, person=here.secretary, by=by, now=here.tick())
    assert here.step().step.deferred_until is None


def test_it_is_not_taken_back_by_another_late_twice_or_once_somebody_has_worked_on() -> None:
    here = scene.at(Position.SUBMITTED)
    here.give(here.colleague)
    for who, minutes in ((here.colleague, 1.0), (here.secretary, 11.0)):
        with pytest.raises(Refused):
            undo(here, who, minutes)
    here.now = scene.NOW
    here.give(here.secretary)
    here.do_step(add_comment, here.secretary, text="Afsnit 3 mangler en kilde")
    with pytest.raises(Refused):
        undo(here)
    assert here.step().holder == here.secretary


def test_what_was_done_last_is_one_press_and_nothing_once_more_was_done() -> None:
    here, there = scene.at(Position.SUBMITTED), scene.at(Position.SUBMITTED, ("DGCG",))
    by, now = actor(here.secretary), here.tick()
    for revision in (here.revision, there.revision):
        actions.take_case(revision, person=here.secretary, by=by, now=now)
    assert [event.object_key for event in actions.last_case_acts(by, now)] == [
        str(here.revision.pk),
        str(there.revision.pk),
    ]
    here.do(actions.release_case, person=here.secretary, by=here.secretary)
    assert [event.verb for event in actions.last_case_acts(by, here.now)] == ["case_released"]
    undo(here)
    assert actions.last_case_acts(by, here.now) == []


# --- the page of the case


def page(client: Client, here: Scene, who: Person) -> str:
    found = factories.sign_in(client, who).get(reverse("case", args=[here.revision.pk]))
    return str(found.content.decode())


def test_the_page_offers_those_who_are_free(client: Client) -> None:
    here = scene.at(Position.SUBMITTED)
    third = factories.secretariat("Tredje Tang")
    worked(here)
    shown = page(client, here, here.secretary)
    assert f'<option value="{third.pk}">Tredje Tang</option>' in shown
    assert "Kollega Kær</option>" not in shown
    assert 'name="to"' not in page(client, here, here.colleague)


def test_it_is_given_from_the_page_and_refused_in_danish(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    client = factories.sign_in(client, here.secretary)
    url = reverse("case-give", args=[here.revision.pk])
    for wrong in ("", "x", str(here.lead.pk)):
        shown = client.post(url, {"to": wrong}, follow=True).content.decode()
        assert "Vælg den kollega, der skal have sagen." in shown
    shown = client.post(url, {"to": here.colleague.pk}, follow=True).content.decode()
    assert "Kollega Kær har nu sagen." in shown
    assert here.step().holder == here.colleague

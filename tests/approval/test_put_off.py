"""A step is put off a few times and no more; what would be refused is not offered."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.rules import MOST_DEFERRALS, Outcome, Position
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.models import Decision, Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
REFUSED = "Trinnet er udsat 2 gange"


def put_off(here: Scene, times: int = MOST_DEFERRALS) -> Decision:
    """Put the step off so many times, and return the last of these decisions."""
    return [here.decide(Outcome.DEFER) for _time in range(times)][-1]


def page(here: Scene, who: Person, **sent: Any) -> Any:
    client = factories.sign_in(Client(), who)
    address = reverse("decision", args=[here.step().step.pk])
    return client.post(address, sent) if sent else client.get(address)


def fields(here: Scene) -> dict[str, Any]:
    """What a page shown now sends to put the step off."""
    choice = here.choice(Outcome.DEFER)
    shown = {"key": str(choice.key), "sha256": choice.sha256, "edition": choice.edition}
    return {**shown, "outcome": "defer", "until": choice.until.isoformat() if choice.until else ""}


@pytest.mark.parametrize("place", [Position.CLINICAL, Position.REVIEW])
def test_it_is_refused_after_so_many_times_and_decided_all_the_same(place: Position) -> None:
    here = scene.at(place)
    put_off(here)
    with pytest.raises(Refused, match=REFUSED):
        here.decide(Outcome.DEFER)
    here.approve()
    assert here.position is not place


def test_one_that_was_undone_does_not_count() -> None:
    here = scene.at(Position.CLINICAL)
    last = put_off(here)
    actions.undo_decision(last, person=last.person, by=scene.BY, now=here.tick())
    here.decide(Outcome.DEFER)
    with pytest.raises(Refused, match=REFUSED):
        here.decide(Outcome.DEFER)


def test_the_step_that_opens_next_is_counted_by_itself() -> None:
    here = scene.at(Position.CLINICAL)
    put_off(here)
    here.decide(Outcome.SEND_BACK)
    here.resubmit()
    put_off(here)


def test_the_page_offers_it_while_it_is_allowed_and_says_why_not() -> None:
    here = scene.at(Position.CLINICAL, now=clock.now())
    chair = here.chairs["DSG"]
    put_off(here, MOST_DEFERRALS - 1)
    shown = page(here, chair)
    assert ("defer" in _offered(shown), "kan ikke udsættes igen" in text(shown)) == (True, False)
    put_off(here, 1)
    shown = page(here, chair)
    assert _offered(shown) == ["approve", "approve_remark", "send_back", "recuse"]
    assert "Trinnet er udsat 2 gange og kan ikke udsættes igen." in text(shown)
    assert 'name="until"' not in text(shown)


def test_what_is_sent_from_an_older_page_is_refused_in_words() -> None:
    here = scene.at(Position.CLINICAL, now=clock.now())
    older = fields(here)
    put_off(here)
    answer = page(here, here.chairs["DSG"], **older)
    assert (answer.status_code, "Trinnet er udsat 2 gange og kan ikke udsættes igen." in text(answer)) == (422, True)
    assert Decision.objects.count() == MOST_DEFERRALS


def test_the_last_one_sent_twice_is_one() -> None:
    here = scene.at(Position.CLINICAL, now=clock.now())
    put_off(here, MOST_DEFERRALS - 1)
    sent = fields(here)
    answers = [page(here, here.chairs["DSG"], **sent).status_code for _press in range(2)]
    assert (answers, Decision.objects.count()) == ([302, 302], MOST_DEFERRALS)


def test_the_switch_without_the_rule_it_is_put_off_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisions, "may_defer", lambda earlier: True)
    put_off(scene.at(Position.CLINICAL), MOST_DEFERRALS + 2)


def _offered(response: Any) -> list[str]:
    return [str(offered.radio.data["value"]) for offered in response.context["form"].choices]


def text(response: Any) -> str:
    return unescape(response.content.decode())

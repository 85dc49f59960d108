"""A guideline is withdrawn or merged once its revision is stopped; lists and mails agree on what is out of use."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.rules import Position
from guidelines.desk.inbox.reading import read_inbox
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Guideline, Revision
from guidelines.people.access import Viewer
from guidelines.register.actions import merge, withdraw_guideline
from reminders.notices import notices
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, NOW, Scene
from tests.people.test_views import errors, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def take_out(here: Scene, how: str) -> Guideline:
    guideline, why = here.revision.guideline, {"reason": "Dækkes af en anden", "by": BY, "now": here.tick()}
    if how == "withdrawn":
        withdraw_guideline(guideline, on=here.today, **why)
    else:
        merge(guideline, factories.guideline(), **why)
    return Guideline.objects.get(pk=guideline.pk)


@pytest.mark.parametrize("how", ["withdrawn", "merged"])
def test_it_stays_in_use_while_a_revision_is_under_way(how: str) -> None:
    here = scene.at(Position.CLINICAL)
    with pytest.raises(Refused, match="Stop forløbet fra sagen først"):
        take_out(here, how)
    assert Guideline.objects.in_use().contains(here.revision.guideline)
    here.do(actions.stop, reason="Retningslinjen udgår", by=here.secretary)
    assert take_out(here, how).is_withdrawn(here.today)


def test_what_is_out_of_use_is_not_revised() -> None:
    guideline = factories.guideline(owner=factories.group("DSG"))
    withdraw_guideline(guideline, on=date(2027, 1, 1), reason="Udgår", by=BY, now=NOW)
    with pytest.raises(Refused, match="allerede udgået"):
        actions.start_run(factories.entry(guideline, 2026), deadline_on=None, by=BY, now=NOW)
    assert not Revision.objects.exists()


@pytest.mark.parametrize("place", [Position.CLINICAL, Position.RETURNED, Position.SUBMITTED])
@pytest.mark.parametrize("how", ["withdrawn_on", "merged_into"])
def test_lists_and_mails_agree_on_what_is_out_of_use(place: Position, how: str) -> None:
    """Rows of an earlier time: the guideline was taken out of use while its revision went on."""
    here = scene.at(place)
    here.tick(11)
    title = here.revision.guideline.title

    def shown() -> dict[str, bool]:
        viewers = {"chair": here.chairs["DSG"], "lead": here.lead, "secretary": here.secretary}
        pages = ("tasks", "approvals") if place is Position.CLINICAL else ("tasks",)  # later it is a past decision
        lists = {f"{page} {who}": (page, who) for page in pages for who in viewers}
        found = {
            key: title in text(factories.sign_in(Client(), viewers[who]).get(reverse(page)))
            for key, (page, who) in lists.items()
        }
        inbox = read_inbox(Viewer(here.secretary.user), here.today)
        told = [item for item in notices(here.now) if item.kind.value in ("approval_asked", "work_returned")]
        return {**found, "inbox": bool(inbox.rows), "notices": bool(told)}

    assert any(shown().values())
    other = factories.guideline() if how == "merged_into" else here.today
    Guideline.objects.filter(pk=here.revision.guideline_id).update(**{how: other})
    assert not any(shown().values()), shown()


# --- the page


def stop_page(here: Scene) -> str:
    return reverse("run-stop", args=[here.revision.pk])


def test_the_secretariat_stops_a_revision_with_a_reason(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    client.cookies["language"] = "en"
    factories.sign_in(client, here.colleague)
    assert stop_page(here) in client.get(reverse("case", args=[here.revision.pk])).content.decode()
    assert "What was written and decided stays in the history" in text(client.get(stop_page(here)))
    assert errors(client.post(stop_page(here), {"reason": " "})) == {"reason": ["Skriv, hvorfor forløbet stoppes."]}
    answer = client.post(stop_page(here), {"reason": "Skrives sammen med en anden"})
    assert (answer.status_code, answer.url) == (302, here.revision.guideline.get_absolute_url())
    assert (here.position, Event.objects.get(verb="run_stopped").actor_key) == (
        Position.STOPPED,
        f"person:{here.colleague.pk}",
    )
    assert client.get(stop_page(here)).status_code == 404
    assert "stop_url" not in client.get(reverse("case", args=[here.revision.pk])).content.decode()


def test_others_do_not_find_the_page() -> None:
    here = scene.at(Position.CLINICAL)
    for who in (here.lead, here.chairs["DSG"], factories.reader("Rie Læser")):
        assert factories.sign_in(Client(), who).post(stop_page(here), {"reason": "x"}).status_code == 404
    assert here.position is Position.CLINICAL

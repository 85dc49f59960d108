"""*Ikke nået*: a planned year gone by is settled with a reason, and that can be taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from guidelines.journal.models import Event, EventDetail
from guidelines.models import Group, Person, PlanEntry
from tests import factories
from tests.planning.test_entry_pages import PLAN, page, text
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
REASON = {"reason": "Ingen tid"}


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    return factories.entry(factories.guideline("Kæmpecelletumorer", owner=dsg, slug="kaempe"), 2027)


@pytest.fixture
def signed_in(client: Client, chair: Person) -> Client:
    return factories.sign_in(client, chair)


def test_a_past_entry_is_marked_as_not_completed_and_that_is_taken_back(signed_in: Client, entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=2025)
    assert send(signed_in, page(entry, "ikke-naaet"), REASON).status_code == 302
    assert PlanEntry.objects.get().outcome == "missed"
    event = Event.objects.get()
    assert (event.verb, EventDetail.objects.get().words) == ("entry_missed", {"reason": "Ingen tid"})
    shown = text(signed_in.get(PLAN))
    assert "»Kæmpecelletumorer« er markeret som ikke nået i 2025." in shown
    assert signed_in.post(f"{PLAN}fortryd/{event.seq}/").status_code == 302
    assert PlanEntry.objects.get().outcome == "planned"


def test_an_entry_whose_year_is_not_over_is_moved_instead(signed_in: Client, entry: PlanEntry) -> None:
    response = send(signed_in, page(entry, "ikke-naaet"), REASON)
    assert response.status_code == 422
    assert "Planåret er ikke omme. Flyt i stedet planlinjen til et andet år." in text(response)
    assert not Event.objects.exists()


def test_only_other_past_entries_can_be_marked_too(signed_in: Client, entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=2025)
    older = factories.entry(entry.guideline, 2023)
    factories.entry(entry.guideline, 2031)
    html = signed_in.get(page(entry, "ikke-naaet")).content.decode()
    assert re.findall(r'<a href="([^"]+/ikke-naaet/)">(\d+)</a>', html) == [(page(older, "ikke-naaet"), "2023")]

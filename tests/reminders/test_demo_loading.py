"""What is loaded into an empty database, and that nothing is loaded into another."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Guideline, GuidelineVersion, Person, PlanEntry, Revision, User
from reminders.demo import story
from reminders.demo.loading import load_published, load_story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_plan_as_published_invents_no_status() -> None:
    load_published(NOW)
    assert PlanEntry.objects.filter(outcome="planned").count() == 14
    assert PlanEntry.objects.exclude(year=None).count() == 1
    assert (Revision.objects.count(), GuidelineVersion.objects.exclude(next_due_last=None).count()) == (0, 0)
    named = Person.objects.filter(assignments__isnull=False).distinct()
    assert set(named.values_list("email", "user")) == {("", None)}


def test_nobody_is_late_in_the_plan_as_published(client: Client) -> None:
    load_published(NOW)
    client.force_login(User.objects.get(person__name=story.CHAIR))
    desmoid = Guideline.objects.get(title__startswith="Desmoid")
    pages = ["/planskema/dsg/", "/planskema/dsg/?aar=alle", "/opgaver/", f"/retningslinjer/{desmoid.slug}/"]
    shown = {path: client.get(path).content.decode() for path in pages}
    late = re.compile(r"ikke nået|overskredet|ikke svaret|skulle have været", re.IGNORECASE)
    legend = re.compile(r'(?s)<ul class="legend">.*?</ul>')
    assert {path: late.findall(legend.sub("", page)) for path, page in shown.items()} == {path: [] for path in pages}
    assert "2022 efter totalerne – bekræft" in shown["/planskema/dsg/"]
    assert "2022 efter totalerne – bekræft" in shown[pages[-1]]


@pytest.mark.parametrize("load", [load_story, load_published])
def test_a_filled_database_is_refused(load: Any) -> None:
    load_story(NOW)
    events = Event.objects.count()
    with pytest.raises(Refused):
        load(NOW)
    assert Event.objects.count() == events

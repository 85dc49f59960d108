"""What is loaded into an empty database, and that nothing is loaded into another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import GuidelineVersion, Person, PlanEntry, Revision
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


@pytest.mark.parametrize("load", [load_story, load_published])
def test_a_filled_database_is_refused(load: Any) -> None:
    load_story(NOW)
    events = Event.objects.count()
    with pytest.raises(Refused):
        load(NOW)
    assert Event.objects.count() == events

"""Who acts and when, in the tests of people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
BY = Actor("user", "person:1")


@pytest.fixture
def verbs(db: None) -> Callable[[], list[str]]:
    """A function that returns the verbs in the journal, in their order."""
    return lambda: list(Event.objects.order_by("seq").values_list("verb", flat=True))


def refusal(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """The English sentence with which the verb refuses; fails where it does not, or writes something."""
    before = Event.objects.count()
    with translation.override("en"):
        with pytest.raises(Refused) as refused:
            verb(*args, by=BY, now=NOW, **kwargs)
        message = str(refused.value)
    assert Event.objects.count() == before
    return message

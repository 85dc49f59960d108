"""What the tests of the plan share: a group, its chair, and the moment at which everything happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from guidelines.journal.writing import Actor
from guidelines.models import Group, Person
from tests import factories

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CHAIR = Actor("user", "person:1")
OTHER = Actor("user", "person:2")


@pytest.fixture
def dsg(db: None) -> Group:
    """The group whose plan it is."""
    return factories.group("DSG")


@pytest.fixture
def chair(dsg: Group) -> Person:
    """Its chair."""
    return factories.chair_of(dsg, "Formand Fjord")


@pytest.fixture
def clock_at_now() -> Iterator[time_machine.Coordinates]:
    """The clock on the wall stands at NOW, and can be moved."""
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def english() -> Iterator[None]:
    """Refusals as the code words them, so that a better Danish sentence breaks no test of a rule."""
    with translation.override("en"):
        yield

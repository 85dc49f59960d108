"""What the tests of calendar feeds begin with: the moment, a group, a tovholder and a guideline with a deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from guidelines.models import Group, Guideline, Person
from tests import factories
from tests.exchange.calendars import NOW


@pytest.fixture
def moment() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def lead() -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def due(dsg: Group, lead: Person) -> Guideline:
    made = factories.guideline("Kæmpecelletumorer", owner=dsg)
    factories.version(made, "1.1", next_due=date(2027, 12, 1))
    factories.entry(made, 2027, leads=[lead])
    return made

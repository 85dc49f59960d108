"""A plan of two guidelines that is exported, and the moment that it is exported in."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from guidelines.models import Group, Person, PlanEntry
from tests import factories


@pytest.fixture(name="_moment")
def moment() -> Any:
    with time_machine.travel("2026-11-22 12:00", tick=False) as found:
        yield found


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def anna() -> Person:
    return factories.person("Anna Berg")


@pytest.fixture
def entry(dsg: Group, anna: Person) -> PlanEntry:
    """*Prøvesarkomer* in 2027, beside another guideline in 2029; both are Anna Berg's."""
    factories.entry(factories.guideline("Den anden", owner=dsg), 2029, leads=[anna])
    return factories.entry(factories.guideline("Prøvesarkomer", owner=dsg), 2027, leads=[anna])

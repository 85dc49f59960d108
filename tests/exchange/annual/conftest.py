"""A group and what became of its year; the clock stands a month after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from guidelines.documents.dates import FuzzyDate
from guidelines.models import Group
from guidelines.planning.actions import (
    mark_missed,
    move_entry,
    record_stage,
    start_revision,
    withdraw_entry,
)
from guidelines.planning.rules import Kind, Stage
from guidelines.register.actions import (
    VersionFacts,
    register_version,
    withdraw_guideline,
)
from tests import factories
from tests.exchange.annual.making import at, planned


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    with time_machine.travel(datetime(2023, 2, 1, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def year(dsg: Group) -> Group:
    """A year of the group's: two done, one moved, one taken out, one not completed, one open, one without a year."""
    lead = factories.person("Nanna Juul")
    entries = [planned(f"Prøve {letter}", dsg) for letter in "ABCDE"]
    new = planned("New example", dsg, Kind.NEW, language="en")
    planned("Uden år", dsg, year=None)
    factories.entry(entries[0].guideline, 2024, leads=[lead])
    run = start_revision(entries[0], deadline_on=None, **at(date(2022, 2, 1)))
    record_stage(run, stage=Stage.SUBMITTED, reason="Prøve", **at(date(2022, 3, 1)))
    record_stage(run, stage=Stage.PUBLISHED, reason="Prøve", **at(date(2022, 3, 12)))
    approval = {"administrative_approval": factories.day(date(2022, 12, 21)), "next_due": FuzzyDate.month(2027, 12)}
    register_version(new.guideline, VersionFacts("1.0", dates=approval), **at(date(2022, 12, 22)))
    move_entry(entries[1], to_year=2024, reason="Afventer studie", **at(date(2022, 10, 1)))
    withdraw_entry(entries[2], reason="Dækkes af en anden", **at(date(2022, 11, 1)))
    mark_missed(entries[3], reason="Travlhed", **at(date(2023, 1, 15)))
    withdraw_guideline(entries[2].guideline, on=date(2022, 11, 2), reason="Prøve", **at(date(2022, 11, 2)))
    return dsg

"""The report of a day is the same whenever it is asked for, whatever was done since."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest

from guidelines.exchange.annual.content import Report
from guidelines.lists.errors import Refused
from guidelines.models import Group, Guideline
from guidelines.planning.actions import (
    add_entry,
    change_kind,
    mark_missed,
    move_entry,
    record_stage,
    set_year,
    start_revision,
    withdraw_entry,
)
from guidelines.planning.rules import Kind, Stage
from guidelines.register.actions import (
    VersionFacts,
    assess,
    create_guideline,
    extend,
    register_version,
    retitle,
    withdraw_guideline,
)
from tests import factories
from tests.exchange.annual.making import FIRST, at, made

pytestmark = pytest.mark.django_db

YEARS = ((2021, False), (2022, False), (2022, True))
"""What is asked for on each day: these years, of the group or of the country."""


class Walk:
    """Somebody who plans, registers and judges at random."""

    def __init__(self, seed: int, group: Group) -> None:
        self.dice, self.group = random.Random(seed), group
        self.guidelines = [create_guideline(title=f"Prøve {n}", owner=group, **at(FIRST)) for n in range(4)]

    def do(self, day: date) -> None:
        """Do something on this day, unless it is refused."""
        acts = (self.plan, self.plan, self.change, self.change, self.change, self.register, self.judge)
        with suppress(Refused):
            self.dice.choice(acts)(self.dice.choice(self.guidelines), day)

    def plan(self, guideline: Guideline, day: date) -> None:
        kind, year = self.dice.choice(list(Kind)), self.dice.choice((None, 2021, 2022, 2023))
        add_entry(guideline, year=year, kind=kind, **at(day))

    def change(self, guideline: Guideline, day: date) -> None:
        entry = guideline.plan_entries.planned().order_by("?").first()
        if entry is None:
            return
        year = self.dice.choice((2021, 2022, 2023))
        match self.dice.randrange(6):
            case 0:
                move_entry(entry, to_year=year, reason=f"Prøve {day}", **at(day))
            case 1:
                set_year(entry, year=year, **at(day))
            case 2:
                withdraw_entry(entry, reason=f"Prøve {day}", **at(day))
            case 3:
                mark_missed(entry, reason=f"Prøve {day}", **at(day))
            case 4:
                change_kind(entry, kind=self.dice.choice(list(Kind)), **at(day))
            case _:
                run = start_revision(entry, deadline_on=None, **at(day))
                record_stage(run, stage=self.dice.choice((Stage.DRAFT, Stage.PUBLISHED)), reason="Prøve", **at(day))

    def register(self, guideline: Guideline, day: date) -> None:
        approval = factories.day(day - timedelta(days=self.dice.randrange(400)))
        due = factories.day(day + timedelta(days=self.dice.randrange(-100, 900)))
        label = f"{self.dice.randrange(3)}.{self.dice.randrange(9)}"
        dates = {"administrative_approval": approval, "next_due": due, "last_search": approval}
        register_version(guideline, VersionFacts(label, dates=dates), **at(day))

    def judge(self, guideline: Guideline, day: date) -> None:
        match self.dice.randrange(4):
            case 0:
                assess(guideline, on=factories.day(day), reason="Prøve", **at(day))
            case 1:
                extend(guideline, until=factories.day(day + timedelta(days=1000)), reason="Prøve", **at(day))
            case 2:
                retitle(guideline, title=f"Titel {day}", is_working_title=False, **at(day))
            case _:
                withdraw_guideline(guideline, on=day, reason="Prøve", **at(day))


@pytest.mark.parametrize("seed", range(3))
def test_the_report_of_a_day_is_the_same_ever_after(dsg: Group, seed: int) -> None:
    walk = Walk(seed, dsg)
    told: dict[tuple[int, date, bool], Report] = {}
    for number in range(12):
        day = date(2022, 2, 1) + timedelta(days=31 * number)
        for _act in range(4):
            walk.do(day)
        told |= {(year, day, whole): made(None if whole else dsg, year, day) for year, whole in YEARS}
    for (year, day, whole), shown in told.items():
        assert made(None if whole else dsg, year, day) == shown, (year, day)
    assert len({repr(one.sections) for one in told.values()}) > 24, "the walk changes what is reported"

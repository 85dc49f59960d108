"""Which guidelines the planning looks at: the statement leaves out nobody to whom the rules would say something."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from guidelines.journal.writing import Actor
from guidelines.models import Absence, Assignment, Group, Guideline, Person, Role
from guidelines.planning.actions.answers import snooze
from guidelines.planning.rules import Stage
from reminders.among import among
from reminders.candidates import due_by, reaches
from reminders.facts import load
from reminders.ladder import DEFAULT, Setting, ladder_from
from reminders.ladder_setting import read_ladders, set_ladder
from reminders.models import GroupRelease, Mail, Occurrence, SlotRun
from reminders.planning import due, plan
from reminders.rules import Action, slot_of
from reminders.slots import slots_between
from tests import factories
from tests.reminders.scene import FINAL_SLOT, LATE_SLOT, guideline_due, moment, release, scene

BY = Actor("user", "1")


@pytest.mark.parametrize("ladder", [DEFAULT, ladder_from({"begin": Setting(9), "final_7": Setting(is_on=False)})])
@pytest.mark.parametrize("day", [date(2030, 11, 19), date(2028, 2, 29), date(2031, 1, 7)])
def test_the_targets_that_have_reached_a_rung_are_those_whose_slot_has_come(ladder: object, day: date) -> None:
    turns = reaches(ladder, day)
    rungs = [*ladder.before, ladder.rungs["late_14"]]
    for number in range(-900, 1200):
        target = day + timedelta(days=number)
        expected = {rung.key for rung in rungs if slot_of(rung, target) <= day}
        found = [set(turn.rungs) for turn in turns if turn.first <= target <= turn.last]
        assert found == ([expected] if expected else [])


def said(day: date, today: date, *, all_of_them: bool) -> set[tuple[object, ...]]:
    """What goes to anybody by a day, judged over all guidelines or over those that the statement names."""
    asked = (
        Guideline.objects.all() if all_of_them else Guideline.objects.filter(pk__in=among(due_by(day, read_ladders())))
    )
    found = due(load(asked, today=today), day)
    return {
        (one.rule, one.guideline, one.cycle, one.target, one.rung, one.person, one.action)
        for one in found
        if one.action is not Action.SKIP
    }


def random_world(chance: Random) -> list[Person]:
    """Three groups, one on hold, with guidelines of every kind around the year 2030."""
    groups = [release(factories.group(name)) for name in ("DSG", "DLCG")] + [factories.group("DGCG")]
    for group in groups[:2]:
        factories.chair_of(group)
    factories.deputy_of(groups[0])
    people = [factories.person(f"Person {number}") for number in range(5)]
    for number in range(9):
        leads = chance.sample(people, chance.randrange(0, 3))
        owner, on = chance.choice(groups), date(2030, 6, 1) + timedelta(days=chance.randrange(-400, 700))
        guideline = guideline_due(owner, *leads, on=on, title=f"Retningslinje {number}")
        entry = guideline.plan_entries.get()
        if chance.random() < 0.45:
            factories.revision(
                entry, chance.choice(list(Stage)[:5]), deadline_on=on - timedelta(days=chance.choice([0, 90]))
            )
        elif chance.random() < 0.2:
            guideline.versions.all().delete()
        elif chance.random() < 0.2:
            factories.entry(guideline, on.year + 5, leads=[chance.choice(people)])
    Absence.objects.create(person=people[0], starts_on=date(2030, 8, 1), ends_on=date(2030, 10, 15))
    return people


def stir(chance: Random, people: list[Person], day: date) -> None:
    """Something changes between two slots: a rest, a new lead, a new chair, a lost row, a setting."""
    guideline = chance.choice(list(Guideline.objects.all()))
    match chance.randrange(8):
        case 0:
            target = load(Guideline.objects.filter(pk=guideline.pk), today=day).facts.get(guideline.pk)
            if target is not None:
                until = day + timedelta(days=30)
                who = chance.choice(people)
                if guideline.snoozes.filter(person=who).count() < 2:
                    snooze(guideline, person=who, target=target.target, until=until, by=BY, now=moment(day))
        case 1:
            entry = guideline.plan_entries.first()
            who = chance.choice(people)
            if entry and not entry.assignments.filter(person=who).exists():
                Assignment.objects.create(plan_entry=entry, person=who, role="lead", position=9)
        case 2:
            Role.objects.filter(kind="chair", ends_on=None).update(ends_on=day)
            for group in Group.objects.all():
                factories.chair_of(group)
        case 3:
            Occurrence.objects.filter(guideline=guideline, state="planned").delete()
        case 4:
            group = chance.choice(list(Group.objects.all()))
            set_ladder(group, {"final_7": Setting(is_on=chance.random() < 0.5)}, by=BY, now=moment(day))


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(2))
def test_nothing_that_the_rules_would_say_is_left_out(seed: int) -> None:
    chance = Random(seed)
    people = random_world(chance)
    heard = 0
    for slot in slots_between(date(2029, 11, 1), date(2031, 6, 1)):
        if chance.random() < 0.45:
            continue  # an outage
        found = said(slot, slot, all_of_them=True)
        assert said(slot, slot, all_of_them=False) == found
        heard += len(found)
        plan(moment(slot))
        Mail.objects.filter(state="planned").update(state="sent", frozen_at=moment(slot), sent_at=moment(slot))
        Occurrence.objects.filter(state="planned").update(state="mailed")
        stir(chance, people, slot)
    assert heard > 10


@pytest.mark.both
@pytest.mark.django_db
def test_what_is_handled_is_not_asked_about_again() -> None:
    there = scene()
    ladders = read_ladders()
    assert due_by(FINAL_SLOT, ladders) == [there.guideline.pk]
    plan(moment(FINAL_SLOT))
    assert due_by(FINAL_SLOT, ladders) == due_by(FINAL_SLOT + timedelta(days=6), ladders) == []
    assert due_by(LATE_SLOT, ladders) == [there.guideline.pk]
    GroupRelease.objects.all().delete()
    assert due_by(LATE_SLOT, ladders) == []


@pytest.mark.both
@pytest.mark.django_db
def test_what_is_far_ahead_is_not_asked_about() -> None:
    guideline_due(release(factories.group("DSG")), factories.person(), on=FINAL_SLOT + timedelta(days=400))
    assert due_by(FINAL_SLOT, read_ladders()) == []
    plan(moment(FINAL_SLOT))
    assert SlotRun.objects.get().mails == 0

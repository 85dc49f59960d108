"""Which guidelines the planning looks at: the statement leaves out nobody to whom the rules would say something."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random

import pytest

from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Absence, Assignment, Group, Guideline, Person, Role
from guidelines.planning.actions.answers import decline_lead, snooze
from guidelines.planning.actions.extensions import ask_extension, decide_extension
from guidelines.planning.actions.leads import confirm_lead
from guidelines.planning.rules import Stage
from reminders.alike import says
from reminders.among import among
from reminders.candidates import Line, due_by, reaches
from reminders.facts import load
from reminders.ladder import DEFAULT, Ladders, Setting, ladder_from
from reminders.ladder_setting import read_ladders, set_ladder
from reminders.models import GroupRelease, Mail, Occurrence, SlotRun
from reminders.planning import due, plan
from reminders.rules import Action, Facts, Recipient, Verdict, slot_of, verdicts
from reminders.slots import slots_between
from tests import factories
from tests.reminders.scene import FINAL_SLOT, LATE_SLOT, guideline_due, moment, release, scene

BY = Actor("user", "1")
SIZE = 16
KEY = ("rule", "guideline", "target", "due_on", "rung", "recipient", "state", "reason")
STATES = {Action.MAIL: "planned", Action.TASK: "task", Action.SKIP: "skipped"}


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


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"begin": Setting(9), "final_7": Setting(is_on=False)},
        {"late_14": Setting(is_on=False), "draft": Setting(75)},
        {"chair_30": Setting(is_on=False), "secretariat_60": Setting(is_on=False)},
    ],
)
@pytest.mark.parametrize("day", [date(2030, 11, 19), date(2028, 2, 29), date(2031, 1, 7)])
def test_what_is_said_of_a_span_of_targets_is_what_the_rules_say_of_each(
    changes: dict[str, Setting], day: date
) -> None:
    ladder = ladder_from(changes)
    line = Line.of(Ladders({None: changes}), day, day)
    spans = says(ladder, day, line.first)
    assert spans
    for number in range((line.first - day).days, 1200):
        target = day + timedelta(days=number)
        known = Facts(7, "first", target, leads=(4, 5), confirmed=frozenset({5}), ladder=ladder)
        expected = {
            (one.person == 5, one.rung, one.action, one.reason)
            for one in verdicts(known, {4: Recipient(), 5: Recipient()}, {}, day)
        }
        words = [word for span in spans if span.first <= target <= span.last for word in span.words]
        assert {(word.is_sure, word.rung, word.action, word.reason) for word in words} == expected
        assert len(words) == len(expected)


def judged(day: date) -> list[Verdict]:
    """What the rules say by a day of every guideline, each read and judged by itself."""
    return due(load(Guideline.objects.all(), today=day), day)


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
    people.append(factories.person("Uden Adresse", email=""))
    for number in range(SIZE):
        leads = chance.sample(people, chance.randrange(0, 3))
        owner, on = chance.choice(groups), date(2030, 6, 1) + timedelta(days=chance.randrange(-400, 700))
        guideline = guideline_due(owner, *leads, on=on, title=f"Retningslinje {number}")
        entry = guideline.plan_entries.get()
        if chance.random() < 0.3:
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
    """Something changes between two slots: a rest, a lead, a chair, a lost row, a setting, an answer, a deadline."""
    guideline = chance.choice(list(Guideline.objects.all()))
    match chance.randrange(12):
        case 0:
            rest(guideline, chance.choice(people), day)
        case 1:
            new_lead(guideline, chance.choice(people))
        case 2:
            Role.objects.filter(kind="chair", ends_on=None).update(ends_on=day)
            for group in Group.objects.all():
                factories.chair_of(group)
        case 3:
            Occurrence.objects.filter(guideline=guideline, state="planned").delete()
        case 4:
            group = chance.choice(list(Group.objects.all()))
            set_ladder(group, {"final_7": Setting(is_on=chance.random() < 0.5)}, by=BY, now=moment(day))
        case 5 | 6 | 7:
            answer(chance, guideline, day)
        case 8:
            ask_for_more_time(chance, guideline, chance.choice(people), day)


def rest(guideline: Guideline, who: Person, day: date) -> None:
    """Somebody lets the reminders of the present target rest; twice at most."""
    known = load(Guideline.objects.filter(pk=guideline.pk), today=day).facts.get(guideline.pk)
    if known is not None and guideline.snoozes.filter(person=who).count() < 2:
        until = day + timedelta(days=30)
        snooze(guideline, person=who, target=known.target, until=until, by=BY, now=moment(day))


def new_lead(guideline: Guideline, who: Person) -> None:
    """Somebody takes part who did not."""
    entry = guideline.plan_entries.first()
    if entry and not entry.assignments.filter(person=who).exists():
        Assignment.objects.create(plan_entry=entry, person=who, role="lead", position=9)


def answer(chance: Random, guideline: Guideline, day: date) -> None:
    """Somebody who leads says yes or no to the role."""
    held = Assignment.objects.filter(plan_entry__guideline=guideline, role="lead", ended_on=None).order_by("pk").first()
    if held is not None and chance.random() < 0.5:
        confirm_lead(held, by=BY, now=moment(day))
    elif held is not None:
        decline_lead(held.plan_entry, person=held.person, by=BY, now=moment(day))


def ask_for_more_time(chance: Random, guideline: Guideline, who: Person, day: date) -> None:
    """Somebody asks for a later deadline, and gets it, or not; what the verbs refuse changes nothing."""
    on = max(day, date(2030, 9, 1)) + timedelta(days=chance.randrange(30, 300))
    granted, by, now = chance.choice([on, None]), BY, moment(day)
    with suppress(Refused):
        asked = ask_extension(guideline, person=who, to_on=on, reason="Mangler tid", by=by, now=now)
        decide_extension(asked, grant_on=granted, note="Aftalt", person=None, beyond_limit=True, by=by, now=now)


@pytest.mark.both
@pytest.mark.django_db
@pytest.mark.parametrize("seed", [0, 2, 3])
def test_nothing_that_the_rules_would_say_is_left_out(seed: int) -> None:
    chance = Random(seed)
    people = random_world(chance)
    heard = alike = 0
    for slot in slots_between(date(2029, 11, 1), date(2031, 6, 1)):
        if chance.random() < 0.45:
            continue  # an outage
        found = said(slot, slot, all_of_them=True)
        assert said(slot, slot, all_of_them=False) == found
        heard += len(found)
        others = due_by(slot, read_ladders(), Line.of(read_ladders(), slot, slot))
        expected = rows_of(judged(slot))
        before = rows()
        plan(moment(slot))
        written = rows() - before
        assert {row for row in written if row[-2] != "skipped"} == {row for row in expected if row[-2] != "skipped"}
        assert written <= expected
        alike += len({row[1] for row in written} - set(others))
        Mail.objects.filter(state="planned").update(state="sent", frozen_at=moment(slot), sent_at=moment(slot))
        Occurrence.objects.filter(state="planned").update(state="mailed")
        stir(chance, people, slot)
    assert heard > 10
    assert alike > 5


def rows() -> set[tuple[object, ...]]:
    """The occurrences that are there."""
    return set(Occurrence.objects.values_list(*KEY))


def rows_of(found: list[Verdict]) -> set[tuple[object, ...]]:
    """The occurrences that these verdicts come to, where nobody had a mail this week yet."""
    return {
        (one.rule, one.guideline, one.cycle, one.target, one.rung, one.person, STATES[one.action], one.reason.value)
        for one in found
    }


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

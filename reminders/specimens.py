"""Every kind of mail as a real guideline would give it: its people, its dates, its texts. Writes and sends nothing."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from datetime import date

from django.utils import translation

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.compose import briefs, item_of, letter
from reminders.facts import World, load
from reminders.ladder import (
    ASKED_FIRST,
    ASKED_SECOND,
    DEPUTY,
    EXTENSION_FIRST,
    EXTENSION_SECOND,
    OF_STEP,
    RETURNED_CHAIR,
    RETURNED_LATE,
    STEPS,
    Audience,
)
from reminders.mime import Letter
from reminders.own_text import OwnText
from reminders.rules import Action, Facts, Verdict, slot_of
from reminders.slots import next_slot
from reminders.step_wording import step_passage
from reminders.steps import Kind, StepFacts
from reminders.texts import draft_of
from reminders.wording import Brief, Item, Passage, passage

_STEP_KINDS = {ASKED_FIRST: Kind.APPROVAL, ASKED_SECOND: Kind.APPROVAL, DEPUTY: Kind.APPROVAL}
_STEP_KINDS |= {RETURNED_LATE: Kind.RETURNED, RETURNED_CHAIR: Kind.RETURNED}
_STEP_KINDS |= {EXTENSION_FIRST: Kind.EXTENSION, EXTENSION_SECOND: Kind.EXTENSION}


@dataclass(frozen=True)
class Specimen:
    """A mail of a kind to somebody; `product` is what the product itself would say, with placeholders."""

    person: Person
    letter: Letter
    product: OwnText


@dataclass(frozen=True)
class Case:
    """A reminder that is made up of what is real, and who would read it."""

    kind: str
    person: Person
    verdict: Verdict
    world: World
    texts: dict[int, Brief]
    day: date


def shown_guidelines(today: date) -> list[Guideline]:
    """Return the guidelines whose mails can be shown, by title: those with a deadline and a tovholder."""
    facts = load(Guideline.objects.all(), today=today).facts
    pks = [pk for pk, known in facts.items() if known.leads]
    return list(Guideline.objects.filter(pk__in=pks).order_by("sort_key", "pk"))


def specimen(kind: str, language: str, guideline: Guideline, *, today: date, own: OwnText | None = None) -> Specimen:
    """Return a mail of the kind about one of the `shown_guidelines`; with `own` as if it were kept."""
    return written(case_of(kind, guideline, today=today), language, own=own)


def written(case: Case, language: str, *, own: OwnText | None = None) -> Specimen:
    """Return the mail of a case in a language; with `own` as if it were kept. No statement."""
    if own is not None:
        pk = case.verdict.guideline
        case = replace(case, texts={pk: replace(case.texts[pk], own={(case.kind, language): own})})
    reader = copy(case.person)
    reader.language = language
    with translation.override(language):
        item = item_of(case.verdict, reader, case.world, case.texts, case.day)
        product = draft_of(_product(item), item)
    return Specimen(case.person, letter(reader, [case.verdict], case.world, case.texts, case.day), product)


def _product(item: Item) -> Passage:
    return step_passage(item) if item.rung.key in OF_STEP else passage(item)


def case_of(kind: str, guideline: Guideline, *, today: date) -> Case:
    """Return a reminder of the kind about one of the `shown_guidelines`."""
    verdict, world, day = _case(kind, guideline, today)
    person = Person.objects.get(pk=verdict.person)
    return Case(kind, person, verdict, world, briefs({guideline.pk}, world), day)


def _case(kind: str, guideline: Guideline, today: date) -> tuple[Verdict, World, date]:
    world = load(Guideline.objects.filter(pk=guideline.pk), today=today)
    facts = world.facts[guideline.pk]
    if kind in OF_STEP:
        step = _step(kind, facts, today)
        world = replace(world, steps={step.cause: step})
        person = _of(step.stand_ins if kind in (DEPUTY, RETURNED_CHAIR) else step.holders, facts)
        verdict = Verdict(guideline.pk, step.cause, step.since, kind, person, Action.MAIL, rule=STEPS)
        return verdict, world, next_slot(today)
    rung = facts.ladder.rungs[kind]
    person = _of(_chairs(facts, today) if rung.audience is Audience.CHAIR else facts.leads, facts)
    verdict = Verdict(guideline.pk, facts.cycle, facts.target, kind, person, Action.MAIL)
    return verdict, world, slot_of(rung, facts.target)


def _step(kind: str, facts: Facts, today: date) -> StepFacts:
    """A step as it would wait today, with the guideline's own people."""
    chairs, deputies = _chairs(facts, today), tuple(facts.in_charge(today, chairs=False))
    of = _STEP_KINDS.get(kind, Kind.LATE)
    holders = chairs if of in (Kind.APPROVAL, Kind.EXTENSION) else facts.leads
    stand_ins = deputies if of is Kind.APPROVAL else chairs
    everybody = Person.objects.filter(pk__in={*holders, *stand_ins})
    return StepFacts(
        cause="step:0",
        kind=of,
        guideline=facts.guideline,
        since=today,
        group=facts.group,
        holders=holders,
        stand_ins=stand_ins,
        ladder=facts.ladder,
        names=dict(everybody.values_list("pk", "name")),
    )


def _chairs(facts: Facts, today: date) -> tuple[int, ...]:
    return tuple(facts.in_charge(today, chairs=True))


def _of(persons: tuple[int, ...], facts: Facts) -> int:
    """The first of them; a tovholder where there is nobody."""
    return (*persons, *facts.leads)[0]

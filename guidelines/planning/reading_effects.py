"""What a new deadline does, read from the rows as they stand: to validity, and to the load of those who do the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Count

from guidelines.people.models import Person
from guidelines.planning.aims import Aim, aiming_at
from guidelines.planning.extending import (
    Span,
    ValidityEffect,
    moved_by,
    quarter_of,
    validity_effect,
    year_of,
)
from guidelines.planning.models import Assignment
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline, facts_of
from guidelines.register.models.guidelines import GuidelineQuerySet

WORKING = (Assignment.Role.LEAD, Assignment.Role.AUTHOR)


@dataclass(frozen=True)
class Loaded:
    """How many other guidelines somebody has due in the quarter and in the year of a new deadline."""

    name: str
    in_quarter: int
    in_year: int


@dataclass(frozen=True)
class Effect:
    """What a new deadline does; `secretariat` is how many guidelines of all groups are due in the same quarter."""

    day: date
    validity: ValidityEffect
    people: tuple[Loaded, ...]
    group: Loaded | None
    secretariat: int


def read_effect(aim: Aim, day: date, today: date) -> Effect:
    """Return what it does to move the guideline's deadline to a day; a fixed number of statements, seven."""
    facts = facts_of(aim.guideline, aim.version, aim.owner, today)
    basis = aim.target.basis if aim.target else None
    moved = moved_by(basis, is_underway=aim.revision is not None) if basis else None
    quarter, year = quarter_of(day), year_of(day)
    return Effect(
        day=day,
        validity=validity_effect(facts, until=day, moved=moved) if moved else ValidityEffect(day),
        people=_people(aim, quarter, year),
        group=_group(aim, quarter, year),
        secretariat=_due(aim, quarter).count(),
    )


def working_on(aim: Aim) -> list[Person]:
    """Return the tovholdere and authors of what the guideline works on, in their order."""
    if aim.entry is None:
        return []
    rows = Assignment.objects.filter(plan_entry=aim.entry, role__in=WORKING, ended_on=None, person__merged_into=None)
    return list(dict.fromkeys(row.person for row in rows.select_related("person")))


def _due(aim: Aim, span: Span) -> GuidelineQuerySet:
    """The other guidelines in use whose target lies in the span."""
    others: GuidelineQuerySet = Guideline.objects.in_use().exclude(pk=aim.guideline.pk)
    return aiming_at(others, *span)


def _people(aim: Aim, quarter: Span, year: Span) -> tuple[Loaded, ...]:
    people = working_on(aim)
    counted = partial(_of_people, [person.pk for person in people])
    in_quarter, in_year = counted(_due(aim, quarter)), counted(_due(aim, year))
    return tuple(Loaded(one.name, in_quarter.get(one.pk, 0), in_year.get(one.pk, 0)) for one in people)


def _of_people(people: Sequence[int], due: GuidelineQuerySet) -> dict[int, int]:
    """How many of the guidelines each person works on, as a plan that is not done yet says."""
    own = Assignment.objects.filter(role__in=WORKING, ended_on=None, person__in=people)
    planned = own.filter(plan_entry__outcome=Outcome.PLANNED.value, plan_entry__guideline__in=due.values("pk"))
    return dict(planned.order_by().values_list("person").annotate(Count("plan_entry__guideline", distinct=True)))


def _group(aim: Aim, quarter: Span, year: Span) -> Loaded | None:
    if aim.group is None:
        return None
    in_quarter, in_year = (_due(aim, span).of_group(aim.group).count() for span in (quarter, year))
    return Loaded(aim.group.abbreviation, in_quarter, in_year)

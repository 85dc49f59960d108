"""A no to the role waits until the person is off the plan, and waits again where that is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry
from guidelines.planning.rules import Outcome

FACT = "noes"
"""The fact of an event that holds the keys of the noes it settled; absent where there were none."""


def settle_noes(entries: Collection[PlanEntry], people: Collection[int], now: datetime) -> list[LeadAnswer]:
    """Settle these persons' noes to these entries, once they are off them, and return what was settled.

    A no to an entry that is not planned any more, or was deleted, is about the guideline: it waits for as long as the
    person is tovholder of any planned entry of that.
    """
    noes = LeadAnswer.objects.open().filter(person__in=people, kind=LeadAnswer.Kind.DECLINED)
    return _settle(noes.filter(Q(plan_entry__in=entries) | _adrift(entries) & ~Exists(_seats_left())), now)


def settle_by_yes(entry: PlanEntry, person: int, now: datetime) -> None:
    """Settle a person's noes that a yes to an entry has overtaken: those to it, and to what is planned no more."""
    noes = LeadAnswer.objects.open().filter(person=person, kind=LeadAnswer.Kind.DECLINED)
    _settle(noes.filter(Q(plan_entry=entry) | _adrift([entry])), now)


def told_noes(entry: PlanEntry, settled: Iterable[LeadAnswer]) -> dict[str, list[int]]:
    """Return the fact for the event of an entry: which of the settled noes were to it, or to its guideline."""
    own = [no.pk for no in settled if no.guideline_id == entry.guideline_id and _is_about(no, entry)]
    return {FACT: own} if own else {}


def reopen_noes(keys: Collection[int]) -> None:
    """Let these noes wait again."""
    LeadAnswer.objects.filter(pk__in=keys).update(handled_at=None)


def _is_about(no: LeadAnswer, entry: PlanEntry) -> bool:
    other = no.plan_entry
    return other is None or other.pk == entry.pk or other.outcome != Outcome.PLANNED.value


def _settle(noes: QuerySet[LeadAnswer, LeadAnswer], now: datetime) -> list[LeadAnswer]:
    found = list(noes.select_related("plan_entry"))
    LeadAnswer.objects.filter(pk__in=[no.pk for no in found]).update(handled_at=now)
    return found


def _adrift(entries: Collection[PlanEntry]) -> Q:
    """Answers about the guidelines of these entries whose own entry is planned no more."""
    is_gone = Q(plan_entry=None) | ~Q(plan_entry__outcome=Outcome.PLANNED.value)
    return Q(guideline__in=[entry.guideline_id for entry in entries]) & is_gone


def _seats_left() -> QuerySet[Assignment, Assignment]:
    """The seats that the one who answered still has in the plan of the guideline."""
    return Assignment.objects.filter(
        role=Assignment.Role.LEAD,
        ended_on=None,
        person=OuterRef("person"),
        plan_entry__guideline=OuterRef("guideline"),
        plan_entry__outcome=Outcome.PLANNED.value,
    )

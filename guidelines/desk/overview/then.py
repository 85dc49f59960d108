"""Guidelines and steps as they stood at the end of a day; today: as they stand.

A version holds from the day it was published, else approved, and at the latest from when it was registered. Withdrawals
and merges, verdicts that moved the next revision, and moves of a revision carry their days. A correction says what was
right all the time. Groups, and the intervals they have set, are those of today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from guidelines.desk.overview.rules import RETURNED, Cover
from guidelines.journal.models import Event
from guidelines.lists.clock import end_of
from guidelines.planning.models import Move, PlanEntry, Step
from guidelines.planning.rewound import as_of
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline, GuidelineVersion, Verdict
from guidelines.register.validity import with_current_version, with_state

Register = QuerySet[Any, Any]
"""Guidelines with columns that no model has."""


@dataclass(frozen=True)
class Day:
    """The day looked at; never after `today`."""

    on: date
    today: date

    @property
    def is_past(self) -> bool:
        """True where things have to be traced back."""
        return self.on < self.today

    @cached_property
    def planned(self) -> list[int]:
        """The guidelines with a line of the plan that was still to be done then; read once."""
        return sorted({entry.guideline for entry in as_of(self.on) if entry.outcome == Outcome.PLANNED})


def guidelines_on(day: Day) -> Register:
    """Return the guidelines known by then, with what the overview counts.

    `validity` and `due_on` as in the register, `due_precision`; `stage` of the revision under way ("" where none is,
    `RETURNED` for what was sent back).
    """
    found = _rewound(day) if day.is_past else _standing(day)
    found = found.alias(run=FilteredRelation("revisions", condition=_running(day, "revisions__")))
    if day.is_past:
        found = _with_moves(found, day)
    stage = _stage_then() if day.is_past else _stage("run__")
    shown: Register = found.annotate(
        stage=Case(When(run__id__isnull=True, then=Value("")), default=stage, output_field=CharField())
    )
    return shown


def with_cover(found: Register, day: Day) -> Register:
    """Return guidelines of `guidelines_on` with `cover` (rules.Cover), for which an earlier day's plan is read."""
    cover = Case(
        When(run__id__isnull=False, then=Value(Cover.UNDERWAY.value)),
        When(_planned(day), then=Value(Cover.PLANNED.value)),
        default=Value(Cover.NONE.value),
        output_field=CharField(),
    )
    shown: Register = found.annotate(cover=cover)
    return shown


def _planned(day: Day) -> Q:
    """That a line of the plan was still to be done."""
    if day.is_past:
        return Q(pk__in=day.planned)
    return Q(Exists(PlanEntry.objects.planned().filter(guideline=OuterRef("pk"))))


def in_use(found: Register, day: Day) -> Register:
    """Return those that are neither withdrawn nor merged into another on the day."""
    return found.exclude(_gone(day))


def steps_on(day: Day) -> QuerySet[Step, Any]:
    """Return the steps that were open that day, of revisions under way of guidelines in use."""
    open_then = Q(closed_on=None)
    if day.is_past:
        open_then = Q(since__lte=day.on) & (open_then | Q(closed_on__gt=day.on))
    used = in_use(Guideline.objects.all(), day).values("pk")
    return Step.objects.filter(open_then, _running(day, "revision__"), revision__guideline__in=used)


def _running(day: Day, path: str) -> Q:
    """That a revision has begun and not ended."""
    goes_on = Q(**{f"{path}ended_on": None})
    if not day.is_past:
        return goes_on
    return Q(**{f"{path}started_on__lte": day.on}) & (goes_on | Q(**{f"{path}ended_on__gt": day.on}))


def _gone(day: Day) -> Q:
    merged: Any = Q(merged_into__isnull=False)
    if day.is_past:
        later = Verdict.objects.filter(guideline=OuterRef("pk"), kind=Verdict.Kind.MERGED, decided_on__gt=day.on)
        merged &= ~Exists(later)
    gone: Q = Q(withdrawn_on__isnull=False, withdrawn_on__lte=day.on) | merged
    return gone


def _standing(day: Day) -> Register:
    return Guideline.objects.with_validity(day.on).annotate(due_precision=F("current__next_due_precision"))


# --- traced back; what can be joined is joined, because these columns are used many times over


def _rewound(day: Day) -> Register:
    """The guidelines that had a version or were in the register, with the state of the version that held."""
    created = _events("guideline", OuterRef("pk"), "guideline_created")
    was_there = Case(  # a column, because a condition would join the versions once more
        When(current__id__isnull=False, then=True),
        When(Exists(created.filter(at__lt=end_of(day.on))) | ~Exists(created), then=True),
        default=False,
    )
    found = (
        with_current_version(Guideline.objects.all(), Q(versions__pk=_in_force(day)))
        .alias(
            moved=FilteredRelation("verdicts", condition=Q(verdicts__pk=_first_move(day))),
            judged=FilteredRelation("verdicts", condition=Q(verdicts__pk=_last_assessment(day))),
        )
        .alias(
            due_then=_before_move("next_due_before_last", "next_due_last"),
            assessed_then=Case(
                When(current__assessed_last__lte=day.on, then=F("current__assessed_last")),
                When(judged__version=F("current__pk"), then=F("judged__decided_on")),
            ),
        )
        .annotate(due_precision=_before_move("next_due_before_precision", "next_due_precision"))
        .alias(was_there=was_there)
        .filter(was_there=True)
    )
    return with_state(found, day.on, gone=_gone(day), due="due_then", assessed="assessed_then")


def _before_move(before: str, now: str) -> Case:
    """What stood before the first verdict that moved the next revision after the day; what stands where none did."""
    return Case(When(moved__version=F("current__pk"), then=F(f"moved__{before}")), default=F(f"current__{now}"))


def _first_move(day: Day) -> Subquery:
    """The first verdict on a guideline after the day that moved its next revision; a correction moves nothing."""
    later = Verdict.objects.filter(next_due_after_last__isnull=False, decided_on__gt=day.on)
    return _first(later.exclude(kind=Verdict.Kind.CORRECTION), "pk", guideline="pk")


def _last_assessment(day: Day) -> Subquery:
    """The last assessment of a guideline until the day."""
    return _first(Verdict.objects.filter(kind=Verdict.Kind.ASSESSED, decided_on__lte=day.on), "-pk", guideline="pk")


def _in_force(day: Day) -> Subquery:
    """The one version of a guideline that held: today's where it was there, else the newest there was."""
    registered = _events("guidelineversion", OuterRef("pk"), "version_registered")
    dated = Coalesce("published_last", "administrative_approval_last", "clinical_approval_last")
    there = GuidelineVersion.objects.alias(dated=dated).filter(
        Q(dated__lte=day.on)
        | Exists(registered.filter(at__lt=end_of(day.on)))
        | (Q(dated=None, is_current=True) & ~Exists(registered))
    )
    return _first(there, "-is_current", "-label_key", "-pk", guideline="pk")


def _with_moves(found: Register, day: Day) -> Register:
    """Join the last move of the run until the day, and the first one after it."""
    end = end_of(day.on)
    stands = Q(undone_at=None) | Q(undone_at__gte=end)
    last = _first(Move.objects.filter(stands, at__lt=end), "-pk", revision="run__pk")
    following = _first(Move.objects.filter(at__gte=end), "pk", revision="run__pk")
    joined: Register = found.alias(
        last=FilteredRelation("run__moves", condition=Q(run__moves__pk=last)),
        following=FilteredRelation("run__moves", condition=Q(run__moves__pk=following)),
    )
    return joined


def _stage_then() -> Case:
    """Where the last move until then had led, else where the next one began, else where it stands."""
    return Case(
        When(last__id__isnull=False, then=_stage("last__", "stage_to", "returned_to")),
        When(following__id__isnull=False, then=_stage("following__", "stage_from", "returned_from")),
        default=_stage("run__"),
        output_field=CharField(),
    )


def _stage(path: str, stage: str = "stage", is_returned: str = "is_returned") -> Case:
    """A stage's value, or `RETURNED`, from two columns."""
    back = When(**{f"{path}{is_returned}": True, "then": Value(RETURNED)})
    return Case(back, default=F(f"{path}{stage}"), output_field=CharField())


def _first(found: QuerySet[Any, Any], *order: str, **of: str) -> Subquery:
    """The key of the first row, in an order, of those that are `of` the row it is joined to.

    One row each is asked for, by an index: SQLite goes through a whole list of keys again for every row.
    """
    own = found.filter(**{name: OuterRef(path) for name, path in of.items()})
    return Subquery(own.order_by(*order).values("pk")[:1])


def _events(model: str, key: OuterRef, verb: str) -> QuerySet[Event]:
    """What the journal knows of one thing done to a row."""
    return Event.objects.filter(object_type=model, object_key=Cast(key, CharField()), verb=verb)

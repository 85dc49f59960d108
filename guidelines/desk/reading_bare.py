"""Clinical steps that opened while nobody led their group, and that nobody leads yet: a task of the secretariat's."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from guidelines.approval.models import Elector, Recusal
from guidelines.approval.passed_by import passes_by_consultation
from guidelines.approval.standings import LEADING
from guidelines.desk.rules import About, Approval
from guidelines.lists.prepared import Prepared
from guidelines.people.models import Role
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole

_GUIDELINE = "revision__guideline"


class BareFacts(NamedTuple):
    """One such step, and what it is about."""

    step: int
    run: int
    stage: str
    since: date
    due_on: date | None
    group: str
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    skipped: bool | None


BARE_COLUMNS = (
    "pk",
    "revision_id",
    "stage",
    "since",
    "due_on",
    "for_group__abbreviation",
    *(f"{_GUIDELINE}__{name}" for name in ("slug", "title", "language", "is_working_title")),
    "current__label",
    "skipped",
)


def read_bare(today: date) -> list[Approval]:
    """Return these steps, which have no electors and no holder; one statement.

    Those recorded from outside, without the group they are given for, wait for the first verb on them instead.
    """
    return [_approval(BareFacts._make(row)) for row in _bare(today)]


@lru_cache(maxsize=2)
def _bare(today: date) -> Prepared:
    recused = Recusal.objects.filter(person=OuterRef("person"), revision=OuterRef(OuterRef("revision")), undone_at=None)
    leading = Role.objects.on(today).filter(group=OuterRef("holder_group"), kind__in=LEADING)
    in_use = {f"{_GUIDELINE}__withdrawn_on": None, f"{_GUIDELINE}__merged_into": None}
    versions = f"{_GUIDELINE}__versions"
    return Prepared(
        Step.objects.open()
        .filter(holder_role=HolderRole.CHAIR.value, for_group__isnull=False, revision__ended_on=None, **in_use)
        .exclude(Exists(Elector.objects.filter(step=OuterRef("pk"))))
        .exclude(Exists(leading.exclude(Exists(recused))))
        .alias(current=FilteredRelation(versions, condition=Q(**{f"{versions}__is_current": True})))
        .annotate(skipped=passes_by_consultation("revision"))
        .order_by("since", "pk")
        .values_list(*BARE_COLUMNS)
    )


def _approval(facts: BareFacts) -> Approval:
    about = About(facts.slug, facts.title, facts.language, facts.is_working_title, (facts.group,), facts.label)
    return Approval(
        step=facts.step,
        about=about,
        group=facts.group,
        stage=facts.stage,
        run=facts.run,
        since=facts.since,
        due_on=facts.due_on,
        holder=None,
        skips_consultation=bool(facts.skipped),
    )

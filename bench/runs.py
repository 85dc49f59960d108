"""Revisions that await the chair of the large group: with draft, document, route and electors, written by rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from bench.data import BATCH, World
from guidelines.approval.models import Contribution, Draft, DraftFile, Elector, RunApproval, RunRoute
from guidelines.approval.rules import Capacity
from guidelines.models import Assignment, Person, PlanEntry, Revision, Step, StoredFile
from guidelines.planning.rules import HolderRole, Outcome, Stage


def open_runs(world: World, count: int, now: datetime, *, beside: int = 0) -> list[Step]:
    """Let `count` revisions stand at clinical approval, and return their open steps.

    `beside` those that an earlier call opened; 0 takes away what the register had under way. Raises ValueError where
    it has fewer guidelines with something planned.
    """
    if not beside:
        Step.objects.all().delete()
        Revision.objects.all().delete()
    entries = _entries(world, beside + count)[beside:]
    runs = Revision.objects.bulk_create((_run(entry, now.date()) for entry in entries), BATCH)
    RunRoute.objects.bulk_create((_route(run) for run in runs), BATCH)
    RunApproval.objects.bulk_create((_approval(run, world) for run in runs), BATCH)
    authors = dict(_authors(entries))
    Contribution.objects.bulk_create(
        (Contribution(revision=run, person=who, kind="lead", since=now) for run in runs for who in _of(run, authors)),
        BATCH,
    )
    Draft.objects.bulk_create((_draft(run) for run in runs), BATCH)
    _documents(runs, world, now)
    steps = Step.objects.bulk_create((_step(run, world) for run in runs), BATCH)
    chair = _person(world)
    Elector.objects.bulk_create(
        (Elector(step=step, person=chair, capacity=Capacity.CHAIR.value, place=0) for step in steps), BATCH
    )
    return steps


def hand_in(steps: Iterable[Step]) -> None:
    """Let these steps, and so their revisions, stand with the secretariat."""
    keys, stage = [step.pk for step in steps], Stage.SUBMITTED.value
    Revision.objects.filter(steps__in=keys).update(stage=stage)
    nobody = {"holder_group": None, "for_group": None, "holder_person": None}
    Step.objects.filter(pk__in=keys).update(stage=stage, holder_role=HolderRole.SECRETARIAT.value, **nobody)


def _person(world: World) -> Person:
    return world.chair.person


def _entries(world: World, count: int) -> list[PlanEntry]:
    """The first planned line of so many guidelines; none that the chair writes, who could not approve it unasked."""
    planned = PlanEntry.objects.filter(outcome=Outcome.PLANNED).exclude(assignments__person=world.chair.person)
    planned = planned.select_related("guideline").order_by("guideline", "pk")
    first = list({entry.guideline_id: entry for entry in reversed(planned)}.values())[::-1]
    if len(first) < count:
        raise ValueError(f"{len(first)} guidelines have something planned, not {count}")
    return first[:count]


def _authors(entries: Sequence[PlanEntry]) -> Iterable[tuple[int, list[Person]]]:
    found: dict[int, list[Person]] = {entry.pk: [] for entry in entries}
    for item in Assignment.objects.filter(plan_entry__in=entries).select_related("person").order_by("position"):
        found[item.plan_entry_id].append(item.person)
    return found.items()


def _of(run: Revision, authors: dict[int, list[Person]]) -> list[Person]:
    return authors[run.plan_entry_id] if run.plan_entry_id else []


def _run(entry: PlanEntry, today: date) -> Revision:
    return Revision(
        guideline=entry.guideline,
        plan_entry=entry,
        stage=Stage.CLINICAL_APPROVAL.value,
        started_on=today - timedelta(days=60),
        deadline_on=date(today.year, 12, 1),
    )


def _route(run: Revision) -> RunRoute:
    return RunRoute(revision=run, consultation_days=21, administrative_days=14, return_days=14)


def _approval(run: Revision, world: World) -> RunApproval:
    return RunApproval(
        revision=run,
        for_group=world.large,
        approver_group=world.large,
        self_approval="advised",
        needs_second_factor=False,
        clinical_days=14,
    )


def _draft(run: Revision) -> Draft:
    said = {"summary": "Nye anbefalinger om opfølgning", "consultation_skipped": "Kun en præcisering"}
    said |= {"change_log": "Afsnit 3: to anbefalinger er nye", "template_version": "10"}
    return Draft(revision=run, edition=1, label="9.0", kind="major", **said)


def _documents(runs: Sequence[Revision], world: World, now: datetime) -> None:
    """A row for each document; its bytes are nowhere, since no approval reads them."""
    stored = StoredFile.objects.bulk_create(
        (
            StoredFile(
                key=UUID(int=run.pk),
                sha256=hashlib.sha256(str(run.pk).encode()).hexdigest(),
                size=1000,
                kind="pdf",
                file_name="udkast.pdf",
                stored_at=now,
            )
            for run in runs
        ),
        BATCH,
    )
    by = world.lead.person
    DraftFile.objects.bulk_create(
        (
            DraftFile(revision=run, document=document, uploaded_by=by, uploaded_at=now)
            for run, document in zip(runs, stored, strict=True)
        ),
        BATCH,
    )


def _step(run: Revision, world: World) -> Step:
    return Step(
        revision=run,
        stage=run.stage,
        holder_role=HolderRole.CHAIR.value,
        holder_group=world.large,
        for_group=world.large,
        holder_person=world.chair.person,
        since=run.started_on,
        due_on=run.deadline_on,
    )

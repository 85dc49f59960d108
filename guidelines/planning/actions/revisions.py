"""Verbs on a revision under way: start it, record a stage reached outside the product, set its deadline.

Pages use approval's `start_run` and `correct_stage`, which also see to routes, approvers and approvals.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group
from guidelines.planning.models import Move, PlanEntry, Revision, Step
from guidelines.planning.rules import HolderRole, Outcome, Stage, holder_role


def start_revision(entry: PlanEntry, *, deadline_on: date | None, by: Actor, now: datetime) -> Revision:
    """Start the run of a planned entry at the stage agreed; the tovholdere hold its first step.

    Raises Refused when the guideline has a revision under way already or is out of use, or the entry is no longer
    planned.
    """
    with writing(by, now=now) as journal:
        entry = PlanEntry.objects.select_for_update().select_related("guideline").get(pk=entry.pk)
        if entry.outcome != Outcome.PLANNED.value:
            raise Refused(_("The plan was changed meanwhile: this entry is no longer planned. Load the page again."))
        guideline = entry.guideline
        if guideline.revisions.underway().exists():
            raise Refused(_("The guideline has a revision under way already."))
        if guideline.withdrawn_on is not None or guideline.merged_into_id is not None:
            raise Refused(_("The guideline is out of use already."))
        today = timezone.localdate(now)
        revision = Revision.objects.create(
            guideline=guideline, plan_entry=entry, started_on=today, deadline_on=deadline_on
        )
        _open_step(revision, today)
        facts = {"entry": entry.pk, "deadline": deadline_on.isoformat() if deadline_on else None}
        journal.record("revision_started", revision, guideline=guideline, facts=facts)
    return revision


def record_stage(
    revision: Revision, *, stage: Stage, reason: str, by: Actor, now: datetime, is_returned: bool = False
) -> Revision:
    """Record, for the secretariat, which stage a revision has reached outside the product.

    Open steps close and the stage's own step opens with its default holder; *published* ends the revision and marks
    its plan entry done. Raises Refused without a reason, on an ended revision, or where nothing would change.
    """
    if not reason.strip():
        raise Refused(_("Write what the stage rests on."))
    with writing(by, now=now) as journal:
        revision = Revision.objects.select_for_update().select_related("guideline").get(pk=revision.pk)
        if revision.ended_on is not None:
            raise Refused(_("The revision has ended."))
        if (revision.stage, revision.is_returned) == (stage.value, is_returned):
            raise Refused(_("The revision stands at that stage already."))
        today = timezone.localdate(now)
        move = _move(revision, stage, is_returned=is_returned, now=now)
        facts = {"from": revision.stage, "to": stage.value, "returned": is_returned, "move": move.pk}
        revision.steps.open().update(closed_on=today)
        revision.stage, revision.is_returned = stage.value, is_returned
        if stage is Stage.PUBLISHED:
            _end(revision, today)
        else:
            _open_step(revision, today, move)
        revision.save(update_fields=["stage", "is_returned", "ended_on", "result"])
        personal = {"reason": reason}
        journal.record("stage_recorded", revision, guideline=revision.guideline, facts=facts, personal=personal)
    return revision


def _end(revision: Revision, today: date) -> None:
    revision.ended_on, revision.result = today, Revision.Result.PUBLISHED
    if revision.plan_entry_id is not None:
        PlanEntry.objects.filter(pk=revision.plan_entry_id).update(outcome=Outcome.DONE.value)


def _move(revision: Revision, stage: Stage, *, is_returned: bool, now: datetime) -> Move:
    return Move.objects.create(
        revision=revision,
        verb="record_stage",
        stage_from=revision.stage,
        returned_from=revision.is_returned,
        stage_to=stage.value,
        returned_to=is_returned,
        at=now,
    )


def _open_step(revision: Revision, today: date, move: Move | None = None) -> Step:
    role = holder_role(Stage(revision.stage), is_returned=revision.is_returned)
    group = None if role is HolderRole.SECRETARIAT else holding_group(revision)
    return Step.objects.create(
        revision=revision,
        stage=revision.stage,
        holder_role=role.value,
        holder_group=group,
        since=today,
        opened_by=move,
    )


def holding_group(revision: Revision) -> Group | None:
    """Return the owner, or the only group there is; None while the owner of a shared guideline is unconfirmed."""
    links = list(revision.guideline.group_links.select_related("group"))
    owners = [link.group for link in links if link.role == "owner"]
    if owners:
        return owners[0]
    return links[0].group if len(links) == 1 else None


def set_deadline(revision: Revision, *, deadline_on: date, reason: str, by: Actor, now: datetime) -> Revision:
    """Set the revision's deadline; it becomes the guideline's target (foundations 19). Raises Refused when ended."""
    with writing(by, now=now) as journal:
        revision = Revision.objects.select_for_update().select_related("guideline").get(pk=revision.pk)
        if revision.ended_on is not None:
            raise Refused(_("The revision has ended."))
        before = revision.deadline_on
        revision.deadline_on = deadline_on
        revision.save(update_fields=["deadline_on"])
        facts = {"from": before.isoformat() if before else None, "to": deadline_on.isoformat()}
        personal = {"reason": reason}
        journal.record("deadline_set", revision, guideline=revision.guideline, facts=facts, personal=personal)
    return revision


def expect_draft(revision: Revision, *, expected_on: date | None, by: Actor, now: datetime) -> Revision:
    """Note when the authors expect the draft to be finished, None where they no longer say; the same changes nothing.

    It moves no deadline. Raises Refused for a day that has passed, and where the revision has ended.
    """
    with writing(by, now=now) as journal:
        revision = Revision.objects.select_for_update().select_related("guideline").get(pk=revision.pk)
        before = revision.expected_on
        if before == expected_on:
            return revision
        if revision.ended_on is not None:
            raise Refused(_("The revision has ended."))
        if expected_on is not None and expected_on < timezone.localdate(now):
            raise Refused(_("Choose today or a later day."))
        revision.expected_on = expected_on
        revision.save(update_fields=["expected_on"])
        days = {"from": before.isoformat() if before else None, "to": expected_on.isoformat() if expected_on else None}
        journal.record("draft_expected", revision, guideline=revision.guideline, facts=days)
    return revision

"""Verbs on the run itself: start it, begin the draft, stop it, correct where it stands."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import enter
from guidelines.approval.actions.capacities import refuse_unless_author, refuse_unless_by_secretary
from guidelines.approval.actions.moving import Held, close_steps, hold, make_move, resume_return, void_approvals
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.models import Contribution
from guidelines.approval.rules import PAST_DRAFT, STAGE_OF, Position, Verb
from guidelines.approval.standings import WORKING
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.planning.actions import start_revision
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.planning.rules import Stage


def start_run(entry: PlanEntry, *, deadline_on: date | None, by: Actor, now: datetime) -> Revision:
    """Start the run of a planned entry: its groups' route is copied, its tovholdere and authors are noted as such.

    Raises Refused as `planning.actions.start_revision` does.
    """
    with writing(by, now=now) as journal:
        revision = start_revision(entry, deadline_on=deadline_on, by=by, now=now)
        held = hold(revision.pk, now)
        ensure_route(held, journal)
        note_working(held)
    return held.revision


def note_working(held: Held) -> None:
    """Note who has worked on the version: its tovholdere and authors of now, and those who were since it started.

    It is called by the verbs that take bytes or hand them in. Being named alone makes nobody an author: only bytes
    count (reliability A2). But what comes in was written by whoever had the pen until now, also where another uploads
    it; who led it while the bytes stood still and were only read wrote none of them. Rows are only ever added. Who was
    named and replaced on the very day it started, or whose naming was undone, was never at work.
    """
    revision = held.revision
    if revision.plan_entry_id is None:
        return
    since = Q(ended_on=None) | Q(ended_on__gt=revision.started_on)
    assigned = Assignment.objects.filter(since, plan_entry=revision.plan_entry_id, role__in=WORKING)
    Contribution.objects.bulk_create(
        [
            Contribution(revision=revision, person_id=person, kind=kind, since=held.now)
            for person, kind in assigned.values_list("person", "role")
        ],
        ignore_conflicts=True,
    )


def begin_draft(revision: Revision, *, by: Actor, now: datetime) -> Revision:
    """Note that the authors have begun to write. Raises Refused where it is past that, and for anybody else's act."""
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.BEGIN_DRAFT)
        refuse_unless_author(held, by)
        ensure_route(held, journal)
        note_working(held)
        move = make_move(held, Verb.BEGIN_DRAFT, Position.DRAFT)
        close_steps(held, move)
        enter(held, move, Position.DRAFT)
        journal.record("draft_begun", held.revision, guideline=held.revision.guideline, facts={"move": move.pk})
    return held.revision


def stop(revision: Revision, *, reason: str, by: Actor, now: datetime) -> Revision:
    """End a revision without a version; its entry stays planned.

    Raises Refused without a reason, when it ended, and for anybody outside the secretariat.
    """
    if not reason.strip():
        raise Refused(_("Write why the revision is stopped."))
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.STOP)
        refuse_unless_by_secretary(held, by)
        move = make_move(held, Verb.STOP)
        close_steps(held, move)
        revision = held.revision
        revision.ended_on, revision.result = held.today, Revision.Result.STOPPED
        revision.save(update_fields=["ended_on", "result"])
        facts = {"move": move.pk, "stage": revision.stage}
        journal.record("run_stopped", revision, guideline=revision.guideline, facts=facts, personal={"reason": reason})
    return revision


def correct_stage(
    revision: Revision, *, stage: Stage, reason: str, by: Actor, now: datetime, is_returned: bool = False
) -> Revision:
    """Put a revision, as a correction by the secretariat, where it really stands; every approval in force is void.

    The steps of that stage open as if it had come there by itself. Work sent back stands at the draft, returned. Raises
    Refused without a reason, where nothing would change, for anybody outside the secretariat, and for *published*: a
    version is published or registered.
    """
    if not reason.strip():
        raise Refused(_("Write what the stage rests on."))
    to = _corrected(stage, is_returned)
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.CORRECT)
        refuse_unless_by_secretary(held, by)
        if held.position is to:
            raise Refused(_("The revision stands at that stage already."))
        ensure_route(held, journal)
        if to in PAST_DRAFT and held.position not in PAST_DRAFT:
            note_working(held)
        before = held.revision.stage
        voided = void_approvals(held)
        resume_return(held)
        move = make_move(held, Verb.CORRECT, to)
        close_steps(held, move)
        enter(held, move, to)
        facts = {"from": before, "to": move.stage_to, "returned": move.returned_to, "move": move.pk, "voided": voided}
        guideline = held.revision.guideline
        journal.record("stage_recorded", held.revision, guideline=guideline, facts=facts, personal={"reason": reason})
    return held.revision


def _corrected(stage: Stage, is_returned: bool) -> Position:
    if is_returned:
        return Position.RETURNED
    if stage is Stage.PUBLISHED:
        raise Refused(_("A version is published from its case, or registered on the guideline's page."))
    return next(place for place, found in STAGE_OF.items() if found == (stage, False))

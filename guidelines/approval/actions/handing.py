"""Verbs of the authors that hand the version in: ask for approval, and send in again what came back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import destination, enter
from guidelines.approval.actions.capacities import refuse_unless_author
from guidelines.approval.actions.drafts import refuse_other_edition
from guidelines.approval.actions.errors import NotReady
from guidelines.approval.actions.moving import Held, approvals_of, close_steps, hold, make_move, resume_return
from guidelines.approval.actions.routes import ensure_route
from guidelines.approval.actions.running import note_working
from guidelines.approval.reading import read_case
from guidelines.approval.rules import Verb
from guidelines.journal.writing import Actor, writing
from guidelines.planning.models import Revision


def ask_approval(revision: Revision, *, expected_edition: int, by: Actor, now: datetime) -> Revision:
    """Ask for clinical approval: a step opens for each group, its electorate fixed. Raises NotReady with what is
    missing, Stale where another edition was saved meanwhile, Refused at any other stage and for anybody else's act.
    """
    return _hand_in(revision, Verb.ASK_APPROVAL, expected_edition, by, now)


def resubmit(revision: Revision, *, expected_edition: int, by: Actor, now: datetime) -> Revision:
    """Send in again (indsend igen) what came back: it resumes where it was, or where an approval is missing.

    Raises as `ask_approval` does; comments that are not ticked off are missing too.
    """
    return _hand_in(revision, Verb.RESUBMIT, expected_edition, by, now)


def _hand_in(revision: Revision, verb: Verb, expected_edition: int, by: Actor, now: datetime) -> Revision:
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(verb)
        refuse_unless_author(held, by)
        refuse_other_edition(held, expected_edition)
        ensure_route(held, journal)
        note_working(held)
        _refuse_unready(held)
        resume_return(held)
        to, reviewer = destination(held, approvals_of(held))
        move = make_move(held, verb, to)
        close_steps(held, move)
        enter(held, move, to, reviewer)
        name = "approval_asked" if verb is Verb.ASK_APPROVAL else "resubmitted"
        facts = {"move": move.pk, "edition": held.edition, "to": to.value}
        if not held.route.has_consultation and not held.revision.consultations.exists():
            facts["has_consultation"] = False
        journal.record(name, held.revision, guideline=held.revision.guideline, facts=facts)
    return held.revision


def _refuse_unready(held: Held) -> None:
    missing = read_case(held.revision, held.today).missing
    if missing:
        raise NotReady(_("Something is still missing before it can be sent in. The list says what."), missing)

"""Verbs on routes: a group's own, the copy that a revision follows, and a change of it (product, reliability A3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.approval.actions.advancing import destination, enter
from guidelines.approval.actions.capacities import refuse_unless_independent_secretary, refuse_unless_leading
from guidelines.approval.actions.errors import Stale
from guidelines.approval.actions.moving import Held, approvals_of, clinical_steps, close_steps, hold, make_move
from guidelines.approval.models import Decision, Route, RunApproval, RunRoute, SelfApproval
from guidelines.approval.needed import needed_by, needs_consultation, owner_first, told
from guidelines.approval.rules import PAST_DRAFT, Meaning, Position, Verb
from guidelines.journal.writing import Actor, Journal, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person
from guidelines.planning.models import Move, Revision
from guidelines.register.models import GuidelineGroup

DAYS = ("consultation_days", "clinical_days", "administrative_days", "return_days")


@dataclass(frozen=True)
class RouteFacts:
    """What a group's route says; days are calendar days, 1 to 365. The consultation alone can be left out."""

    approver_group: Group | None = None
    self_approval: str = SelfApproval.ADVISED
    needs_second_factor: bool = False
    has_consultation: bool = True
    consultation_days: int = 21
    clinical_days: int = 14
    administrative_days: int = 14
    return_days: int = 14


@dataclass(frozen=True)
class RunApprovalFacts:
    """One clinical approval of a run, as it is to be: for which group, by whose chair, within how many days."""

    for_group: Group
    approver_group: Group
    self_approval: str = SelfApproval.ADVISED
    needs_second_factor: bool = False
    clinical_days: int = 14


def route_of(group: Group) -> Route:
    """Return the group's route, unsaved with the defaults where it has none; writes nothing."""
    return Route.objects.filter(group=group).select_related("approver_group").first() or Route(group=group)


def set_route(group: Group, facts: RouteFacts, *, by: Actor, now: datetime) -> Route:
    """Set the route of the group's revisions to come; those under way keep theirs.

    Raises Refused for days out of 1 to 365, for an approver that is neither the group nor one of its sub-groups, and
    for an act of who neither leads the group nor is of the secretariat.
    """
    _refuse_days([getattr(facts, name) for name in DAYS])
    approver = facts.approver_group
    if approver is not None and approver != group and approver.parent_id != group.pk:
        raise Refused(_("Only one of the group's own sub-groups can approve for it."))
    values = {**vars(facts), "approver_group": None if approver == group else approver}
    with writing(by, now=now) as journal:
        refuse_unless_leading(group, by, timezone.localdate(now))
        route, _created = Route.objects.update_or_create(group=group, defaults=values)
        codes = {**values, "approver_group": route.approver_group_id, "self_approval": str(facts.self_approval)}
        journal.record("route_set", group, facts=codes)
    return route


def _refuse_days(days: Sequence[int]) -> None:
    if any(not 1 <= number <= 365 for number in days):
        raise Refused(_("A deadline is between 1 and 365 days."))


# --- the copy of a run


def copy_route(revision: Revision, *, by: Actor, now: datetime) -> RunRoute:
    """Return the route the revision follows, copied from its groups' the first time (foundations: plan is not run)."""
    with writing(by, now=now) as journal:
        return ensure_route(hold(revision.pk, now), journal)


def ensure_route(held: Held, journal: Journal) -> RunRoute:
    """Return the route of a revision that is held, copying it where there is none, or where nobody approves by it.

    The owner's route gives the days, the first group's where no owner is confirmed. Owner and co-owners each give a
    clinical approval; two that would be given by the same group's chair are one, under the strictest of their rules.
    There is a consultation where one of their routes has one.
    A revision that began before its guideline had a group takes the routes over once there is one; what is past the
    draft was handed in to somebody, and keeps its route unread.
    """
    existing: RunRoute | None = getattr(held.revision, "route", None)
    if existing is not None and (held.position in PAST_DRAFT or approvals_of(held)):
        return existing
    owning = held.revision.guideline.group_links.filter(role__in=GuidelineGroup.OWNING).select_related(
        "group", "group__route", "group__route__approver_group"
    )
    routes = [getattr(link.group, "route", None) or Route(group=link.group) for link in owner_first(owning)]
    if existing is not None and not routes:
        return existing
    return _copy(held, routes, journal)


def _copy(held: Held, routes: Sequence[Route], journal: Journal) -> RunRoute:
    first = routes[0] if routes else Route()
    facts = {name: getattr(first, name) for name in DAYS if name != "clinical_days"}
    facts["has_consultation"] = needs_consultation(routes)
    run, _created = RunRoute.objects.update_or_create(revision=held.revision, defaults=facts)
    RunApproval.objects.bulk_create(needed_by(held.revision, routes))
    journal.record("route_copied", held.revision, guideline=held.revision.guideline, facts=facts)
    held.reread()
    return run


def change_run(
    revision: Revision,
    *,
    approvals: Sequence[RunApprovalFacts],
    reason: str,
    person: Person,
    by: Actor,
    now: datetime,
    shown: str | None = None,
    has_consultation: bool | None = None,
) -> RunRoute:
    """Change which clinical approvals a running revision needs, and whether it has a consultation (None: as it was).

    Steps open and close with it; what is approved already stays approved. Raises Refused without a reason or an
    approval, for somebody outside the secretariat and for one who has worked on the version (reliability A3); Stale
    where a page showed others (`shown`, by `told`).
    """
    _refuse_change(approvals, reason)
    with writing(by, now=now) as journal:
        held = hold(revision.pk, now)
        held.refuse_unless(Verb.CORRECT)
        refuse_unless_independent_secretary(held, person)
        route = ensure_route(held, journal)
        before = approvals_of(held)
        _refuse_stale(before, route, shown)
        _replace(held, before, approvals)
        facts = {**_change(before, approvals), **_consulting(route, has_consultation)}
        move, voided = _settle_steps(held)
        facts |= {"move": move.pk, "voided": [decision.pk for decision in voided]}
        personal = {"reason": reason, **({"voided": [decision.name for decision in voided]} if voided else {})}
        guideline = held.revision.guideline
        journal.record("run_changed", held.revision, guideline=guideline, facts=facts, personal=personal)
    return route


def _consulting(route: RunRoute, has_consultation: bool | None) -> dict[str, Any]:
    """Let the run have a consultation or none; return it for the journal where that changed."""
    if has_consultation is None or has_consultation == route.has_consultation:
        return {}
    route.has_consultation = has_consultation
    route.save(update_fields=["has_consultation"])
    return {"has_consultation": has_consultation}


def _refuse_stale(before: Sequence[RunApproval], route: RunRoute, shown: str | None) -> None:
    if shown is not None and shown != told(before, has_consultation=route.has_consultation):
        changes = [gettext("The route of this revision was changed.")]
        raise Stale(_("This was changed while you had the page open. Nothing was saved."), changes)


def _refuse_change(approvals: Sequence[RunApprovalFacts], reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Write why the route is changed."))
    if not approvals:
        raise Refused(_("At least one group must approve."))
    groups = [item.for_group.pk for item in approvals]
    approvers = [item.approver_group.pk for item in approvals]
    if len(set(groups)) < len(groups) or len(set(approvers)) < len(approvers):
        raise Refused(_("Each group can approve only once."))
    _refuse_days([item.clinical_days for item in approvals])


def _change(before: Sequence[RunApproval], approvals: Sequence[RunApprovalFacts]) -> dict[str, Any]:
    """Return the pairs of group and approver before and after."""
    return {
        "from": [[item.for_group_id, item.approver_group_id] for item in before],
        "to": [[item.for_group.pk, item.approver_group.pk] for item in approvals],
    }


def _replace(held: Held, before: Sequence[RunApproval], approvals: Sequence[RunApprovalFacts]) -> None:
    _refuse_strangers(before, approvals)
    RunApproval.objects.filter(pk__in=[item.pk for item in before]).delete()
    RunApproval.objects.bulk_create(RunApproval(revision=held.revision, **vars(item)) for item in approvals)


def _refuse_strangers(before: Sequence[RunApproval], approvals: Sequence[RunApprovalFacts]) -> None:
    """Raise Refused for an approver that is neither the group nor one of its sub-groups, unless it was one before."""
    known = {(item.for_group_id, item.approver_group_id) for item in before}
    for item in approvals:
        own, approver = item.for_group, item.approver_group
        if approver.pk != own.pk and approver.parent_id != own.pk and (own.pk, approver.pk) not in known:
            raise Refused(_("Only one of the group's own sub-groups can approve for it."))


def _settle_steps(held: Held) -> tuple[Move, list[Decision]]:
    """Close the steps nobody needs any more and open those that are new, where clinical approval has been asked for;
    return the move, and the approvals that it made void.

    An administrative approval given before a clinical one that is asked for now is void: it comes last. The move is
    written where nothing opens or closes, too: a decision from before the change is not undone into other steps.
    """
    approvals = approvals_of(held)
    to, reviewer = destination(held, approvals)
    if held.position not in PAST_DRAFT or Position.CLINICAL not in (held.position, to):
        return make_move(held, "change_run"), []
    move = make_move(held, "change_run", to)
    administrative = Decision.objects.in_force().approving().filter(revision=held.revision)
    voided = list(administrative.filter(meaning=Meaning.ADMINISTRATIVE))
    Decision.objects.filter(pk__in=[decision.pk for decision in voided]).update(voided_at=held.now)
    wanted = {(item.for_group_id, item.approver_group_id) for item in approvals}
    kept = {step.pk for step in clinical_steps(held) if (step.for_group_id, step.holder_group_id) in wanted}
    close_steps(held, move, [step for step in held.steps if step.pk not in kept])
    enter(held, move, to, reviewer)
    return move, voided

"""What the page of a running revision's route shows: where each approval stands, and what a change would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guidelines.approval.models import Route, RunApproval
from guidelines.approval.reading import Case
from guidelines.approval.rules import APPROVING, PAST_DRAFT, Meaning, Position
from guidelines.approval.wording import holder
from guidelines.lists.dates import long_date
from guidelines.people.models import Group, Person


@dataclass(frozen=True)
class Offered:
    """An approval that the revision needs, with who can give it: its group and the sub-groups.

    One that does not stand was needed when the page was shown; its rules are those of the group's own route.
    """

    approval: RunApproval
    approvers: Sequence[Group]
    stands: bool = True

    def name(self, part: str) -> str:
        """Return the name of one of its fields."""
        return f"{part}_{self.approval.for_group_id}"


def offered_by(case: Case, gone: Sequence[RunApproval] = ()) -> list[Offered]:
    """Return the approvals that a revision needs, and those that it did, each with who can give it; one query."""
    groups = [item.for_group for item in (*case.approvals, *gone)]
    children: dict[int | None, list[Group]] = defaultdict(list)
    for group in Group.objects.filter(parent__in=groups).order_by("sort_key"):
        children[group.parent_id].append(group)
    found = [_offered(item, children[item.for_group_id]) for item in case.approvals]
    return [*found, *(_offered(item, children[item.for_group_id], stands=False) for item in gone)]


def _offered(item: RunApproval, children: list[Group], *, stands: bool = True) -> Offered:
    known = [item.for_group, *children]
    return Offered(item, known if item.approver_group in known else [*known, item.approver_group], stands)


def by_own_route(group: Group, route: Route | None) -> RunApproval:
    """Return the approval that a group would give by its own route; not saved."""
    found = route or Route(group=group)
    rules = {name: getattr(found, name) for name in ("self_approval", "needs_second_factor", "clinical_days")}
    return RunApproval(for_group=group, approver_group=found.approver_group or group, **rules)


def others_for(case: Case) -> list[Group]:
    """Return the groups that can be asked too: the guideline's own first; one query."""
    asked = {item.for_group_id for item in case.approvals} | {item.approver_group_id for item in case.approvals}
    own = {group.pk for group in case.groups}
    found = Group.objects.with_plan().exclude(pk__in=asked).order_by("sort_key")
    return sorted(found, key=lambda group: group.pk not in own)


def routes_of(groups: list[Group]) -> dict[int, Route]:
    """Return the groups' own routes by group, those that have one; one query."""
    found = Route.objects.filter(group__in=groups).select_related("approver_group")
    return {route.group_id: route for route in found}


def consultation_stands(case: Case) -> str:
    """Say how far the consultation of a revision is, beside whether its route has one."""
    found = case.consultation
    if found is not None:
        since = {"date": long_date(found.consultation.opened_on)}
        return _("It was sent out on %(date)s.") % since
    if case.draft is not None and case.draft.consultation_skipped:
        return _("It is left out: %(reason)s") % {"reason": case.draft.consultation_skipped}
    return _("None has been held.")


def standing(case: Case, item: RunApproval) -> str:
    """Say where an approval stands: given, with whom, or not asked for yet."""
    for made in case.decisions:
        is_its = (made.step.for_group_id or made.step.holder_group_id) == item.for_group_id
        in_force = made.undone_at is None and made.voided_at is None and made.outcome in APPROVING
        if is_its and in_force and made.meaning == Meaning.CLINICAL:
            return _("Approved by %(name)s on %(date)s.") % {"name": made.name, "date": long_date(made.at)}
    view = next((view for view in case.steps if view.is_clinical and view.step.for_group_id == item.for_group_id), None)
    if view is None:
        return _("Not asked for yet.")
    return _("The ball is with %(names)s.") % {"names": holder(view)}


def effects(case: Case) -> list[str]:
    """Say what a change does to a revision where it stands now, and which approval it would make void, by name."""
    place = case.position
    always = _("The groups' own routes stay as they are, and those of other revisions.")
    if place not in PAST_DRAFT:
        return [_("Nobody is asked now: the approvals are asked for when the version is handed in."), always]
    kept = _("An approval already given stands. A step that goes on keeps its deadline.")
    if place is Position.CLINICAL:
        asked = _("A group that is added is asked at once; the step of one that is taken away closes.")
        done = _("When none is missing afterwards, the version goes to the secretariat.")
        return [asked, kept, done, always]
    back = _("A group that is added is asked at once: the version goes back to clinical approval.")
    signed = (item for item in case.decisions if item.meaning == Meaning.ADMINISTRATIVE and item.outcome in APPROVING)
    sentence = _("The administrative approval that %(name)s gave on %(date)s is then void.")
    void = [
        sentence % {"name": item.name, "date": long_date(item.at)}
        for item in signed
        if item.undone_at is None and item.voided_at is None
    ]
    return [back, *void, kept, always]


def why_not(person: Person | None, case: Case) -> str:
    """Return why one of the secretariat cannot change the route (reliability A3), "" where nothing is in the way."""
    if case.revision.ended_on is not None:
        return _("The revision has ended.")
    if person is None:
        return _("Your account has no person yet. Ask the secretariat.")
    if person.pk in case.recused:
        return _("You are recused from this revision. A colleague must take it.")
    if person.pk in case.contributors:
        return _("You have worked on this version yourself. A colleague must take it.")
    return ""

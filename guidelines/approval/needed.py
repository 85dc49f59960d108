"""Which clinical approvals a revision needs by the routes of its groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guidelines.approval.models import Route, RunApproval, SelfApproval
from guidelines.planning.models import Revision
from guidelines.register.access import standing
from guidelines.register.models import GuidelineGroup


def owner_first(links: Iterable[GuidelineGroup]) -> list[GuidelineGroup]:
    """Return the groups that may own the guideline: the owner, then the co-owners as they were added."""
    owning = (link for link in standing(links) if link.may_own)
    return sorted(owning, key=lambda link: (link.role != GuidelineGroup.Role.OWNER, link.pk))


def needed_by(revision: Revision, routes: Sequence[Route]) -> list[RunApproval]:
    """Return an approval, not yet saved, for each group that is to give one, in the order of these routes.

    Routes that name one approver share its approval, which is given for the first of them by the strictest of their
    rules: somebody else *required* over *advised*, a second factor where either asks for one, the fewer days. Whoever
    signs once for two groups signs under the rules of both; the owner's alone would let a co-owner's be passed by.
    """
    by_approver: dict[int, list[Route]] = {}
    for route in routes:
        by_approver.setdefault(route.approver_group_id or route.group_id, []).append(route)
    return [_strictest(revision, sharing) for sharing in by_approver.values()]


def _strictest(revision: Revision, routes: Sequence[Route]) -> RunApproval:
    first, *_others = routes
    is_required = any(route.self_approval == SelfApproval.REQUIRED for route in routes)
    return RunApproval(
        revision=revision,
        for_group=first.group,
        approver_group=first.approver_group or first.group,
        self_approval=SelfApproval.REQUIRED if is_required else SelfApproval.ADVISED,
        needs_second_factor=any(route.needs_second_factor for route in routes),
        clinical_days=min(route.clinical_days for route in routes),
    )


def needs_consultation(routes: Iterable[Route]) -> bool:
    """True where one of these routes has a consultation, and where there is no route at all: the strictest holds."""
    found = list(routes)
    return not found or any(route.has_consultation for route in found)


def told(approvals: Iterable[RunApproval], *, has_consultation: bool = True) -> str:
    """Return which steps a revision takes, and by which rules, as one text that tells a page out of date."""
    lines = [
        f"{item.for_group_id}:{item.approver_group_id}:{item.self_approval}"
        f":{int(item.needs_second_factor)}:{item.clinical_days}"
        for item in approvals
    ]
    return ";".join([f"consultation:{int(has_consultation)}", *sorted(lines)])

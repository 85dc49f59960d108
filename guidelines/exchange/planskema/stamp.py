"""Who approved the plan that is printed, and whether it was changed since (ux 4.3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from guidelines.people.models import Group
from guidelines.people.wording import role_name
from guidelines.planning.approved.content import content_of
from guidelines.planning.approved.reading import changes_since, latest_approval
from guidelines.planning.matrix import PlanRow


def plan_stamp(group: Group, rows: Sequence[PlanRow]) -> str:
    """Return who last approved the plan of these rows, when, and that it was changed since; "" where nobody has.

    Two statements at most.
    """
    approval = latest_approval(group)
    if approval is None:
        return ""
    role = str(role_name(approval.capacity, group.chair_title))
    words = {"role": role[:1].lower() + role[1:], "name": approval.approver.name, "date": long_date(approval.at)}
    if changes_since(approval, content_of(group.pk, rows)):
        return _("Approved by %(role)s %(name)s on %(date)s, changed since") % words
    return _("Approved by %(role)s %(name)s on %(date)s") % words

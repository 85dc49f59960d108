"""What stands above a plan once it was approved: by whom and when, and how much has changed since (ux 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from guidelines.people.models import Group
from guidelines.planning.approved.content import content_of
from guidelines.planning.approved.reading import changes_since, latest_approval
from guidelines.planning.approved.wording import changes_text, stamp_text
from guidelines.planning.matrix import PlanRow


@dataclass(frozen=True)
class Stamp:
    """The stamp in words, the number of changes since in words, and where the approved plan is shown."""

    text: str
    changes: str
    url: str


def plan_stamp(group: Group, rows: Sequence[PlanRow]) -> Stamp | None:
    """Return the stamp of a plan whose rows are these; None where it was never approved. At most two statements."""
    approval = latest_approval(group)
    if approval is None:
        return None
    changes = changes_text(len(changes_since(approval, content_of(group.pk, rows))))
    return Stamp(stamp_text(approval, group), changes, reverse("plan-approved", args=[group.slug, approval.pk]))

"""What is to be revised, when and by whom: the plan, the runs started from it, and planskema documents read in."""

from __future__ import annotations

from guidelines.planning.models.answers import LeadAnswer, Snooze
from guidelines.planning.models.approvals import PlanApproval, PlanMailing, PlanRemark
from guidelines.planning.models.entries import Assignment, PlanEntry, agreed_year
from guidelines.planning.models.extensions import ExtensionRequest
from guidelines.planning.models.imports import PlanImport
from guidelines.planning.models.revisions import Move, Revision, Step

__all__ = [
    "Assignment",
    "ExtensionRequest",
    "LeadAnswer",
    "Move",
    "PlanApproval",
    "PlanEntry",
    "PlanImport",
    "PlanMailing",
    "PlanRemark",
    "Revision",
    "Snooze",
    "Step",
    "agreed_year",
]

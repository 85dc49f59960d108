"""All models of the domain; each lives in its room, this module only names them for Django."""

from __future__ import annotations

from guidelines.journal.models import Event, EventDetail, Head
from guidelines.people.models import (
    Absence,
    Group,
    GroupAlias,
    Person,
    PersonSpelling,
    Role,
    SignInCode,
    SignInTally,
    User,
)
from guidelines.planning.models import Assignment, PlanEntry, PlanImport, Revision, Step
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion

__all__ = [
    "Absence",
    "Assignment",
    "Event",
    "EventDetail",
    "Group",
    "GroupAlias",
    "Guideline",
    "GuidelineGroup",
    "GuidelineVersion",
    "Head",
    "Person",
    "PersonSpelling",
    "PlanEntry",
    "PlanImport",
    "Revision",
    "Role",
    "SignInCode",
    "SignInTally",
    "Step",
    "User",
]

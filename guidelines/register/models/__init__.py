"""What exists: guidelines, the groups they belong to, and their versions."""

from __future__ import annotations

from guidelines.register.models.announcements import Announcement
from guidelines.register.models.checks import RuleSwitch, VersionCheck, Waiver
from guidelines.register.models.guidelines import Guideline, GuidelineGroup
from guidelines.register.models.verdicts import Verdict
from guidelines.register.models.versions import GuidelineVersion, facts_of

__all__ = [
    "Announcement",
    "Guideline",
    "GuidelineGroup",
    "GuidelineVersion",
    "RuleSwitch",
    "Verdict",
    "VersionCheck",
    "Waiver",
    "facts_of",
]

"""The verbs of the register: make a guideline, tie it to groups, register a version, judge it, waive a finding."""

from __future__ import annotations

from guidelines.register.actions.checks import switch_off, switch_on, waive, withdraw_waiver
from guidelines.register.actions.guidelines import (
    TITLE_LENGTH,
    Draft,
    confirm_owner,
    create_guideline,
    create_guidelines,
    link_group,
    retitle,
)
from guidelines.register.actions.verdicts import (
    Correction,
    assess,
    correct_version,
    extend,
    merge,
    withdraw_guideline,
)
from guidelines.register.actions.versions import DATE_NAMES, VersionFacts, register_version, register_versions

__all__ = [
    "DATE_NAMES",
    "TITLE_LENGTH",
    "Correction",
    "Draft",
    "VersionFacts",
    "assess",
    "confirm_owner",
    "correct_version",
    "create_guideline",
    "create_guidelines",
    "extend",
    "link_group",
    "merge",
    "register_version",
    "register_versions",
    "retitle",
    "switch_off",
    "switch_on",
    "waive",
    "withdraw_guideline",
    "withdraw_waiver",
]

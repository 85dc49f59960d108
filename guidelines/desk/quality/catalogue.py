"""Every rule of the register, and asking all of them."""

from __future__ import annotations

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.rules import (
    address_refused,
    dates_out_of_order,
    document_damaged,
    document_errors,
    document_unreadable,
    interval_too_long,
    lead_left,
    lead_missing,
    lead_without_address,
    next_due_missing,
    overdue_unplanned,
    owner_unknown,
    revision_without_version,
    titles_alike,
    working_title_left,
    year_passed,
    year_unknown,
)
from guidelines.desk.quality.types import Finding, Rule, finding
from guidelines.documents.checks.types import WEIGHT

RULES: tuple[Rule, ...] = (
    address_refused.RULE,
    document_damaged.RULE,
    dates_out_of_order.RULE,
    revision_without_version.RULE,
    document_errors.RULE,
    overdue_unplanned.RULE,
    year_passed.RULE,
    lead_missing.RULE,
    lead_left.RULE,
    lead_without_address.RULE,
    next_due_missing.RULE,
    interval_too_long.RULE,
    titles_alike.RULE,
    working_title_left.RULE,
    owner_unknown.RULE,
    year_unknown.RULE,
    document_unreadable.RULE,
)
"""In the order in which findings of one weight are listed."""
BY_CODE = {rule.code: rule for rule in RULES}


def findings(register: RegisterFacts) -> list[Finding]:
    """Return what the rules find, the weightiest first, each once; within a rule in the order of what was read."""
    ordered = sorted(RULES, key=lambda rule: WEIGHT[rule.severity])
    found = (finding(rule, hit) for rule in ordered for hit in rule.find(register))
    return list({one.key: one for one in found}.values())

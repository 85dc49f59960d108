"""Every rule, and running them over a document."""

from __future__ import annotations

import logging
from collections.abc import Collection
from itertools import islice

from guidelines.documents.checks import (
    affiliation_spelled_differently,
    announced_year_passed,
    announces_guideline,
    appendix_missing,
    approved_before_search,
    approver_is_author,
    author_title_missing,
    author_undeclared,
    authors_missing,
    base_version_missing,
    base_versions_differ,
    bodies_differ,
    chapter_number_missing,
    clinical_after_administrative,
    clinical_approver_missing,
    clinical_date_missing,
    consultation_skipped,
    database_undocumented,
    date_without_day,
    dates_differ,
    dates_in_several_forms,
    earlier_guideline_year_differs,
    file_name_differs,
    grade_called_level,
    heading_repeated,
    hits_differ,
    interval_above_maximum,
    interval_without_anchor,
    link_missing,
    link_not_current,
    next_revision_missing,
    no_larger_changes_contradicted,
    numbered_twice,
    placeholder_left,
    professional_body_differs,
    recommendation_without_strength,
    review_marks_left,
    reviewer_undeclared,
    revision_before_approval,
    search_period_differs,
    section_missing,
    template_versions_differ,
    version_missing,
    version_not_above_base,
)
from guidelines.documents.checks.types import WEIGHT, Finding, Found, Rule, Subject

_log = logging.getLogger(__name__)

RULES: tuple[Rule, ...] = (
    affiliation_spelled_differently.RULE,
    announced_year_passed.RULE,
    announces_guideline.RULE,
    appendix_missing.RULE,
    approved_before_search.RULE,
    approver_is_author.RULE,
    author_title_missing.RULE,
    author_undeclared.RULE,
    authors_missing.RULE,
    base_version_missing.RULE,
    base_versions_differ.RULE,
    bodies_differ.RULE,
    chapter_number_missing.RULE,
    clinical_after_administrative.RULE,
    clinical_approver_missing.RULE,
    clinical_date_missing.RULE,
    consultation_skipped.RULE,
    database_undocumented.RULE,
    date_without_day.RULE,
    dates_differ.RULE,
    dates_in_several_forms.RULE,
    earlier_guideline_year_differs.RULE,
    file_name_differs.RULE,
    grade_called_level.RULE,
    heading_repeated.RULE,
    hits_differ.RULE,
    interval_above_maximum.RULE,
    interval_without_anchor.RULE,
    link_missing.RULE,
    link_not_current.RULE,
    next_revision_missing.RULE,
    no_larger_changes_contradicted.RULE,
    numbered_twice.RULE,
    placeholder_left.RULE,
    professional_body_differs.RULE,
    recommendation_without_strength.RULE,
    review_marks_left.RULE,
    reviewer_undeclared.RULE,
    revision_before_approval.RULE,
    search_period_differs.RULE,
    section_missing.RULE,
    template_versions_differ.RULE,
    version_missing.RULE,
    version_not_above_base.RULE,
)
MOST = 50  # findings of one rule that are kept: nobody mends more at a time
BY_CODE = {rule.code: rule for rule in RULES}


def check(subject: Subject, *, without: Collection[str] = ()) -> tuple[Finding, ...]:
    """What the rules find in a document, the weightiest first; rules named in `without` are left out.

    A rule of some templates is left out where the document names another one.
    """
    version = subject.reading.facts.template_version
    major = int(version.value.split(".")[0]) if version else None
    found = [
        Finding(rule.code, rule.severity, hit.message, hit.evidence, hit.suggestion)
        for rule in RULES
        if rule.code not in without and (major is None or not rule.templates or major in rule.templates)
        for hit in _hits(rule, subject)
    ]
    return tuple(sorted(found, key=lambda finding: WEIGHT[finding.severity]))


def _hits(rule: Rule, subject: Subject) -> list[Found]:
    """What one rule finds; a rule that breaks on a document finds nothing, says so in the log, and stops nobody."""
    try:
        return list(islice(rule.find(subject), MOST))
    except Exception:
        _log.exception("The rule %s broke on a document.", rule.code)
        return []

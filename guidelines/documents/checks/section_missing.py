"""A section of the template is missing (domain 2.5, L7, M21)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.base_version_missing import is_revision
from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Each section the template has and the document has not; nothing where no section at all was recognised."""
    sections = subject.reading.facts.sections
    if sum(section.is_present for section in sections) < 3:
        return
    optional = _OPTIONAL | _of_later_templates(subject)
    for section in sections:
        if not section.is_present and section.canonical not in optional:
            message = _("The section “{heading}” is missing.")
            yield Found(
                format_lazy(message, heading=section.heading),
                (),
                _("Add the section with the heading of the template."),
            )


def _of_later_templates(subject: Subject) -> set[str]:
    """What this document's template has not: the plan for updating before 10, the change log before 9.1 (domain 2.5).

    A first version has no change log either. A document that names no template is held against 10, one with a cover
    block against 9.
    """
    reading = subject.reading
    stated = reading.facts.template_version
    has_block = bool(reading.cover and reading.cover.labels - {"version"})
    major, _dot, minor = (stated.value if stated else "9.0" if has_block else "10").partition(".")
    number = (int(major), int(minor or 0))
    missing: set[str] = set()
    if number < (10, 0):
        missing.add("update_plan")
    if number < (9, 1) or not is_revision(subject):
        missing.add("change_log")
    return missing


_OPTIONAL = frozenset(
    {"clinical_approval", "administrative_approval", "remarks", "research", "stakeholders", "values", "rationale"}
)


RULE = Rule(
    "section_missing",
    "warning",
    _("The document should have the sections of its template."),
    find,
)

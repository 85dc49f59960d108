"""A section of the template is missing (domain 2.5, L7, M21)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Each section the template has and the document has not; nothing where no section at all was recognised."""
    sections = subject.reading.facts.sections
    if sum(section.is_present for section in sections) < 3:
        return
    for section in sections:
        if not section.is_present and section.canonical not in _OPTIONAL:
            message = _("The section “{heading}” is missing.")
            yield Found(
                format_lazy(message, heading=section.heading),
                (),
                _("Add the section with the heading of the template."),
            )


_OPTIONAL = frozenset(
    {"clinical_approval", "administrative_approval", "remarks", "research", "stakeholders", "values", "rationale"}
)


RULE = Rule(
    "section_missing",
    "warning",
    _("The document should have the sections of its template."),
    find,
)

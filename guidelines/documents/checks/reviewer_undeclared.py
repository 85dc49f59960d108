"""A reviewer has declared nothing (domain L12)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Each reviewer without a declaration."""
    for reviewer in subject.reading.facts.reviewers:
        if reviewer.declaration is None:
            message = _("{name} reviewed the document, but has no declaration of interests in it.")
            yield Found(
                format_lazy(message, name=reviewer.name), (reviewer.quote,), _("Add the reviewer's declaration.")
            )


RULE = Rule(
    "reviewer_undeclared",
    "warning",
    _("Every reviewer should declare interests."),
    find,
)

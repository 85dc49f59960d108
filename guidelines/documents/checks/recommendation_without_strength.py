"""A recommendation has no grade."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Recommendations without a grade."""
    for item in subject.reading.facts.recommendations:
        if not item.strengths:
            message = _("Recommendation {number} has no grade.")
            yield Found(format_lazy(message, number=item.number or "–"), (item.quote,), _("Add its grade, A to D."))


RULE = Rule(
    "recommendation_without_strength",
    "warning",
    _("Every recommendation should have a grade."),
    find,
)

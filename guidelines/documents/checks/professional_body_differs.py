"""The group on the pages is another than the one that owns the update (domain L13)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A running head's group, and another body that approves or updates."""
    facts = subject.reading.facts
    if facts.group and facts.professional_body:
        message = _("The pages name {group}, but {body} approves or updates. Who owns the guideline?")
        yield Found(
            format_lazy(message, group=facts.group.value, body=facts.professional_body.value),
            (facts.group.quote, facts.professional_body.quote),
            _("Register the owner group, and the other one as the professional body."),
        )


RULE = Rule(
    "professional_body_differs",
    "unknown",
    _("The owner of the guideline must be clear."),
    find,
)

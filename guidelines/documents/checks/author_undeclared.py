"""An author has declared nothing (domain 2.6)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Each author without a declaration."""
    for author in subject.reading.facts.authors:
        if author.declaration is None:
            message = _("{name} is an author, but has no declaration of interests.")
            yield Found(format_lazy(message, name=author.name), (author.quote,), _("Add the author's declaration."))


RULE = Rule(
    "author_undeclared",
    "warning",
    _("Every author should declare interests."),
    find,
)

"""A revision does not name the version it revises (domain L5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject
from guidelines.documents.guideline.facts import Quote

_REVISION = re.compile(
    r"revisionsversion|bestående tekst|opdatering af retningslinjen|reviderede? (?:udgave|version)|denne opdatering",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Found]:
    """Words of a revision, and neither a base version nor a change log."""
    facts = subject.reading.facts
    quote = _words(subject)
    if quote and not facts.base_versions and not facts.change_log:
        message = _("The document calls itself a revision, but names no earlier version of its own.")
        yield Found(message, (quote,), _("Name the version it was made from, or register it as new."))


def is_revision(subject: Subject) -> bool:
    """Whether the document says in any way that it revises an earlier one: a base version, or words of a revision."""
    return bool(subject.reading.facts.base_versions) or _words(subject) is not None


def _words(subject: Subject) -> Quote | None:
    for body in subject.reading.bodies("consultation", "method", "wording", "search"):
        hit = _REVISION.search(body.text)
        if hit:
            return body.quote(*hit.span())
    return None


RULE = Rule(
    "base_version_missing",
    "unknown",
    _("A revision should name the version it was made from."),
    find,
)

"""A revision does not name the version it revises (domain L5)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject

_REVISION = re.compile(
    r"revisionsversion|bestående tekst|opdatering af retningslinjen|reviderede? (?:udgave|version)|denne opdatering",
    re.IGNORECASE,
)


def find(subject: Subject) -> Iterator[Found]:
    """Words of a revision, and neither a base version nor a change log."""
    facts = subject.reading.facts
    if facts.base_versions or facts.change_log:
        return
    for body in subject.reading.bodies("consultation", "method", "wording", "search"):
        hit = _REVISION.search(body.text)
        if hit:
            message = _("The document calls itself a revision, but names no earlier version of its own.")
            yield Found(
                message, (body.quote(*hit.span()),), _("Name the version it was made from, or register it as new.")
            )
            return


RULE = Rule(
    "base_version_missing",
    "unknown",
    _("A revision should name the version it was made from."),
    find,
)

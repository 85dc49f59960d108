"""The version is not above the one it was made from."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """A version equal to or below each base version it names."""
    facts = subject.reading.facts
    if facts.version is None or facts.based_on_version is None:
        return
    if _number(facts.version.value) <= _number(facts.based_on_version.value):
        message = _("Version {version} is not above version {base}, which it was made from.")
        yield Found(
            format_lazy(message, version=facts.version.value, base=facts.based_on_version.value),
            (facts.version.quote, facts.based_on_version.quote),
            _("Correct the version on the cover or in the change log."),
        )


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


RULE = Rule(
    "version_not_above_base",
    "error",
    _("A new version must have a higher number than the one it was made from."),
    find,
)

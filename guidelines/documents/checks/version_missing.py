"""The document does not state its own version (domain L4, M2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """No version on a cover; the file's name may know it."""
    if subject.reading.facts.version is None:
        named = subject.name.version
        suggestion = _("The file name says {version}: is it right?")
        yield Found(
            _("The document does not say which version it is."),
            (),
            format_lazy(suggestion, version=named) if named else _("State the version when you register it."),
        )


RULE = Rule(
    "version_missing",
    "unknown",
    _("The document should state its version."),
    find,
)

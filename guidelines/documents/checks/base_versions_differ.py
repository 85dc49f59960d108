"""The document names more than one version that it was made from (domain M1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Every statement of a base version, where they do not agree."""
    stated = subject.reading.facts.base_versions
    values = list(dict.fromkeys(item.value for item in stated))
    if len(values) > 1:
        message = _("The document says that it was made from different versions: {versions}.")
        firsts = {item.value: item.quote for item in reversed(stated)}
        yield Found(
            format_lazy(message, versions=", ".join(values)),
            tuple(firsts[value] for value in values),
            _("Find the version it was made from, and write that one everywhere."),
        )


RULE = Rule(
    "base_versions_differ",
    "error",
    _("The document must name one version that it was made from."),
    find,
)

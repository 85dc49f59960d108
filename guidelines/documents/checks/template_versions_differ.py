"""The document names several versions of the template (domain 2.5, 9.1 and 9.2)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guidelines.documents.checks.types import Found, Rule, Subject


def find(subject: Subject) -> Iterator[Found]:
    """Template versions that differ in more than a closing zero."""
    stated = subject.reading.facts.template_versions
    if len(stated) > 1:
        message = _("The document names several versions of the template: {versions}.")
        versions = ", ".join(item.value for item in stated)
        evidence = tuple(item.quote for item in stated)
        yield Found(
            format_lazy(message, versions=versions), evidence, _("Write the version of the template that was used.")
        )


RULE = Rule(
    "template_versions_differ",
    "warning",
    _("The document should name one version of the template."),
    find,
)

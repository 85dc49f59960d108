"""A version in force without a day for its next revision."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts, VersionFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import dates_of


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each version in force whose next revision no document dates."""
    for guideline in register.guidelines:
        version = guideline.version
        if version is not None and version.date_of("next_due") is None:
            why = gettext("Version %(label)s does not say when it is to be revised.") % {"label": version.label}
            yield Found(guideline, why, dates_of(guideline), _marks(version))


def _marks(version: VersionFacts) -> tuple[object, ...]:
    """The version, its document, and what it was approved by: where one of them is another, it is asked again."""
    document, approved = version.document, version.approved
    return version.pk, document and document.key, approved and (approved.first, approved.last)


RULE = Rule("next_due_missing", "warning", _("A version in force says when it is to be revised."), find)

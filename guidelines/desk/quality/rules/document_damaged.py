"""A published document whose file is missing, or is not the one that was stored."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import correction


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each version in force whose file is not there, or was another when it was last held against its hash."""
    for guideline in register.guidelines:
        version = guideline.version
        document = version.document if version else None
        if version is None or document is None or (document.is_there and document.is_sound is not False):
            continue
        words = {"label": version.label}
        why = gettext("The file of version %(label)s is missing from the store, or has another size.") % words
        if document.is_there:
            why = gettext("The file of version %(label)s is not the one that was stored: its hash differs.") % words
        yield Found(guideline, why, correction(guideline, version), (document.key, document.is_there))


RULE = Rule("document_damaged", "error", _("The file of a version in force lies there as it was stored."), find)

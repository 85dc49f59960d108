"""A document whose text nothing could be read from, so that no rule has been asked of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import correction


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each version in force whose document is as stored, but gives no text."""
    for guideline in register.guidelines:
        version = guideline.version
        document = version.document if version else None
        if version is not None and document is not None and document.is_sound and document.is_readable is False:
            words = {"label": version.label}
            why = gettext("No text can be read from the document of version %(label)s: is it a picture?") % words
            yield Found(guideline, why, correction(guideline, version), (document.key,))


RULE = Rule("document_unreadable", "unknown", _("The text of a version in force can be read."), find)

"""What the rules for documents call an error, in the document of a version in force."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import correction


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each error that was found when the document was last gone through; waived there, it is waived here."""
    for guideline in register.guidelines:
        version = guideline.version
        if version is None or version.document is None:
            continue
        for error in version.document.errors:
            yield Found(guideline, error.message, correction(guideline, version), fingerprint=error.fingerprint)


RULE = Rule("document_errors", "error", _("The document of a version in force does not contradict itself."), find)

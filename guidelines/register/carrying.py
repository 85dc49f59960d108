"""A document on its way into the register: stored already, known to the next page by a signed key, and as it was read.

Only who may register a version holds such a key, and the pages ask for that right each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.extracting import DAMAGED
from guidelines.documents.guideline.report import GuidelineReport, report_on
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import lines_of
from guidelines.people.spellings import groups_by_spelling
from guidelines.register.checking import Terms, judge, terms_of, waivers_of
from guidelines.register.models import Guideline

_SALT = "register.document"


@dataclass(frozen=True)
class Carried:
    """A stored document and what was read in it; `report` is None where it could not be read, which `problem` says."""

    stored: StoredFile
    report: GuidelineReport | None
    findings: tuple[Finding, ...] = ()
    problem: str = ""

    @property
    def key(self) -> str:
        """What the next page knows the document by."""
        return key_of(self.stored)


def key_of(stored: StoredFile) -> str:
    """The signed key of a stored document."""
    return signing.dumps(str(stored.key), salt=_SALT)


def document_of(key: str) -> StoredFile | None:
    """The document of a signed key, None where the key is not ours or the document belongs to a version by now."""
    primary = _primary(key)
    return StoredFile.objects.filter(pk=primary, guideline_version=None).first() if primary else None


def is_gone(key: str) -> bool:
    """True for a key of ours whose document belongs to a version by now."""
    return _primary(key) is not None and document_of(key) is None


def _primary(key: str) -> str | None:
    try:
        return str(signing.loads(key, salt=_SALT))
    except signing.BadSignature:
        return None


def carry(stored: StoredFile, guideline: Guideline | None, *, now: datetime) -> Carried:
    """Read a document, held against the guideline's own limits and rules where it is known which it is."""
    terms = terms_of(guideline) if guideline else None
    try:
        report = _report(stored, terms, now)
    except UnreadableFile as unreadable:
        return Carried(stored, None, problem=str(unreadable))
    except FileNotFoundError:
        return Carried(stored, None, problem=str(DAMAGED))
    if guideline is None:
        return Carried(stored, report)
    return Carried(stored, report, judge(report.findings, waivers_of(guideline), document=stored.sha256).open)


def _report(stored: StoredFile, terms: Terms | None, now: datetime) -> GuidelineReport:
    lines, groups = lines_of(stored, now=now), groups_by_spelling()
    if terms is None:
        return report_on(lines, file_name=stored.file_name, groups=groups)
    return report_on(lines, file_name=stored.file_name, groups=groups, limits=terms.limits, without=terms.without)

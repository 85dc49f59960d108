"""A document on its way into the register: stored already, known to the next page by a signed key, and as it was read.

Only who may register a version holds such a key, and the pages ask for that right each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.translation import gettext as _

from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.announcing import AnnouncedGuideline, read_announced
from guidelines.documents.guideline.extracting import DAMAGED
from guidelines.documents.guideline.report import GuidelineReport, report_on
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import lines_of
from guidelines.documents.storing import path_of
from guidelines.people.spellings import groups_by_spelling
from guidelines.register.checking import Terms, judge, terms_of, waivers_of
from guidelines.register.models import Guideline, GuidelineVersion

_SALT = "register.document"


@dataclass(frozen=True)
class Carried:
    """A stored document and what was read in it; `report` is None where it could not be read, which `problem` says."""

    stored: StoredFile
    report: GuidelineReport | None
    findings: tuple[Finding, ...] = ()
    problem: str = ""

    @property
    def announced(self) -> tuple[AnnouncedGuideline, ...]:
        """The guidelines that the document says will come."""
        return read_announced(self.report.reading.lines) if self.report else ()

    @property
    def key(self) -> str:
        """What the next page knows the document by."""
        return key_of(self.stored)


def key_of(stored: StoredFile) -> str:
    """The signed key of a stored document."""
    return signing.dumps(str(stored.key), salt=_SALT)


def document_of(key: str) -> StoredFile | None:
    """The document of a signed key, None where the key is not ours, the document belongs to a version, or is gone."""
    primary = _primary(key)
    stored = StoredFile.objects.filter(pk=primary, guideline_version=None).first() if primary else None
    return stored if stored is not None and path_of(stored).exists() else None


def why_gone(key: str) -> str:
    """Why the document of a key of ours cannot be had any more, in a sentence; "" for another key, or where it can."""
    primary = _primary(key)
    if primary is None or document_of(key) is not None:
        return ""
    if GuidelineVersion.objects.filter(document__key=primary).exists():
        return _("The document belongs to another version by now. Choose the file once more.")
    return _("The document was not saved in time, and is not kept any more. Choose the file once more.")


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

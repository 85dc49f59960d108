"""The documents of a revision as read: what the rules find in the one that stands, and what differs between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from guidelines.approval.models import DraftFile
from guidelines.approval.reading import Case
from guidelines.documents.checks.fingerprints import mended
from guidelines.documents.checks.types import Finding
from guidelines.documents.guideline.comparing import Difference, compare
from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.lines import Line
from guidelines.documents.guideline.report import read_safely, report_of
from guidelines.documents.models import StoredFile
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.reading_texts import kept_lines_of, lines_of
from guidelines.lists.dates import clock_time, long_date
from guidelines.people.spellings import groups_by_spelling
from guidelines.register.checking import Judged, Terms, judge, terms_of, waivers_of

LOST = gettext_lazy("The file is not in the store.")
UNREAD = gettext_lazy("It has not been read yet.")
ASKED_BESIDE = frozenset({"version_missing"})
"""What the authors say beside the document: that it does not say so itself is no finding here."""


class Reader:
    """Reads stored documents, each of them once; with `kept_alone` of what is kept of them, and opens no file."""

    def __init__(self, *, now: datetime, kept_alone: bool = False) -> None:
        self.now, self.kept_alone = now, kept_alone
        self.groups = groups_by_spelling()
        self._known: dict[str, Reading] = {}

    def read(self, stored: StoredFile) -> Reading:
        """Return a document as read; raises UnreadableFile with a sentence for whoever chose the file."""
        known = self._known.get(stored.sha256)
        if known is None:
            known = read_safely(self._lines(stored), self.groups)
            self._known[stored.sha256] = known
        return known

    def _lines(self, stored: StoredFile) -> tuple[Line, ...]:
        if self.kept_alone:
            kept = kept_lines_of(stored)
            if kept is None:
                raise UnreadableFile(UNREAD)
            return kept
        try:
            return lines_of(stored, now=self.now)
        except FileNotFoundError as lost:
            raise UnreadableFile(LOST) from lost

    def find(self, stored: StoredFile, terms: Terms) -> tuple[Finding, ...]:
        """Return what the rules find in a document; raises UnreadableFile."""
        return report_of(
            self.read(stored),
            file_name=stored.file_name,
            groups=self.groups,
            limits=terms.limits,
            without=terms.without | ASKED_BESIDE,
        ).findings


# --- findings


@dataclass(frozen=True)
class CheckedFile:
    """What the rules find in the document that stands, the weightiest first.

    `mended` is what the file uploaded before it had and it has no longer. `problem` says why it could not be read; ""
    where it could.
    """

    judged: Judged
    mended: tuple[Finding, ...] = ()
    problem: str = ""


def checked_file(case: Case, reader: Reader) -> CheckedFile | None:
    """Return what the rules find in the revision's document, None where there is none; a constant few statements.

    What is corrected since the file before is left out where nothing but what is kept may be read.
    """
    if case.file is None:
        return None
    terms, waivers = terms_of(case.guideline), waivers_of(case.guideline)
    try:
        found = reader.find(case.file.document, terms)
    except UnreadableFile as unreadable:
        return CheckedFile(Judged((), ()), problem=str(unreadable))
    gone = () if reader.kept_alone else tuple(_mended(case.file, found, reader, terms))
    return CheckedFile(judge(found, waivers, document=case.file.document.sha256), gone)


def _mended(standing: DraftFile, found: Sequence[Finding], reader: Reader, terms: Terms) -> list[Finding]:
    earlier = DraftFile.objects.filter(revision=standing.revision_id).exclude(pk=standing.pk)
    before = earlier.select_related("document").first()
    if before is None:
        return []
    try:
        return mended(reader.find(before.document, terms), found)
    except UnreadableFile:
        return []


# --- what differs


@dataclass(frozen=True)
class Side:
    """A file that can be compared: its key, what it is, and the document; `is_published` of the version that holds."""

    key: str
    label: str
    document: StoredFile
    is_published: bool = False


@dataclass(frozen=True)
class Compared:
    """Two files laid side by side; `difference` is None where one of them cannot be read, and `problem` says why."""

    older: Side
    newer: Side
    difference: Difference | None
    problem: str = ""


def sides(case: Case) -> list[Side]:
    """Return the files there are to compare, newest first: those of the revision, then the version that holds."""
    files = DraftFile.objects.filter(revision=case.revision).select_related("document")
    found = [Side(str(file.document_id), _uploaded(file), file.document) for file in files]
    version = case.guideline.versions.current().exclude(document=None).select_related("document").first()
    if version is not None and version.document is not None:
        label = _("Version %(label)s, which holds") % {"label": version.label}
        found.append(Side(str(version.document_id), label, version.document, is_published=True))
    return found


def _uploaded(file: DraftFile) -> str:
    at, name = file.uploaded_at, file.document.file_name
    said = _("%(name)s, uploaded %(date)s at %(time)s") % {"name": name, "date": long_date(at), "time": clock_time(at)}
    return f"{said} ({pgettext('file', 'withdrawn')})" if file.withdrawn_at is not None else said


def default_pair(found: Sequence[Side]) -> tuple[Side, Side] | None:
    """Return what is compared where nobody chose: the version that holds, else the file before, and the newest file.

    None where there are not two files.
    """
    uploads = [side for side in found if not side.is_published]
    published = [side for side in found if side.is_published]
    older = (published or uploads[1:])[:1]
    return (older[0], uploads[0]) if older and uploads else None


def compared(pair: tuple[Side, Side], reader: Reader) -> Compared:
    """Lay two files side by side."""
    older, newer = pair
    try:
        return Compared(older, newer, compare(reader.read(older.document), reader.read(newer.document)))
    except UnreadableFile as unreadable:
        return Compared(older, newer, None, str(unreadable))

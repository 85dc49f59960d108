"""What a Word document would do by itself, told from its checked parts (reliability F4).

Written rule. Refused are macros; objects of OLE and ActiveX; fields that start a program (DDE, DDEAUTO) or take in what
another file says (LINK, INCLUDETEXT), in whatever part they stand (`word_fields`); other documents inside (aFChunk),
whatever their kind, for Word puts in what was never looked through; and relations, those of links and
pictures apart, to something on another machine: opening such a document would fetch it. A picture on a share is
refused, too: fetching it tells the machine there who asks. Diagrams that carry their own sheet (.xlsx) are harmless,
and so is a path on the author's own disk. What Word takes for its own parts is told by `word_package`.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.word_fields import has_fields, starts_something
from guidelines.documents.word_package import CHUNKS, MAX_RELATIONS, part, refuse_disguised, root_of
from guidelines.documents.zips import TOO_LARGE_INSIDE, SafeZip

MAX_PART = 20 * 1024 * 1024
MAX_SIGNS = 1_000_000  # some 13 MB as Word writes them, in all parts with fields together
_MACROS = re.compile(r"(^|/)vba(project\.bin|projectsignature\w*\.bin|data\.xml)$", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^(?:(?!file:)[a-z][a-z0-9+.-]+:|file:(?:/{0,3}\\{2}|//[^/\\]|/{4,})|\\\\|//)", re.IGNORECASE)
_SHARE = re.compile(r"^(?:file:(?:/{0,3}\\{2}|//[^/\\]|/{4,})|\\\\|//)", re.IGNORECASE)
_OBJECT = re.compile(r"/(?:oleObject|control|activeXControlBinary)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:bin|ole|exe|com|dll|scr|js|vbs|hta|lnk)$", re.IGNORECASE)
_SIGNS = (b"<", b"=", b"&", b"\r")  # each can make the parser stop and tell

MACROS = _("The document has macros. Save it in Word as a document without macros (.docx), and try again.")
TEMPLATE = _(
    "The document fetches its template from another machine. Choose the template Normal in Word (Developer, Document"
    " Template), save, and try again."
)
OBJECTS = _(
    "The document has objects of other programs in it. Insert them as pictures instead (copy, Paste Special, Picture),"
    " and try again."
)
FETCHES = _(
    "The document fetches something from another file or machine by itself. Break the links in Word (File, Info, Edit"
    " Links to Files), save, and try again."
)


def refuse_active(archive: SafeZip, types: bytes) -> None:
    """Raise UnusableFile, with what to do, where the document would do something by itself."""
    if _MACRO_TYPES.search(types) or any(_MACROS.search(name.replace("\\", "/")) for name in archive.names):
        raise UnusableFile(MACROS)
    refuse_disguised(types)
    names = sorted(archive.names)
    relations = [name for name in names if name.lower().endswith(".rels")]
    if sum(map(archive.size, relations)) > MAX_RELATIONS:
        raise UnreadableFile(TOO_LARGE_INSIDE)
    for name in relations:
        _check_relations(archive.read(name))
    _check_fields(archive, [name for name in names if name.lower().endswith(".xml")])


def _check_fields(archive: SafeZip, names: list[str]) -> None:
    """Refuse what the fields of these parts would do; how much of it is read has one limit for all."""
    signs = 0
    for name in names:
        content = part(archive, name, MAX_PART)
        if has_fields(content):
            signs += sum(map(content.count, _SIGNS))
            if signs > MAX_SIGNS:
                raise UnreadableFile(TOO_LARGE_INSIDE)
            if starts_something(content):
                raise UnusableFile(FETCHES)


def _check_relations(relations: bytes) -> None:
    """Refuse what the parts of the document are said to belong to, where that is active or elsewhere."""
    for relation in root_of(relations).iter("{*}Relationship"):
        kind, target = relation.get("Type", "").strip(), relation.get("Target", "").strip()
        _check_relation(kind.rpartition("/")[2].lower(), kind, target)


def _check_relation(name: str, kind: str, target: str) -> None:
    if name == "attachedtemplate" and _ELSEWHERE.match(target):
        raise UnusableFile(TEMPLATE)
    if _OBJECT.search(kind) or (name == "package" and _PROGRAM.search(target)):
        raise UnusableFile(OBJECTS)
    if name == "afchunk" and not _ELSEWHERE.match(target):
        raise UnusableFile(CHUNKS)
    if name != "hyperlink" and (_SHARE.match(target) if name == "image" else _ELSEWHERE.match(target)):
        raise UnusableFile(FETCHES)

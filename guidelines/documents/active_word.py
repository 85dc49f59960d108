"""What a Word document would do by itself, told from its checked parts (reliability F4).

Written rule. Refused are macros; objects of OLE and ActiveX; fields that start a program (DDE, DDEAUTO) or take in what
another file says (LINK, INCLUDETEXT); and relations, those of links and pictures apart, to something on another
machine: opening such a document would fetch it. A picture on a share is refused, too: fetching it tells the machine
there who asks. Diagrams that carry their own sheet (.xlsx) are harmless, and so is a path on the author's own disk.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from lxml import etree

from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.refusing import UnusableFile
from guidelines.documents.zips import DAMAGED, TOO_LARGE_INSIDE, SafeZip

MAX_PART = 20 * 1024 * 1024
_MACROS = re.compile(r"(^|/)vba(project\.bin|projectsignature\w*\.bin|data\.xml)$", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_ELSEWHERE = re.compile(r"^(?:(?!file:)[a-z][a-z0-9+.-]+:|file:(?:/{0,3}\\{2}|//[^/\\]|/{4,})|\\\\|//)", re.IGNORECASE)
_SHARE = re.compile(r"^(?:file:(?:/{0,3}\\{2}|//[^/\\]|/{4,})|\\\\|//)", re.IGNORECASE)
_OBJECT = re.compile(r"/(?:oleObject|control|activeXControlBinary)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:bin|ole|exe|com|dll|scr|js|vbs|hta|lnk)$", re.IGNORECASE)
_HIDING = re.compile(rb"<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_FIELDS = re.compile(
    rb"<(?:\w+:)?instrText\b[^>]*>([^<]*)<|<(?:\w+:)?fldSimple\b[^>]*?:?\binstr\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
    rb"|<(?:\w+:)?(fldChar)\b"
)
_STARTING = re.compile(r"\s*\"?\s*(?:DDEAUTO|DDE|LINK|INCLUDETEXT)\b", re.IGNORECASE)

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
    for name in sorted(archive.names):
        lower = name.lower()
        if lower.endswith(".rels"):
            _check_relations(_part(archive, name))
        elif lower.startswith("word/") and lower.endswith(".xml") and _starts_something(_part(archive, name)):
            raise UnusableFile(FETCHES)


def _part(archive: SafeZip, name: str) -> bytes:
    if archive.size(name) > MAX_PART:
        raise UnreadableFile(TOO_LARGE_INSIDE)
    return archive.read(name)


def _check_relations(relations: bytes) -> None:
    """Refuse what the parts of the document are said to belong to, where that is active or elsewhere."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(relations, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error
    for relation in root:
        if isinstance(relation.tag, str):
            kind, target = str(relation.get("Type", "")).strip(), str(relation.get("Target", "")).strip()
            _check_relation(kind.rpartition("/")[2].lower(), kind, target)


def _check_relation(name: str, kind: str, target: str) -> None:
    if name == "attachedtemplate" and _ELSEWHERE.match(target):
        raise UnusableFile(TEMPLATE)
    if _OBJECT.search(kind) or (name == "package" and _PROGRAM.search(target)):
        raise UnusableFile(OBJECTS)
    if name != "hyperlink" and (_SHARE.match(target) if name == "image" else _ELSEWHERE.match(target)):
        raise UnusableFile(FETCHES)


def _starts_something(part: bytes) -> bool:
    """Whether a field of the part starts a program or takes in another file."""
    if b"instr" not in part:
        return False
    plain = _HIDING.sub(b"", part) if b"<!" in part else part
    return any(_STARTING.match(html.unescape(field)) for field in _instructions(plain))


def _instructions(part: bytes) -> Iterator[str]:
    """What each field is told to do, put together from its pieces."""
    field = b""
    for found in _FIELDS.finditer(part):
        text, quoted, apart, mark = found.groups()
        if text is not None:
            field += text
        elif mark is None:
            yield (quoted or apart or b"").decode("utf-8", "replace")
        elif mark == b"fldChar":
            yield field.decode("utf-8", "replace")
            field = b""
    yield field.decode("utf-8", "replace")

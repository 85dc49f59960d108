"""How the parts of a Word document belong together, as Word itself follows them (reliability F4).

Written rule. Word begins at `_rels/.rels`: the one relation of the type officeDocument names the main part, wherever
the names of the entries point. Only a main part that is called word/document.xml, or with a number before the point, is
taken; and a part of Word's own types must be called .xml, or it would not be looked through.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _
from lxml import etree

from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.zips import DAMAGED, TOO_LARGE_INSIDE, SafeZip

TYPES, _PACKAGE = "[Content_Types].xml", "_rels/.rels"
MAX_RELATIONS = 4 * 1024 * 1024
_MAIN = re.compile(r"/?(word/document\d*\.xml)")
CHUNKS = _("Part of the document is another document packed inside the file. Open it in Word, save it, and try again.")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = {
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument",
    "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument",
}
_WORDS_OWN = re.compile(r"(?:wordprocessingml|ms-word).*\+xml", re.IGNORECASE | re.DOTALL)


def root_of(data: bytes) -> etree._Element:
    """The root of a part; nothing is fetched, no entity resolved, and what is no XML is damaged."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error


def part(archive: SafeZip, name: str, limit: int) -> bytes:
    """The bytes of a part, if they are no more than that."""
    if archive.size(name) > limit:
        raise UnreadableFile(TOO_LARGE_INSIDE)
    return archive.read(name)


def main_part(archive: SafeZip) -> str | None:
    """The name of the part Word opens first; nothing where that is no Word document, or not told in one way."""
    names = archive.names
    if _PACKAGE not in names or len({_folded(name) for name in names}) < len(names):
        return None
    relations = root_of(part(archive, _PACKAGE, MAX_RELATIONS)).iter("{*}Relationship")
    mains = [one for one in relations if one.get("Type", "").strip().lower().endswith("/officedocument")]
    if len(mains) != 1 or mains[0].tag != _RELATION or mains[0].get("Type") not in _OFFICE:
        return None
    found = _MAIN.fullmatch(mains[0].get("Target", ""))
    inside = mains[0].get("TargetMode", "Internal") == "Internal"
    return found.group(1) if found and inside and found.group(1) in names else None


def refuse_chunks(root: etree._Element) -> None:
    """Raise UnreadableFile where Word would put another document in: nothing of that would be read here."""
    if next(root.iter("{*}altChunk"), None) is not None:
        raise UnreadableFile(CHUNKS)


def refuse_disguised(types: bytes) -> None:
    """Raise UnreadableFile where a part of Word's own is called something else than .xml."""
    for kind in root_of(types).iter("{*}Override", "{*}Default"):
        name = kind.get("PartName", "") or f".{kind.get('Extension', '')}"
        if _WORDS_OWN.search(kind.get("ContentType", "")) and not name.lower().endswith(".xml"):
            raise UnreadableFile(DAMAGED)


def _folded(name: str) -> str:
    """Names that Word holds for one are one here."""
    return name.replace("\\", "/").lstrip("/").casefold()

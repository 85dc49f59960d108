"""What the fields of a Word part are told to do, read in one pass that keeps no tree (reliability F4).

Written rule. A field is a w:fldSimple, or what stands in w:instrText between the begin and the separate of its
w:fldChar, whatever runs it is spread over and whatever fields stand in between. Refused is a field that starts a
program or takes in another file, and one whose pieces lie partly in elements that Word may leave out (mc:Choice, what
a newer Word added): what such a field says depends on who opens it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree

from guidelines.documents.docx_tables import W
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.documents.zips import DAMAGED

_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_ALWAYS_READ = (
    W,
    _STRICT,
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "{http://purl.oclc.org/ooxml/officeDocument/math}",
)
_TEXTS, _SIMPLES, _MARKS = ({f"{W}{name}", f"{_STRICT}{name}"} for name in ("instrText", "fldSimple", "fldChar"))
_STARTING = re.compile(r"[\s\"]*(?:DDEAUTO|DDE|LINK|INCLUDETEXT)\b", re.IGNORECASE)
_NAMES = (b"instrText", b"fldSimple")  # names are spelled out in XML, and every part is UTF-8


def has_fields(part: bytes) -> bool:
    """Whether there can be a field in the part."""
    return any(name in part for name in _NAMES)


def starts_something(part: bytes) -> bool:
    """Whether a field of the part starts a program or takes in another file; raises UnreadableFile for no XML."""
    fields = _Fields()
    target = cast(Any, fields)  # what is told of comments is not wanted, and names are never bytes
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(DAMAGED) from error
    return fields.starting


@dataclass(slots=True)
class _Field:
    """A field that has begun: where, and what it is told so far."""

    where: int
    told: list[str] = field(default_factory=list)


class _Fields:
    """Follows a part as the parser reads it. `where` numbers the elements that Word may leave out."""

    def __init__(self) -> None:
        self.starting = False
        self._wheres, self._count = [0], 0
        self._open = [_Field(0)]  # the first is no field: pieces that stand outside of any
        self._reading = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if tag.startswith(_ALWAYS_READ):
            self._wheres.append(self._wheres[-1])
        else:
            self._count += 1
            self._wheres.append(self._count)
        if tag in _TEXTS:
            self._belongs()
            self._reading = True
        elif tag in _MARKS:
            self._mark(attributes.get(f"{tag[: tag.index('}') + 1]}fldCharType", ""))
        elif tag in _SIMPLES:
            for name, told in attributes.items():
                if name.rpartition("}")[2] == "instr":
                    self._told([told])

    def data(self, text: str) -> None:
        """Words, or some of them."""
        if self._reading:
            self._open[-1].told.append(text)

    def end(self, tag: str) -> None:
        """An element ends, and with one that Word may leave out the fields begun in it."""
        where = self._wheres.pop()
        if tag in _TEXTS:
            self._reading = False
        elif where != self._wheres[-1]:
            while len(self._open) > 1 and self._open[-1].where == where:
                self._told(self._open.pop().told)

    def close(self) -> None:
        """The part ends."""
        for one in self._open:
            self._told(one.told)

    def _mark(self, kind: str) -> None:
        if kind == "begin":
            self._open.append(_Field(self._wheres[-1]))
            return
        self._belongs()
        self._told(self._open[-1].told)
        if kind == "end" and len(self._open) > 1:
            self._open.pop()
        else:
            self._open[-1].told = []

    def _belongs(self) -> None:
        """What stands here must stand where its field began."""
        if len(self._open) > 1 and self._open[-1].where != self._wheres[-1]:
            self.starting = True

    def _told(self, pieces: list[str]) -> None:
        if pieces and _STARTING.match("".join(pieces)):
            self.starting = True

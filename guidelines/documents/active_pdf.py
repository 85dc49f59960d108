"""What a PDF would do by itself, told without a parser (reliability F4).

Written rule. Refused are scripts, the start of a program or of another file, forms that send or fetch by themselves,
sound, film and 3D, and files packed inside. Their names are looked for in all bytes, and in every stream of objects,
which is unpacked for it as far as MAX_UNPACKED; signs written as #xx count as the signs they mean. A stream of objects
that cannot be looked into (another filter than Flate, a predictor, damage, encryption) is refused, too. Links, jumps
within the document and fields to fill in harm nobody.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from guidelines.documents.refusing import UnusableFile

MAX_UNPACKED = 64 * 1024 * 1024
_READ, _CHUNK, _OVERLAP = 16 * 1024, 256 * 1024, 512
_LEAST = 4096  # what a stream counts as at least, and
_ENDLESS = 500  # how many streams may begin without that one ended, and
_MOST_SPELLED = 100_000  # how many letters may be written as #xx: all three bound the time taken

SCRIPTS = _("The PDF has scripts, or starts something by itself. Print it to a new PDF, and try again.")
ATTACHED = _("The PDF has other files packed inside. Save it without them, and try again.")
HIDDEN = _("The PDF is protected or packed so that we cannot look through it. Print it to a new PDF, and try again.")
TOO_LARGE = _("The PDF unpacks to more than we accept. Make its pictures smaller, and try again.")

_STARTS = (b"JavaScript", b"Launch", b"GoToR", b"GoToE", b"SubmitForm", b"ImportData", b"XFA")
_PLAYS = (b"RichMedia", b"Rendition", b"Movie", b"Sound")
_FILE, _OBJECTS, _FIRST = b"EmbeddedFile", b"ObjStm", b"First"
_FILTER, _ENCRYPT, _ALTERED = b"Filter", b"Encrypt", (b"Predictor", b"Crypt")
_ENDS, _BLANK = rb"(?=[\x00\t\n\f\r ()<>\[\]{}/%]|\Z)", rb"[\x00\t\n\f\r ]{0,8}"
_ONE_FILE = re.compile(rb"/EF" + _BLANK + rb"(?:<<|\d{1,10}" + _BLANK + rb"\d{1,5}" + _BLANK + b"R)")
_STREAM, _STREAM_END = re.compile(rb"(?<!end)stream\r?\n?"), b"endstream"
_LETTER = re.compile(b"#([46][1-9A-Fa-f]|[57][0-9Aa])")
_FLATE = re.compile(rb"/Filter\s*(?:\[\s*/FlateDecode\s*\]|/FlateDecode" + _ENDS + b")")


def refuse_active(data: bytes) -> None:
    """Raise UnusableFile, with what to do, where the PDF would do something by itself or cannot be looked into."""
    _search(data)
    is_encrypted, left = _has(_spelled_out(data), _ENCRYPT), MAX_UNPACKED
    for head, start in _object_streams(data):
        is_certain = _has(head, _OBJECTS)
        if is_certain and (is_encrypted or not _is_plainly_packed(head)):
            raise UnusableFile(HIDDEN)
        left -= _LEAST
        if left < 0:
            raise UnusableFile(TOO_LARGE)
        try:
            for piece in _pieces(memoryview(data)[start:]):
                left -= len(piece)
                if left < 0:
                    raise UnusableFile(TOO_LARGE)
                _search(piece)
        except zlib.error as error:
            if is_certain and _has(head, _FILTER):
                raise UnusableFile(HIDDEN) from error


def _search(data: bytes) -> None:
    plain = _spelled_out(data)
    if any(_has(plain, name) for name in (*_STARTS, *_PLAYS)):
        raise UnusableFile(SCRIPTS)
    if _has(plain, _FILE) or _ONE_FILE.search(plain):
        raise UnusableFile(ATTACHED)


def _spelled_out(data: bytes) -> bytes:
    """The bytes with the letters a name may be made of, where they were written as #xx."""
    plain, count = _LETTER.subn(lambda found: bytes.fromhex(found[1].decode()), data, _MOST_SPELLED)
    if count == _MOST_SPELLED:
        raise UnusableFile(HIDDEN)
    return plain


def _has(data: bytes, name: bytes) -> bool:
    """Whether the name stands there, and not as the beginning of a longer one."""
    return b"/" + name in data and re.search(b"/" + name + _ENDS, data) is not None


def _object_streams(data: bytes) -> Iterator[tuple[bytes, int]]:
    """What stands before each stream that may hold objects, since the stream before; and where its own bytes begin."""
    head, after, endless = b"", 0, 0
    for found in _STREAM.finditer(data):
        ended = data.rfind(_STREAM_END, after, found.start())
        between = data[max(ended, after) : found.start()]
        head, endless = (between, 0) if ended >= 0 else (head + between, endless + 1)
        if endless > _ENDLESS:
            raise UnusableFile(HIDDEN)
        after = found.end()
        plain = _spelled_out(head)
        if _has(plain, _OBJECTS) or _has(plain, _FIRST):
            yield plain, after


def _is_plainly_packed(head: bytes) -> bool:
    """Whether the stream is packed by Flate alone, or not at all; everything else hides what it holds."""
    filters = head.count(b"/" + _FILTER)
    altered = any(b"/" + name in head for name in _ALTERED)
    return not altered and (filters == 0 or (filters == 1 and _FLATE.search(head) is not None))


def _pieces(packed: memoryview) -> Iterator[bytes]:
    """What the stream unpacks to, a piece at a time, each with the end of the one before."""
    inflate, tail, at = zlib.decompressobj(), b"", 0
    while not inflate.eof:
        waiting = inflate.unconsumed_tail
        if not waiting:
            waiting, at = bytes(packed[at : at + _READ]), at + _READ
        piece = inflate.decompress(waiting, _CHUNK)
        if not piece and not waiting:
            return
        yield tail + piece
        tail = (tail + piece)[-_OVERLAP:]

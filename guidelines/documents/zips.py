"""Office files are zip archives: what is checked before any parser sees them (reliability F1, F2).

Everything is counted while it is unpacked, so that a lied size, an overlap or a bomb ends here. What is handed on
is a copy made of the checked parts alone.
"""

from __future__ import annotations

import collections
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from guidelines.documents.planskema_types import UnreadableFile

MAX_UNPACKED = 60 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1024 * 1024
_KEPT = 16 * 1024 * 1024  # what unpacks to no more is unpacked once; a larger archive again for each reading
_CHUNK, _LOOKED_AT = 256 * 1024, 4096
_END, _ZIP64 = b"PK\x05\x06", b"PK\x06\x07"
_LOCAL = b"PK\x03\x04"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_XML_NAMES = (".xml", ".rels", ".vml")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,400}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}

DAMAGED = _("The file is damaged and cannot be opened. Save it again in Word or Excel, and try once more.")
TOO_LARGE_INSIDE = _("The file unpacks to more than we accept. Save the planskema alone in a file of its own.")
FORBIDDEN_XML = _("The file has contents that a Word or Excel document should not have. It was not opened.")


class SafeZip:
    """A zip archive whose entries all were unpacked and found to be what its directory says."""

    def __init__(self, data: bytes) -> None:
        """Checks everything; raises UnreadableFile at the first thing that is wrong."""
        self._data = data
        self._entries = {info.filename: info for info in _directory(data)}
        keeps = sum(info.file_size for info in self._entries.values()) <= _KEPT
        self._kept: dict[str, tuple[bytes, ...]] = {}
        for name, info in self._entries.items():
            pieces = _checked(_unpacked(data, info), is_xml=name.lower().endswith(_XML_NAMES))
            if keeps:
                self._kept[name] = tuple(pieces)
            else:
                collections.deque(pieces, maxlen=0)

    @property
    def names(self) -> frozenset[str]:
        """The names of the entries."""
        return frozenset(self._entries)

    def size(self, name: str) -> int:
        """How many bytes the entry unpacks to."""
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """The contents of one entry."""
        return b"".join(self.pieces(name))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The contents of one entry, a piece at a time."""
        kept = self._kept.get(name)
        return _unpacked(self._data, self._entries[name]) if kept is None else iter(kept)


def packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    """A plain archive of checked parts, so that another reader of zip sees nothing else."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    target.seek(0)
    return target


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The entries as the directory lists them, after its own size was checked."""
    _check_end(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OverflowError, NotImplementedError, IndexError) as error:
        raise UnreadableFile(DAMAGED) from error
    if len(entries) > MAX_ENTRIES or sum(info.file_size for info in entries) > MAX_UNPACKED:
        raise UnreadableFile(TOO_LARGE_INSIDE)
    if any(info.flag_bits & 0x1 for info in entries):
        raise UnreadableFile(_("The file is protected by a password. Save it without one, and try again."))
    if len({info.filename for info in entries}) < len(entries):
        raise UnreadableFile(DAMAGED)
    _check_places(data, entries)
    return entries


def _check_end(data: bytes) -> None:
    """Refuses an oversized or 64-bit directory before anything reads it."""
    at = data.rfind(_END, max(0, len(data) - 65_600))
    if at < 0 or len(data) < at + 22:
        raise UnreadableFile(DAMAGED)
    count, size = struct.unpack_from("<HI", data, at + 10)
    if count > MAX_ENTRIES or size > MAX_DIRECTORY or data.find(_ZIP64, max(0, at - 20), at) >= 0:
        raise UnreadableFile(TOO_LARGE_INSIDE)


def _check_places(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Each entry must lie alone between its own start and the next one's: overlapping entries are a bomb."""
    free_from = 0
    for info in sorted(entries, key=lambda entry: entry.header_offset):
        if info.header_offset < free_from or info.compress_type not in _METHODS:
            raise UnreadableFile(DAMAGED)
        free_from = _data_start(data, info) + info.compress_size
        if free_from > len(data):
            raise UnreadableFile(DAMAGED)


def _data_start(data: bytes, info: zipfile.ZipInfo) -> int:
    """Where the entry's packed bytes begin."""
    at = info.header_offset
    if at < 0 or at + 30 > len(data) or data[at : at + 4] != _LOCAL:
        raise UnreadableFile(DAMAGED)
    name, extra = struct.unpack_from("<HH", data, at + 26)
    return at + 30 + int(name) + int(extra)


def _unpacked(data: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's contents in pieces; raises UnreadableFile as soon as they differ from the stated size."""
    start = _data_start(data, info)
    packed = memoryview(data)[start : start + info.compress_size]
    left, checksum = info.file_size, 0
    for piece in _pieces(packed, info.compress_type):
        left -= len(piece)
        checksum = zlib.crc32(piece, checksum)
        if left < 0:
            raise UnreadableFile(DAMAGED)
        yield piece
    if left or checksum != info.CRC:
        raise UnreadableFile(DAMAGED)


def _pieces(packed: memoryview, method: int) -> Iterator[bytes]:
    """Unpacks no more than one chunk at a time, whatever the packed bytes would grow to."""
    if method == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        return
    inflate = zlib.decompressobj(-15)
    try:
        for at in range(0, len(packed), _CHUNK):
            waiting: bytes = bytes(packed[at : at + _CHUNK])
            while waiting and not inflate.eof:
                yield inflate.decompress(waiting, _CHUNK)
                waiting = inflate.unconsumed_tail
        while not inflate.eof and (rest := inflate.decompress(b"", _CHUNK)):
            yield rest
    except zlib.error as error:
        raise UnreadableFile(DAMAGED) from error
    if not inflate.eof:
        raise UnreadableFile(DAMAGED)


def _checked(pieces: Iterator[bytes], *, is_xml: bool) -> Iterator[bytes]:
    """The pieces, looked through for declarations in XML that make parsers fetch or multiply."""
    tail, first = b"", True
    for piece in _gathered(pieces):
        if first and piece.lstrip()[:5] == b"<?xml":
            is_xml = True
        if is_xml and first:
            _check_encoding(piece)
        if is_xml and _FORBIDDEN.search(tail + piece):
            raise UnreadableFile(FORBIDDEN_XML)
        tail, first = piece[-16:], False
        yield piece


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same in pieces of some length: a block may hold a single sign, or none, and cut a word wherever it likes."""
    waiting = b""
    for piece in pieces:
        waiting += piece
        if len(waiting) >= _LOOKED_AT:
            yield waiting
            waiting = b""
    if waiting:
        yield waiting


def _check_encoding(start: bytes) -> None:
    """Only UTF-8: in another encoding the declarations looked for would be spelled with other bytes."""
    head = start[:400].removeprefix(b"\xef\xbb\xbf")
    stated = _ENCODING.match(head)
    if b"\x00" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff", b"+/") or not head.lstrip().startswith(b"<"):
        raise UnreadableFile(FORBIDDEN_XML)
    if head.lstrip().startswith(b"<?xml") and b"?>" not in head:
        raise UnreadableFile(FORBIDDEN_XML)  # an encoding may be stated further on
    if stated and stated.group(1).lower() not in _ENCODINGS:
        raise UnreadableFile(FORBIDDEN_XML)

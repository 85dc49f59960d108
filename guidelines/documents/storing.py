"""The store of documents: one file for one row, under a name of our own, never changed (reliability A11, F5-F8).

The bytes go into a file beside the store, are synced, checked and hashed, and get their name in one step; only then is
the row written. So there is no row without its file. A file without a row is left by a kill between the two alone:
`verify_journal` names it, and `--sweep` removes it after a day.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from guidelines.documents.contents import kind_of
from guidelines.documents.file_names import clean_name
from guidelines.documents.models import StoredFile
from guidelines.documents.refusing import FileTooLarge, StoreFull, UnusableFile

FOLDER, INCOMING = "documents", "incoming"
CHUNK = 256 * 1024
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Readable(Protocol):
    """An upload or an open file, from its beginning."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Measured:
    """What a file really is: its SHA-256 (hex) and its size in bytes."""

    sha256: str
    size: int


def receive(upload: Readable, file_name: str, *, now: datetime, limit: int | None = None) -> StoredFile:
    """Take a document into the store and return its row; on any failure neither file nor row is left.

    At most `limit` bytes are taken (None: settings.DOCUMENT_LIMIT). Raises UnusableFile, FileTooLarge or StoreFull,
    each with the status to answer with. Where something follows that may be refused, use `receiving`, which takes the
    file back; in a transaction that is rolled back later the file would be left as a stray one.
    """
    with receiving(upload, file_name, now=now, limit=limit) as stored:
        return stored


@contextmanager
def receiving(upload: Readable, file_name: str, *, now: datetime, limit: int | None = None) -> Iterator[StoredFile]:
    """Take a document as `receive` does, in one transaction with the block: both stand, or neither does."""
    incoming = _incoming()
    try:
        with _no_room_said():
            measured = _write(upload, incoming, settings.DOCUMENT_LIMIT if limit is None else limit)
        if not measured.size:
            raise UnusableFile(_("The file is empty. Choose the document again."))
        kind = kind_of(incoming)
        stored = StoredFile(
            sha256=measured.sha256,
            size=measured.size,
            kind=kind,
            file_name=clean_name(file_name, kind),
            stored_at=now,
        )
        with _named(incoming, path_of(stored)), transaction.atomic():
            stored.save(force_insert=True)
            yield stored
    finally:
        incoming.unlink(missing_ok=True)


def path_of(stored: StoredFile) -> Path:
    """Where the file lies; whether it does is not asked."""
    return Path(settings.MEDIA_ROOT) / stored.path


def open_stored(stored: StoredFile) -> BinaryIO:
    """Return the file, open at its beginning; raises FileNotFoundError."""
    return path_of(stored).open("rb")


@contextmanager
def store_kept(*, to_remove: bool = False) -> Iterator[None]:
    """Keep the store as it is for whoever copies all of it; whoever takes files away is alone (`to_remove`).

    Each waits for the other; two copies go on at once, and nobody who adds a document waits. It is the kernel's lock on
    the folder, so it ends with the process, whatever ends that. Not to be nested.
    """
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX if to_remove else fcntl.LOCK_SH)
        yield
    finally:
        os.close(folder)


def is_intact(stored: StoredFile) -> bool:
    """Whether the file is there with the size and the hash of its row."""
    try:
        with open_stored(stored) as opened:
            return measure(opened) == Measured(stored.sha256, stored.size)
    except OSError:
        return False


def measure(opened: Readable) -> Measured:
    """Read to the end, and return what was read."""
    digest, size = hashlib.sha256(), 0
    while piece := opened.read(CHUNK):
        digest.update(piece)
        size += len(piece)
    return Measured(digest.hexdigest(), size)


def _incoming() -> Path:
    folder = Path(settings.MEDIA_ROOT) / FOLDER / INCOMING
    with _no_room_said():
        folder.mkdir(parents=True, exist_ok=True)
    return folder / uuid.uuid4().hex


def _write(upload: Readable, path: Path, limit: int) -> Measured:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as target:
        while piece := upload.read(CHUNK):
            size += len(piece)
            if size > limit:
                raise FileTooLarge(too_large(limit))
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    path.chmod(0o440)
    return Measured(digest.hexdigest(), size)


def too_large(limit: int) -> str:
    """The sentence for a file of more than `limit` bytes, in the language that is active."""
    size = number_format(limit / 1_000_000, decimal_pos=0 if limit >= 1_000_000 else 3)
    return _("The file is larger than %(size)s MB. Make its pictures smaller, and try again.") % {"size": size}


@contextmanager
def _named(incoming: Path, path: Path) -> Iterator[None]:
    """Give the file its name for good; take it back where the block fails."""
    with _no_room_said():
        path.parent.mkdir(exist_ok=True)
        incoming.rename(path)
    try:
        with _no_room_said():
            sync_folder(path.parent)
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Let the names in the folder outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _no_room_said() -> Iterator[Any]:
    """Say StoreFull where the disk does; other errors pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise StoreFull(_("There is no room for the file just now. Nothing was saved; try again later.")) from error

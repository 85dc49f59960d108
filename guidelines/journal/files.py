"""Proves every stored document: on the disk, in its row, and in the chain that told of it (reliability A11)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from guidelines.documents.models import StoredFile
from guidelines.documents.storing import FOLDER, INCOMING, Measured, measure, open_stored
from guidelines.journal.models import Event

UNDER_WAY = timedelta(minutes=5)  # a younger file without a row may belong to an upload that goes on
KEPT = timedelta(days=1)  # a stray file is removed after
REMOVED = "document_removed"
"""The verb that tells that a document nobody saved was taken from the disk; its row stays."""
_CHUNK = 1000
_DIGEST = re.compile(r'"([0-9a-f]{64})"')
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class FileFault:
    """A document that is not what was uploaded: its key and, in English, what is wrong with it."""

    key: str
    problem: str


@dataclass(frozen=True)
class FilesVerdict:
    """How many documents there are, which are not as they were, and the files that no row knows (paths)."""

    count: int
    faults: tuple[FileFault, ...]
    strays: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    """What the chain says of documents: every hash, and the hash of each document named by its key."""

    hashes: frozenset[str]
    by_key: dict[str, str]


def examine_files(now: datetime, *, at_least: int = 0) -> FilesVerdict:
    """Read every document of the store, and compare it with its row and with the events that tell of it.

    `at_least` is the number of documents of a head exported earlier: rows are only ever added. A file that no row knows
    does no harm; a kill in the middle of an upload leaves one.
    """
    told, gone, seen, count = _told(), removed_documents(), set(), 0
    faults = []
    for stored in StoredFile.objects.order_by("stored_at", "key").iterator(_CHUNK):
        count += 1
        seen.add(str(stored.key))
        if str(stored.key) in gone:
            continue
        if problem := _problem(stored, told):
            faults.append(FileFault(str(stored.key), problem))
    faults += [
        FileFault(key, "the journal tells of it, but its row is gone")
        for key in sorted(set(told.by_key) - seen)
        if not StoredFile.objects.filter(key=key).exists()  # else it came after the last look
    ]
    if count < at_least:
        faults.append(
            FileFault("", f"there are {count} documents, but there were {at_least} when the head was exported")
        )
    return FilesVerdict(count, tuple(faults), tuple(str(path) for path in stray_files(now - UNDER_WAY)))


def removed_documents() -> frozenset[str]:
    """The keys of the documents whose files were removed, as the chain tells; one statement."""
    return frozenset(Event.objects.filter(verb=REMOVED).values_list("object_key", flat=True))


def stray_files(before: datetime) -> Iterator[Path]:
    """The files of the store without a row, half-written ones included, last changed before that moment."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    for path in sorted(root.glob("*/*")):
        try:
            changed = path.stat().st_mtime
        except FileNotFoundError:
            continue
        if changed < before.timestamp() and (path.parent.name == INCOMING or not _has_row(path)):
            yield path


def sweep(now: datetime) -> list[str]:
    """Remove the stray files older than a day, and return their paths."""
    removed = []
    for path in stray_files(now - KEPT):
        path.unlink(missing_ok=True)
        removed.append(str(path))
    return removed


def _has_row(path: Path) -> bool:
    try:
        key = UUID(hex=path.stem)
    except ValueError:
        return False
    stored = StoredFile.objects.filter(key=key).first()
    return stored is not None and Path(settings.MEDIA_ROOT) / stored.path == path


def _told() -> _Told:
    hashes: set[str] = set()
    by_key: dict[str, str] = {}
    told = Event.objects.filter(text__contains='"sha256":').order_by("seq").values_list("text", flat=True)
    for text in told.iterator(_CHUNK):
        facts = json.loads(text)["facts"]
        hashes.update(_DIGEST.findall(json.dumps(facts)))  # a correction tells of two, from and to
        digest, key = facts.get("sha256"), str(facts.get("document") or "")
        if isinstance(digest, str) and _KEY.fullmatch(key):
            by_key.setdefault(key, digest)
    return _Told(frozenset(hashes), by_key)


def _problem(stored: StoredFile, told: _Told) -> str:
    """What is wrong with the document, "" where nothing is."""
    try:
        with open_stored(stored) as opened:
            found = measure(opened)
    except FileNotFoundError:
        return "its file is missing"
    except OSError as error:
        return f"its file cannot be read: {error.strerror}"
    if found != Measured(stored.sha256, stored.size):
        return _difference(stored, found)
    known = told.by_key.get(str(stored.key))
    if known is not None and known != stored.sha256:
        return "file and row were changed together: the journal tells of other bytes"
    if known is None and stored.sha256 not in told.hashes:
        return "the journal does not tell of these bytes"
    return ""


def _difference(stored: StoredFile, found: Measured) -> str:
    others = StoredFile.objects.filter(~Q(key=stored.key), sha256=found.sha256)
    if other := others.first():
        return f"its file has the bytes of {other.key}"
    if found.size < stored.size:
        return f"its file was cut: {found.size} of {stored.size} bytes are there"
    return "its file was changed"

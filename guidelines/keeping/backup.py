"""One archive of database and documents, as they were at one moment (reliability D1).

The rows are read in one snapshot; the documents are those that its rows name. Documents are never changed, and none is
removed while a backup goes on, so copying them afterwards belongs to the same moment. Nobody is kept from writing.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, models

from guidelines.documents.models import StoredFile
from guidelines.documents.storing import CHUNK, Measured, open_stored, store_kept, sync_folder
from guidelines.journal.files import removed_documents
from guidelines.journal.models import Head
from guidelines.keeping.sealing import PLACEHOLDER, SealedFile, name_of
from guidelines.keeping.snapshots import migrations, one_moment
from guidelines.keeping.tables import KEPT_APPS, columns_of, kept_models, lines

FORMAT = 1
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Table:
    """A table in the archive: its columns in the order of its lines, how many rows, and the SHA-256 of its member."""

    columns: list[str]
    rows: int
    sha256: str


@dataclass
class Manifest:
    """What an archive holds, and what it fits to; `faults` names the documents that were not whole, and why."""

    made_at: str
    key: str
    migrations: dict[str, list[str]]
    head: dict[str, Any]
    format: int = FORMAT
    product: str = ""
    database: str = ""
    tables: dict[str, Table] = field(default_factory=dict)
    documents: int = 0
    bytes: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def member_of(model: type[models.Model]) -> str:
    """The archive's member that holds the table."""
    return f"tables/{model._meta.label_lower}.jsonl"


def back_up(path: Path, *, now: datetime) -> Manifest:
    """Write the archive and return what it holds; the path gets its name when all is written and synced.

    A document that is not whole is kept as far as it is there, and named in `faults`: half a backup is more than none.
    Raises FileExistsError rather than replace anything, and OSError as the disk does; then nothing is left.
    """
    if path.exists():
        raise FileExistsError(f"{path} exists")
    part = path.with_name(f"{path.name}.part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "wb") as target:  # noqa: PTH123 - a handle
            manifest = _write(target, now)
            target.flush()
            os.fsync(target.fileno())
        part.rename(path)
        sync_folder(path.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _write(target: BinaryIO, now: datetime) -> Manifest:
    sealed = SealedFile(target, settings.BACKUP_KEY)
    with zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload] # writes are enough
        archive.comment = PLACEHOLDER
        with store_kept(), one_moment(connection):
            manifest = _begun(now)
            for model in kept_models():
                manifest.tables[model._meta.label_lower] = _write_table(archive, model)
            gone = removed_documents()
            for stored in StoredFile.objects.order_by("key").iterator(500):
                if str(stored.key) not in gone:
                    _write_document(archive, stored, manifest)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1, ensure_ascii=False))
    sealed.seal()
    return manifest


def _begun(now: datetime) -> Manifest:
    head = Head.objects.get()
    return Manifest(
        made_at=now.isoformat(),
        key=name_of(settings.BACKUP_KEY),
        migrations=migrations(connection, KEPT_APPS),
        head={"seq": head.seq, "digest": head.digest},
        product=_product(),
        database=connection.vendor,
    )


def _product() -> str:
    try:
        return version("dsg-planner")
    except PackageNotFoundError:  # run from a checkout, which is not installed
        return "checkout"


def _write_table(archive: zipfile.ZipFile, model: type[models.Model]) -> Table:
    digest, rows = hashlib.sha256(), 0
    with archive.open(zipfile.ZipInfo(member_of(model)), "w", force_zip64=True) as member:
        for line in lines(model, connection):
            digest.update(line)
            member.write(line)
            rows += 1
    return Table([each.attname for each in columns_of(model)], rows, digest.hexdigest())


def _write_document(archive: zipfile.ZipFile, stored: StoredFile, manifest: Manifest) -> None:
    try:
        opened = open_stored(stored)
    except OSError as error:
        manifest.faults[str(stored.key)] = f"cannot be read: {error.strerror}"
        return
    with opened, archive.open(zipfile.ZipInfo(stored.path), "w", force_zip64=True) as member:
        measured = copied(iter(lambda: opened.read(CHUNK), b""), member)
    manifest.documents += 1
    manifest.bytes += measured.size
    if measured != Measured(stored.sha256, stored.size):
        manifest.faults[str(stored.key)] = "is not as it was uploaded"


def copied(pieces: Iterable[bytes], target: Any) -> Measured:
    """Write the pieces to the target, and return what they were."""
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        target.write(piece)
    return Measured(digest.hexdigest(), size)

"""Putting an archive back into an empty place, on the same database or the other one (reliability D2, D3).

Everything is asked before anything is touched: the seal, the version, the place. Then all of it is one transaction, at
whose end the chain and every document have been proved; a failure leaves the place as empty as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection, models, transaction

from guidelines.documents.models import StoredFile
from guidelines.documents.storing import CHUNK, FOLDER, Measured, sync_folder
from guidelines.journal import triggers
from guidelines.journal.files import removed_documents
from guidelines.journal.verify import examine
from guidelines.keeping.backup import FORMAT, MANIFEST, Manifest, Table, copied, member_of
from guidelines.keeping.errors import OccupiedPlace, UnusableBackup
from guidelines.keeping.sealing import check_seal, name_of
from guidelines.keeping.snapshots import migrations
from guidelines.keeping.tables import KEPT_APPS, empty, kept_models, load, occupied, reset_sequences

_LARGEST_MANIFEST = 50_000_000
AFTERWARDS: list[Callable[[datetime], None]] = []
"""What rooms further up do to a database that was just put back, in the same transaction; each is given the moment."""


@dataclass(frozen=True)
class Restored:
    """What was put back: rows by table, documents, the journal's last event, and documents the backup had not whole."""

    rows: dict[str, int]
    documents: int
    seq: int
    faults: dict[str, str]


def restore(path: Path, *, now: datetime) -> Restored:
    """Put the archive back, do what is due AFTERWARDS, and return what it held. Needs the owner of the tables.

    Raises UnusableBackup for an archive that was changed, cut, made with another key or by another version, and
    OccupiedPlace where there are rows besides those of the migrations, or documents. Both leave everything as it was.
    """
    manifest = read_manifest(path)
    _refuse_other_version(manifest)
    _refuse_occupied()
    with zipfile.ZipFile(path) as archive, _Extracting() as folder, transaction.atomic():
        triggers.remove(connection)
        empty(connection)
        rows = {model._meta.label: _load(archive, model, manifest) for model in kept_models()}
        connection.check_constraints()
        reset_sequences(connection)
        triggers.install(connection)
        count = _extract(archive, folder, manifest)
        _prove_chain(manifest)
        for follow in AFTERWARDS:
            follow(now)
        folder.rename(folder.with_name(FOLDER))
        sync_folder(folder.parent)
    return Restored(rows, count, manifest.head["seq"], manifest.faults)


def read_manifest(path: Path) -> Manifest:
    """Check the archive's seal and return what it holds; raises UnusableBackup."""
    try:
        check_seal(path, settings.BACKUP_KEY)
    except UnusableBackup as error:
        raise UnusableBackup(_another_key(path) or str(error)) from error
    told = _told(path)
    if told.get("format") != FORMAT:
        raise UnusableBackup(f"{path} has format {told.get('format')}; this version reads format {FORMAT}.")
    return Manifest(**{**told, "tables": {label: Table(**facts) for label, facts in told["tables"].items()}})


def _told(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise UnusableBackup(f"{path} has a manifest that is too large.")
        told: dict[str, Any] = json.loads(archive.read(MANIFEST))
        return told


def _another_key(path: Path) -> str:
    """What to say of an archive that names another key, "" where it names ours or cannot be read."""
    try:
        named = str(_told(path)["key"])
    except Exception:  # a damaged archive fails in any way it likes
        return ""
    if named == name_of(settings.BACKUP_KEY):
        return ""
    return f"{path} was written with another BACKUP_KEY ({named}) than the one set here."


def _refuse_other_version(manifest: Manifest) -> None:
    here = migrations(connection, KEPT_APPS)
    if manifest.migrations == here:
        return
    pairs = [(app, set(manifest.migrations.get(app, [])), set(here[app])) for app in here]
    lacking = [f"{app} {name}" for app, there, present in pairs for name in sorted(there - present)]
    ahead = [f"{app} {name}" for app, there, present in pairs for name in sorted(present - there)]
    said = [f"here are missing {', '.join(lacking)}"] if lacking else []
    said += [f"the backup does not have {', '.join(ahead)}"] if ahead else []
    raise UnusableBackup(
        f"The backup was made by another version of the product (migrations: {'; '.join(said)}). Install the version"
        " that made it, migrate an empty database, restore, and update after that."
    )


def _refuse_occupied() -> None:
    tables = occupied(connection)
    if tables:
        raise OccupiedPlace(f"The database is not empty: there are rows in {', '.join(tables)}.")
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    if any(path.is_file() for path in folder.rglob("*")):
        raise OccupiedPlace(f"There are files in {folder}. Move them away first.")


class _Extracting:
    """A folder to extract into, beside the place of the documents; it is gone after, whatever happens.

    The transaction is closed inside, so that a commit that fails takes the documents back, too.
    """

    def __enter__(self) -> Path:
        root = Path(settings.MEDIA_ROOT)
        self._folder, self._final = root / f"{FOLDER}.restoring", root / FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.rmtree(self._final, ignore_errors=True)  # holds no file, as was asked before
        self._folder.mkdir(parents=True)
        return self._folder

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        if kind is not None:
            shutil.rmtree(self._final, ignore_errors=True)


def _load(archive: zipfile.ZipFile, model: type[models.Model], manifest: Manifest) -> int:
    told = manifest.tables.get(model._meta.label_lower)
    if told is None:
        raise UnusableBackup(f"The backup has no table {model._meta.label}.")
    digest = hashlib.sha256()
    with archive.open(member_of(model)) as member:
        rows = load(model, told.columns, _counted(member, digest), connection)
    if (rows, digest.hexdigest()) != (told.rows, told.sha256):
        raise UnusableBackup(f"The rows of {model._meta.label} are not those that the backup tells of.")
    return rows


def _counted(member: IO[bytes], digest: Any) -> Iterator[bytes]:
    for line in member:
        digest.update(line)
        yield line


def _extract(archive: zipfile.ZipFile, folder: Path, manifest: Manifest) -> int:
    """Write each document that a row names, prove it, and return how many there are."""
    names, gone, count = set(archive.namelist()), removed_documents(), 0
    for stored in StoredFile.objects.order_by("key").iterator(500):
        whole = False
        if stored.path in names:
            measured = _extract_one(archive, stored.path, folder / Path(stored.path).relative_to(FOLDER))
            whole = measured == Measured(stored.sha256, stored.size)
            count += 1
        if not whole and str(stored.key) not in gone.union(manifest.faults):
            raise UnusableBackup(f"The document {stored.key} is not in the backup as it was uploaded.")
    for each in (folder, *filter(Path.is_dir, folder.iterdir())):
        sync_folder(each)
    return count


def _extract_one(archive: zipfile.ZipFile, name: str, path: Path) -> Measured:
    path.parent.mkdir(exist_ok=True)
    with archive.open(name) as member, path.open("xb") as target:
        measured = copied(iter(lambda: member.read(CHUNK), b""), target)
        target.flush()
        os.fsync(target.fileno())
    path.chmod(0o440)
    return measured


def _prove_chain(manifest: Manifest) -> None:
    verdict = examine(head_seq=manifest.head["seq"], head_digest=manifest.head["digest"])
    if verdict.fault:
        raise UnusableBackup(
            f"The journal in the backup is broken at event {verdict.fault.seq}: {verdict.fault.problem}."
        )

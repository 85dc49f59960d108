"""Statements that rewrite what was decided, published or declared, past the verbs; the database refuses each (A12).

They are about the rows of the fixture `signed` in test_refusals.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models

from guidelines.approval.refusals import CONTRIBUTION, DECISION, FILE, PUBLICATION, RECUSAL, VERSION
from guidelines.models import Contribution, Decision, GuidelineVersion, Publication, Recusal, StoredFile

COLUMNS = [field.column for field in Decision._meta.concrete_fields]
KEY = "'" + "0" * 32 + "'" if connection.vendor == "sqlite" else "gen_random_uuid()"


def copied(**changed: str) -> str:
    """The columns of a decision and where the values come from: itself, but for those changed."""
    names = [column for column in COLUMNS if column in changed or column != "id"]
    values = ", ".join(changed.get(name, name) for name in names)
    return f"({', '.join(names)}) SELECT {values} FROM {DECISION} WHERE id = (SELECT min(id) FROM {DECISION})"


VERSION_COLUMNS = [field.column for field in GuidelineVersion._meta.concrete_fields]


def versioned(**changed: str) -> str:
    """The columns of the published version and where the values come from: itself, but for those changed."""
    values = ", ".join(changed.get(name, name) for name in VERSION_COLUMNS)
    return f"({', '.join(VERSION_COLUMNS)}) SELECT {values} FROM {VERSION} WHERE {OURS}"


OURS = "label = '1.0'"  # of the versions in `signed`
DAYS = ("clinical_approval", "submitted", "administrative_approval")
EVERYWHERE = [
    *(f"UPDATE {DECISION} SET {column} = {value}" for column, value in {
        "id": "id + 100",
        "name": "'En anden'",
        "outcome": "'send_back', text = 'x'",
        "text": "'x'",
        "sha256": "'c'",
        "at": "'2020-01-01 00:00:00+00:00'",
        "capacity": "'deputy'",
        "factor": "'totp'",
        "own_work_reason": "'x'",
        "body_digest": "'c'",
        "person_id": "person_id - 1",
        "undone_at": "'2026-11-21 09:09:00+00:00', text = 'x'",
        "voided_at": "NULL, undone_at = NULL, name = 'x'",
    }.items()),
    f"UPDATE {DECISION} SET key = {KEY} WHERE undone_at IS NULL",
    f"UPDATE {DECISION} SET undone_at = NULL WHERE undone_at IS NOT NULL",
    f"UPDATE {DECISION} SET undone_at = '2026-11-22 00:00:00+00:00' WHERE undone_at IS NOT NULL",
    f"DELETE FROM {DECISION}",
    f"DELETE FROM {DECISION} WHERE undone_at IS NOT NULL",
    f"INSERT INTO {DECISION} {copied(id='id')} ON CONFLICT (id) DO UPDATE SET name = 'x'",
    f"DELETE FROM {CONTRIBUTION}",
    f"UPDATE {CONTRIBUTION} SET person_id = (SELECT max(id) FROM guidelines_person)",
    f"UPDATE {CONTRIBUTION} SET kind = 'author'",
    f"UPDATE {CONTRIBUTION} SET since = '2020-01-01 00:00:00+00:00'",
    f"UPDATE {FILE} SET sha256 = '{'c' * 64}'",
    f"UPDATE {FILE} SET file_name = 'x'",
    *(f"UPDATE {VERSION} SET {column} = {value} WHERE {OURS}" for column, value in {
        "id": "id + 100",
        "guideline_id": "(SELECT max(id) FROM guidelines_guideline)",
        "label": "'9.9'",
        "kind": "'minor'",
        "registered_outside": "NOT registered_outside",
        "document_id": "NULL",
        "file_name": "'x.pdf'",
        "file_sha256": f"'{'c' * 64}'",
        **{f"{fact}_{end}": "'2020-01-01'" for fact in DAYS for end in ("first", "last")},
        **{f"{fact}_precision": "'year'" for fact in DAYS},
        **{f"{fact}_source": "'x'" for fact in DAYS},
    }.items()),
    f"UPDATE {VERSION} SET registered_outside = NOT registered_outside WHERE NOT {OURS}",
    f"UPDATE {PUBLICATION} SET published_at = '2020-01-01 00:00:00+00:00'",
    f"UPDATE {PUBLICATION} SET published_by_id = (SELECT min(id) FROM guidelines_person)",
    f"UPDATE {PUBLICATION} SET version_id = (SELECT id FROM {VERSION} WHERE NOT {OURS})",
    f"DELETE FROM {PUBLICATION}",
    f"UPDATE {RECUSAL} SET person_id = (SELECT max(id) FROM guidelines_person)",
    f"UPDATE {RECUSAL} SET at = '2020-01-01 00:00:00+00:00'",
    f"UPDATE {RECUSAL} SET at = '2020-01-01 00:00:00+00:00', undone_at = '2026-11-22 00:00:00+00:00'",
    f"UPDATE {RECUSAL} SET undone_at = NULL WHERE undone_at IS NOT NULL",
    f"UPDATE {RECUSAL} SET undone_at = '2026-11-22 00:00:00+00:00' WHERE undone_at IS NOT NULL",
    f"DELETE FROM {RECUSAL}",
]  # fmt: skip
SQLITE = [
    f"INSERT OR REPLACE INTO {DECISION} {copied(id='id', name=repr('x'))}",
    f"REPLACE INTO {DECISION} {copied(id='id', name=repr('x'))}",
    f"INSERT OR REPLACE INTO {DECISION} {copied(name=repr('x'))}",
    f"UPDATE OR REPLACE {DECISION} SET key = (SELECT key FROM {DECISION} WHERE undone_at IS NOT NULL)",
    f"INSERT OR REPLACE INTO {CONTRIBUTION} (id, revision_id, person_id, kind, since)"
    f" SELECT id, revision_id, (SELECT max(id) FROM guidelines_person), kind, since FROM {CONTRIBUTION}",
    f"INSERT OR REPLACE INTO {FILE} (key, sha256, size, kind, file_name, stored_at)"
    f" SELECT key, sha256, size, kind, 'x', stored_at FROM {FILE}",
    f"INSERT OR REPLACE INTO {FILE} (rowid, key, sha256, size, kind, file_name, stored_at)"
    f" SELECT rowid, key, sha256, size, kind, 'x', stored_at FROM {FILE}",
    f"INSERT OR REPLACE INTO {VERSION} {versioned(file_sha256=repr('c' * 64))}",
    f"INSERT OR REPLACE INTO {VERSION} {versioned(id='id + 100', document_id='NULL')}",
    f"INSERT OR REPLACE INTO {VERSION} {versioned(id='id + 100', label=repr('2.0'), document_id='NULL')}",
    f"INSERT OR REPLACE INTO {VERSION} {versioned(id='id + 100', label=repr('2.0'), is_current='0')}",
    f"UPDATE OR REPLACE {VERSION} SET document_id = (SELECT document_id FROM {VERSION} WHERE {OURS}) WHERE NOT {OURS}",
    f"INSERT OR REPLACE INTO {PUBLICATION} (revision_id, version_id, published_by_id, published_at)"
    f" SELECT revision_id, version_id, published_by_id, '2020-01-01 00:00:00' FROM {PUBLICATION}",
    f"INSERT OR REPLACE INTO {RECUSAL} (id, revision_id, person_id, at)"
    f" SELECT id, revision_id, person_id, '2020-01-01 00:00:00' FROM {RECUSAL}",
    f"INSERT OR REPLACE INTO {RECUSAL} (revision_id, person_id, at)"
    f" SELECT revision_id, person_id, '2020-01-01 00:00:00' FROM {RECUSAL} WHERE undone_at IS NULL",
]
POSTGRESQL = [f"TRUNCATE {table} CASCADE" for table in (DECISION, CONTRIBUTION, FILE, PUBLICATION, RECUSAL)]


def statements() -> list[str]:
    return [*EVERYWHERE, *(SQLITE if connection.vendor == "sqlite" else POSTGRESQL)]


def rows() -> list[Any]:
    tables: tuple[type[models.Model], ...] = (
        *(Decision, Contribution, StoredFile, GuidelineVersion, Publication, Recusal),
    )
    return [list(model.objects.order_by("pk").values_list()) for model in tables]

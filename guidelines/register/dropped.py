"""Documents dropped on the way into the register: told in the journal, and removed where nobody saved them.

A row stays for good, as every row of the store does (reliability A12); what is removed is the file and its text.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet

from guidelines.documents.models import DocumentText, StoredFile
from guidelines.documents.storing import path_of, receiving, store_kept
from guidelines.journal.files import REMOVED, removed_documents
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing

DROPPED = "document_dropped"
KEPT = timedelta(days=7)
"""A document that nobody has saved a version of is removed after so long."""
log = structlog.get_logger(__name__)


def drop(upload: UploadedFile[bytes], *, by: Actor, now: datetime) -> StoredFile:
    """Take a document into the store before it belongs to a version, and tell of it; raises as `receive` does."""
    with receiving(upload, upload.name or "", now=now) as stored, writing(by, now=now) as journal:
        facts = {"document": str(stored.key), "sha256": stored.sha256, "size": stored.size}
        journal.record(DROPPED, stored, facts=facts, personal={"file_name": stored.file_name})
    return stored


def is_removed(stored: StoredFile) -> bool:
    """Whether the file was removed because nobody saved it in time; one statement."""
    return Event.objects.filter(verb=REMOVED, object_key=str(stored.key)).exists()


def remove_dropped(*, by: Actor, now: datetime, kept: timedelta = KEPT) -> list[str]:
    """Remove the files that nobody has used for so long, and return their names; a second run removes nothing.

    A file is kept where any row refers to it, or refers to it no longer but the journal tells that it was used. What
    an earlier run told of and could not take from the disk is taken now. It waits for a backup that goes on.
    """
    with store_kept(to_remove=True):
        gone = set(removed_documents())
        _finish(gone)
        found = [stored for stored in _unused(now - kept).order_by("stored_at", "key") if str(stored.key) not in gone]
        return [stored.file_name for stored in found if _remove(stored, gone, by, now)]


def _unused(before: datetime) -> QuerySet[StoredFile, StoredFile]:
    """The stored files of before that moment to which no row refers, whatever table it is in."""
    free = Q(stored_at__lte=before)
    for relation in StoredFile._meta.related_objects:
        free &= Q(**{f"{relation.name}__isnull": True})
    return StoredFile.objects.filter(free)


def _remove(stored: StoredFile, gone: set[str], by: Actor, now: datetime) -> bool:
    """Tell of the removal, take the file away and add it to those `gone`; False where it is used after all."""
    with writing(by, now=now) as journal:  # whoever saves a version waits for this, and sees what came of it
        if not _unused(now).filter(pk=stored.pk).exists() or _was_used(stored):
            return False
        facts = {"document": str(stored.key), "sha256": stored.sha256, "size": stored.size}
        journal.record(REMOVED, stored, facts=facts, personal={"file_name": stored.file_name})
        twins = StoredFile.objects.filter(sha256=stored.sha256).exclude(pk=stored.pk).values_list("pk", flat=True)
        if gone.issuperset(map(str, twins)):
            DocumentText.objects.filter(sha256=stored.sha256).delete()
        transaction.on_commit(partial(_unlink, stored))
    gone.add(str(stored.key))
    return True


def _was_used(stored: StoredFile) -> bool:
    """Whether the journal tells of more than that it was dropped; of one that no event names, by its bytes."""
    told = Event.objects.exclude(verb__in=(DROPPED, REMOVED))
    if Event.objects.filter(verb=DROPPED, object_key=str(stored.key)).exists():
        return told.filter(text__contains=str(stored.key)).exists()
    return told.filter(text__contains=stored.sha256).exists()


def _finish(gone: Collection[str]) -> None:
    for stored in StoredFile.objects.filter(pk__in=gone):
        _unlink(stored)


def _unlink(stored: StoredFile) -> None:
    try:
        path_of(stored).unlink(missing_ok=True)
    except OSError as error:  # the next run takes it
        log.error("dropped file not removed", document=str(stored.key), problem=str(error))

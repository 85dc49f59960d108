"""Files people uploaded, kept under names of our own and never changed (reliability F6, A11)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class StoredFile(models.Model):
    """A file in the store: where it lies, its SHA-256 (hex), its size in bytes and the type found by its content.

    The file lies under `MEDIA_ROOT/documents/<first two of key>/<key>.<kind>`. Rows and files are only ever added.
    """

    class Kind(models.TextChoices):
        """The types taken (reliability F5)."""

        PDF = "pdf"
        DOCX = "docx"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file_name = models.CharField(max_length=255)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_has_a_hash"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> str:
        """Where the file lies below the media root."""
        return f"documents/{self.key.hex[:2]}/{self.key.hex}.{self.kind}"


class DocumentText(models.Model):
    """The lines of a stored document as they were extracted once, so that no page opens the file again.

    They belong to the bytes, not to a row: two files alike have one text. `lines` holds a list for each line: its
    words, its number counted from 1 (page or paragraph, as `kind` says), and whether it stands apart from the one
    before it. `problem` says why a file has no lines; "" where it has.
    """

    class Kind(models.TextChoices):
        """What the numbers of the lines count."""

        PAGE = "page"
        PARAGRAPH = "paragraph"

    class Problem(models.TextChoices):
        """Why nothing could be read."""

        NONE = ""
        DAMAGED = "damaged"
        TOO_LARGE = "too_large"
        TOO_MUCH = "too_much"
        NO_TEXT = "no_text"

    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    lines = models.JSONField()
    problem = models.CharField(max_length=9, choices=Problem.choices, blank=True, default=Problem.NONE)
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_text_has_a_hash"),
        ]

    def __str__(self) -> str:
        return self.sha256

"""The version in the making: what it will be called, what has changed, its file, and who worked on it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.documents.models import StoredFile
from guidelines.people.models import Person
from guidelines.planning.models import Revision
from guidelines.register.facts import DatedFact
from guidelines.register.models import GuidelineVersion


class Draft(models.Model):
    """What the authors say of the version to come (udkast). `edition` grows with each change, to tell stale pages.

    `summary` is what the approver reads first: what has changed, in a few words. `next_due_months` counts from the
    fact named in `next_due_counts_from`; a stated date stands in `next_due` instead. `consultation_skipped` is the
    reason for having none, "" where there is or will be one.
    """

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="draft")
    edition = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=10, choices=GuidelineVersion.Kind.choices, default=GuidelineVersion.Kind.UNKNOWN)
    summary = models.CharField(max_length=1000, blank=True)
    change_log = models.TextField(blank=True)
    template_version = models.CharField(max_length=20, blank=True)
    last_search = DatedFact()
    next_due = DatedFact()
    next_due_months = models.PositiveSmallIntegerField(null=True, blank=True)
    next_due_counts_from = models.CharField(max_length=30, blank=True)
    consultation_skipped = models.CharField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.label}"


class DraftFileQuerySet(models.QuerySet["DraftFile"]):
    """Questions about uploaded documents."""

    def current(self) -> Self:
        """The one per revision that is neither replaced nor withdrawn."""
        return self.filter(replaced_at=None, withdrawn_at=None)


class DraftFile(models.Model):
    """A document uploaded to a revision; the newest one stands until it is replaced or withdrawn."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="files")
    document = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="draft_file")
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DraftFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"],
                condition=Q(replaced_at=None) & Q(withdrawn_at=None),
                name="draft_file_current_one_per_revision",
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.document_id}"


class Contribution(models.Model):
    """Somebody who worked on the version: tovholder, author, or who uploaded or replaced its bytes (reliability A2).

    Rows are only ever added: who has worked on it stays one who has.
    """

    class Kind(models.TextChoices):
        """How the person worked on it."""

        LEAD = "lead"
        AUTHOR = "author"
        UPLOAD = "upload"

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="contributions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "person", "kind"], name="contribution_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.person} ({self.kind})"

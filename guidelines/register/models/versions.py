"""Versions of a guideline as rows of their own."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.models import StoredFile
from guidelines.people.models import Group
from guidelines.register.facts import DatedFact
from guidelines.register.fields import LabelKeyField
from guidelines.register.models.guidelines import Guideline
from guidelines.register.rules import DEFAULT_ASSESSMENT_MONTHS, Facts


class GuidelineVersionQuerySet(models.QuerySet["GuidelineVersion"]):
    """Questions about versions."""

    def current(self) -> Self:
        """The one version per guideline that stands as its advice."""
        return self.filter(is_current=True)


class GuidelineVersion(models.Model):
    """One approved version of a guideline: its label, file and dates, each as the document gave them."""

    class Kind(models.TextChoices):
        """What the version was made as (domain 2.4)."""

        FIRST = "first"
        MAJOR = "major"
        MINOR = "minor"
        CORRECTION = "correction"
        UNKNOWN = "unknown"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=20)
    label_key = LabelKeyField(max_length=80, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UNKNOWN)
    is_current = models.BooleanField(default=False)
    registered_outside = models.BooleanField(default=True)
    template_version = models.CharField(max_length=20, blank=True)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    link = models.URLField(max_length=500, blank=True)
    document = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="guideline_version"
    )

    last_search = DatedFact()
    assessed = DatedFact()
    clinical_approval = DatedFact()
    submitted = DatedFact()
    administrative_approval = DatedFact()
    published = DatedFact()
    next_due = DatedFact(derived=True)
    expiry = DatedFact(derived=True)
    next_due_counts_from: str
    next_due_interval_months: int | None

    objects = GuidelineVersionQuerySet.as_manager()

    class Meta:
        ordering = ["guideline", "-label_key"]
        constraints = [
            models.UniqueConstraint(fields=["guideline", "label"], name="version_label_once_per_guideline"),
            models.UniqueConstraint(
                fields=["guideline"], condition=Q(is_current=True), name="version_current_one_per_guideline"
            ),
        ]
        indexes = [models.Index(fields=["next_due_last"], name="version_next_due_last")]

    def __str__(self) -> str:
        return f"{self.guideline} {self.label}"

    @property
    def approved(self) -> FuzzyDate | None:
        """When the version was last approved: administratively, else clinically; None where no document says."""
        fact: FuzzyDate | None = self.administrative_approval or self.clinical_approval
        return fact


def facts_of(guideline: Guideline, current: GuidelineVersion | None, owner: Group | None, today: date) -> Facts:
    """Return what the guideline's validity on `today` rests on, given its current version and its owner, if any."""
    months = guideline.assessment_months or (owner.assessment_months if owner else DEFAULT_ASSESSMENT_MONTHS)
    return Facts(
        has_version=current is not None,
        is_withdrawn=guideline.is_withdrawn(today),
        next_due=current.next_due if current else None,
        last_search=current.last_search if current else None,
        assessed=current.assessed if current else None,
        assessment_months=months,
    )

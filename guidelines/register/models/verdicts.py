"""Verdicts on a guideline that make no new version: assessed, extended, corrected, withdrawn, merged (product 1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.people.models import Person
from guidelines.register.facts import DatedFact
from guidelines.register.models.guidelines import Guideline
from guidelines.register.models.versions import GuidelineVersion


class Verdict(models.Model):
    """A verdict with its reason and, where it moves one, the new next due; the version's earlier one stays here.

    `version` is the version it was about; None where there was none. `assessed` is the day of an assessment.
    """

    class Kind(models.TextChoices):
        """Correction, assessed and still valid, extended, withdrawn, merged into another."""

        CORRECTION = "correction"
        ASSESSED = "assessed"
        EXTENDED = "extended"
        WITHDRAWN = "withdrawn"
        MERGED = "merged"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="verdicts")
    version = models.ForeignKey(
        GuidelineVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="verdicts"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=1000)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    next_due_before = DatedFact()
    next_due_after = DatedFact()
    merged_into = models.ForeignKey(Guideline, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="verdict_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.guideline}: {self.kind}"

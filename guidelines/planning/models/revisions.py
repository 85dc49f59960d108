"""The run: a revision under way, its stage, and whose move each open step is."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group, Person
from guidelines.planning import rules
from guidelines.planning.models.entries import PlanEntry
from guidelines.register.models import Guideline

STAGE_CHOICES = [(stage.value, stage.value) for stage in rules.Stage]


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Questions about revisions."""

    def underway(self) -> Self:
        """Revisions that have begun and not ended."""
        return self.filter(ended_on=None)


class Revision(models.Model):
    """A revision under way (revisionsforløb), started from a plan entry."""

    class Result(models.TextChoices):
        """How a revision ended."""

        PUBLISHED = "published"
        STOPPED = "stopped"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="revisions")
    plan_entry = models.ForeignKey(PlanEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions")
    stage = models.CharField(max_length=24, choices=STAGE_CHOICES, default=rules.Stage.AGREED.value)
    is_returned = models.BooleanField(default=False)
    started_on = models.DateField()
    deadline_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["guideline"], condition=Q(ended_on=None), name="revision_one_underway_per_guideline"
            ),
            models.CheckConstraint(
                condition=(Q(ended_on=None) & Q(result="")) | (Q(ended_on__isnull=False) & ~Q(result="")),
                name="revision_result_when_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline}: {self.stage}"


class StepQuerySet(models.QuerySet["Step"]):
    """Questions about steps."""

    def open(self) -> Self:
        """Steps that wait for their holder."""
        return self.filter(closed_on=None)


class Step(models.Model):
    """A step of a revision; an open one has exactly one holder and a since (foundations 8)."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=24, choices=STAGE_CHOICES)
    holder_role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in rules.HolderRole])
    holder_group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "stage", "holder_group"],
                condition=Q(closed_on=None) & Q(holder_group__isnull=False),
                name="step_open_once_per_group",
            ),
            models.UniqueConstraint(
                fields=["revision", "stage"],
                condition=Q(closed_on=None) & Q(holder_group=None),
                name="step_open_once_without_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision.guideline}: {self.stage}"

"""The run: a revision under way, its stage, the moves it has made, and whose move each open step is."""

from __future__ import annotations

from datetime import date
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

    def live(self) -> Self:
        """Those under way that anybody still has to act on: not of a guideline that is withdrawn or merged."""
        return self.underway().filter(guideline__withdrawn_on=None, guideline__merged_into=None)


class Revision(models.Model):
    """A revision under way (revisionsforløb), started from a plan entry.

    `expected_on` is when its authors expect the draft to be finished, None where they have not said.
    """

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
    expected_on = models.DateField(null=True, blank=True)
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

    @property
    def awaited_on(self) -> date | None:
        """The day the draft is expected while its authors have it; None once it is handed in, or nobody has said."""
        is_with_authors = self.is_returned or self.stage in rules.WRITING
        return self.expected_on if is_with_authors and self.ended_on is None else None


class Move(models.Model):
    """A move of a revision along the stage line; an undone one stays, with when it was undone (foundations 25).

    `verb` is the name of the verb that made it. The stage columns hold where it led from and to.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=24)
    stage_from = models.CharField(max_length=24, choices=STAGE_CHOICES)
    returned_from = models.BooleanField(default=False)
    stage_to = models.CharField(max_length=24, choices=STAGE_CHOICES)
    returned_to = models.BooleanField(default=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.verb} {self.stage_from} → {self.stage_to}"


class StepQuerySet(models.QuerySet["Step"]):
    """Questions about steps."""

    def open(self) -> Self:
        """Steps that wait for their holder."""
        return self.filter(closed_on=None)


class Step(models.Model):
    """A step of a revision; an open one has exactly one holder and a since (foundations 8).

    `for_group` is the guideline's group a clinical approval is given for, `holder_group` the one whose chair gives it:
    the same, or a sub-group of it. An open step of the stage *published* waits for being published. A step deferred
    (udsat) rests until the end of `deferred_until`. A step closed without `closed_by` was recorded from outside.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(max_length=24, choices=STAGE_CHOICES)
    holder_role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in rules.HolderRole])
    holder_group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder_person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    for_group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    deferred_until = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(Move, null=True, blank=True, on_delete=models.PROTECT, related_name="opened")
    closed_by = models.ForeignKey(Move, null=True, blank=True, on_delete=models.PROTECT, related_name="closed")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        indexes = [  # the open ones are few among all that were ever closed
            models.Index(fields=["holder_role"], condition=Q(closed_on=None), name="step_open_by_holder_role")
        ]
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

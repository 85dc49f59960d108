"""Routes: which steps a group's revisions take, who approves, how many days. The plan is not the run."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group
from guidelines.planning.models import Revision


class SelfApproval(models.TextChoices):
    """What happens where the one who is to approve wrote it (product, decisions taken)."""

    ADVISED = "advised"  # warned; the deputy is one press away; a written reason is required and shown
    REQUIRED = "required"  # somebody else is required: refused


class Route(models.Model):
    """A group's route for revisions to come (godkendelsesvej); days are calendar days.

    `has_consultation` False leaves the consultation out; the two approvals are never left out (four eyes).
    `approver_group` is the sub-group whose chair gives the clinical approval; None: the group's own chair.
    """

    group = models.OneToOneField(Group, primary_key=True, on_delete=models.CASCADE, related_name="route")
    approver_group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    self_approval = models.CharField(max_length=8, choices=SelfApproval.choices, default=SelfApproval.ADVISED)
    needs_second_factor = models.BooleanField(default=False)
    has_consultation = models.BooleanField(default=True)
    consultation_days = models.PositiveSmallIntegerField(default=21)
    clinical_days = models.PositiveSmallIntegerField(default=14)
    administrative_days = models.PositiveSmallIntegerField(default=14)
    return_days = models.PositiveSmallIntegerField(default=14)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consultation_days__range=(1, 365))
                & Q(clinical_days__range=(1, 365))
                & Q(administrative_days__range=(1, 365))
                & Q(return_days__range=(1, 365)),
                name="route_days_sane",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}"


class RunRoute(models.Model):
    """The route one revision follows, copied from its groups when it started; later changes of theirs leave it."""

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.CASCADE, related_name="route")
    has_consultation = models.BooleanField(default=True)
    consultation_days = models.PositiveSmallIntegerField()
    administrative_days = models.PositiveSmallIntegerField()
    return_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"{self.revision_id}"


class RunApproval(models.Model):
    """One clinical approval that a revision needs: for which group, by whose chair, within how many days."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="approvals")
    for_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    approver_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    self_approval = models.CharField(max_length=8, choices=SelfApproval.choices)
    needs_second_factor = models.BooleanField()
    clinical_days = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "for_group"], name="run_approval_once_per_group"),
            models.UniqueConstraint(fields=["revision", "approver_group"], name="run_approval_once_per_approver"),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.for_group}"

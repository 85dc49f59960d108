"""The plan as a chair approved it, kept as it was; that it goes out by mail; and remarks that wait for an approval."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group, Person


class PlanApproval(models.Model):
    """A group's plan as approved (godkendt plan): a fixed object, which the database lets nobody change or delete.

    `text` is canonical JSON (`approved.content`) of what was seen, `sha256` the digest of it in hex. It names persons
    by their keys alone, and the remark to the group stands in the detail of the event: what is personal can be erased
    while the approval stays whole (foundations 10). `previous` is the approval it was compared with, None for the
    group's first: two who approve at once cannot both follow the same one.
    """

    class Capacity(models.TextChoices):
        """In what role it was approved: formand, stedfortræder."""

        CHAIR = "chair"
        DEPUTY = "deputy"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="plan_approvals")
    previous = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="next")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="plan_approvals")
    capacity = models.CharField(max_length=6, choices=Capacity.choices)
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(previous=None), name="plan_approval_first_once")
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.at:%Y-%m-%d}"

    @property
    def approver(self) -> Person:
        """The person who approved, by the row that stands for the person today."""
        return self.person.merged_into or self.person


class PlanMailing(models.Model):
    """That an approved plan goes to the group by mail: wanted with the approval; `mailed_at` None until it went."""

    approval = models.OneToOneField(PlanApproval, on_delete=models.CASCADE, related_name="mailing")
    mailed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.approval)


class PlanRemark(models.Model):
    """What a person means to write to the group when approving its plan: a draft, deleted by the approval."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="plan_remarks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plan_remarks")
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="plan_remark_once_per_person")]

    def __str__(self) -> str:
        return f"{self.group}: {self.person}"

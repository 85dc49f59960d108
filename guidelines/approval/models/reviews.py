"""What approvers ask to have corrected, and the secretariat's checklist and phrases, which are editable data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.approval.models.decisions import Decision
from guidelines.people.models import Person
from guidelines.planning.models import Revision, Step


class Return(models.Model):
    """Work sent back (retur): the step that returned it, the day the answer is due, and when it was sent in again.

    `resumed_at` None: the authors still have it. Undone with its decision.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="returns")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="returned")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="returns")
    due_on = models.DateField()
    resumed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(resumed_at=None, undone_at=None), name="return_one_open_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.due_on}"


class ReviewComment(models.Model):
    """A comment by section for the authors to correct; theirs once `returned` is set, and ticked off one by one."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="review_comments")
    returned = models.ForeignKey(Return, null=True, blank=True, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True)
    ticked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:40]}"


class ChecklistItem(models.Model):
    """A point of the secretariat's checklist; `is_default` marks those that are the product's own proposal."""

    position = models.PositiveSmallIntegerField()
    text_da = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text_da


class Check(models.Model):
    """What the secretariat found on one point of the checklist for one revision."""

    class State(models.TextChoices):
        """In order, missing, not relevant here."""

        OK = "ok"
        MISSING = "missing"
        NOT_RELEVANT = "not_relevant"

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="checks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices)
    note = models.CharField(max_length=500, blank=True)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["item__position"]
        constraints = [models.UniqueConstraint(fields=["revision", "item"], name="check_once_per_item")]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.item_id} {self.state}"


class Phrase(models.Model):
    """A text that reviewers use again and again; `section` is where it usually belongs."""

    section = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=1000)
    is_active = models.BooleanField(default=True)
    created_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["section", "text"]
        constraints = [models.UniqueConstraint(fields=["text"], condition=Q(is_active=True), name="phrase_once")]

    def __str__(self) -> str:
        return self.text[:60]

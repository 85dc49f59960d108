"""Occurrences: this rung, for this target, to this person. The unique key makes a second one impossible."""

from __future__ import annotations

from typing import Self

from django.db import models

from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.models.mails import Mail


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Questions about occurrences."""

    def open_tasks(self) -> Self:
        """What waits for the secretariat because no mail can do it."""
        return self.filter(state=Occurrence.State.TASK, done_at=None)

    def calls(self) -> Self:
        """Open tasks to call somebody, because mails have not helped."""
        return self.open_tasks().filter(reason__in=("call", "waits"))


class Occurrence(models.Model):
    """A reminder that is due to one person: planned, carried by a mail, made a task, or skipped with a reason.

    `due_on` is the target. `slot_on` is the slot in which it was planned; of a task, the day on which it became one.
    `reason` is a `rules.Reason`; `done_at` is when the secretariat ticked a task off.
    """

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned"
        MAILED = "mailed"
        TASK = "task"
        SKIPPED = "skipped"

    rule = models.CharField(max_length=30)
    rung = models.CharField(max_length=30)
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="occurrences")
    target = models.CharField(max_length=40)
    due_on = models.DateField()
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="occurrences")
    slot_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=20, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="occurrences")
    created_at = models.DateTimeField()

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        ordering = ["slot_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "guideline", "target", "due_on", "rung", "recipient"], name="occurrence_once"
            )
        ]
        indexes = [models.Index(fields=["state", "slot_on"], name="occurrence_state_slot")]

    def __str__(self) -> str:
        return f"{self.rung} {self.guideline} {self.due_on}"

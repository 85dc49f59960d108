"""What tovholdere answer to reminders: words for the secretariat and the chair, time set aside, and rest."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.people.models import Person
from guidelines.planning.models.entries import PlanEntry
from guidelines.register.models import Guideline


class LeadAnswerQuerySet(models.QuerySet["LeadAnswer"]):
    """Questions about answers."""

    def open(self) -> Self:
        """Answers that somebody has yet to act on; time set aside asks nothing of anybody."""
        return self.filter(handled_at=None).exclude(kind=LeadAnswer.Kind.FOCUS)


class LeadAnswer(models.Model):
    """What a tovholder answered about a guideline, by a page or a link in a mail (`via` as in the journal).

    A no to the role names whom to ask instead in `suggested`, "" for nobody; it frees nobody by itself. `focus_at` is
    when the person has set time aside. `plan_entry` is the entry whose role a no is about, None once adding
    that entry was undone.
    """

    class Kind(models.TextChoices):
        """No to the role, help wanted, ought to lapse (bør udgå), time set aside."""

        DECLINED = "declined"
        HELP = "help"
        WITHDRAW = "withdraw"
        FOCUS = "focus"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="lead_answers")
    plan_entry = models.ForeignKey(
        PlanEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="lead_answers"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lead_answers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField(blank=True)
    suggested = models.CharField(max_length=200, blank=True)
    focus_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    via = models.CharField(max_length=8)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = LeadAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["guideline"], condition=Q(handled_at=None) & ~Q(kind="focus"), name="lead_answer_open")
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="focus") & Q(focus_at__isnull=False)) | (~Q(kind="focus") & Q(focus_at=None)),
                name="lead_answer_time_for_focus_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind} {self.guideline_id}"


class SnoozeQuerySet(models.QuerySet["Snooze"]):
    """Questions about rests."""

    def taken(self, guideline: int, person: int, target: date) -> int:
        """How often the person has let reminders of this target of the guideline rest."""
        return self.filter(guideline=guideline, person=person, target=target).count()


class Snooze(models.Model):
    """Reminders of a guideline's target that rest for one person, up to and with the day `until`."""

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="snoozes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="snoozes")
    target = models.DateField()
    until = models.DateField()
    at = models.DateTimeField()

    objects = SnoozeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.guideline_id} → {self.until}"

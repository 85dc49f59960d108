"""Calls by the secretariat, where mails have not helped (ux 5.2, the last rung)."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Person
from guidelines.register.models import Guideline


class Call(models.Model):
    """A call to a person about one guideline: what came of it, and what was noted."""

    class Outcome(models.TextChoices):
        """What came of the call; `MISSED` is no contact, and the task stays."""

        GOES_ON = "goes_on"
        NEW_DATE = "new_date"
        HELP = "help"
        OTHER_LEAD = "other_lead"
        WITHDRAW = "withdraw"
        MISSED = "missed"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calls")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="calls")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.outcome} {self.guideline_id}"

"""Switches and signs of life of the reminder engine."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Group, Person


class GroupRelease(models.Model):
    """The secretariat has seen a group's rehearsal and let its reminders go (foundations 20); no row means on hold."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="reminder_release")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.group} {self.released_at:%Y-%m-%d}"


class SenderHold(models.Model):
    """While a row without `lifted_at` stands, no automatic mail leaves: held by hand or by the breaker."""

    since = models.DateTimeField()
    reason = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class Heartbeat(models.Model):
    """The last successful tick; there is one row, with id 1."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

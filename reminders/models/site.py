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


class SlotRun(models.Model):
    """A weekly slot that has been planned, and how many mails it gave; a slot is planned once (foundations 18)."""

    slot_on = models.DateField(unique=True)
    planned_at = models.DateTimeField()
    mails = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-slot_on"]

    def __str__(self) -> str:
        return f"{self.slot_on:%Y-%m-%d}: {self.mails}"


class SenderHold(models.Model):
    """While a row without `lifted_at` stands, no automatic mail leaves: held by hand, by the breaker or by a restore.

    After a restore nothing leaves but codes: what went out since the backup was made is not known here.
    """

    class Reason(models.TextChoices):
        """Who stopped the sender."""

        BY_HAND = "by_hand"
        BREAKER = "breaker"
        RESTORED = "restored"

    since = models.DateTimeField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    planned = models.PositiveIntegerField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class Heartbeat(models.Model):
    """The last successful tick; there is one row, with id 1."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"

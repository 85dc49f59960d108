"""Addresses of calendar feeds, and what each has told, so that changes and cancellations can be told (ux 5.5)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group, Person


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    """Questions about addresses of calendar feeds."""

    def of(self, person: Person, group: Group | None) -> Self:
        """The one address of a person for the own deadlines (`group` None) or for those of a group."""
        return self.filter(person=person, group=group)


class CalendarAddress(models.Model):
    """A feed that a person may subscribe to: the own deadlines, or with `group` those of a group (kalenderabonnement).

    Only a hash of its secret is stored, so that nobody reads an address out of the database.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendar_addresses")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(group=None), name="calendar_one_of_ones_own"),
            models.UniqueConstraint(
                fields=["person", "group"], condition=Q(group__isnull=False), name="calendar_one_a_group"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.group or '–'}"


class CalendarEventQuerySet(models.QuerySet["CalendarEvent"]):
    """Questions about what feeds have told."""

    def by(self, address: CalendarAddress) -> Self:
        """What the feed at this address has told."""
        return self.filter(address=address)


class CalendarEvent(models.Model):
    """What a feed has told of one deadline; `cancelled_at` since when it is no longer one."""

    address = models.ForeignKey(CalendarAddress, on_delete=models.CASCADE, related_name="events")
    key = models.CharField(max_length=60)
    on = models.DateField()
    summary = models.CharField(max_length=500)
    description = models.CharField(max_length=500)
    path = models.CharField(max_length=300)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarEventQuerySet.as_manager()

    class Meta:
        ordering = ["on", "key"]
        constraints = [models.UniqueConstraint(fields=["address", "key"], name="calendar_event_once_a_feed")]

    def __str__(self) -> str:
        return self.key

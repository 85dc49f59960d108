"""Roles with a start and an end (foundations 7)."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from guidelines.people.models.groups import Group
from guidelines.people.models.persons import Person


class RoleQuerySet(models.QuerySet["Role"]):
    """Questions about roles."""

    def on(self, day: date) -> Self:
        """Roles in force on a day; the end day is the last one inside."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Role(models.Model):
    """What a person is in a group, or in the secretariat, from one day to another."""

    class Kind(models.TextChoices):
        """The role's name: formand, stedfortræder, medlem, sekretariat."""

        CHAIR = "chair"
        DEPUTY = "deputy"
        MEMBER = "member"
        SECRETARIAT = "secretariat"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="role_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(Q(kind="secretariat") & Q(group=None)) | (~Q(kind="secretariat") & Q(group__isnull=False)),
                name="role_group_unless_secretariat",
            ),
            models.UniqueConstraint(
                fields=["person", "group", "kind"],
                condition=Q(ends_on=None) & Q(group__isnull=False),
                name="role_open_once_per_group",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(ends_on=None) & Q(group=None), name="role_open_once_in_secretariat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind} {self.group or ''}".strip()

"""What was set of the ladder, by group (ux 5.2: all numbers are settings per group)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group


class LadderSetting(models.Model):
    """One number or switch of the ladder, as set for a group; without a group, by the secretariat for all of them.

    `rung` is a key of `reminders.ladder.DEFAULTS`. `number` counts its months or days; None and an `is_on` of None
    leave what holds beneath: the secretariat's, else the default.
    """

    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="ladder_settings")
    rung = models.CharField(max_length=30)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    is_on = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["group", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "rung"], condition=Q(group__isnull=False), name="ladder_setting_once_per_group"
            ),
            models.UniqueConstraint(fields=["rung"], condition=Q(group=None), name="ladder_setting_once_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id or 'all'} {self.rung}"

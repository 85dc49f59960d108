"""The demo's movable today."""

from __future__ import annotations

from django.db import models


class DemoClock(models.Model):
    """How many days the demo's clock is moved: one row, with id 1, and only where a demo was loaded."""

    offset_days = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.offset_days:+d} days"

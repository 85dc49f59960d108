"""How fast mails leave, whoever sends them: one row that all senders ask."""

from __future__ import annotations

from django.db import models


class Pace(models.Model):
    """When the next mail may leave, in seconds since 1970 by the database's own clock; there is one row, with id 1."""

    next_at = models.FloatField()

    def __str__(self) -> str:
        return f"{self.next_at:.3f}"

"""Where a guideline that is planned was announced: in the text of another."""

from __future__ import annotations

from django.db import models

from guidelines.register.models.guidelines import Guideline

QUOTATION_LENGTH, PLACE_LENGTH = 1000, 60


class Announcement(models.Model):
    """A guideline was announced in another's text, in these words, at this place; one source a guideline."""

    guideline = models.OneToOneField(Guideline, on_delete=models.CASCADE, related_name="announcement")
    source = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="announces")
    quotation = models.CharField(max_length=QUOTATION_LENGTH)
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)

    class Meta:
        ordering = ["source", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(guideline=models.F("source")), name="announcement_not_in_its_own_text"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.quotation}"

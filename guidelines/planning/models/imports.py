"""A planskema document somebody uploaded, kept from preview to approval."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Group, Person


class PlanImport(models.Model):
    """An uploaded planskema with the answers given so far; `applied_at` is None until it is approved."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="plan_imports")
    uploaded_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    first_year = models.PositiveSmallIntegerField(null=True, blank=True)
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    answers = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

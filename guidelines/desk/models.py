"""Views of lists that somebody named and kept (gemte visninger, ux 4.3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guidelines.people.models import Person


class SavedView(models.Model):
    """A name for the query of a list's address; personal, or shared by the secretariat where `person` is None."""

    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "page", "name"], condition=Q(person__isnull=False), name="saved_view_once_per_person"
            ),
            models.UniqueConstraint(fields=["page", "name"], condition=Q(person=None), name="saved_view_shared_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The saved view with which a page opens for a person (forvalgt visning); without one it opens with everything."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="default_views")
    page = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="default_for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page"], name="default_view_once_a_page")]

    def __str__(self) -> str:
        return f"{self.person}: {self.view}"

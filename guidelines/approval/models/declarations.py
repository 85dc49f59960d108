"""Declarations of interest (habilitet): per person and year, and what was declared for one version."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from guidelines.people.models import Person
from guidelines.planning.models import Revision


class Declaration(models.Model):
    """What a person declares for a calendar year; an earlier one of the same year stays, `replaced_at` tells when."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    year = models.PositiveSmallIntegerField()
    has_interests = models.BooleanField()
    text = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"], condition=Q(replaced_at=None), name="declaration_current_one_a_year"
            ),
            models.CheckConstraint(condition=Q(has_interests=False) | ~Q(text=""), name="declaration_says_which"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.year}"


class VersionDeclarationQuerySet(models.QuerySet["VersionDeclaration"]):
    """Questions about what was declared for versions."""

    def in_force(self, year: int) -> Self:
        """Those whose person has declared for the year, too: what was said for a version holds with the year's."""
        return self.filter(Exists(Declaration.objects.filter(person=OuterRef("person"), year=year, replaced_at=None)))


class VersionDeclaration(models.Model):
    """What a person declared for the version in the making, resting on the declaration of that year."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="declarations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="version_declarations")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="versions")
    has_interests = models.BooleanField()
    text = models.TextField(blank=True)
    declared_at = models.DateTimeField()

    objects = VersionDeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "person"], name="version_declaration_once"),
            models.CheckConstraint(
                condition=Q(has_interests=False) | ~Q(text=""), name="version_declaration_says_which"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.person}"

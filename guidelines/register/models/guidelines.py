"""Guidelines and the groups they belong to."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from guidelines.lists.fields import SearchTextField, SortKeyField
from guidelines.people.access import Viewer
from guidelines.people.models import Group
from guidelines.register.rules import ASSESSMENT_CHOICES
from guidelines.register.validity import with_validity


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    """Questions about guidelines."""

    def of_group(self, group: Group) -> Self:
        """Guidelines in which the group has any role; a shared one appears for each of its groups."""
        return self.filter(pk__in=GuidelineGroup.objects.filter(group=group).values("guideline"))

    def in_use(self) -> Self:
        """Guidelines that are neither withdrawn nor merged into another."""
        return self.filter(withdrawn_on=None, merged_into=None)

    def visible_to(self, viewer: Viewer) -> Self:
        """Everything for those signed in; for the public what has been published (foundations 22)."""
        if viewer.is_signed_in:
            return self
        return self.filter(versions__is_current=True)

    def with_validity(self, today: date) -> Self:
        """Annotate `validity` (the state's value) and `due_on` (the revision clock's last day, or NULL) in SQL."""
        return with_validity(self, today)


class Guideline(models.Model):
    """A clinical guideline (klinisk retningslinje). Its identity is not its title: titles change between versions."""

    class Language(models.TextChoices):
        """The language of the title and the text."""

        DANISH = "da"
        ENGLISH = "en"

    title = models.CharField(max_length=400)
    short_name = models.CharField(max_length=60, blank=True)
    is_working_title = models.BooleanField(default=False)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.DANISH)
    slug = models.SlugField(max_length=100, unique=True)
    sort_key = SortKeyField(source="title")
    search_text = SearchTextField(sources=("title", "short_name"))
    revision_months = models.PositiveSmallIntegerField(null=True, blank=True)
    assessment_months = models.PositiveSmallIntegerField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    groups = models.ManyToManyField(Group, through="GuidelineGroup", related_name="guidelines")
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        indexes = [models.Index(fields=["sort_key"], name="guideline_in_danish_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(assessment_months=None) | Q(assessment_months__in=ASSESSMENT_CHOICES),
                name="guideline_assessment_whole_years",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="guideline_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the guideline's page."""
        return reverse("guideline", args=[self.slug])

    def is_withdrawn(self, today: date) -> bool:
        """True from the day of withdrawal on, and for a guideline merged into another."""
        return self.merged_into_id is not None or (self.withdrawn_on is not None and self.withdrawn_on <= today)


class GuidelineGroupQuerySet(models.QuerySet["GuidelineGroup"]):
    """Questions about the ties between guidelines and groups."""

    def standing(self) -> Self:
        """The ties that open anything: the confirmed ones, and all of a guideline whose owner nobody has confirmed.

        The same as `register.access.standing`, for rows that are not read yet (foundations 2, 22).
        """
        owned = GuidelineGroup.objects.filter(
            guideline=OuterRef("guideline"), role=GuidelineGroup.Role.OWNER, confirmed=True
        )
        return self.filter(Q(confirmed=True) | ~Exists(owned))


class GuidelineGroup(models.Model):
    """Which group a guideline belongs to, and in what role; unconfirmed where a document could not tell."""

    class Role(models.TextChoices):
        """Owner (ejer), co-owner (medejende gruppe), or the professional body that writes and approves."""

        OWNER = "owner"
        CO_OWNER = "co_owner"
        PROFESSIONAL_BODY = "professional_body"

    OWNING = (Role.OWNER, Role.CO_OWNER)

    guideline = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="group_links")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="guideline_links")
    role = models.CharField(max_length=17, choices=Role.choices)
    confirmed = models.BooleanField(default=True)

    objects = GuidelineGroupQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["guideline"], condition=Q(confirmed=False), name="guideline_group_unconfirmed")]
        constraints = [
            models.UniqueConstraint(fields=["guideline", "group", "role"], name="guideline_group_role_once"),
            models.UniqueConstraint(
                fields=["guideline"], condition=Q(role="owner"), name="guideline_owner_at_most_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline}: {self.group} ({self.role})"

    @property
    def may_own(self) -> bool:
        """True for an owner or co-owner, confirmed or not; a professional body never owns a guideline."""
        return self.role in self.OWNING

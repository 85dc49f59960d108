"""Cancer groups as a tree: umbrella, DMCG, sub-group (domain 1)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.lists.fields import SearchTextField, SortKeyField
from guidelines.people.fields import NameKeyField
from guidelines.people.rules import name_key

DEFAULT_EXTENSION_MONTHS = 24
"""How far a guideline's deadline may be put off in all, where the group has not said: the product's own choice."""


class GroupQuerySet(models.QuerySet["Group"]):
    """Questions about groups."""

    def named(self, spelling: str) -> Self:
        """Groups whose abbreviation, name or any known alias is this spelling, without regard to case or full stops."""
        key = name_key(spelling)
        return self.filter(Q(abbreviation_key=key) | Q(name_key=key) | Q(aliases__spelling_key=key)).distinct()

    def with_plan(self) -> Self:
        """Groups that own plans: DMCG and sub-groups, not umbrellas."""
        return self.exclude(kind=Group.Kind.UMBRELLA)


class Group(models.Model):
    """A cancer group (DMCG, gruppe), an umbrella above some, or a sub-group below one.

    `extension_months` is how far the deadline of one version's revision may be put off in all; None: the product's own.
    `most_revisions_per_person` is how many plan entries of one year a person may be tovholder of before it is said.
    """

    class Kind(models.TextChoices):
        """Level in the tree."""

        UMBRELLA = "umbrella"
        DMCG = "dmcg"
        SUBGROUP = "subgroup"

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DMCG)
    abbreviation = models.CharField(max_length=40)
    abbreviation_key = NameKeyField(source="abbreviation", max_length=40)
    name = models.CharField(max_length=200)
    name_key = NameKeyField(source="name", max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    sort_key = SortKeyField(source="abbreviation")
    search_text = SearchTextField(sources=("abbreviation", "name"))
    chair_title = models.CharField(max_length=60, blank=True)
    revision_months = models.PositiveSmallIntegerField(default=60)
    assessment_months = models.PositiveSmallIntegerField(default=36)
    deadline_month = models.PositiveSmallIntegerField(default=12)
    deadline_day = models.PositiveSmallIntegerField(default=1)
    extension_months = models.PositiveSmallIntegerField(null=True, blank=True)
    most_revisions_per_person = models.PositiveSmallIntegerField(default=2)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["abbreviation_key"], name="group_abbreviation_unique"),
            models.CheckConstraint(condition=Q(revision_months__range=(1, 240)), name="group_revision_months_sane"),
            models.CheckConstraint(
                condition=Q(assessment_months__in=range(12, 121, 12)), name="group_assessment_whole_years"
            ),
            models.CheckConstraint(
                condition=Q(deadline_month__range=(1, 12)) & Q(deadline_day__range=(1, 28)),
                name="group_deadline_is_a_day_of_every_year",
            ),
            models.CheckConstraint(
                condition=Q(extension_months=None) | Q(extension_months__range=(0, 120)),
                name="group_extension_months_sane",
            ),
            models.CheckConstraint(
                condition=Q(most_revisions_per_person__range=(1, 20)), name="group_most_revisions_sane"
            ),
        ]

    def __str__(self) -> str:
        return self.abbreviation

    @property
    def has_plan(self) -> bool:
        """True for a group that owns a plan, as `with_plan` finds them."""
        return self.kind != Group.Kind.UMBRELLA

    @property
    def extension_limit(self) -> int:
        """Months that the deadline of a revision may be put off in all."""
        return DEFAULT_EXTENSION_MONTHS if self.extension_months is None else self.extension_months


class GroupAlias(models.Model):
    """Another spelling that stands for a group in documents (DEGC for DECV)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="aliases")
    spelling = models.CharField(max_length=200)
    spelling_key = NameKeyField(source="spelling", max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["spelling_key"], name="group_alias_unique")]

    def __str__(self) -> str:
        return self.spelling

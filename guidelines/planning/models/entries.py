"""The plan: entries by year, and who is to write them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When

from guidelines.people.access import Viewer
from guidelines.people.models import Group, Person
from guidelines.planning import rules
from guidelines.register.facts import DatedFact
from guidelines.register.models import Guideline, GuidelineGroup


class PlanEntryQuerySet(models.QuerySet["PlanEntry"]):
    """Questions about plan entries."""

    def visible_to(self, viewer: Viewer) -> Self:
        """All groups' plans for everybody who is signed in, nothing for others (foundations 22)."""
        return self if viewer.is_signed_in else self.none()

    def of_group(self, group: Group) -> Self:
        """Entries of the guidelines in which the group has a role."""
        return self.filter(guideline__in=GuidelineGroup.objects.filter(group=group).values("guideline"))

    def planned(self) -> Self:
        """Entries still to be done."""
        return self.filter(outcome=rules.Outcome.PLANNED.value)

    def asking_year(self) -> Self:
        """Entries still to be done whose year is missing, or follows from a document's totals and awaits a yes."""
        return self.planned().filter(Q(year=None) | Q(year_basis=PlanEntry.YearBasis.TOTALS))

    def without_lead(self) -> Self:
        """Entries still to be done that name no tovholder."""
        leads = Assignment.objects.filter(plan_entry=OuterRef("pk"), role=Assignment.Role.LEAD, ended_on=None)
        return self.planned().exclude(Exists(leads))


class PlanEntry(models.Model):
    """A line of the plan (planlinje): a guideline to be written or revised in a year, or in one not yet known."""

    class YearBasis(models.TextChoices):
        """What the year rests on: a column of the document, its totals, or a person's word."""

        UNKNOWN = "unknown"
        COLUMN = "column"
        TOTALS = "totals"
        GIVEN = "given"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="plan_entries")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    year_basis = models.CharField(max_length=8, choices=YearBasis.choices, default=YearBasis.GIVEN)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in rules.Kind])
    outcome = models.CharField(
        max_length=10,
        choices=[(outcome.value, outcome.value) for outcome in rules.Outcome],
        default=rules.Outcome.PLANNED.value,
    )
    note = models.CharField(max_length=500, blank=True)
    submitted = DatedFact()
    moved_from = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to")

    objects = PlanEntryQuerySet.as_manager()

    class Meta:
        ordering = ["guideline", "year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year=None) | Q(year__range=(rules.FIRST_YEAR, rules.LAST_YEAR)),
                name="plan_entry_year_from_2000_to_2100",
            ),
            models.UniqueConstraint(
                fields=["guideline", "year"],
                condition=Q(outcome="planned") & Q(year__isnull=False),
                name="plan_entry_planned_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["guideline"],
                condition=Q(outcome="planned") & Q(year=None),
                name="plan_entry_planned_once_without_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline} {self.year or '?'}"

    @property
    def agreed_year(self) -> int | None:
        """The year, None while it only follows from a document's totals: nobody is late by what nobody has said."""
        return None if self.year_basis == self.YearBasis.TOTALS else self.year


class Assignment(models.Model):
    """Tovholder, author or reviewer of a plan entry; a tovholder's answer about the role is a fact kept here."""

    class Role(models.TextChoices):
        """Tovholder (lead), forfatter (author), reviewer."""

        LEAD = "lead"
        AUTHOR = "author"
        REVIEWER = "reviewer"

    plan_entry = models.ForeignKey(PlanEntry, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.LEAD)
    acting_for = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan_entry", "person", "role"], condition=Q(ended_on=None), name="assignment_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.role})"


def agreed_year(path: str = "") -> Case:
    """Return `PlanEntry.agreed_year` for a statement; `path` leads to the entry, as in "plan_entry__"."""
    return Case(When(**{f"{path}year_basis": PlanEntry.YearBasis.TOTALS}, then=None), default=F(f"{path}year"))

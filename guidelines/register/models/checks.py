"""What is settled about rules (switched off for a group, waived for a finding), and what they found in documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group, Person
from guidelines.register.models.guidelines import Guideline
from guidelines.register.models.versions import GuidelineVersion


class RuleSwitchQuerySet(models.QuerySet["RuleSwitch"]):
    """Questions about switches."""

    def in_force(self) -> Self:
        """The rules that are off now."""
        return self.filter(switched_on_at=None)


class RuleSwitch(models.Model):
    """A rule switched off for a group, with the reason; the row stays when it is switched on again."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rule_switches")
    code = models.CharField(max_length=60)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    switched_on_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    switched_on_at = models.DateTimeField(null=True, blank=True)

    objects = RuleSwitchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "code"], condition=Q(switched_on_at=None), name="rule_off_once_a_group"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_switch_has_a_reason"),
            models.CheckConstraint(
                condition=Q(switched_on_at=None, switched_on_by=None)
                | Q(switched_on_at__isnull=False, switched_on_by__isnull=False),
                name="rule_switched_on_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.code}"


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Questions about waivers."""

    def in_force(self) -> Self:
        """The waivers that nobody has taken back."""
        return self.filter(withdrawn_at=None)

    def of(self, guidelines: Iterable[Guideline]) -> Self:
        """The waivers of these guidelines, with who gave them."""
        return self.filter(guideline__in=guidelines).select_related("by")


class Waiver(models.Model):
    """A finding that the secretariat lets stand, with the reason; it is about a guideline or about a person.

    `fingerprint` is a hash over the finding's words: it stays waived while the words stand, whatever page they are
    on, and is a finding again once they are others. One that rests on no words is waived for that document alone, one
    about the register while the facts it judged are the same.
    """

    guideline = models.ForeignKey(Guideline, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers")
    code = models.CharField(max_length=60)
    fingerprint = models.CharField(max_length=64)
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guideline", "fingerprint"], condition=Q(withdrawn_at=None), name="finding_waived_once"
            ),
            models.UniqueConstraint(
                fields=["person", "fingerprint"], condition=Q(withdrawn_at=None), name="finding_of_person_waived_once"
            ),
            models.CheckConstraint(
                condition=Q(guideline__isnull=False, person=None) | Q(guideline=None, person__isnull=False),
                name="waiver_of_a_guideline_or_a_person",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="waiver_has_a_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="waiver_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline or self.person}: {self.code}"


class VersionCheck(models.Model):
    """What the stored document of a version in force gave when it was last gone through.

    It holds while `sha256` is that of the version's document and `rules` names the rules of today
    (`register.checked`). `is_intact`: the file was there, with that hash. `errors` are the findings of severity error:
    each with its `code`, its `fingerprint` and its `message` by language; there are none where nothing could be read.
    """

    version = models.OneToOneField(GuidelineVersion, on_delete=models.CASCADE, related_name="check_of_document")
    sha256 = models.CharField(max_length=64)
    rules = models.CharField(max_length=64)
    is_intact = models.BooleanField()
    is_readable = models.BooleanField()
    errors = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version}: {len(self.errors)}"

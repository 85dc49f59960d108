"""Requests for a new deadline: who asked for which day and why, and what was decided."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from guidelines.people.models import Person
from guidelines.planning import rules
from guidelines.register.models import Guideline, GuidelineVersion

REASON_LENGTH = 1000
AGREED = "agreed"
"""The door of a request that was noted by who granted it, as agreed with the one who asked."""


class ExtensionRequestQuerySet(models.QuerySet["ExtensionRequest"]):
    """Questions about requests for a new deadline."""

    def open(self) -> Self:
        """Requests that wait for a decision, of guidelines that are in use."""
        in_use = {"guideline__withdrawn_on": None, "guideline__merged_into": None}
        return self.filter(outcome="", **in_use)

    def granted(self) -> Self:
        """Requests that gave a new deadline."""
        return self.filter(outcome=ExtensionRequest.Outcome.GRANTED)


class ExtensionRequest(models.Model):
    """A request for a new deadline (ny frist); open while `outcome` is "".

    `from_on` and `basis` are the target it was asked against (foundations 19). `version` is the one that stood then,
    None before the first: what was granted is counted for as long as that version is to be replaced. One beyond what
    the group allows in all is the secretariat's to grant. `via` is the door it came by, as in the journal, or AGREED.
    """

    class Outcome(models.TextChoices):
        """Granted (imødekommet), refused (afslået), withdrawn by the asker, or replaced by a newer request."""

        GRANTED = "granted"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"
        REPLACED = "replaced"

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="extension_requests")
    version = models.ForeignKey(GuidelineVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="extension_requests")
    at = models.DateTimeField()
    from_on = models.DateField()
    basis = models.CharField(max_length=17, choices=[(basis.value, basis.value) for basis in rules.TargetBasis])
    to_on = models.DateField()
    reason = models.CharField(max_length=REASON_LENGTH)
    is_beyond_limit = models.BooleanField(default=False)
    via = models.CharField(max_length=20, default="web")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    granted_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=REASON_LENGTH, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["guideline"], condition=Q(outcome=""), name="extension_request_one_open_per_guideline"
            ),
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="extension_request_to_a_later_day"),
            models.CheckConstraint(condition=~Q(reason=""), name="extension_request_has_a_reason"),
            models.CheckConstraint(
                condition=(Q(outcome="") & Q(decided_at=None)) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="extension_request_decided_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="granted") & Q(granted_on__isnull=False))
                | (~Q(outcome="granted") & Q(granted_on=None)),
                name="extension_request_granted_to_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guideline}: {self.from_on} → {self.to_on}"

    @property
    def was_agreed(self) -> bool:
        """True where who granted it wrote it down for the one who asked."""
        return self.via == AGREED

    @property
    def is_open(self) -> bool:
        """True while nobody has decided it, withdrawn it, or asked anew."""
        return self.outcome == ""

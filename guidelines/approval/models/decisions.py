"""Decisions: who may decide a step, what was decided, on which bytes, and who may not."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from guidelines.approval.models.drafts import DraftFile
from guidelines.approval.rules import APPROVING, VOIDING, Capacity, Factor, Meaning, Outcome
from guidelines.people.models import Group, Person
from guidelines.planning.models import Move, Revision, Step


class Elector(models.Model):
    """One who may decide a step, fixed when it opened (foundations 7): the chair first, the deputies after.

    `handed_over_at`: left it to the next in line. Whether the person still has the role is looked up when it matters.
    """

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="electors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="electorates")
    capacity = models.CharField(max_length=11, choices=[(item.value, item.value) for item in Capacity])
    place = models.PositiveSmallIntegerField()
    handed_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["step", "place"]
        constraints = [models.UniqueConstraint(fields=["step", "person"], name="elector_once_per_step")]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.person} ({self.capacity})"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Questions about decisions."""

    def in_force(self) -> Self:
        """Decisions neither undone nor voided."""
        return self.filter(undone_at=None, voided_at=None)

    def approving(self) -> Self:
        """Approvals, with or without a remark."""
        return self.filter(outcome__in=APPROVING)

    def with_voiding(self) -> Self:
        """Decisions with `voided_by`: the verb of the move that voided it, None where none did or none is known."""
        moves = Move.objects.filter(revision=OuterRef("revision"), at=OuterRef("voided_at"), verb__in=VOIDING)
        return self.annotate(voided_by=Subquery(moves.order_by("-pk").values("verb")[:1]))


class Decision(models.Model):
    """A decision on a step (afgørelse), bound to the bytes shown; a database trigger lets it only be undone or voided.

    `name` is the person's name as signed, the role stands in `capacity` and `acting_for`. `key` is the page's own: the
    same one sent twice is one decision (reliability A5), `body_digest` tells whether it said the same. `text` is the
    remark, what is to be corrected, or why; `own_work_reason` why an author decides all the same. `sha256` is "" where
    no file was there to sign (a deferral). `until` is the day a deferral ends.
    """

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    move = models.OneToOneField(Move, on_delete=models.PROTECT, related_name="decision")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    body_digest = models.CharField(max_length=64)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    name = models.CharField(max_length=200)
    capacity = models.CharField(max_length=11, choices=[(item.value, item.value) for item in Capacity])
    acting_for = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    meaning = models.CharField(max_length=14, choices=[(item.value, item.value) for item in Meaning])
    outcome = models.CharField(max_length=16, choices=[(item.value, item.value) for item in Outcome])
    text = models.TextField(blank=True)
    own_work_reason = models.TextField(blank=True)
    until = models.DateField(null=True, blank=True)
    file = models.ForeignKey(DraftFile, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    sha256 = models.CharField(max_length=64, blank=True)
    factor = models.CharField(max_length=6, choices=[(item.value, item.value) for item in Factor], blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=APPROVING) | (Q(file__isnull=False) & ~Q(sha256="") & ~Q(factor="")),
                name="decision_approves_bytes_with_a_factor",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["approve_remark", "send_back"]) | ~Q(text=""),
                name="decision_text_where_needed",
            ),
            models.CheckConstraint(
                condition=(Q(outcome="defer") & Q(until__isnull=False)) | (~Q(outcome="defer") & Q(until=None)),
                name="decision_until_where_deferred",
            ),
            models.UniqueConstraint(
                fields=["step"],
                condition=Q(undone_at=None, voided_at=None, outcome__in=[*APPROVING, "send_back"]),
                name="decision_settles_a_step_once",
            ),
            models.UniqueConstraint(
                fields=["revision", "person"],
                condition=Q(undone_at=None, voided_at=None, outcome__in=APPROVING),
                name="decision_one_approval_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.outcome} ({self.person})"

    @property
    def signature(self) -> str:
        """By what the chain knows the name and the words that were signed, without holding them: a SHA-256 in hex.

        It is salted with the key of the page, which is random and stands in this row alone.
        """
        said = [str(self.key), self.person_id, self.name, self.text, self.own_work_reason]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


class Recusal(models.Model):
    """Somebody who can act in no capacity on a revision (inhabil); `decision` None where declared beforehand."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="recusals")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals")
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="recusal")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "person"], condition=Q(undone_at=None), name="recusal_once_per_revision"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.person}"

"""Consultation (høring): who was asked, what they said, and what became of each comment."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from guidelines.approval.models.drafts import DraftFile
from guidelines.people.models import Group, Person
from guidelines.planning.models import Revision


class Consultation(models.Model):
    """A consultation on one file of a draft, open until `closed_on`; `closes_on` is the closing date (høringsfrist)."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="consultations")
    file = models.ForeignKey(DraftFile, on_delete=models.PROTECT, related_name="consultations")
    opened_on = models.DateField()
    closes_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision"], condition=Q(closed_on=None), name="consultation_one_open_per_revision"
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opened_on")), name="consultation_closes_after_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.opened_on} – {self.closes_on}"


class Party(models.Model):
    """One asked in a consultation (høringspart): a person, a group, or a free name and address; exactly one of them.

    `key` is what the link of a party without an account is made of. `answered_at` None: no answer yet; `has_comments`
    False with an answer: "no comments".
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="parties")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    has_comments = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person__isnull=False) & Q(group=None) & Q(name=""))
                | (Q(person=None) & Q(group__isnull=False) & Q(name=""))
                | (Q(person=None) & Q(group=None) & ~Q(name="")),
                name="party_is_person_group_or_free",
            ),
            models.UniqueConstraint(
                fields=["consultation", "person"], condition=Q(person__isnull=False), name="party_person_once"
            ),
            models.UniqueConstraint(
                fields=["consultation", "group"], condition=Q(group__isnull=False), name="party_group_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person or self.group or self.name)


class Comment(models.Model):
    """A comment of a party on a section, with the authors' answer and what they did about it (disposition)."""

    class Disposition(models.TextChoices):
        """What became of it; "" while it is unanswered."""

        TAKEN = "taken"
        PARTLY = "partly"
        NOT_TAKEN = "not_taken"

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="comments")
    section = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    disposition = models.CharField(max_length=9, choices=Disposition.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(disposition="") & Q(answered_at=None))
                | (~Q(disposition="") & Q(answered_at__isnull=False)),
                name="comment_answered_with_disposition",
            )
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:40]}"

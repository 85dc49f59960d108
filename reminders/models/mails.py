"""Mails as rows: the outbox, with lease, token and frozen bytes (foundations 17)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from guidelines.people.access import Viewer
from guidelines.people.models import Person


class MailQuerySet(models.QuerySet["Mail"]):
    """Questions about the outbox."""

    def sendable(self, now: datetime) -> Self:
        """Mails whose time has come and that nobody holds, sends or has sent."""
        return self.filter(state__in=Mail.WAITING, not_before__lte=now, is_held=False)

    def live(self) -> Self:
        """Mails that count: all but the skipped ones."""
        return self.exclude(state=Mail.State.SKIPPED)

    def visible_to(self, viewer: Viewer) -> Self:
        """All mails for the secretariat, their own for everybody else (foundations 22)."""
        if viewer.is_secretariat:
            return self
        return self.of_person(viewer.person) if viewer.person else self.none()

    def of_person(self, person: Person) -> Self:
        """Mails to a person, under whatever row they were known when it went out."""
        return self.filter(Q(person=person) | Q(person__merged_into=person))


class Mail(models.Model):
    """One mail to one person. `content` is frozen when it is first sent; every retry sends the same bytes.

    `note` is what the secretariat adds at the top before the bytes are frozen. A mail with `hurried_at` was sent by
    hand before its slot; its reminders rest 14 days afterwards (ux 5.1). On one of the kind `BY_HAND`: who sent it.
    `stored_at` is when the row was made by the database's own clock, whatever the clocks of web and workers say.
    """

    class State(models.TextChoices):
        """Where a mail stands; the meaning of each is in `docs/operations.md`."""

        PLANNED = "planned"
        CLAIMED = "claimed"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        SKIPPED = "skipped"
        PARKED = "parked"

    WAITING = (State.PLANNED, State.UNKNOWN)

    class Kind(models.TextChoices):
        """What the mail is; only reminders stand under the weekly cap (foundations 18)."""

        REMINDERS = "reminders"
        LOGIN_CODE = "login_code"
        INVITATION = "invitation"
        RECEIPT = "receipt"
        APPROVAL = "approval"
        RETURNED = "returned"
        CONSULTATION = "consultation"
        PUBLISHED = "published"
        REPLY = "reply"
        DIGEST = "digest"
        ANSWER = "answer"
        BY_HAND = "by_hand"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="mails")
    address = models.EmailField(max_length=254)
    week = models.CharField(max_length=8, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    content = models.BinaryField(null=True, blank=True)
    message_id = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    is_held = models.BooleanField(default=False)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    stored_at = models.DateTimeField(db_default=Now(), editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    note_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField(null=True, blank=True)
    hurried_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    hurried_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["not_before", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "week"],
                condition=Q(kind="reminders") & ~Q(state="skipped"),
                name="mail_one_automatic_per_person_and_week",
            ),
            models.UniqueConstraint(fields=["message_id"], name="mail_message_id_unique"),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "sent", "unknown"]) | Q(frozen_at__isnull=False),
                name="mail_frozen_before_it_is_sent",
            ),
        ]
        indexes = [models.Index(fields=["state", "not_before"], name="mail_state_not_before")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address} {self.state}"


class Attempt(models.Model):
    """One try to hand a mail over, and what was seen (the table of reliability 2.1): the mail's receipt."""

    class Outcome(models.TextChoices):
        """What is known after the try."""

        ACCEPTED = "accepted"
        TRY_AGAIN = "try_again"
        REFUSED = "refused"
        UNKNOWN = "unknown"

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    phase = models.CharField(max_length=12)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.mail_id} {self.outcome} {self.code or ''}"

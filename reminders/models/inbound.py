"""What came back: bounces, auto-replies and answers to mails that were sent, each counted once."""

from __future__ import annotations

from typing import Self

from django.db import models

from reminders.models.mails import Mail


class IncomingQuerySet(models.QuerySet["Incoming"]):
    """Questions about what came back."""

    def to_read(self) -> Self:
        """What a person has to look at, and nobody has yet."""
        return self.filter(kind__in=Incoming.FOR_A_PERSON, handled_at=None)


class Incoming(models.Model):
    """One message that a mail server handed over, as it was understood; `mail` is what it is about, None if unknown.

    `fingerprint` is of its bytes without what servers on the way wrote: the same message twice is one row. `status` is
    the enhanced code of a bounce, as 5.1.1; `is_final` says that the mail server has given up. `reason` is a code that
    tells why a person has to look, and `content` what there is to look at. `forward` is the mail that passed it on.
    """

    class Kind(models.TextChoices):
        """What it is."""

        HARD = "hard"
        SOFT = "soft"
        UNCLEAR = "unclear"
        AUTO_REPLY = "auto_reply"
        REPLY = "reply"
        FORGED = "forged"
        IGNORED = "ignored"
        UNREADABLE = "unreadable"

    FOR_A_PERSON = (Kind.UNCLEAR, Kind.UNREADABLE)

    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="incoming")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, unique=True)
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=12, blank=True)
    diagnostic = models.CharField(max_length=500, blank=True)
    is_final = models.BooleanField(default=False)
    reason = models.CharField(max_length=20, blank=True)
    content = models.TextField(blank=True)
    forward = models.OneToOneField(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="passed_on")
    handled_at = models.DateTimeField(null=True, blank=True)

    objects = IncomingQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["kind", "at"], name="incoming_kind_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sender} {self.status}"

"""Which of the mails that are no duty a person wants, and which overviews were made."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from guidelines.people.models import Group, Person
from reminders.models.mails import Mail


class MailChoice(models.Model):
    """What a person chose about one sort of mail; without a row the sort's own default holds (`choices.lists`)."""

    class Sort(models.TextChoices):
        """The mails that nobody has to get."""

        QUARTERLY = "quarterly"
        DAILY = "daily"
        PUBLISHED = "published"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mail_choices")
    sort = models.CharField(max_length=10, choices=Sort.choices)
    is_on = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "sort"], name="mail_choice_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.sort} {self.is_on}"


class DigestQuerySet(models.QuerySet["Digest"]):
    """Questions about overviews."""

    def of_period(self, period: str) -> Self:
        """Those of a quarter or a day."""
        return self.filter(period=period)


class Digest(models.Model):
    """An overview for one person: of a group's quarter ("2026-Q4"), or of the secretariat's day ("2026-11-24").

    The unique key makes a second one impossible. `mail` carries it, together with what else is in that mail.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="digests")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="digests")
    period = models.CharField(max_length=10)
    mail = models.ForeignKey(Mail, null=True, blank=True, on_delete=models.PROTECT, related_name="digests")
    made_at = models.DateTimeField()

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "group", "period"], name="digest_once"),
            models.UniqueConstraint(fields=["person", "period"], condition=Q(group=None), name="digest_of_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period}"

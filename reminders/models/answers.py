"""Links in mails by which people answer without signing in: which were used, and for whom old ones hold no more."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Person
from guidelines.register.models import Guideline


class UsedLink(models.Model):
    """A link that was answered with: once and for all (reliability C6). `digest` is of the link, which is kept nowhere.

    `question` and `choice` are those of `planning.answering`; `day` and `moment` what was answered with them.
    """

    digest = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="used_links")
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="used_links")
    question = models.CharField(max_length=12)
    choice = models.CharField(max_length=12)
    day = models.DateField(null=True, blank=True)
    moment = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}: {self.question} {self.choice}"


class LinkReset(models.Model):
    """Links to a person that were made up to and at `at` hold no more: the secretariat has taken them back."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="link_resets")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "-at"], name="link_reset_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.at}"

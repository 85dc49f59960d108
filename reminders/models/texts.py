"""What mails say where the secretariat has changed it."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Person


class MailText(models.Model):
    """The subject and the paragraphs of one kind of mail in one language; without a row the product's own hold.

    `kind` is a key of `reminders.texts.KINDS`. `subject` is what opens the subject, before the title. Placeholders
    stand in braces: {titel}.
    """

    kind = models.CharField(max_length=30)
    language = models.CharField(max_length=2, choices=Person.Language.choices)
    subject = models.CharField(max_length=60)
    body = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["kind", "language"], name="mail_text_once_per_language")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"

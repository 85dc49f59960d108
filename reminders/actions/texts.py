"""The secretariat's own words in a kind of mail, kept and taken back."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from reminders.models import MailText
from reminders.own_text import OwnText, body_faults, subject_faults
from reminders.texts import PLACEHOLDERS, needed_in

WRITTEN, TAKEN_BACK = "mail_text_written", "mail_text_taken_back"


class BadText(Refused):
    """The text cannot be used; `subject` and `body` are what is wrong with each, as sentences."""

    def __init__(self, subject: list[str], body: list[str]) -> None:
        super().__init__(" ".join([*subject, *body]))
        self.subject, self.body = subject, body


def check_text(kind: str, text: OwnText) -> None:
    """Raise BadText where a placeholder is unknown, or one is missing that the kind cannot do without."""
    known = {name: str(meaning) for name, meaning in PLACEHOLDERS.items()}
    subject, body = list(subject_faults(text.subject, known)), list(body_faults(text.body, known, needed_in(kind)))
    if not text.subject.strip():
        subject.append(_("The subject must begin with something."))
    if subject or body:
        raise BadText(subject, body)


def write_text(kind: str, language: str, text: OwnText, *, writer: Person | None, by: Actor, now: datetime) -> MailText:
    """Let mails of the kind say this in the language from now on. Raises BadText."""
    check_text(kind, text)
    with writing(by, now=now) as journal:
        was = MailText.objects.filter(kind=kind, language=language).first()
        values = {"subject": text.subject.strip(), "body": text.body.strip(), "changed_at": now, "changed_by": writer}
        row, _new = MailText.objects.update_or_create(kind=kind, language=language, defaults=values)
        words = {"was": was.body if was else "", "is": row.body, "subject": row.subject}
        journal.record(WRITTEN, row, facts={"kind": kind, "language": language}, personal=words)
    return row


def take_back_text(kind: str, language: str, *, by: Actor, now: datetime) -> bool:
    """Let mails of the kind say what the product says itself again; False where they do already."""
    with writing(by, now=now) as journal:
        row = MailText.objects.filter(kind=kind, language=language).first()
        if row is None:
            return False
        facts, words = {"kind": kind, "language": language}, {"was": row.body, "subject": row.subject}
        journal.record(TAKEN_BACK, row, facts=facts, personal=words)
        row.delete()
    return True

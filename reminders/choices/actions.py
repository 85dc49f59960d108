"""The one change that a person makes here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from guidelines.people.models import Person
from reminders.models import MailChoice


def choose_mails(person: Person, wanted: Mapping[str, bool], *, now: datetime) -> Person:
    """Note which sorts of mail the person wants; a sort that is not named stays as it was."""
    rows = [MailChoice(person=person, sort=sort, is_on=is_on, at=now) for sort, is_on in wanted.items()]
    unique, changing = ["person", "sort"], ["is_on", "at"]
    MailChoice.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=changing)
    return person

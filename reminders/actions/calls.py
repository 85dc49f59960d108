"""What came of a call to somebody whom mails have not moved."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.models import Call, Occurrence

CALLED, MISSED = "lead_called", "call_missed"


def note_call(
    person: Person, *, outcome: str, note: str, caller: Person | None, by: Actor, now: datetime
) -> list[Call]:
    """Write down a call about everything on the person's line of the call list, and return a row for each guideline.

    Who was reached is off the list, and the reminders of these guidelines rest as after any activity; a call that was
    not answered leaves the line as it is. Raises Refused where nothing is left to call about.
    """
    with writing(by, now=now) as journal:
        tasks = Occurrence.objects.calls().filter(recipient=person)
        guidelines = Guideline.objects.filter(pk__in=tasks.values("guideline")).order_by("pk")
        is_missed = outcome == Call.Outcome.MISSED
        calls = []
        for guideline in guidelines:
            row = Call(person=person, guideline=guideline, outcome=outcome, note=note.strip(), at=now, by=caller)
            row.save(force_insert=True)
            facts = {"outcome": outcome, "person": person.pk}
            words = {"note": row.note} if row.note else None
            journal.record(MISSED if is_missed else CALLED, guideline, guideline=guideline, facts=facts, personal=words)
            calls.append(row)
        if not calls:
            raise Refused(_("There is nothing left to call about."))
        if not is_missed:
            tasks.update(done_at=now)
    return calls

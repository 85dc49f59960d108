"""Whose move a clinical step is changes without a verb: an absence begins, a role ends, somebody comes back."""

from __future__ import annotations

from datetime import date

from guidelines.approval.standings import holding, seats_of
from guidelines.planning.models import Step
from guidelines.planning.rules import HolderRole


def follow_holders(today: date) -> int:
    """Write for each open clinical step the person whose move it is today, and return how many changed.

    So lists that read the step's own column say what its page works out from the electors. It is derived, hence no
    event; a step that a verb changes meanwhile is left to the verb. Two statements where nothing changed.
    """
    steps = Step.objects.open().filter(holder_role=HolderRole.CHAIR.value, electors__isnull=False).distinct()
    listed = list(steps.only("pk", "holder_role", "holder_group_id", "holder_person_id", "revision_id"))
    seats = seats_of(listed, today)
    changed = 0
    for step in listed:
        seat = holding(seats.get(step.pk, []))
        person = seat.person.pk if seat else None
        if person != step.holder_person_id:
            found = Step.objects.open().filter(pk=step.pk, holder_person=step.holder_person_id)
            changed += found.update(holder_person=person)
    return changed

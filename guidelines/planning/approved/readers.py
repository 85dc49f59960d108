"""Who gets a mail about an approved plan, and what of it is still to be done."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F
from django.db.models.functions import Coalesce

from guidelines.people.models import Person
from guidelines.planning.approved.content import Content, Line, Row
from guidelines.planning.models import PlanApproval
from guidelines.planning.rules import Outcome


def readers_of(approval: PlanApproval, content: Content) -> list[Person]:
    """Return every tovholder of something planned who can be reached, but for who approved.

    Nobody is reached whose sign-in was stopped, or whose address is missing or refused.
    """
    named = {lead.person for _row, line in planned_lines(content) for lead in line.leads}
    kept = Person.objects.filter(pk__in=named).annotate(kept=Coalesce(F("merged_into"), F("pk")))
    found = Person.objects.filter(pk__in=kept.values("kept")).exclude(pk=approval.approver.pk).exclude(email="")
    reached = found.exclude(address_state=Person.AddressState.REFUSED).exclude(user__is_active=False)
    return list(reached.order_by("sort_key", "pk"))


def planned_lines(content: Content) -> Iterator[tuple[Row, Line]]:
    """Yield what is to be done of guidelines in use."""
    for row in content.rows:
        if row.out_of_use is None:
            yield from ((row, line) for line in row.lines if line.outcome == Outcome.PLANNED)

"""Whether those whom a change made tovholdere have acted on it since: then it is not undone (foundations 25)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import PlanEntry

ANSWERS = (
    *("lead_confirmed", "lead_declined", "help_wanted", "withdrawal_suggested", "focus_set", "reminders_snoozed"),
    "answered_by_mail",
)
"""What a tovholder answers; the fact `person` is whose answer it is, whoever wrote it down."""


def refuse_if_acted(changes: Iterable[Event], *, since: int) -> None:
    """Raise Refused, naming the person, where one whom these changes of tovholdere put there has acted since."""
    named: dict[str, set[int]] = {}
    entries = {change.object_key: change for change in changes}
    rows = PlanEntry.objects.filter(pk__in=[int(key) for key in entries]).values_list("pk", "guideline_id")
    for entry, guideline in rows:
        named.setdefault(str(guideline), set()).update(_put_there(entries[str(entry)]))
    later = Event.objects.filter(guideline_key__in=list(named), seq__gt=since).order_by("seq")
    for event in later:
        for person in named[event.guideline_key]:
            if _is_by(event, person, list(entries)):
                name = Person.objects.get(pk=person).name
                raise Refused(_("%(name)s has acted since, so the change can no longer be undone.") % {"name": name})


def _put_there(change: Event) -> set[int]:
    before, after = ({person for person, _group in change.facts[when]} for when in ("from", "to"))
    return after - before


def _is_by(event: Event, person: int, entries: Sequence[str]) -> bool:
    """True for an answer of the person, unless it is to another entry, and for whatever else the person did."""
    if event.verb in ANSWERS:
        facts = event.facts
        about = facts.get("entry")
        is_theirs = str(facts.get("person", "")) == str(person)
        return is_theirs and (about is None or str(about) in entries)
    return event.verb not in ("leads_assigned", "undone") and event.actor_key == f"person:{person}"

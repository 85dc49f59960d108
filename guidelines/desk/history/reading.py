"""Which events a viewer may see, and what is shown of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from guidelines.journal.history import PERSONS, HistoryLine, by_door, describe, history
from guidelines.journal.models import Event
from guidelines.people.access import Viewer
from guidelines.people.models import Group, Person
from guidelines.planning.models import Assignment
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline, GuidelineGroup

FIELDS = (
    "seq",
    "at",
    "actor_kind",
    "actor_key",
    "acting_for",
    "via",
    "verb",
    "object_type",
    "object_key",
    "guideline_key",
    "text",
)


def visible_events(viewer: Viewer) -> QuerySet[Event, Event]:
    """Return what the viewer may see of the journal (ux page 29, foundations 22).

    Everything for the secretariat; for others what happened to the guidelines of their groups, and to those they are
    tovholder or author of, and what they did themselves.
    """
    if viewer.is_secretariat:
        return Event.objects.all()
    if viewer.person is None:
        return Event.objects.none()
    linked = GuidelineGroup.objects.standing().filter(group__in=viewer.own_groups).values("guideline")
    working = Assignment.objects.filter(person=viewer.person, ended_on=None).exclude(plan_entry__outcome=Outcome.MOVED)
    own = Guideline.objects.filter(Q(pk__in=linked) | Q(pk__in=working.values("plan_entry__guideline")))
    mine = Q(actor_kind__in=PERSONS, actor_key=f"person:{viewer.person.pk}")
    return Event.objects.filter(mine | Q(guideline_key__in=keys_of(own)))


def keys_of(guidelines: QuerySet[Guideline]) -> QuerySet[Guideline, Any]:
    """Return the keys by which the journal names these guidelines."""
    return guidelines.order_by().annotate(key=Cast("pk", CharField())).values("key")


def actors_named(words: Q) -> QuerySet[Person, Any]:
    """Return the keys by which the journal names the persons that meet the condition."""
    found = Person.objects.filter(words).order_by()
    return found.annotate(key=Concat(Value("person:"), Cast("pk", CharField()))).values("key")


def verbs_of(family: str) -> list[str]:
    """Return the verbs of a family, by the room that says how they read; none where there is no such family."""
    modules = FAMILY_MODULES.get(family, ())
    return [verb for verb, sentence in describe.items() if sentence.__module__ in modules]


FAMILY_MODULES: dict[str, tuple[str, ...]] = {
    "retningslinjer": ("guidelines.register.history",),
    "plan": (
        "guidelines.planning.history",
        "guidelines.planning.history_extensions",
        "guidelines.planning.approved.history",
    ),
    "godkendelse": ("guidelines.approval.history", "guidelines.approval.history_review"),
    "hoering": ("guidelines.approval.history_consultation",),
    "personer": ("guidelines.people.history", "guidelines.exchange.history"),
    "paamindelser": ("reminders.history", "reminders.history_desk"),
}
"""The rooms whose sentences make a family of verbs, by the family's name in the address."""


@dataclass(frozen=True)
class Told:
    """An event ready to be shown: `who` by name with the group acted for, the guideline or None."""

    seq: int
    at: datetime
    sentence: str
    reason: str
    who: str
    guideline: Guideline | None


def tell(rows: Iterable[Sequence[Any]]) -> list[Told]:
    """Return events, given as the values of `FIELDS`, as they are shown; four statements however many there are."""
    events = [Event(**dict(zip(FIELDS, row, strict=False))) for row in rows]
    names = _names({event.actor_key for event in events})
    guidelines = _in_bulk(Guideline, {event.guideline_key for event in events})
    groups = _in_bulk(Group, {event.acting_for for event in events})
    return [
        _told(event, line, names, groups.get(line.acting_for), guidelines.get(event.guideline_key))
        for event, line in zip(events, history(events), strict=True)
    ]


def _told(
    event: Event, line: HistoryLine, names: dict[str, str], group: Group | None, guideline: Guideline | None
) -> Told:
    automatic = _("The system") if line.actor_kind in (Event.Kind.COMMAND, Event.Kind.JOB) else ""
    name = by_door(names.get(line.actor_key) or automatic, line.actor_kind)
    who = f"{name} ({group.abbreviation})" if name and group else name
    return Told(event.seq, line.at, line.sentence, line.reason, who, guideline)


def _names(keys: set[str]) -> dict[str, str]:
    people = _in_bulk(Person, {key.removeprefix("person:") for key in keys if key.startswith("person:")})
    return {f"person:{key}": person.name for key, person in people.items()}


def _in_bulk(model: Any, keys: set[str]) -> dict[str, Any]:
    """Return rows by their key as text; no statement where there is none to read."""
    wanted = [int(key) for key in keys if key.isdecimal()]
    return {str(key): row for key, row in model.objects.in_bulk(wanted).items()} if wanted else {}

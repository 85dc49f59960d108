"""What happened to a plan since a moment, by whom and why: for the reasons of changes, and for who sent too late."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.history import HistoryLine, history
from guidelines.journal.models import Event, Head
from guidelines.lists.dates import clock_time, relative_days
from guidelines.people.models import Person

TOLD_AT_MOST = 12
VERBS = (
    *("entry_added", "entry_moved", "year_set", "kind_changed", "entry_withdrawn", "entry_missed"),
    *("leads_assigned", "undone", "plan_imported", "plan_approved", "version_registered", "version_corrected"),
    *("version_published", "guideline_retitled", "guideline_withdrawn", "guideline_merged", "owner_confirmed"),
)
"""What changes a plan as it is approved."""
REASONED = ("entry_moved", "entry_withdrawn", "entry_missed")


@dataclass(frozen=True)
class Happened:
    """One thing that happened: who ("" where nobody is named), how long ago, the guideline's key and what."""

    who: str
    ago: str
    guideline: str
    sentence: str


def last_event() -> int:
    """Return the number of the newest event; what is read after it holds at least that."""
    return Head.objects.values_list("seq", flat=True).first() or 0


def happened_since(seq: int, guidelines: Collection[int], approvals: Iterable[int], now: datetime) -> list[Happened]:
    """Return what changed these guidelines' lines after an event, the newest first; three statements.

    `approvals` are those of the group that may have been made since.
    """
    about = Q(guideline_key__in=[str(key) for key in guidelines])
    about |= Q(object_type="planapproval", object_key__in=[str(key) for key in approvals])
    events = Event.objects.filter(about, seq__gt=seq, verb__in=VERBS).order_by("-seq")[:TOLD_AT_MOST]
    found = list(events)
    names = actor_names(found)
    return [
        Happened(names.get(event.actor_key, ""), ago(event.at, now), event.guideline_key, line.sentence)
        for event, line in zip(found, history(found), strict=True)
    ]


@dataclass(frozen=True)
class Reason:
    """Why something was done, and by whom; both may be ""."""

    why: str
    who: str


def reasons_since(at: datetime, guidelines: Collection[int]) -> dict[tuple[str, str], Reason]:
    """Return who last moved, took out or settled a line of each guideline and why, by (verb, guideline key).

    Three statements; the words of a reason that was erased are "".
    """
    keys = [str(key) for key in guidelines]
    events = list(Event.objects.filter(guideline_key__in=keys, verb__in=REASONED, at__gte=at).order_by("seq"))
    lines: list[HistoryLine] = history(events)
    names = actor_names(events)
    return {
        (event.verb, event.guideline_key): Reason(line.reason, names.get(event.actor_key, ""))
        for event, line in zip(events, lines, strict=True)
    }


def actor_names(events: Iterable[Event]) -> dict[str, str]:
    """Return the names of the persons who acted, by the journal's key; one statement."""
    keys = {event.actor_key.removeprefix("person:") for event in events if event.actor_key.startswith("person:")}
    rows = Person.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).values_list("pk", "name")
    return {f"person:{pk}": name for pk, name in rows}


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment is: just now, minutes below an hour, the time of day below a day, then days."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if passed < timedelta(hours=12):
        return _("today %(time)s") % {"time": clock_time(at)}
    return relative_days(timezone.localdate(at), timezone.localdate(now))

"""What happened to a plan since a moment, by whom and why: for the reasons of changes, and for who sent too late."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from guidelines.journal.history import HistoryLine, history
from guidelines.journal.models import Event
from guidelines.people.acts import actor_names, ago
from guidelines.planning.approved.content import first_keys
from guidelines.planning.models import PlanEntry

TOLD_AT_MOST = 12
VERBS = (
    *("entry_added", "entry_moved", "year_set", "kind_changed", "entry_withdrawn", "entry_missed"),
    *("leads_assigned", "undone", "plan_imported", "plan_approved", "version_registered", "version_corrected"),
    *("version_published", "guideline_retitled", "guideline_withdrawn", "guideline_merged", "owner_confirmed"),
    *("guideline_created", "group_linked", "persons_merged"),
)
"""What changes a plan as it is approved."""
REASONED = ("entry_moved", "entry_withdrawn", "entry_missed")
OUT_OF_USE = ("guideline_withdrawn", "guideline_merged")


@dataclass(frozen=True)
class Happened:
    """One thing that happened: who ("" where nobody is named), how long ago, to what ("" for the plan), and what."""

    who: str
    ago: str
    title: str
    sentence: str


@dataclass(frozen=True)
class About:
    """What a plan is about: titles of guidelines and names of persons by key, and the approvals made of it."""

    guidelines: Mapping[int, str]
    persons: Mapping[int, str]
    approvals: Collection[int]

    def title(self, event: Event) -> str:
        """Return what an event happened to; "" for the plan."""
        if event.object_type == "person":
            return self.persons.get(int(event.object_key), "")
        return self.guidelines.get(int(event.guideline_key), "") if event.guideline_key else ""


def happened_since(seq: int, about: About, now: datetime) -> list[Happened]:
    """Return what changed a plan after an event, the newest first; three statements."""
    asked = Q(guideline_key__in=[str(key) for key in about.guidelines])
    asked |= Q(object_type="planapproval", object_key__in=[str(key) for key in about.approvals])
    asked |= Q(object_type="person", object_key__in=[str(key) for key in about.persons], verb="persons_merged")
    found = list(Event.objects.filter(asked, seq__gt=seq, verb__in=VERBS).order_by("-seq")[:TOLD_AT_MOST])
    names = actor_names(found)
    return [
        Happened(names.get(event.actor_key, ""), ago(event.at, now), about.title(event), line.sentence)
        for event, line in zip(found, history(found), strict=True)
    ]


@dataclass(frozen=True)
class Reason:
    """Why something was done, and by whom; both may be ""."""

    why: str
    who: str


def reasons_since(at: datetime, guidelines: Collection[int]) -> dict[tuple[str, int], Reason]:
    """Return who last moved, took out or settled each line of the guidelines and why, by (verb, key of the line).

    Also who withdrew or merged a guideline, by (verb, key of the guideline). Four statements; the words of a reason
    that was erased are "".
    """
    keys = [str(key) for key in guidelines]
    told = Event.objects.filter(guideline_key__in=keys, verb__in=(*REASONED, *OUT_OF_USE), at__gte=at)
    events = list(told.order_by("seq"))
    lines: list[HistoryLine] = history(events)
    names = actor_names(events)
    first = _first_keys(guidelines)
    return {
        (event.verb, _about(event, first)): Reason(line.reason, names.get(event.actor_key, ""))
        for event, line in zip(events, lines, strict=True)
    }


def _about(event: Event, first: Mapping[int, int]) -> int:
    key = int(event.object_key)
    return key if event.verb in OUT_OF_USE else first.get(key, 0)


def _first_keys(guidelines: Collection[int]) -> dict[int, int]:
    """The key of each entry's line, of those taken out too, which no row of the plan holds; one statement."""
    entries = PlanEntry.objects.filter(guideline__in=guidelines)
    return first_keys(dict(entries.values_list("pk", "moved_from")))

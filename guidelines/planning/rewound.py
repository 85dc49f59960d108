"""The plan as it stood on an earlier day: the rows of today, with what was done since taken back from the journal.

What the journal's facts do not hold is not rewound: notes, what a document says was submitted, and answers about the
role. A row that no event tells of has always stood there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from guidelines.journal.models import Event
from guidelines.lists.clock import end_of
from guidelines.people.models import Person
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.planning.rules import Outcome

VERBS = (
    *("entry_added", "entry_moved", "year_set", "kind_changed", "entry_withdrawn", "entry_missed"),
    *("leads_assigned", "undone"),
)
"""What changes a plan entry, in the journal."""
_PLANNED, _MOVED = Outcome.PLANNED.value, Outcome.MOVED.value


class EntryThen(NamedTuple):
    """A plan entry as it stood; `leads` are the keys of its tovholdere in order, each with the group in brackets."""

    id: int
    guideline: int
    year: int | None
    year_basis: str
    kind: str
    outcome: str
    moved_from: int | None
    leads: tuple[tuple[int, int | None], ...] = ()

    @property
    def agreed_year(self) -> int | None:
        """As `PlanEntry.agreed_year`: None while the year only follows from a document's totals."""
        return None if self.year_basis == PlanEntry.YearBasis.TOTALS else self.year


class Change(NamedTuple):
    """An event of a plan entry; `undoes` is what an *undone* took back, None for others."""

    verb: str
    entry: int
    guideline: int
    facts: Mapping[str, Any]
    undoes: Change | None = None


def as_of(day: date, guidelines: Collection[int] | None = None) -> list[EntryThen]:
    """Return the plan entries as they stood when `day` ended, by key; of these guidelines, or with None of all.

    Moved and withdrawn entries are among them, as in the rows. Six statements at most, however many entries or changes
    there are. One that was added and taken back since may be of a guideline that is no more.
    """
    found = {entry.id: entry for entry in _present(guidelines)}
    for key in _done_since(day):
        if key in found:
            found[key] = found[key]._replace(outcome=_PLANNED)
    return sorted(rewind(found, _changes_since(day, guidelines), _kept()).values())


def rewind(
    entries: Mapping[int, EntryThen], changes: Iterable[Change], kept: Mapping[int, int] | None = None
) -> dict[int, EntryThen]:
    """Return the entries as they stood before these changes, which come newest first.

    `kept` leads from a person who turned out to be another to the one kept.
    """
    found = dict(entries)
    for change in changes:
        _BACK[change.verb](found, change)
    merged = kept or {}
    return {key: _with_persons(entry, merged) for key, entry in found.items()}


def _with_persons(entry: EntryThen, kept: Mapping[int, int]) -> EntryThen:
    """The entry with the persons who were kept; where both stood there, the seat of the one kept is left."""
    own = {person for person, _group in entry.leads}
    if kept.keys().isdisjoint(own):
        return entry
    leads: dict[int, int | None] = {}
    for person, group in entry.leads:
        into = kept.get(person, person)
        if into == person or into not in own:
            leads.setdefault(into, group)
    return entry._replace(leads=tuple(leads.items()))


# --- what is read


def _present(guidelines: Collection[int] | None) -> list[EntryThen]:
    rows, held = PlanEntry.objects.all(), Assignment.objects.filter(role=Assignment.Role.LEAD, ended_on=None)
    if guidelines is not None:
        rows, held = rows.filter(guideline__in=guidelines), held.filter(plan_entry__guideline__in=guidelines)
    leads: dict[int, list[tuple[int, int | None]]] = {}
    for entry, person, group in held.order_by("position", "id").values_list("plan_entry", "person", "acting_for"):
        leads.setdefault(entry, []).append((person, group))
    columns = ("id", "guideline_id", "year", "year_basis", "kind", "outcome", "moved_from_id")
    found = [EntryThen._make((*row, ())) for row in rows.order_by("id").values_list(*columns)]
    return [entry._replace(leads=tuple(leads.get(entry.id, ()))) for entry in found]


def _done_since(day: date) -> list[int | None]:
    """The entries that were finished later: an entry is done on the day its revision ends with a version."""
    published = Revision.objects.filter(result=Revision.Result.PUBLISHED, ended_on__gt=day)
    return list(published.values_list("plan_entry", flat=True))


def _changes_since(day: date, guidelines: Collection[int] | None) -> list[Change]:
    """What was done to the entries after the day, the newest first."""
    since = Event.objects.filter(object_type="planentry", verb__in=VERBS, at__gte=end_of(day))
    if guidelines is not None:
        since = since.filter(guideline_key__in=[str(key) for key in guidelines])
    events = list(since.order_by("-seq"))
    undone = [event.facts["event"] for event in events if event.verb == "undone"]
    undoes = {event.seq: _change(event) for event in Event.objects.filter(seq__in=undone)}
    within = _within(events, undoes)
    return [_change(event, undoes) for event in events if event.seq not in within]


def _within(events: Iterable[Event], undoes: Mapping[int, Change]) -> set[int]:
    """The changes of tovholdere that an undo wrote just before it said so: they start from what it had reopened."""
    told = {
        (event.seq, event.object_key)
        for event in events
        if event.verb == "undone" and _verb_of(undoes.get(event.facts["event"])) == "leads_assigned"
    }
    return {
        event.seq
        for event in events
        if event.verb == "leads_assigned" and event.seq not in undoes and (event.seq + 1, event.object_key) in told
    }


def _verb_of(change: Change | None) -> str:
    return change.verb if change is not None else ""


def _change(event: Event, undoes: Mapping[int, Change] | None = None) -> Change:
    facts = event.facts
    before = undoes.get(facts["event"]) if undoes and event.verb == "undone" else None
    return Change(event.verb, int(event.object_key), int(event.guideline_key), facts, before)


def _kept() -> dict[int, int]:
    """Whom those who turned out to be another are part of."""
    merged = Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    return {person: into for person, into in merged if into is not None}


# --- what each change is taken back by

_Entries = dict[int, EntryThen]


def _unadd(found: _Entries, change: Change) -> None:
    found.pop(change.entry, None)


def _unmove(found: _Entries, change: Change) -> None:
    found.pop(change.entry, None)
    _set(found, change.facts["from_entry"], outcome=_PLANNED)


def _unset_year(found: _Entries, change: Change) -> None:
    facts = change.facts
    _set(found, change.entry, year=facts["from"], year_basis=facts["basis_before"], kind=facts["kind_before"])


def _unchange_kind(found: _Entries, change: Change) -> None:
    _set(found, change.entry, kind=change.facts["from"])


def _unsettle(found: _Entries, change: Change) -> None:
    _set(found, change.entry, outcome=_PLANNED)


def _unassign(found: _Entries, change: Change) -> None:
    _set(found, change.entry, leads=tuple((person, group) for person, group in change.facts["from"]))


def _redo(found: _Entries, change: Change) -> None:
    """Let a change stand again that was undone since; a year or kind that an undo wrote is taken back by itself."""
    if change.undoes is not None and change.undoes.verb in _FORTH:
        _FORTH[change.undoes.verb](found, change.undoes)


def _set(found: _Entries, key: int, **values: Any) -> None:
    if key in found:
        found[key] = found[key]._replace(**values)


_BACK: dict[str, Callable[[_Entries, Change], None]] = {
    "entry_added": _unadd,
    "entry_moved": _unmove,
    "year_set": _unset_year,
    "kind_changed": _unchange_kind,
    "entry_withdrawn": _unsettle,
    "entry_missed": _unsettle,
    "leads_assigned": _unassign,
    "undone": _redo,
}


# --- what an undo took away without a word of its own: rows it deleted, outcomes, and who was tovholder


def _add_again(found: _Entries, change: Change) -> None:
    facts = change.facts
    basis = PlanEntry.YearBasis.UNKNOWN if facts["year"] is None else PlanEntry.YearBasis.GIVEN
    leads = tuple((person, None) for person in facts["leads"])
    found[change.entry] = EntryThen(
        change.entry, change.guideline, facts["year"], basis.value, facts["kind"], _PLANNED, None, leads
    )


def _move_again(found: _Entries, change: Change) -> None:
    before = found.get(change.facts["from_entry"])
    if before is None:
        return
    _set(found, before.id, outcome=_MOVED)
    given = PlanEntry.YearBasis.GIVEN.value
    found[change.entry] = before._replace(
        id=change.entry, year=change.facts["to"], year_basis=given, outcome=_PLANNED, moved_from=before.id
    )


def _withdraw_again(found: _Entries, change: Change) -> None:
    _set(found, change.entry, outcome=Outcome.WITHDRAWN.value)


def _miss_again(found: _Entries, change: Change) -> None:
    _set(found, change.entry, outcome=Outcome.MISSED.value)


def _assign_again(found: _Entries, change: Change) -> None:
    _set(found, change.entry, leads=tuple((person, group) for person, group in change.facts["to"]))


_FORTH: dict[str, Callable[[_Entries, Change], None]] = {
    "entry_added": _add_again,
    "entry_moved": _move_again,
    "entry_withdrawn": _withdraw_again,
    "entry_missed": _miss_again,
    "leads_assigned": _assign_again,
}

"""What the database knows about a group's plan, read in a fixed number of statements, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from guidelines.journal.models import Event
from guidelines.people.models import Group, GroupAlias, Person, PersonSpelling
from guidelines.people.rules import name_key
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.register.models import Guideline, GuidelineVersion


@dataclass(frozen=True)
class KnownEntry:
    """A plan entry as stored; `leads` are (person, group or None) in order."""

    pk: int
    year: int | None
    kind: str
    outcome: str
    submitted: date | None
    leads: tuple[tuple[int, int | None], ...] = ()
    is_edited: bool = False


@dataclass(frozen=True)
class KnownGuideline:
    """A guideline as stored: title, versions by label with the approval's day, entries."""

    pk: int
    title: str
    is_working_title: bool
    versions: dict[str, date | None] = field(default_factory=dict)
    entries: list[KnownEntry] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """Everything an import is compared with."""

    group: int
    guidelines: dict[int, KnownGuideline]
    groups: dict[str, int]
    persons: dict[str, int]
    group_links: dict[int, frozenset[int]]

    def person(self, name: str) -> int | None:
        """Primary key of the person with this name or a known spelling of it, None where nobody has it."""
        return self.persons.get(name_key(name))

    def group_key(self, spelling: str) -> int | None:
        """Primary key of the group with this abbreviation, name or alias, None where there is none."""
        return self.groups.get(name_key(spelling))


def load_known(group: Group) -> Known:
    """Read what a planskema of this group is compared with; nine statements whatever the size."""
    guidelines = {
        pk: KnownGuideline(pk, title, working)
        for pk, title, working in Guideline.objects.of_group(group).values_list("pk", "title", "is_working_title")
    }
    versions = GuidelineVersion.objects.filter(guideline__in=guidelines)
    for pk, label, approved in versions.values_list("guideline", "label", "administrative_approval_last"):
        guidelines[pk].versions[label] = approved
    for pk, entry in _entries(list(guidelines)):
        guidelines[pk].entries.append(entry)
    links: dict[int, set[int]] = {}
    pairs = Guideline.objects.filter(pk__in=guidelines).values_list("pk", "group_links__group")
    for pk, linked in pairs:
        links.setdefault(pk, set()).add(linked)
    frozen = {pk: frozenset(linked) for pk, linked in links.items()}
    return Known(group.pk, guidelines, group_keys(), _persons(), frozen)


def group_keys() -> dict[str, int]:
    """Return every way a group may be written, as comparable keys, with the group's primary key; two statements."""
    aliases = dict(Group.objects.exclude(aliases=None).values_list("aliases__spelling_key", "pk"))
    names = list(Group.objects.values_list("pk", "abbreviation_key", "name_key"))
    return {**aliases, **{name: pk for pk, _, name in names}, **{short: pk for pk, short, _ in names}}


def group_spellings() -> list[str]:
    """Return every way a group may be written in a document: abbreviations, names and aliases."""
    written = Group.objects.values_list("abbreviation", "name")
    return [*(text for pair in written for text in pair), *GroupAlias.objects.values_list("spelling", flat=True)]


def _persons() -> dict[str, int]:
    spellings = PersonSpelling.objects.filter(person__merged_into=None).values_list("spelling_key", "person")
    return {**dict(spellings), **dict(Person.objects.current().values_list("name_key", "pk"))}


def _entries(guidelines: list[int]) -> list[tuple[int, KnownEntry]]:
    columns = ("guideline", "pk", "year", "kind", "outcome", "submitted_last")
    rows = list(PlanEntry.objects.filter(guideline__in=guidelines).order_by("pk").values_list(*columns))
    leads: dict[int, list[tuple[int, int | None]]] = {}
    assigned = Assignment.objects.filter(plan_entry__guideline__in=guidelines, role="lead", ended_on=None)
    for entry, person, group in assigned.order_by("position", "pk").values_list("plan_entry", "person", "acting_for"):
        leads.setdefault(entry, []).append((person, group))
    edited = _edited([str(row[1]) for row in rows])
    return [
        (guideline, KnownEntry(pk, year, kind, outcome, submitted, tuple(leads.get(pk, ())), str(pk) in edited))
        for guideline, pk, year, kind, outcome, submitted in rows
    ]


def _edited(entries: list[str]) -> set[str]:
    """Keys of entries whose tovholdere a person has set in the product: a document does not put them back."""
    events = Event.objects.filter(object_type="planentry", object_key__in=entries, verb="leads_assigned")
    return set(events.exclude(via="import").values_list("object_key", flat=True))

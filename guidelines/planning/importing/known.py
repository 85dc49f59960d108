"""What the database knows about a group's plan, read in a fixed number of statements, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from guidelines.journal.models import Event, EventDetail
from guidelines.people.models import Group, GroupAlias, Person, PersonSpelling
from guidelines.people.rules import name_key
from guidelines.planning.importing.matching import title_key
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion


@dataclass(frozen=True)
class KnownEntry:
    """A plan entry as stored; `leads` are (person, group or None) in order.

    A negative key is an entry that an earlier row of the same file adds.
    """

    pk: int
    year: int | None
    kind: str
    outcome: str
    submitted: date | None
    leads: tuple[tuple[int | str, int | None], ...] = ()
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
    """What an import is compared with. `own` are the group's guidelines, `former` what they were called before."""

    group: int
    guidelines: dict[int, KnownGuideline]
    groups: dict[str, int]
    persons: dict[str, int]
    group_links: dict[int, frozenset[int]]
    own: frozenset[int] = frozenset()
    former: dict[str, int] = field(default_factory=dict)

    def person(self, name: str) -> int | None:
        """Primary key of the person with this name or a known spelling of it, None where nobody has it."""
        return self.persons.get(name_key(name))

    def group_key(self, spelling: str) -> int | None:
        """Primary key of the group with this abbreviation, name or alias, None where there is none."""
        return self.groups.get(name_key(spelling))


def load_known(group: Group) -> Known:
    """Read what a planskema of this group is compared with; ten statements whatever the size.

    Other groups' guidelines are read as well: a title that stands there already is asked about (foundations 2).
    """
    guidelines = {
        pk: KnownGuideline(pk, title, working)
        for pk, title, working in Guideline.objects.values_list("pk", "title", "is_working_title")
    }
    versions = GuidelineVersion.objects.values_list("guideline", "label", "administrative_approval_last")
    for pk, label, approved in versions:
        guidelines[pk].versions[label] = approved
    for pk, entry in _entries():
        guidelines[pk].entries.append(entry)
    links: dict[int, set[int]] = {}
    for pk, linked in GuidelineGroup.objects.values_list("guideline", "group"):
        links.setdefault(pk, set()).add(linked)
    frozen = {pk: frozenset(linked) for pk, linked in links.items()}
    own = frozenset(pk for pk, linked in links.items() if group.pk in linked)
    return Known(group.pk, guidelines, group_keys(), _persons(), frozen, own, _former_titles(own))


def _former_titles(own: frozenset[int]) -> dict[str, int]:
    """Return the keys of titles that the group's guidelines had before, with the guideline's primary key."""
    events = Event.objects.filter(verb="guideline_retitled").values_list("seq", "object_key")
    renamed = {seq: int(key) for seq, key in events if int(key) in own}
    details = EventDetail.objects.filter(seq__in=renamed, erased_at=None)
    return {title_key(detail.words["from"]): renamed[detail.seq] for detail in details}


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


def _entries() -> list[tuple[int, KnownEntry]]:
    columns = ("guideline", "pk", "year", "kind", "outcome", "submitted_last")
    rows = list(PlanEntry.objects.order_by("pk").values_list(*columns))
    leads: dict[int, list[tuple[int | str, int | None]]] = {}
    assigned = Assignment.objects.filter(role="lead", ended_on=None)
    for entry, person, group in assigned.order_by("position", "pk").values_list("plan_entry", "person", "acting_for"):
        leads.setdefault(entry, []).append((person, group))
    edited = _edited()
    return [
        (guideline, KnownEntry(pk, year, kind, outcome, submitted, tuple(leads.get(pk, ())), str(pk) in edited))
        for guideline, pk, year, kind, outcome, submitted in rows
    ]


def _edited() -> set[str]:
    """Keys of entries whose tovholdere a person has set in the product: a document does not put them back."""
    events = Event.objects.filter(object_type="planentry", verb="leads_assigned").exclude(via="import")
    return set(events.values_list("object_key", flat=True))

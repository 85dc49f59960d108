"""What the database knows about a group's plan, read in a fixed number of statements, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef

from guidelines.journal.models import Event, EventDetail
from guidelines.people.models import Group, Person, PersonSpelling
from guidelines.people.rules import name_key
from guidelines.people.spellings import groups_by_spelling
from guidelines.planning.importing.matching import title_key
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion

KeyedLead = tuple[int | str, int | None]
"""A tovholder: the person's key, or the name of somebody not stored yet, and the group behind the name."""


@dataclass(frozen=True)
class KnownEntry:
    """A plan entry as stored; `leads` are in order.

    A negative key is an entry that an earlier row of the same file creates. `moved_from` is the one it was moved
    from.
    """

    pk: int
    year: int | None
    kind: str
    outcome: str
    submitted: date | None
    leads: tuple[KeyedLead, ...] = ()
    is_edited: bool = False
    moved_from: int | None = None


@dataclass(frozen=True)
class KnownGuideline:
    """A guideline as stored: title, versions by label with the approval's day, entries, and whether a revision runs."""

    pk: int
    title: str
    is_working_title: bool
    versions: dict[str, date | None] = field(default_factory=dict)
    entries: list[KnownEntry] = field(default_factory=list)
    current: str | None = None
    is_under_way: bool = False


@dataclass(frozen=True)
class Known:
    """What an import is compared with.

    `own` are the guidelines with which the group has a tie that stands, `former` what those tied to it in any way were
    called before. `owners` are the groups that own a guideline as far as is known, by their abbreviations. `names` are
    the persons' names by key.
    """

    group: int
    guidelines: dict[int, KnownGuideline]
    groups: dict[str, int]
    persons: dict[str, int]
    group_links: dict[int, frozenset[int]]
    own: frozenset[int] = frozenset()
    former: dict[str, int] = field(default_factory=dict)
    owners: dict[int, dict[int, str]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

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
    ties: dict[int, list[GuidelineGroup]] = {}
    for link in GuidelineGroup.objects.select_related("group").order_by("pk"):
        ties.setdefault(link.guideline_id, []).append(link)
    persons, names = _persons()
    stand = {pk: standing(links) for pk, links in ties.items()}
    links = {pk: frozenset(link.group_id for link in tied) for pk, tied in ties.items()}
    return Known(
        group.pk,
        _guidelines(),
        group_keys(),
        persons,
        links,
        own=frozenset(pk for pk, tied in stand.items() if group.pk in {link.group_id for link in tied}),
        former=_former_titles(frozenset(pk for pk, tied in links.items() if group.pk in tied)),
        owners={pk: _owning(tied) for pk, tied in stand.items()},
        names=names,
    )


def _owning(links: list[GuidelineGroup]) -> dict[int, str]:
    return {link.group_id: link.group.abbreviation for link in links if link.may_own}


def _guidelines() -> dict[int, KnownGuideline]:
    rows = GuidelineVersion.objects.values_list("guideline", "label", "administrative_approval_last", "is_current")
    versions: dict[int, dict[str, date | None]] = {}
    current: dict[int, str] = {}
    for pk, label, approved, is_current in rows:
        versions.setdefault(pk, {})[label] = approved
        if is_current:
            current[pk] = label
    entries: dict[int, list[KnownEntry]] = {}
    for pk, entry in _entries():
        entries.setdefault(pk, []).append(entry)
    is_under_way = Exists(Revision.objects.underway().filter(guideline=OuterRef("pk")))
    stored = Guideline.objects.annotate(is_under_way=is_under_way)
    return {
        pk: KnownGuideline(pk, title, working, versions.get(pk, {}), entries.get(pk, []), current.get(pk), runs)
        for pk, title, working, runs in stored.values_list("pk", "title", "is_working_title", "is_under_way")
    }


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
    return list(groups_by_spelling())


def _persons() -> tuple[dict[str, int], dict[int, str]]:
    """Return the persons by every known spelling, and their names."""
    spellings = PersonSpelling.objects.filter(person__merged_into=None).values_list("spelling_key", "person")
    current = list(Person.objects.current().values_list("name_key", "pk", "name"))
    by_spelling = {**dict(spellings), **{key: pk for key, pk, _name in current}}
    return by_spelling, {pk: name for _key, pk, name in current}


def _entries() -> list[tuple[int, KnownEntry]]:
    columns = ("guideline", "pk", "year", "kind", "outcome", "submitted_last", "moved_from")
    rows = list(PlanEntry.objects.order_by("pk").values_list(*columns))
    leads: dict[int, list[KeyedLead]] = {}
    assigned = Assignment.objects.filter(role="lead", ended_on=None)
    for entry, person, group in assigned.order_by("position", "pk").values_list("plan_entry", "person", "acting_for"):
        leads.setdefault(entry, []).append((person, group))
    edited = _edited()
    return [
        (guideline, KnownEntry(pk, year, kind, outcome, submitted, tuple(leads.get(pk, ())), str(pk) in edited, came))
        for guideline, pk, year, kind, outcome, submitted, came in rows
    ]


def _edited() -> set[str]:
    """Keys of entries whose tovholdere a person has set in the product: a document does not put them back."""
    events = Event.objects.filter(object_type="planentry", verb="leads_assigned").exclude(via="import")
    return set(events.values_list("object_key", flat=True))

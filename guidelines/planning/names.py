"""From a typed name to a person and the group in brackets, as the planskema writes tovholdere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from guidelines.people.models import Group, Person, PersonSpelling
from guidelines.people.rules import name_key

_IN_BRACKETS = re.compile(r"\A(?P<name>[^()]+?)\s*(?:\((?P<group>[^()]+)\))?\s*\Z")


@dataclass(frozen=True)
class TypedName:
    """A name as typed, without the brackets; `group` is what stood in them, "" where nothing did."""

    name: str
    group: str = ""


@dataclass(frozen=True)
class Found:
    """Who a typed name may be: no person, one, or several; `group` None where none was named or none is known."""

    typed: TypedName
    persons: tuple[Person, ...]
    group: Group | None


def read_name(text: str) -> TypedName:
    """Split "Zita Kofoed (DGCG)" into name and group; brackets that are not at the end stay in the name."""
    words = " ".join(text.split())
    match = _IN_BRACKETS.match(words)
    if match is None:
        return TypedName(words)
    return TypedName(match["name"], (match["group"] or "").strip())


def find_names(typed: Iterable[TypedName], known: Collection[int] = ()) -> list[Found]:
    """Return who each name may be, in three statements at most.

    Of several persons with one name, those whose keys are in `known` (already on the entry) come before the others.
    """
    listed = list(typed)
    by_name = _persons(name_key(item.name) for item in listed)
    by_group = _groups({name_key(item.group) for item in listed if item.group})
    found = []
    for item in listed:
        persons = by_name.get(name_key(item.name), [])
        preferred = [person for person in persons if person.pk in known]
        found.append(Found(item, tuple(preferred or persons), by_group.get(name_key(item.group))))
    return found


def _persons(keys: Iterable[str]) -> dict[str, list[Person]]:
    wanted = set(keys)
    named = Person.objects.current().filter(Q(name_key__in=wanted) | Q(spellings__spelling_key__in=wanted)).distinct()
    spellings = PersonSpelling.objects.filter(spelling_key__in=wanted).values_list("person_id", "spelling_key")
    keys_of: dict[int, set[str]] = {}
    for person, key in spellings:
        keys_of.setdefault(person, set()).add(key)
    by_name: dict[str, list[Person]] = {}
    for who in named:
        for key in {who.name_key, *keys_of.get(who.pk, ())} & wanted:
            by_name.setdefault(key, []).append(who)
    return by_name


def _groups(keys: set[str]) -> dict[str, Group]:
    if not keys:
        return {}
    found = Group.objects.filter(
        Q(abbreviation_key__in=keys) | Q(name_key__in=keys) | Q(aliases__spelling_key__in=keys)
    ).prefetch_related("aliases")
    return {
        key: group
        for group in found
        for key in (group.abbreviation_key, group.name_key, *(alias.spelling_key for alias in group.aliases.all()))
    }

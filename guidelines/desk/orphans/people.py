"""Persons as succession looks at them: where they belong, what they have, and when they are away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from guidelines.desk.orphans.facts import GroupFacts, PersonFacts
from guidelines.desk.quality.reading_persons import Roles
from guidelines.people.models import Person
from guidelines.planning.load.held import Held, read_absences


def read_persons(
    roles: Roles, held: Iterable[Held], ties: Mapping[int, list[GroupFacts]], today: date
) -> Iterator[PersonFacts]:
    """Yield everybody who can be asked to write: reachable as far as is known, and with no closed account.

    Two statements. A group that somebody has left is none they write in.
    """
    load: dict[int, dict[int | None, int]] = {}
    writes_in: dict[int, set[int]] = {}
    for item in held:
        own = load.setdefault(item.person, {})
        own[item.year] = own.get(item.year, 0) + 1
        writes_in.setdefault(item.person, set()).update(group.pk for group in ties.get(item.guideline, ()))
    away, away_today = read_absences(today)
    current = Person.objects.current().exclude(user__is_active=False)
    reachable = current.exclude(address_state=Person.AddressState.REFUSED).order_by("sort_key", "pk")
    for pk, name, key in reachable.values_list("pk", "name", "name_key"):
        yield PersonFacts(
            pk=pk,
            name=name,
            key=key,
            groups=roles.in_force(pk, today),
            writes_in=frozenset(writes_in.get(pk, ())) - roles.left(pk, today),
            load=load.get(pk, {}),
            away=away.get(pk, {}),
            is_away_today=pk in away_today,
        )

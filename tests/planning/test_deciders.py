"""Whose decision a new deadline is: the chairs, the deputies, the secretariat, by who is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.models import Absence, ExtensionRequest, Group, Person, Role
from guidelines.planning.actions import ask_extension
from guidelines.planning.deciders import deciders, present_leaders
from tests import factories
from tests.planning.conftest import CHAIR, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def people(dsg: Group) -> dict[str, Person]:
    """Everybody who could decide, and the one who asks."""
    return {
        "chair": factories.chair_of(dsg),
        "deputy": factories.deputy_of(dsg),
        "secretariat": factories.secretariat(),
        "lead": factories.reader(),
    }


@pytest.fixture
def asks(dsg: Group) -> Callable[[Person], ExtensionRequest]:
    def ask(who: Person) -> ExtensionRequest:
        made = factories.guideline(owner=dsg)
        factories.version(made, next_due=date(2027, 12, 1))
        return ask_extension(made, person=who, to_on=date(2028, 3, 1), reason="Studie.", by=CHAIR, now=NOW)

    return ask


def away(*who: Person) -> None:
    for person in who:
        Absence.objects.create(person=person, starts_on=TODAY, ends_on=TODAY)


def whose(request: ExtensionRequest, people: dict[str, Person]) -> list[str]:
    names = {person.pk: name for name, person in people.items()}
    return [names[pk] for pk in deciders([request], TODAY)[request.pk]]


@pytest.mark.parametrize(
    ("are_away", "is_beyond", "expected"),
    [
        ([], False, ["chair"]),
        (["chair"], False, ["deputy"]),
        (["chair", "deputy"], False, ["secretariat"]),
        (["chair", "deputy", "secretariat"], False, ["chair"]),
        ([], True, ["secretariat"]),
        (["secretariat"], True, ["chair"]),
        (["chair", "deputy", "secretariat"], True, ["secretariat"]),
    ],
)
def test_it_is_the_first_who_is_there(
    people: dict[str, Person],
    asks: Callable[[Person], ExtensionRequest],
    are_away: list[str],
    is_beyond: bool,
    expected: list[str],
) -> None:
    request = asks(people["lead"])
    request.is_beyond_limit = is_beyond
    away(*(people[name] for name in are_away))
    assert whose(request, people) == expected


def test_it_is_never_the_one_who_asked(people: dict[str, Person], asks: Callable[[Person], ExtensionRequest]) -> None:
    request = asks(people["chair"])
    assert whose(request, people) == ["deputy"]
    people["deputy"].roles.all().delete()
    assert whose(request, people) == ["secretariat"]
    people["secretariat"].roles.all().delete()
    assert whose(request, people) == []


def test_several_chairs_decide_alike_and_a_role_that_ended_decides_nothing(
    dsg: Group, people: dict[str, Person], asks: Callable[[Person], ExtensionRequest]
) -> None:
    people["second"] = factories.chair_of(dsg)
    request = asks(people["lead"])
    assert whose(request, people) == ["chair", "second"]
    Role.objects.filter(person=people["chair"]).update(ends_on=date(2026, 11, 20))
    assert whose(request, people) == ["second"]


def test_a_guideline_that_nobody_owns_is_the_secretariats(
    people: dict[str, Person], asks: Callable[[Person], ExtensionRequest]
) -> None:
    request = asks(people["lead"])
    request.guideline.group_links.all().delete()
    assert whose(request, people) == ["secretariat"]


def test_any_number_of_requests_takes_two_statements(
    people: dict[str, Person], asks: Callable[[Person], ExtensionRequest]
) -> None:
    requests = [asks(people["lead"]) for _number in range(4)]
    with CaptureQueriesContext(connection) as queries:
        assert set(deciders(requests, TODAY).values()) == {(people["chair"].pk,)}
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as none:
        assert (deciders([], TODAY), present_leaders(set(), TODAY)) == ({}, {})
    assert len(none) == 0


def test_who_is_away_leads_nothing_that_day(dsg: Group, people: dict[str, Person]) -> None:
    away(people["chair"])
    assert present_leaders({dsg.pk}, TODAY) == {dsg.pk: frozenset({people["deputy"].pk})}

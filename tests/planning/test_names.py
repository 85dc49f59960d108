"""From typed names to persons and groups."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.models import GroupAlias, PersonSpelling
from guidelines.planning.names import TypedName, find_names, read_name
from tests import factories


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Zita Kofoed", TypedName("Zita Kofoed")),
        ("  Zita   Kofoed ( DGCG ) ", TypedName("Zita Kofoed", "DGCG")),
        ("Zita (Kofoed) Holm", TypedName("Zita (Kofoed) Holm")),
        ("Zita (A) (B)", TypedName("Zita (A) (B)")),
        ("(DGCG)", TypedName("(DGCG)")),
    ],
)
def test_a_line_is_a_name_and_perhaps_a_group(typed: str, expected: TypedName) -> None:
    assert read_name(typed) == expected


@pytest.mark.django_db
def test_names_are_found_by_any_spelling_and_groups_by_any_alias() -> None:
    bjarne, zita = factories.person("Bjarne H. Holm"), factories.person("Zita Kofoed")
    PersonSpelling.objects.create(person=zita, spelling="Zita K. Kofoed")
    group = factories.group("DGCG")
    GroupAlias.objects.create(group=group, spelling="Gyn")
    typed = ["bjarne h holm", "Zita K Kofoed (gyn)", "Ukendt (dgcg)", "Zita Kofoed (XYZ)"]
    with CaptureQueriesContext(connection) as queries:
        found = find_names([read_name(line) for line in typed])
    assert [(who.persons, who.group) for who in found] == [
        ((bjarne,), None),
        ((zita,), group),
        ((), group),
        ((zita,), None),
    ]
    assert len(queries) == 4


@pytest.mark.django_db
def test_of_two_with_one_name_the_known_one_is_meant() -> None:
    first, second = factories.person("Bo Bæk"), factories.person("Bo Bæk")
    (either,) = find_names([TypedName("Bo Bæk")])
    (known,) = find_names([TypedName("Bo Bæk")], known=[second.pk])
    assert (set(either.persons), known.persons) == ({first, second}, (second,))


@pytest.mark.django_db
def test_who_was_merged_is_found_as_the_one_kept() -> None:
    kept = factories.person("Zita Kofoed")
    factories.person("Zita Koefoed", merged_into=kept)
    (found,) = find_names([TypedName("Zita Koefoed")])
    assert found.persons == ()

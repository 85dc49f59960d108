"""Whatever is changed in an exported workbook: the import does what its preview says, and a second run nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guidelines.models import Group, Person
from guidelines.planning.importing.rights import SECRETARIAT, Importer
from tests import factories
from tests.exchange.planskema.edits import PEOPLE, TITLE, Y2025, edited, exported, planned, twice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]
TITLES = ("Alfa sarkomer", "Beta feber hos voksne", "Gamma kræft")
MARKS = (
    "",
    "x",
    "x Rev.",
    "x (ny)",
    "x Rev. (mindre)",
    "✓ Rev.",
    "→ 2029",
    "Rev. 2028",
    "x Rev. 2034",
    "x Rev. 2033, x",
    "flyttes",
    "udgår",
)
NAMES = ("", "Anna Berg", "Bo Lund", "Bo Lund, Cilla Dam", "Anna Berg, Anna Berg", "Anna")
OTHER_TITLES = (*TITLES, "Alfa sarkom", "Helt nyt emne", "", "Arbejdstitel: Gamma kræft", "Fremmed titel", "Lang " * 90)
COPY, FORGET = -1, -2  # what is done to a row instead of a cell
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([None, 2025, 2026, 2027, 2028, 2029, 2033, 2035]),
        st.sampled_from(["revision", "revision", "new", "minor"]),
        st.sampled_from(["planned", "planned", "planned", "done", "missed", "withdrawn", "moved"]),
        st.sets(st.sampled_from([0, 1, 2]), max_size=2),
    ),
    max_size=4,
    unique_by=lambda entry: entry[0] or 0,
)
EDITS = st.one_of(
    st.tuples(st.integers(0, 9), st.integers(Y2025, PEOPLE - 1), st.sampled_from(MARKS)),
    st.tuples(st.integers(0, 9), st.integers(Y2025, PEOPLE - 1), st.sampled_from(MARKS)),
    st.tuples(st.integers(0, 9), st.just(PEOPLE), st.sampled_from(NAMES)),
    st.tuples(st.integers(0, 9), st.just(TITLE), st.sampled_from(OTHER_TITLES)),
    st.tuples(st.integers(0, 9), st.sampled_from([COPY, FORGET]), st.just("")),
)


class Over(Exception):
    """Takes an example back out of the database."""


def save(group: Group, plan: Sequence[Any]) -> None:
    people = [factories.person("Anna Berg"), factories.person("Bo Lund"), Person.objects.create(name="Anna Berg")]
    factories.guideline("Fremmed titel", owner=factories.group("DGCG"))
    for title, entries in zip(TITLES, plan, strict=True):
        guideline = factories.guideline(title, owner=group, is_working_title=title.startswith("Gamma"))
        for year, kind, outcome, leads in entries:
            leads = [people[at] for at in sorted(leads)]
            factories.entry(guideline, year, kind=kind, outcome=outcome, leads=leads)


def change(rows: list[list[Any]], edits: Sequence[tuple[int, int, str]]) -> None:
    """Do to the rows with a token what the edits say."""
    for number, column, text in edits:
        ours = [row for row in rows if str(row[-1]).startswith("r1~")]
        if not ours:
            return
        row = ours[number % len(ours)]
        if column == COPY:
            rows.insert(rows.index(row), [*row])
        else:
            row[-1 if column == FORGET else column] = text


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    plan=st.tuples(ENTRIES, ENTRIES, ENTRIES),
    edits=st.lists(EDITS, min_size=1, max_size=6),
    picks=st.lists(st.integers(0, 2), min_size=3, max_size=3),
    is_secretariat=st.booleans(),
)
def test_any_edit_is_foreseen_and_done_once(
    dsg: Group, plan: Any, edits: Any, picks: list[int], is_secretariat: bool
) -> None:
    importer = SECRETARIAT if is_secretariat else Importer(led_groups=frozenset({dsg.pk}))
    with pytest.raises(Over), transaction.atomic():
        save(dsg, plan)
        data = edited(exported(dsg), lambda rows: change(rows, edits))
        takes: dict[str, str] = {}
        for _round in picks:  # an answer may bring up the next question
            for row in planned(dsg, data, importer, **takes).rows:
                for at, item in enumerate(one for one in row.differences if one.is_open):
                    choice = item.choices[picks[at % 3] % len(item.choices)][0]
                    takes.setdefault(f"take_{row.row.row}_{item.part}", choice)
        twice(dsg, data, importer, **takes)
        raise Over

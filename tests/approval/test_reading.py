"""How many statements it takes: reading a case, reading all open ones, and deciding (foundations 28, issue 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.approval import actions
from guidelines.approval.actions import start_run
from guidelines.approval.reading import read_case, read_open_cases
from guidelines.approval.rules import Outcome, Position
from tests import factories
from tests.approval import scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BOUNDS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


def statements(do: Callable[[], Any]) -> list[str]:
    """What is asked of the database, the bounds of transactions aside."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        do()
    return [row["sql"] for row in asked.captured_queries if not row["sql"].startswith(BOUNDS)]


@pytest.mark.parametrize("place", list(Position))
def test_a_case_is_read_in_twelve_queries_wherever_it_stands(place: Position) -> None:
    here = scene.at(place, ("DSG", "DGCG"))
    asked = statements(lambda: read_case(here.revision, here.today))
    assert len(asked) <= 12, "\n".join(asked)


def test_open_cases_take_as_many_queries_for_thirty_as_for_one() -> None:
    first = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    alone = len(statements(lambda: read_open_cases(None, first.today)))
    for _number in range(29):
        entry = factories.entry(factories.guideline(owner=first.groups["DSG"]), 2026, leads=[first.lead])
        start_run(entry, deadline_on=None, by=scene.BY, now=first.now)
    asked = statements(lambda: read_open_cases(None, first.today))
    assert (len(asked), len(read_open_cases(None, first.today))) == (alone, 30)
    assert alone <= 12


DECISIONS: dict[str, tuple[Position, tuple[str, ...], dict[str, Any], int]] = {
    "the only one": (Position.CLINICAL, ("DSG",), {"group": "DSG"}, 14),
    "the first of two": (Position.CLINICAL, ("DSG", "DGCG"), {"group": "DSG"}, 12),
    "with a remark": (Position.CLINICAL, ("DSG", "DGCG"), {"group": "DSG", "outcome": Outcome.APPROVE_REMARK}, 13),
    "administrative": (Position.REVIEW, ("DSG", "DGCG"), {}, 12),
    "administrative, with a remark": (Position.REVIEW, ("DSG",), {"outcome": Outcome.APPROVE_REMARK}, 13),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_an_approval_takes_so_many_statements_and_never_more_than_fifteen(name: str) -> None:
    place, groups, how, count = DECISIONS[name]
    here = scene.at(place, groups)
    asked = deciding(here, **how)
    assert len(asked) == count <= 15, "\n".join(asked)


def test_those_who_worked_on_a_case_are_found_without_a_look_at_everybody_else() -> None:
    here = scene.at(Position.DRAFT)
    uploader, recused = factories.reader("Oda Oplægger"), factories.member_of(here.groups["DSG"], "Ib Inhabil")
    here.upload(person=uploader)
    actions.recuse_beforehand(here.revision, person=recused, by=scene.actor(recused), now=here.tick())
    case = here.case
    assert [person.name for person in case.authors] == ["Tove Tovholder"]
    assert set(case.contributors.values()) == {here.lead, uploader}
    assert case.recused == {recused.pk}
    [people] = [sql for sql in statements(lambda: read_case(here.revision, here.today)) if " UNION " in sql]
    assert "must_declare" in people


def test_the_last_approval_takes_at_most_fifteen_statements_also_to_a_reviewer_who_had_returned_it() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    here.approve("DSG")
    assert len(deciding(here, group="DGCG", outcome=Outcome.APPROVE_REMARK)) <= 15
    here.take()
    here.decide(Outcome.SEND_BACK)
    here.upload()
    here.resubmit()
    here.approve("DSG")
    asked = deciding(here, group="DGCG")
    assert here.position is Position.REVIEW
    assert len(asked) <= 15, "\n".join(asked)


def deciding(here: scene.Scene, *, group: str = "", outcome: Outcome = Outcome.APPROVE) -> list[str]:
    view = here.step(group)
    choice = here.choice(outcome)
    assert view.holder is not None
    facts: dict[str, Any] = {"person": view.holder, "by": scene.actor(view.holder), "now": here.tick()}
    return statements(lambda: scene.actions.decide(view.step, choice, **facts))

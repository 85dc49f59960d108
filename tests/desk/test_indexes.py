"""What the menu of every page asks finds the few open rows by an index, not by reading all that was ever closed."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.desk.reading import read_questions
from guidelines.models import GuidelineGroup, Step
from guidelines.people.access import Viewer
from guidelines.planning.rules import Stage
from tests import factories
from tests.services.database import become

INDEXES = {"step_open_by_holder_role": Step, "guideline_group_unconfirmed": GuidelineGroup}


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small as a whole")
def test_the_secretariats_questions_are_found_by_the_indexes_of_open_rows():
    viewer = Viewer(is_secretariat=True)
    with CaptureQueriesContext(connection) as asked:
        assert read_questions(viewer) == []
    plans = [_plan(query["sql"]) for query in asked if "guidelines_guidelinegroup" in query["sql"]]
    used = {name for name in INDEXES if any(f"INDEX {name}" in line for plan in plans for line in plan)}
    assert used == set(INDEXES)


def _plan(statement: str) -> list[str]:
    rows = connection.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    return [row[-1] for row in rows]


@pytest.fixture
def owner(transactional_db):
    become("MIGRATE_DATABASE_URL")
    yield
    call_command("migrate", verbosity=0)
    become("DATABASE_URL")


@pytest.mark.both
def test_they_are_added_to_a_database_that_is_filled(owner):
    guideline = factories.guideline(owner=factories.group("DSG"))
    GuidelineGroup.objects.create(guideline=guideline, group=factories.group("DSR"), role="co_owner", confirmed=False)
    factories.revision(factories.entry(guideline), Stage.SUBMITTED)
    before = _rows()
    call_command("migrate", "guidelines", "0004", verbosity=0)
    assert _present() == set()
    call_command("migrate", verbosity=0)
    assert (_present(), _rows()) == (set(INDEXES), before)


def _rows() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in INDEXES.values()]


def _present() -> set[str]:
    with connection.cursor() as cursor:
        return {
            name
            for model in INDEXES.values()
            for name in connection.introspection.get_constraints(cursor, model._meta.db_table)
            if name in INDEXES
        }

"""*Mine opgaver* of a chair: what is late by a month in the own groups, as the mail to a chair says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.late import late_in_groups
from guidelines.models import Group, Guideline, Person
from guidelines.people.access import viewer_of
from guidelines.planning.rules import Stage
from tests import factories
from tests.desk.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def chair(dsg: Group) -> Person:
    return factories.chair_of(dsg)


def late(who: Person) -> list[str]:
    return [item.title for item in late_in_groups(viewer_of(who.user, TODAY), TODAY)]


def due(dsg: Group, title: str, on: date) -> Guideline:
    guideline = factories.guideline(title, owner=dsg)
    factories.version(guideline, next_due=on)
    return guideline


def test_a_month_after_the_deadline_and_the_longest_late_first(dsg: Group, chair: Person) -> None:
    due(dsg, "29 dage", TODAY - timedelta(days=29))
    due(dsg, "30 dage", TODAY - timedelta(days=30))
    due(dsg, "Et år", TODAY - timedelta(days=365))
    assert late(chair) == ["Et år", "30 dage"]


def test_the_one_target_counts(dsg: Group, chair: Person) -> None:
    moved = due(dsg, "Fristen er flyttet", date(2025, 12, 1))
    factories.revision(factories.entry(moved, 2026), Stage.DRAFT, deadline_on=date(2027, 3, 1))
    run = due(dsg, "Revisionens egen frist", date(2027, 12, 1))
    factories.revision(factories.entry(run, 2026), Stage.DRAFT, deadline_on=date(2026, 9, 1))
    planned = factories.guideline("Kun planlagt", owner=dsg)
    factories.entry(planned, 2025)
    factories.entry(factories.guideline("I år", owner=dsg), 2026)
    assert late(chair) == ["Kun planlagt", "Revisionens egen frist"]


def test_of_the_own_groups_and_in_use_alone(dsg: Group, chair: Person) -> None:
    other = factories.group("DGCG")
    due(other, "Andres", date(2025, 12, 1))
    Guideline.objects.filter(pk=due(dsg, "Udgået", date(2025, 12, 1)).pk).update(withdrawn_on=date(2026, 1, 1))
    assert (late(chair), late(factories.reader())) == ([], [])


def test_each_leads_to_where_a_chair_can_act(client: Client, dsg: Group, chair: Person) -> None:
    guideline = due(dsg, "GIST", date(2025, 12, 1))
    html = factories.sign_in(client, chair).get(reverse("tasks")).content.decode()
    assert "Forsinket i dine grupper" in html
    assert "skulle have været færdig senest 1. december 2025" in html
    url = reverse("task-answer", args=[guideline.pk])
    assert f'href="{url}"' in html
    assert client.get(url).status_code == 200


def test_one_statement_and_ten_at_most(dsg: Group, chair: Person) -> None:
    for number in range(12):
        due(dsg, f"G{number}", date(2025, 1, 1) + timedelta(days=number))
    viewer = viewer_of(chair.user, TODAY)
    with CaptureQueriesContext(connection) as asked:
        found = late_in_groups(viewer, TODAY)
    assert ([item.title for item in found], len(asked)) == ([f"G{number}" for number in range(10)], 1)

"""A revision that began before its guideline had a group takes the route over once there is one."""

from __future__ import annotations

import pytest

from guidelines.approval import actions
from guidelines.approval.reading import read_case
from guidelines.approval.rules import Missing
from guidelines.journal.models import Event
from guidelines.models import GuidelineGroup, Revision, Route, RunApproval
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def needed() -> list[tuple[str, str, int]]:
    found = RunApproval.objects.select_related("for_group", "approver_group")
    return [(str(item.for_group), str(item.approver_group), item.clinical_days) for item in found]


def begun_without_groups() -> Revision:
    entry = factories.entry(factories.guideline(), 2026, leads=[factories.reader("Tove Tovholder")])
    return actions.start_run(entry, deadline_on=None, by=BY, now=NOW)


def test_it_takes_the_route_over_once_there_is_a_group_and_keeps_it_from_then_on() -> None:
    revision = begun_without_groups()
    assert Missing.APPROVERS in read_case(revision, scene.TODAY).missing
    group = factories.group("DSG")
    Route.objects.create(group=group, administrative_days=5, clinical_days=6)
    GuidelineGroup.objects.create(guideline=revision.guideline, group=group, role="owner", confirmed=True)
    assert Missing.APPROVERS not in read_case(revision, scene.TODAY).missing
    run = actions.copy_route(revision, by=BY, now=NOW)
    assert (run.administrative_days, needed()) == (5, [("DSG", "DSG", 6)])
    Route.objects.update(administrative_days=50, clinical_days=60)
    run = actions.copy_route(revision, by=BY, now=NOW)
    assert (run.administrative_days, needed()) == (5, [("DSG", "DSG", 6)])
    assert Event.objects.filter(verb="route_copied").count() == 2


def test_while_there_is_none_nothing_is_taken_over_again() -> None:
    revision = begun_without_groups()
    actions.copy_route(revision, by=BY, now=NOW)
    assert Event.objects.filter(verb="route_copied").count() == 1

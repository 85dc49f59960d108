"""The plain statement that the planning is measured against writes the rows that ours does, and no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from bench.deadlines import fill_deadlines
from bench.scanning import by_statement, in_rounds, ours, plain, send_all
from guidelines.models import Assignment, GuidelineVersion
from reminders.models import Mail, Occurrence
from reminders.slots import next_slot

pytestmark = [pytest.mark.both, pytest.mark.django_db]

SLOT = date(2026, 9, 22)
ESCALATIONS = {"chair_30", "chair_30_copy", "secretariat_60"}


def written(function: Callable[[], int]) -> set[tuple[int, str, date, str, int]]:
    """The rungs that a function writes; everything is taken back."""
    with transaction.atomic():
        function()
        rows = Occurrence.objects.exclude(rung__in=ESCALATIONS)
        found = set(rows.values_list("guideline", "target", "due_on", "rung", "recipient"))
        transaction.set_rollback(True)
    return found


def test_both_write_the_same_rungs_for_the_same_people() -> None:
    fill_deadlines(400, SLOT)
    found = written(lambda: ours(SLOT))
    assert len(found) > 400
    assert written(lambda: by_statement(plain(SLOT))) == found


def test_what_comes_due_in_one_slot_is_what_the_one_before_left() -> None:
    fill_deadlines(400, SLOT)
    assert by_statement(plain(SLOT)) > 0
    later = next_slot(SLOT)
    assert by_statement(plain(later, since=SLOT)) > 0
    assert by_statement(plain(later)) == 0


def test_a_round_is_taken_back_and_a_slot_sent_is_not_planned_again() -> None:
    fill_deadlines(100, SLOT)
    times, rows = in_rounds(lambda: ours(SLOT), 2)
    assert (len(times), rows > 0, Occurrence.objects.count()) == (2, True, 0)
    ours(SLOT)
    send_all(SLOT)
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert ours(SLOT) == 0


def test_the_deadlines_have_two_people_each_and_days_of_their_own() -> None:
    fill_deadlines(50, SLOT)
    assert (GuidelineVersion.objects.count(), Assignment.objects.count()) == (50, 99)
    assert GuidelineVersion.objects.values("next_due_last").distinct().count() == 50

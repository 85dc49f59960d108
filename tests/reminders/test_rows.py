"""Rows stored at once: defaults, values as a model would write them, and what happens to a row that is there."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from reminders.models import Occurrence
from reminders.rows import insert
from tests.reminders.scene import FINAL_SLOT, RELEASED, TARGET, Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
COLUMNS = ("guideline_id", "recipient_id", "rung")


def store(there: Scene, *rungs: str, skip_known: bool = False) -> None:
    insert(
        Occurrence,
        COLUMNS,
        [(there.guideline.pk, there.lead.pk, rung) for rung in rungs],
        skip_known=skip_known,
        rule="ladder",
        target="first",
        due_on=TARGET,
        slot_on=FINAL_SLOT,
        created_at=RELEASED,
    )


def test_a_row_reads_back_as_if_a_model_had_written_it() -> None:
    there = scene()
    store(there, "begin")
    row = Occurrence.objects.get()
    assert (row.rung, row.due_on, row.slot_on, row.created_at) == ("begin", TARGET, FINAL_SLOT, RELEASED)
    assert (row.state, row.reason, row.done_at, row.mail) == ("planned", "", None, None)


def test_a_known_row_is_left_as_it_is_or_refused() -> None:
    there = scene()
    store(there, "begin")
    store(there, "begin", "confirm", skip_known=True)
    assert list(Occurrence.objects.order_by("rung").values_list("rung", flat=True)) == ["begin", "confirm"]
    with pytest.raises(IntegrityError), transaction.atomic():
        store(there, "begin")

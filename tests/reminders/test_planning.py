"""The planning of a slot: rows from facts, once, in a fixed number of statements."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from guidelines.models import Absence
from guidelines.planning.rules import Stage
from reminders.models import GroupRelease, Mail, Occurrence, SenderHold, SlotRun
from reminders.planning import plan
from reminders.slots import last_slot
from tests import factories
from tests.reminders.scene import (
    CHAIR_SLOT,
    FINAL_SLOT,
    LATE_SLOT,
    TARGET,
    crowd,
    guideline_due,
    moment,
    release,
    scene,
)

pytestmark = [pytest.mark.both, pytest.mark.django_db]


def rows() -> list[tuple[str, str, str, str]]:
    """(rung, recipient, state, reason) of every occurrence that nobody superseded."""
    kept = Occurrence.objects.exclude(reason="superseded").order_by("pk")
    return list(kept.values_list("rung", "recipient__name", "state", "reason"))


def test_what_is_due_becomes_rows_once() -> None:
    scene()
    planned = plan(moment(FINAL_SLOT, minutes=1))
    assert planned is not None
    assert (planned.slot, planned.mails, planned.reminders, planned.skipped) == (FINAL_SLOT, 1, 1, 9)
    assert rows() == [("final_7", "Ditte Maria Bæk", "planned", "")]
    mail = Mail.objects.get()
    assert (mail.address, mail.week, mail.state, mail.frozen_at) == ("ditte@example.org", "2030-W47", "planned", None)
    assert mail.not_before == moment(FINAL_SLOT)
    assert plan(moment(FINAL_SLOT, minutes=2)) is None
    assert Occurrence.objects.count() == 10


def test_nothing_is_planned_before_the_moment_of_the_slot() -> None:
    scene()
    plan(moment(FINAL_SLOT, seconds=-1))
    assert [run.slot_on for run in SlotRun.objects.all()] == [date(2030, 11, 12)]
    assert rows() == [("final_30", "Ditte Maria Bæk", "planned", "")]


def test_a_group_on_hold_gets_nothing() -> None:
    there = scene()
    GroupRelease.objects.filter(group=there.group).delete()
    plan(moment(FINAL_SLOT))
    assert Occurrence.objects.count() == Mail.objects.count() == 0


def test_nothing_is_planned_in_a_quiet_week() -> None:
    scene()
    assert plan(datetime(2030, 12, 25, 12, tzinfo=UTC)) is None
    assert SlotRun.objects.count() == 0


def test_everything_for_one_person_is_one_mail() -> None:
    there = scene()
    other = release(factories.group("DLCG"))
    guideline_due(other, there.lead, title="Lungekræft")
    guideline_due(there.group, there.lead, on=date(2022, 12, 1), title="GIST")
    plan(moment(FINAL_SLOT))
    [mail] = Mail.objects.all()
    assert sorted(mail.occurrences.values_list("rung", flat=True)) == ["final_7", "final_7", "late_14"]


def test_the_database_refuses_a_second_mail_in_the_week() -> None:
    there = scene()
    plan(moment(FINAL_SLOT))
    fields = {"kind": "reminders", "person": there.lead, "address": "x@example.org", "week": "2030-W47"}
    now = moment(FINAL_SLOT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**fields, message_id="<other@x>", not_before=now, created_at=now)


def test_who_had_a_mail_this_week_waits_for_the_next_slot() -> None:
    there = scene()
    now = moment(FINAL_SLOT, days=-1)
    Mail.objects.create(
        kind="reminders",
        person=there.lead,
        address="x@example.org",
        week="2030-W47",
        message_id="<a@x>",
        not_before=now,
        created_at=now,
        state="sent",
        frozen_at=now,
        sent_at=now,
    )
    plan(moment(FINAL_SLOT))
    assert rows() == []
    plan(moment(date(2030, 11, 26)))
    assert rows() == [("final_7", "Ditte Maria Bæk", "planned", "")]


def test_a_copy_waits_for_the_mail_to_the_chair() -> None:
    there = scene()
    plan(moment(LATE_SLOT))
    sent = moment(LATE_SLOT, minutes=5)
    Mail.objects.update(state=Mail.State.SENT, frozen_at=sent, sent_at=sent)
    Occurrence.objects.filter(state="planned").update(state="mailed")
    now = moment(CHAIR_SLOT, days=-1)
    Mail.objects.create(
        kind="reminders",
        person=there.chair,
        address="x@example.org",
        week="2031-W02",
        message_id="<a@x>",
        not_before=now,
        created_at=now,
        state="sent",
        frozen_at=now,
        sent_at=now,
    )
    plan(moment(CHAIR_SLOT))
    assert not [row for row in rows() if row[0].startswith("chair")]
    plan(moment(CHAIR_SLOT, days=7))
    assert [row[:3] for row in rows() if row[0].startswith("chair")] == [
        ("chair_30", "Frode Holt", "planned"),
        ("chair_30_copy", "Ditte Maria Bæk", "planned"),
    ]


def test_a_mail_held_in_advance_takes_what_comes() -> None:
    there = scene()
    now = moment(FINAL_SLOT)
    held = Mail.objects.create(
        kind="reminders",
        person=there.lead,
        address="x@example.org",
        week="2030-W47",
        message_id="<a@x>",
        not_before=now,
        created_at=now,
        is_held=True,
    )
    plan(now)
    assert list(held.occurrences.values_list("rung", flat=True)) == ["final_7"]
    assert Mail.objects.count() == 1


def test_an_outage_over_slots_gives_the_present_rung_alone() -> None:
    scene()
    plan(moment(date(2030, 5, 28)))
    assert rows() == [("begin", "Ditte Maria Bæk", "planned", "")]
    plan(moment(LATE_SLOT, days=1))
    assert rows()[1:] == [
        ("final_7", "Ditte Maria Bæk", "skipped", "deadline_passed"),
        ("late_14", "Ditte Maria Bæk", "planned", ""),
    ]


def test_who_has_no_address_is_a_task() -> None:
    there = scene()
    type(there.lead).objects.filter(pk=there.lead.pk).update(email="")
    plan(moment(FINAL_SLOT))
    assert rows() == [("final_7", "Ditte Maria Bæk", "task", "no_address")]
    assert Mail.objects.count() == 0


def test_facts_are_read_from_the_rooms_below() -> None:
    there = scene()
    entry = there.guideline.plan_entries.get()
    factories.revision(entry, Stage.CONSULTATION, deadline_on=date(2030, 9, 1))
    Absence.objects.create(person=there.lead, starts_on=date(2030, 8, 20), ends_on=date(2030, 8, 30))
    plan(moment(date(2030, 8, 27)))
    assert rows() == []
    plan(moment(date(2030, 9, 17)))
    assert Occurrence.objects.get(state="planned").due_on == date(2030, 9, 1)
    assert Occurrence.objects.get(state="planned").rung == "late_14"


@pytest.mark.parametrize("field", ["withdrawn_on", "merged_into"])
def test_a_guideline_out_of_use_is_nobodys_task(field: str) -> None:
    there = scene()
    value: Any = date(2030, 1, 1) if field == "withdrawn_on" else factories.guideline("Den anden")
    type(there.guideline).objects.filter(pk=there.guideline.pk).update(**{field: value})
    plan(moment(FINAL_SLOT))
    assert Occurrence.objects.count() == 0


def test_without_a_date_the_group_s_day_of_the_planned_year_counts() -> None:
    group = release(factories.group("TST", deadline_month=6, deadline_day=15))
    guideline = factories.guideline("Ny", owner=group)
    factories.entry(guideline, None, leads=[factories.person()], kind="new", outcome="planned")
    factories.entry(guideline, 2031, leads=[factories.person("Bodil Dam")], kind="new")
    plan(moment(date(2031, 6, 3)))
    row = Occurrence.objects.get(state="planned")
    assert (row.due_on, row.rung, row.recipient.name, row.target) == (
        date(2031, 6, 15),
        "final_7",
        "Bodil Dam",
        "first",
    )


def test_a_shared_guideline_without_owner_goes_with_its_first_group() -> None:
    first = release(factories.group("DGCG"))
    guideline = factories.guideline("Uterine sarkomer", co_owners=[first, factories.group("DSG")])
    factories.version(guideline, next_due=TARGET)
    factories.entry(guideline, 2030, leads=[factories.person()])
    plan(moment(FINAL_SLOT))
    assert Occurrence.objects.filter(state="planned").count() == 1


def test_the_breaker_stops_an_unusual_day_and_lets_a_usual_one_pass() -> None:
    group = release(factories.group("TST"))
    crowd(51, group)
    planned = plan(moment(FINAL_SLOT))
    assert planned is not None
    assert (planned.mails, planned.broke) == (51, True)
    hold = SenderHold.objects.get()
    assert (hold.reason, hold.planned, hold.lifted_at) == ("breaker", 51, None)


def test_fifty_mails_never_trip_the_breaker_and_five_times_the_usual_do_not() -> None:
    group = release(factories.group("TST"))
    crowd(55, group)
    for week in range(1, 10):
        slot = FINAL_SLOT - timedelta(weeks=week)
        SlotRun.objects.create(slot_on=slot, planned_at=moment(slot), mails=11)
    planned = plan(moment(FINAL_SLOT))
    assert planned is not None
    assert (planned.mails, planned.broke) == (55, False)


ALIKE = 21
"""So many statements plan a slot in which nobody is judged by themselves, the bounds of transactions among them."""


def reads(captured: Any) -> int:
    """How many of the captured statements read."""
    return sum(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_the_number_of_statements_does_not_grow(django_assert_max_num_queries: Any) -> None:
    """Guidelines that are alike are not read at all."""
    group = release(factories.group("TST"))
    crowd(2, group)
    with django_assert_max_num_queries(ALIKE) as few:
        plan(moment(FINAL_SLOT))
    forget()
    crowd(40, group)
    with django_assert_max_num_queries(ALIKE) as many:
        plan(moment(FINAL_SLOT))
    assert (len(many), reads(many)) == (len(few), reads(few))


def test_nor_does_it_with_those_that_are_judged_one_by_one(django_assert_max_num_queries: Any) -> None:
    group = release(factories.group("TST"))
    factories.chair_of(group)
    late = last_slot(CHAIR_SLOT + timedelta(days=70))
    crowd(2, group)
    with django_assert_max_num_queries(ALIKE + 24) as few:
        plan(moment(late))
    forget()
    crowd(40, group)
    with django_assert_max_num_queries(ALIKE + 24) as many:
        plan(moment(late))
    assert reads(many) == reads(few) > ALIKE


def forget() -> None:
    """Take back what was planned."""
    for model in (Occurrence, Mail, SlotRun):
        model.objects.all().delete()

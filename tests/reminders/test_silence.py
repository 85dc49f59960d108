"""What keeps a reminder back, read from the rows of the rooms below: answers, rest, and what is no answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guidelines.approval.rules import Position
from guidelines.journal.writing import Actor
from guidelines.models import Assignment, PlanEntry
from guidelines.planning.actions.answers import ask_help, decline_lead, set_focus, snooze, suggest_withdrawal
from guidelines.planning.actions.entries import note_entry
from guidelines.planning.actions.extensions import ask_extension
from reminders.models import Occurrence
from reminders.planning import plan
from tests import factories
from tests.approval.scene import at
from tests.reminders.scene import FINAL_SLOT, LATE_SLOT, TARGET, Scene, guideline_due, moment, release, scene

pytestmark = [pytest.mark.both, pytest.mark.django_db]

BY = Actor("user", "1")
ON = moment(FINAL_SLOT, days=-3)
LATER = date(2030, 11, 26)
DRAFT_SLOT = date(2027, 2, 9)
"""The slot of the last reminder before the deadline of `tests.approval.scene`, 1 March 2027: two quiet weeks follow."""


def planned() -> list[tuple[str, str]]:
    """(recipient, rung) of everything that goes in a mail."""
    rows = Occurrence.objects.filter(state="planned").order_by("pk")
    return list(rows.values_list("recipient__name", "rung"))


def beside(there: Scene, name: str) -> None:
    """Another tovholder of the same guideline."""
    entry: PlanEntry = there.guideline.plan_entries.get()
    Assignment.objects.create(plan_entry=entry, person=factories.person(name), role="lead", position=2)


def answer(kind: str, there: Scene) -> None:
    """One of the answers that a tovholder can give."""
    about = {"person": there.lead, "by": BY, "now": ON}
    match kind:
        case "lead_declined":
            decline_lead(there.guideline.plan_entries.get(), **about)
        case "help_wanted":
            ask_help(there.guideline, text="En statistiker", **about)
        case "withdrawal_suggested":
            suggest_withdrawal(there.guideline, text="Dækkes af en anden", **about)
        case "focus_set":
            set_focus(there.guideline, focus_at=ON + timedelta(days=10), **about)
        case "extension_asked":
            ask_extension(there.guideline, to_on=date(2031, 2, 1), reason="Sygdom", **about)


def of_the_deadline() -> list[tuple[str, str]]:
    """What is planned, but for what whoever decides on a new deadline hears of the request."""
    return [one for one in planned() if not one[1].startswith("extension")]


@pytest.mark.parametrize(
    "kind", ["lead_declined", "help_wanted", "withdrawal_suggested", "focus_set", "extension_asked"]
)
def test_every_answer_gives_a_fortnight_of_quiet_for_all(kind: str) -> None:
    there = scene()
    beside(there, "Bo Dam")
    answer(kind, there)
    plan(moment(FINAL_SLOT))
    assert of_the_deadline() == []
    plan(moment(LATER))
    assert of_the_deadline() == []  # ten days after the answer
    plan(moment(date(2030, 12, 3)))
    assert of_the_deadline() == []  # the deadline has passed
    plan(moment(LATE_SLOT))
    told = ["Bo Dam"] if kind == "lead_declined" else ["Ditte Maria Bæk", "Bo Dam"]  # who said no hears no more
    assert of_the_deadline() == [(name, "late_14") for name in told]


@pytest.mark.parametrize("acts", [True, False])
def test_an_upload_is_an_answer(acts: bool) -> None:
    here = at(Position.DRAFT)
    release(here.groups["DSG"])
    here.now = moment(DRAFT_SLOT, days=-3)
    if acts:
        here.upload()
    plan(moment(DRAFT_SLOT))
    assert planned() == ([] if acts else [("Tove Tovholder", "final_7")])


def test_what_others_do_with_the_plan_is_no_answer() -> None:
    there = scene()
    note_entry(there.guideline.plan_entries.get(), note="Drøftes på mødet", by=BY, now=ON)
    plan(moment(FINAL_SLOT))
    assert planned() == [("Ditte Maria Bæk", "final_7")]


def test_rest_is_the_person_s_own_and_ends_with_its_day() -> None:
    there = scene()
    beside(there, "Bo Dam")
    rest = {"person": there.lead, "target": TARGET, "until": FINAL_SLOT, "by": BY}
    snooze(there.guideline, **rest, now=moment(date(2030, 10, 29)))
    plan(moment(FINAL_SLOT))
    assert planned() == [("Bo Dam", "final_7")]
    plan(moment(LATER))
    assert planned() == [("Bo Dam", "final_7"), ("Ditte Maria Bæk", "final_7")]


def test_rest_of_another_target_or_guideline_is_none() -> None:
    there = scene()
    other = guideline_due(there.group, there.lead, on=date(2031, 12, 1), title="Lungekræft")
    rest = {"person": there.lead, "until": date(2030, 12, 24), "by": BY, "now": moment(date(2030, 10, 29))}
    snooze(there.guideline, target=date(2029, 12, 1), **rest)
    snooze(other, target=date(2031, 12, 1), **rest)
    plan(moment(FINAL_SLOT))
    assert planned() == [("Ditte Maria Bæk", "final_7")]

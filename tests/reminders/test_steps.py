"""What an open step owes and when: approvals that wait, returned work, steps past their days. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.ladder import STEPS, Ladder, Setting, ladder_from
from reminders.rules import Action, History, Reason, Recipient, Verdict
from reminders.simulation import simulate
from reminders.slots import is_slot, slots_between
from reminders.steps import Kind, StepFacts

CHAIR, DEPUTY, ANNA, BO = 8, 9, 1, 2
PEOPLE = dict.fromkeys((CHAIR, DEPUTY, ANNA, BO), Recipient())
ASKED = date(2026, 9, 3)  # a Thursday: five and ten days later come to the same slot
TUESDAY = date(2026, 9, 1)
APPROVAL = StepFacts("step:5", Kind.APPROVAL, 7, ASKED, holders=(CHAIR,), stand_ins=(DEPUTY,))
RETURNED = StepFacts("return:6", Kind.RETURNED, 7, ASKED, holders=(ANNA, BO), stand_ins=(CHAIR,))
EXTENSION = StepFacts("extension:3", Kind.EXTENSION, 7, ASKED, holders=(CHAIR,))
LATE = StepFacts("step:4", Kind.LATE, 7, ASKED, holders=(ANNA,))


def going(
    facts: StepFacts, people: dict[int, Recipient] | None = None, history: History | None = None, days: int = 120
) -> list[tuple[str, str, int, str]]:
    """(day, rung, person, action) of everything sent or made a task after the step began to count."""
    slots = slots_between(facts.since, facts.since + timedelta(days=days))
    found = simulate([facts], people or PEOPLE, {facts.key: history or {}}, slots)
    return [(slot.isoformat(), verdict.rung, verdict.person, verdict.action.value) for slot, verdict in found]


def test_an_approval_is_asked_for_again_and_goes_on_to_deputy_and_secretariat() -> None:
    assert going(APPROVAL) == [
        ("2026-09-15", "approval_10", CHAIR, "mail"),
        ("2026-09-22", "approval_14", CHAIR, "task"),
        ("2026-09-22", "approval_14", DEPUTY, "mail"),
    ]
    assert going(replace(APPROVAL, since=TUESDAY)) == [
        ("2026-09-08", "approval_5", CHAIR, "mail"),
        ("2026-09-15", "approval_10", CHAIR, "mail"),
        ("2026-09-22", "approval_14", CHAIR, "task"),
        ("2026-09-22", "approval_14", DEPUTY, "mail"),
    ]


def test_a_new_deadline_that_was_asked_for_is_asked_about_twice_whatever_the_authors_do() -> None:
    busy = replace(EXTENSION, active_on=date(2026, 9, 14), resting={CHAIR: date(2026, 12, 1)})
    for facts in (EXTENSION, busy):
        assert going(facts) == [
            ("2026-09-15", "extension_7", CHAIR, "mail"),
            ("2026-09-22", "extension_14", CHAIR, "mail"),
        ]
    away = {**PEOPLE, CHAIR: Recipient(absences=((date(2026, 9, 14), date(2026, 9, 24)),))}
    assert going(EXTENSION, away) == [("2026-09-29", "extension_14", CHAIR, "mail")]


def test_the_rungs_of_a_step_stand_under_its_cause() -> None:
    [verdict] = APPROVAL.verdicts(PEOPLE, {}, date(2026, 9, 15))[-1:]
    assert verdict == Verdict(7, "step:5", ASKED, "approval_10", CHAIR, Action.MAIL, Reason.NONE, STEPS)


def test_a_reminder_that_was_overtaken_is_skipped() -> None:
    found = APPROVAL.verdicts(PEOPLE, {}, date(2026, 10, 6))
    assert [(one.rung, one.person, one.action.value, one.reason.value) for one in found] == [
        ("approval_5", CHAIR, "skip", "superseded"),
        ("approval_10", CHAIR, "skip", "superseded"),
        ("approval_14", CHAIR, "task", "waits"),
        ("approval_14", DEPUTY, "mail", ""),
    ]


def test_a_chair_without_deputy_is_a_call() -> None:
    assert going(replace(APPROVAL, stand_ins=()))[-1] == ("2026-09-22", "approval_14", CHAIR, "task")


def test_what_authors_do_excuses_no_approver() -> None:
    assert going(replace(APPROVAL, active_on=ASKED + timedelta(days=7))) == going(APPROVAL)


def test_an_absent_holder_and_an_absent_deputy_are_told_after_their_absence() -> None:
    away = Recipient(absences=((date(2026, 9, 10), date(2026, 9, 15)),))
    assert {rung for _, rung, *_ in going(APPROVAL, {**PEOPLE, CHAIR: away})} == {"approval_14"}
    away = Recipient(absences=((date(2026, 9, 20), date(2026, 9, 30)),))
    assert going(APPROVAL, {**PEOPLE, DEPUTY: away})[-2:] == [
        ("2026-09-22", "approval_14", CHAIR, "task"),
        ("2026-10-06", "approval_14", DEPUTY, "mail"),
    ]


@pytest.mark.parametrize(
    ("off", "rungs"), [("approval_5", ["approval_10", "approval_14"]), ("approval_14", ["approval_5", "approval_10"])]
)
def test_what_is_off_does_not_go(off: str, rungs: list[str]) -> None:
    ladder = ladder_from({off: Setting(is_on=False)})
    assert list(dict.fromkeys(rung for _, rung, *_ in going(replace(APPROVAL, since=TUESDAY, ladder=ladder)))) == rungs


def test_the_mails_say_when_it_passes_on() -> None:
    rungs = APPROVAL.ladder.rungs
    assert APPROVAL.follows_on(rungs["approval_5"], date(2026, 9, 15)) == date(2026, 9, 22)
    assert RETURNED.follows_on(rungs["returned_late"], date(2026, 9, 8)) == date(2026, 9, 22)
    assert LATE.follows_on(rungs["step_late"], date(2026, 9, 8)) is None


def test_returned_work_is_told_to_the_authors_and_then_to_the_chair() -> None:
    assert going(RETURNED) == [
        ("2026-09-08", "returned_late", ANNA, "mail"),
        ("2026-09-08", "returned_late", BO, "mail"),
        ("2026-09-22", "returned_chair", CHAIR, "mail"),
    ]


def test_returned_work_without_a_chair_is_a_task() -> None:
    found = RETURNED.verdicts(PEOPLE, {("returned_late", ANNA): ASKED, ("returned_late", BO): ASKED}, date(2026, 9, 22))
    assert found == [Verdict(7, "return:6", ASKED, "returned_chair", CHAIR, Action.MAIL, Reason.NONE, STEPS)]
    alone = replace(RETURNED, stand_ins=())
    found = alone.verdicts(PEOPLE, {("returned_late", ANNA): ASKED, ("returned_late", BO): ASKED}, date(2026, 9, 22))
    assert found == [Verdict(7, "return:6", ASKED, "returned_chair", ANNA, Action.TASK, Reason.NO_CHAIR, STEPS)]


def test_an_author_back_from_absence_is_told_before_the_chair() -> None:
    away = Recipient(absences=((date(2026, 9, 1), date(2026, 9, 20)),))
    assert going(RETURNED, {**PEOPLE, ANNA: away}) == [
        ("2026-09-08", "returned_late", BO, "mail"),
        ("2026-09-22", "returned_late", ANNA, "mail"),
        ("2026-10-06", "returned_chair", CHAIR, "mail"),
    ]


@pytest.mark.parametrize("facts", [RETURNED, LATE])
def test_an_answer_gives_fourteen_days_of_quiet(facts: StepFacts) -> None:
    assert going(replace(facts, active_on=date(2026, 9, 5)))[0][0] == "2026-09-22"


def test_an_author_who_rests_is_told_after_that_day_and_an_approver_cannot_rest() -> None:
    resting = {ANNA: date(2026, 9, 15), CHAIR: date(2026, 12, 1)}
    assert going(replace(RETURNED, resting=resting))[:2] == [
        ("2026-09-08", "returned_late", BO, "mail"),
        ("2026-09-22", "returned_late", ANNA, "mail"),
    ]
    assert going(replace(APPROVAL, resting=resting)) == going(APPROVAL)


def test_a_step_past_its_days_is_told_to_its_holder_once() -> None:
    assert going(LATE) == [("2026-09-08", "step_late", ANNA, "mail")]


@pytest.mark.parametrize("who", [Recipient(has_address=False), Recipient(is_refused=True)])
def test_who_cannot_be_mailed_is_a_task(who: Recipient) -> None:
    assert going(LATE, {**PEOPLE, ANNA: who}) == [("2026-09-08", "step_late", ANNA, "task")]


# --- the state is read again


PLANNED = Verdict(7, "step:5", ASKED, "approval_5", CHAIR, Action.MAIL, rule=STEPS)
ESCALATED = replace(PLANNED, rung="approval_14", person=DEPUTY)


@pytest.mark.parametrize(
    ("facts", "planned", "outcome"),
    [
        (APPROVAL, PLANNED, (Action.MAIL, Reason.NONE)),
        (APPROVAL, ESCALATED, (Action.MAIL, Reason.NONE)),
        (replace(APPROVAL, since=date(2026, 9, 10)), PLANNED, (Action.WAIT, Reason.NONE)),
        (replace(APPROVAL, holders=(DEPUTY,), stand_ins=()), PLANNED, (Action.WAIT, Reason.NONE)),
        (replace(APPROVAL, holders=(DEPUTY,), stand_ins=()), ESCALATED, (Action.WAIT, Reason.NONE)),
        (
            replace(APPROVAL, ladder=ladder_from({"approval_5": Setting(is_on=False)})),
            PLANNED,
            (Action.WAIT, Reason.NONE),
        ),
        (
            replace(RETURNED, active_on=date(2026, 9, 14)),
            Verdict(7, "return:6", ASKED, "returned_late", ANNA, Action.MAIL, rule=STEPS),
            (Action.WAIT, Reason.NONE),
        ),
    ],
)
def test_a_planned_reminder_is_judged_again(facts: StepFacts, planned: Verdict, outcome: tuple[Action, Reason]) -> None:
    assert facts.review(PEOPLE, planned, date(2026, 9, 15)) == outcome


def test_a_planned_reminder_waits_while_its_person_is_away_and_is_a_task_without_an_address() -> None:
    away = {**PEOPLE, CHAIR: Recipient(absences=((date(2026, 9, 15), date(2026, 9, 15)),))}
    assert APPROVAL.review(away, PLANNED, date(2026, 9, 15)) == (Action.WAIT, Reason.NONE)
    unknown = {**PEOPLE, CHAIR: Recipient(has_address=False)}
    assert APPROVAL.review(unknown, PLANNED, date(2026, 9, 15)) == (Action.TASK, Reason.NO_ADDRESS)


# --- properties


def first_slot(day: date) -> date:
    """The first slot after a day, by walking: an oracle that knows nothing but the rule."""
    day += timedelta(days=1)
    while not is_slot(day):
        day += timedelta(days=1)
    return day


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    first = draw(st.integers(1, 20))
    second = first + draw(st.integers(1, 20))
    third = max(14, second + 1) + draw(st.integers(0, 20))
    numbers = {"approval_5": first, "approval_10": second, "approval_14": third}
    numbers["returned_chair"] = draw(st.integers(14, 60))
    return ladder_from({key: Setting(number) for key, number in numbers.items()})


SINCE = st.dates(date(2026, 1, 1), date(2050, 12, 31))


@given(SINCE, ladders())
def test_each_reminder_goes_in_the_first_slot_after_its_day_unless_the_next_is_there(
    since: date, ladder: Ladder
) -> None:
    days = {key: first_slot(since + timedelta(days=ladder.numbers[key])) for key in ("approval_5", "approval_10")}
    passes_on = first_slot(since + timedelta(days=ladder.numbers["approval_14"]))
    expected = [(days["approval_5"], "approval_5")] if days["approval_5"] < days["approval_10"] else []
    expected += [(days["approval_10"], "approval_10")] if days["approval_10"] < passes_on else []
    expected += [(passes_on, "approval_14")] * 2
    facts = replace(APPROVAL, since=since, ladder=ladder)
    assert [(date.fromisoformat(day), rung) for day, rung, *_ in going(facts, days=200)] == expected
    assert passes_on - since > timedelta(days=14)


@given(SINCE, ladders(), st.lists(st.tuples(st.integers(0, 90), st.integers(0, 40)), max_size=3))
def test_no_escalation_of_returned_work_comes_less_than_fourteen_days_after_its_announcement(
    since: date, ladder: Ladder, absences: list[tuple[int, int]]
) -> None:
    away = tuple((since + timedelta(days=a), since + timedelta(days=a + b)) for a, b in absences)
    found = going(replace(RETURNED, since=since, ladder=ladder), {**PEOPLE, ANNA: Recipient(absences=away)}, days=400)
    assert len({(rung, person) for _, rung, person, _ in found}) == len(found)
    [chair] = [date.fromisoformat(day) for day, rung, *_ in found if rung == "returned_chair"]
    told = [date.fromisoformat(day) for day, rung, *_ in found if rung == "returned_late"]
    assert all(chair - day >= timedelta(days=14) for day in told if day <= chair)
    assert min(told) < chair
    assert chair > since + timedelta(days=ladder.numbers["returned_chair"])

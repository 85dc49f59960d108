"""Which reminders exist: the ladder, its late end, and everything that keeps a mail back. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.planning.rules import HolderRole, Stage
from reminders.ladder import DEFAULT, OF_GUIDELINE
from reminders.rules import Action, Facts, Reason, Recipient, Term, Verdict, follows_on, review, slot_of, verdicts
from reminders.simulation import simulate
from reminders.slots import is_slot, last_slot, next_slot, slots_between

RUNGS = {key: DEFAULT.rungs[key] for key in OF_GUIDELINE}
ANNA, BO, CHAIR, DEPUTY = 1, 2, 8, 9
TARGET = date(2030, 12, 1)
LONG = (date(2020, 1, 1), None)
TERMS = (Term(CHAIR, True, *LONG), Term(DEPUTY, False, *LONG))
FACTS = Facts(7, "version:3", TARGET, leads=(ANNA,), terms=TERMS)
PEOPLE = dict.fromkeys((ANNA, BO, CHAIR, DEPUTY), Recipient())


def told(
    facts: Facts, first: date, last: date, people: dict[int, Recipient] | None = None
) -> list[tuple[str, str, int]]:
    """(day, rung, person) of everything sent or made a task between two days."""
    going = simulate([facts], people or PEOPLE, {}, slots_between(first, last))
    return [(slot.isoformat(), verdict.rung, verdict.person) for slot, verdict in going]


def test_the_whole_ladder_of_a_version_due_on_1_december_2030() -> None:
    assert told(FACTS, date(2029, 1, 1), date(2031, 6, 1)) == [
        ("2029-11-27", "confirm", ANNA),
        ("2030-05-28", "begin", ANNA),
        ("2030-07-02", "draft_90", ANNA),
        ("2030-08-27", "draft_30", ANNA),
        ("2030-09-24", "draft_7", ANNA),
        ("2030-10-01", "consultation_30", ANNA),
        ("2030-10-22", "consultation_7", ANNA),
        ("2030-10-29", "final_30", ANNA),
        ("2030-11-19", "final_7", ANNA),
        ("2030-12-17", "late_14", ANNA),
        ("2031-01-07", "chair_30", CHAIR),
        ("2031-01-07", "chair_30_copy", ANNA),
        ("2031-02-04", "secretariat_60", ANNA),
    ]


def test_only_the_last_rung_is_a_task_and_no_mail() -> None:
    going = [verdict for _, verdict in simulate([FACTS], PEOPLE, {}, slots_between(date(2029, 1, 1), date(2031, 6, 1)))]
    assert [verdict.rung for verdict in going if verdict.action is Action.TASK] == ["secretariat_60"]
    assert going[-1].reason is Reason.CALL


def test_a_late_arrival_starts_at_its_present_rung() -> None:
    day = date(2030, 9, 3)
    assert verdicts(FACTS, PEOPLE, {}, day) == [
        *(
            Verdict(7, "version:3", TARGET, rung, ANNA, Action.SKIP, Reason.SUPERSEDED)
            for rung in ("confirm", "begin", "draft_90", "consultation_90")
        ),
        Verdict(7, "version:3", TARGET, "draft_30", ANNA, Action.MAIL),
    ]


def test_a_very_late_arrival_still_announces_before_it_escalates() -> None:
    assert told(replace(FACTS, target=date(2022, 12, 1)), date(2027, 3, 1), date(2027, 6, 1)) == [
        ("2027-03-02", "late_14", ANNA),
        ("2027-03-16", "chair_30", CHAIR),
        ("2027-03-16", "chair_30_copy", ANNA),
        ("2027-03-30", "secretariat_60", ANNA),
    ]


def test_a_rung_whose_deadline_passed_unsent_is_skipped() -> None:
    found = verdicts(FACTS, PEOPLE, {}, date(2030, 12, 3))
    assert [(verdict.rung, verdict.reason) for verdict in found][-1] == ("final_7", Reason.DEADLINE_PASSED)
    assert {verdict.action for verdict in found} == {Action.SKIP}


def test_what_is_handled_does_not_come_again() -> None:
    day = date(2030, 9, 3)
    history = {(verdict.rung, verdict.person): None for verdict in verdicts(FACTS, PEOPLE, {}, day)}
    assert verdicts(FACTS, PEOPLE, history, day) == []


def rungs(facts: Facts, day: date, people: dict[int, Recipient] | None = None) -> list[tuple[str, int, Action, Reason]]:
    """What the rungs that nobody superseded come to on a day."""
    found = verdicts(facts, people or PEOPLE, {}, day)
    return [(v.rung, v.person, v.action, v.reason) for v in found if v.reason is not Reason.SUPERSEDED]


CONFIRM_DAY, BEGIN_DAY = date(2029, 11, 27), date(2030, 5, 28)
DRAFT_DAY, FINAL_DAY, LATE_DAY, CHAIR_DAY = date(2030, 8, 27), date(2030, 11, 19), date(2030, 12, 17), date(2031, 1, 7)


def test_who_has_confirmed_is_not_asked_again() -> None:
    facts = replace(FACTS, leads=(ANNA, BO), confirmed=frozenset({ANNA}))
    assert rungs(facts, CONFIRM_DAY) == [
        ("confirm", ANNA, Action.SKIP, Reason.CONFIRMED),
        ("confirm", BO, Action.MAIL, Reason.NONE),
    ]


def test_who_has_begun_is_not_asked_when() -> None:
    facts = replace(FACTS, stage=Stage.AGREED, holder=HolderRole.LEAD)
    assert rungs(facts, BEGIN_DAY) == [("begin", ANNA, Action.SKIP, Reason.BEGUN)]


@pytest.mark.parametrize(
    ("stage", "outcome"),
    [
        (Stage.AGREED, (Action.MAIL, Reason.NONE)),
        (Stage.DRAFT, (Action.MAIL, Reason.NONE)),
        (Stage.CONSULTATION, (Action.SKIP, Reason.DRAFT_READY)),
    ],
)
def test_a_draft_that_is_handed_over_is_not_asked_for(stage: Stage, outcome: tuple[Action, Reason]) -> None:
    facts = replace(FACTS, stage=stage, holder=HolderRole.LEAD)
    found = [rung for rung in rungs(facts, DRAFT_DAY) if rung[0].startswith("draft")]
    assert found == [("draft_30", ANNA, *outcome)]


def interim(facts: Facts, *days: date) -> list[tuple[str, str]]:
    """(rung, reason) of what the consultation's rungs come to, slot by slot; what was handled does not come again."""
    history, found = {}, []
    for day in days:
        for verdict in verdicts(facts, PEOPLE, history, day):
            history[verdict.rung, verdict.person] = day
            if verdict.rung.startswith("consultation"):
                found.append((verdict.rung, verdict.reason.value))
    return found


CONSULTATION_DAYS = (date(2030, 7, 2), date(2030, 10, 1), date(2030, 10, 22))


@pytest.mark.parametrize(
    ("stage", "first", "later"),
    [
        (None, "draft_first", ""),
        (Stage.AGREED, "draft_first", ""),
        (Stage.DRAFT, "draft_first", ""),
        (Stage.CONSULTATION, "", ""),
        (Stage.CLINICAL_APPROVAL, "consulted", "consulted"),
    ],
)
def test_the_consultation_is_the_next_deadline_after_the_draft_s(stage: Stage | None, first: str, later: str) -> None:
    facts = replace(FACTS, stage=stage, holder=HolderRole.LEAD)
    assert interim(facts, *CONSULTATION_DAYS) == [
        ("consultation_90", first),
        ("consultation_30", later),
        ("consultation_7", later),
    ]


def test_a_draft_that_is_ready_does_not_overtake_the_consultation_with_its_own_rung() -> None:
    facts = replace(FACTS, stage=Stage.CONSULTATION, holder=HolderRole.LEAD)
    assert rungs(facts, DRAFT_DAY) == [
        ("consultation_90", ANNA, Action.MAIL, Reason.NONE),
        ("draft_30", ANNA, Action.SKIP, Reason.DRAFT_READY),
    ]


@pytest.mark.parametrize("holder", [HolderRole.CHAIR, HolderRole.SECRETARIAT])
def test_authors_are_not_reminded_of_what_others_hold(holder: HolderRole) -> None:
    facts = replace(FACTS, stage=Stage.CLINICAL_APPROVAL, holder=holder)
    assert rungs(facts, FINAL_DAY) == [("final_7", ANNA, Action.SKIP, Reason.NOT_THEIR_MOVE)]
    assert [rung for rung in rungs(facts, LATE_DAY) if rung[0] == "late_14"] == []


def test_what_the_chair_holds_needs_no_announcement_to_the_authors() -> None:
    facts = replace(FACTS, stage=Stage.CLINICAL_APPROVAL, holder=HolderRole.CHAIR)
    assert rungs(facts, CHAIR_DAY)[-1] == ("chair_30", CHAIR, Action.MAIL, Reason.NONE)


def test_what_the_secretariat_holds_escalates_to_nobody() -> None:
    facts = replace(FACTS, stage=Stage.SUBMITTED, holder=HolderRole.SECRETARIAT)
    assert {action for _, _, action, _ in rungs(facts, date(2031, 6, 3))} == {Action.SKIP}


def test_an_answer_gives_fourteen_days_of_quiet() -> None:
    facts = replace(FACTS, active_on=date(2030, 11, 10))
    assert rungs(facts, FINAL_DAY) == []
    assert rungs(facts, date(2030, 11, 26)) == [("final_7", ANNA, Action.MAIL, Reason.NONE)]


def test_a_status_given_keeps_the_draft_rungs_quiet_for_thirty_days() -> None:
    facts = replace(FACTS, stage=Stage.DRAFT, holder=HolderRole.LEAD, active_on=date(2030, 8, 5))
    assert rungs(facts, DRAFT_DAY) == []
    assert rungs(facts, date(2030, 9, 10)) == [("draft_30", ANNA, Action.MAIL, Reason.NONE)]


def test_an_answer_holds_the_escalation_back() -> None:
    facts = replace(FACTS, active_on=date(2031, 1, 2))
    history = {("late_14", ANNA): LATE_DAY}
    assert "chair_30" not in {verdict.rung for verdict in verdicts(facts, PEOPLE, history, CHAIR_DAY)}
    assert "chair_30" in {verdict.rung for verdict in verdicts(facts, PEOPLE, history, date(2031, 1, 21))}


def test_who_lets_reminders_rest_is_told_after_that_day_and_the_others_meanwhile() -> None:
    facts = replace(FACTS, leads=(ANNA, BO), resting={ANNA: date(2030, 11, 19)})
    assert told(facts, date(2030, 10, 15), date(2030, 11, 30)) == [
        ("2030-10-15", "consultation_30", BO),
        ("2030-10-22", "consultation_7", BO),
        ("2030-10-29", "final_30", BO),
        ("2030-11-19", "final_7", BO),
        ("2030-11-26", "final_7", ANNA),
    ]


def test_a_chair_who_rests_is_told_later_and_no_deputy_instead() -> None:
    facts = replace(FACTS, resting={CHAIR: date(2031, 1, 10)})
    going = [item for item in told(facts, date(2030, 12, 10), date(2031, 2, 1)) if item[1] == "chair_30"]
    assert going == [("2031-01-14", "chair_30", CHAIR)]


def test_nobody_is_called_who_rests() -> None:
    facts = replace(FACTS, resting={ANNA: date(2031, 2, 11)})
    history = {("late_14", ANNA): LATE_DAY, ("chair_30", CHAIR): CHAIR_DAY}
    for day, expected in ((date(2031, 2, 11), []), (date(2031, 3, 4), ["secretariat_60"])):
        found = verdicts(facts, PEOPLE, history, day)
        assert [verdict.rung for verdict in found if verdict.action is Action.TASK] == expected


def test_a_planned_reminder_waits_while_its_person_rests() -> None:
    planned = Verdict(7, "version:3", TARGET, "final_7", ANNA, Action.MAIL)
    for until, outcome in ((18, Action.MAIL), (19, Action.WAIT)):
        facts = replace(FACTS, resting={ANNA: date(2030, 11, until)})
        assert review(facts, PEOPLE, planned, FINAL_DAY) == (outcome, Reason.NONE)


def test_who_is_away_is_told_after_the_absence() -> None:
    people = {**PEOPLE, ANNA: Recipient(absences=((date(2030, 12, 10), date(2030, 12, 31)),))}
    found = told(FACTS, date(2030, 12, 10), date(2031, 2, 1), people)
    assert found[:2] == [("2031-01-07", "late_14", ANNA), ("2031-01-21", "chair_30", CHAIR)]


def test_nobody_learns_of_the_escalation_on_the_day_it_happens() -> None:
    people = {**PEOPLE, ANNA: Recipient(absences=((date(2030, 12, 1), date(2031, 1, 6)),))}
    found = told(replace(FACTS, leads=(ANNA, BO)), date(2030, 12, 10), date(2031, 1, 22), people)
    assert found == [
        ("2030-12-17", "late_14", BO),
        ("2031-01-07", "late_14", ANNA),
        ("2031-01-21", "chair_30", CHAIR),
        ("2031-01-21", "chair_30_copy", ANNA),
        ("2031-01-21", "chair_30_copy", BO),
    ]


def test_one_author_away_does_not_hold_the_others_back() -> None:
    facts = replace(FACTS, leads=(ANNA, BO))
    people = {**PEOPLE, ANNA: Recipient(absences=((date(2030, 12, 1), date(2031, 5, 1)),))}
    assert told(facts, date(2030, 12, 10), date(2031, 1, 10), people) == [
        ("2030-12-17", "late_14", BO),
        ("2031-01-07", "chair_30", CHAIR),
        ("2031-01-07", "chair_30_copy", BO),
    ]


def test_the_deputy_is_told_while_the_chair_is_away_and_the_chair_not_again() -> None:
    people = {**PEOPLE, CHAIR: Recipient(absences=((date(2031, 1, 1), date(2031, 1, 10)),))}
    going = [item for item in told(FACTS, date(2030, 12, 10), date(2031, 2, 1), people) if item[1] == "chair_30"]
    assert going == [("2031-01-07", "chair_30", DEPUTY)]


def test_the_chair_of_the_day_is_told() -> None:
    terms = (Term(CHAIR, True, date(2020, 1, 1), date(2030, 12, 31)), Term(BO, True, date(2031, 1, 1)))
    assert ("2031-01-07", "chair_30", BO) in told(replace(FACTS, terms=terms), date(2030, 12, 10), date(2031, 2, 1))


def test_a_group_without_chair_becomes_a_task() -> None:
    history = {("late_14", ANNA): LATE_DAY}
    found = verdicts(replace(FACTS, terms=()), PEOPLE, history, CHAIR_DAY)
    assert found[-1] == Verdict(7, "version:3", TARGET, "chair_30", ANNA, Action.TASK, Reason.NO_CHAIR)


def test_a_chair_who_writes_gets_no_copy() -> None:
    facts = replace(FACTS, leads=(ANNA, CHAIR))
    going = [item[1:] for item in told(facts, date(2030, 12, 10), date(2031, 1, 10))]
    assert going[2:] == [("chair_30", CHAIR), ("chair_30_copy", ANNA)]


def test_without_tovholder_the_chair_is_asked_to_find_one_and_told_when_it_is_late() -> None:
    assert told(replace(FACTS, leads=()), date(2029, 1, 1), date(2031, 6, 1)) == [
        ("2029-11-27", "confirm", CHAIR),
        ("2030-05-28", "begin", CHAIR),
        ("2031-01-07", "chair_30", CHAIR),
        ("2031-02-04", "secretariat_60", CHAIR),
    ]


@pytest.mark.parametrize(
    ("who", "reason"), [(Recipient(has_address=False), "no_address"), (Recipient(is_refused=True), "refused")]
)
def test_who_cannot_be_mailed_is_a_task(who: Recipient, reason: str) -> None:
    assert rungs(FACTS, FINAL_DAY, {**PEOPLE, ANNA: who}) == [("final_7", ANNA, Action.TASK, Reason(reason))]


def test_the_mail_can_say_when_the_next_rung_comes() -> None:
    assert follows_on(DEFAULT, RUNGS["late_14"], LATE_DAY, TARGET) == CHAIR_DAY
    assert follows_on(DEFAULT, RUNGS["late_14"], date(2031, 3, 4), TARGET) == date(2031, 3, 18)
    assert follows_on(DEFAULT, RUNGS["final_7"], FINAL_DAY, TARGET) is None


# --- properties

TARGETS = st.dates(date(2026, 1, 1), date(2055, 12, 31))
ABSENCES = st.lists(st.tuples(st.integers(-500, 200), st.integers(0, 90)), max_size=3)


@given(TARGETS)
def test_a_rung_before_goes_on_or_before_its_day_and_a_late_one_after(target: date) -> None:
    for rung in RUNGS.values():
        slot, day = slot_of(rung, target), rung.on(target)
        assert is_slot(slot)
        if rung.is_late:
            assert slot > day
            assert list(slots_between(day + timedelta(days=1), slot)) == [slot]
        else:
            assert slot <= day
            assert list(slots_between(slot, day)) == [slot]


def _facts(target: date, leads: Sequence[int]) -> Facts:
    return replace(FACTS, target=target, leads=tuple(leads))


@given(TARGETS, st.integers(-600, 900), st.sampled_from([(), (ANNA,), (ANNA, BO)]), ABSENCES)
def test_no_rung_comes_twice_and_no_escalation_without_fourteen_days_of_notice(
    target: date, released: int, leads: Sequence[int], absences: list[tuple[int, int]]
) -> None:
    away = tuple((target + timedelta(days=a), target + timedelta(days=a + b)) for a, b in absences)
    people = {**PEOPLE, ANNA: Recipient(absences=away)}
    start = target + timedelta(days=released)
    slots = slots_between(start, max(start, target) + timedelta(days=200))
    going = list(simulate([_facts(target, leads)], people, {}, slots))
    keys = [(verdict.rung, verdict.person) for _, verdict in going]
    assert len(keys) == len(set(keys))
    when = {rung: [slot for slot, verdict in going if verdict.rung == rung] for rung in RUNGS}
    when["chair_30"] = [slot for slot, told in going if (told.rung, told.action) == ("chair_30", Action.MAIL)]
    if leads:
        for slot in when["chair_30"]:
            assert when["late_14"]
            assert all(slot - notice >= timedelta(days=14) for notice in when["late_14"] if notice <= slot)
            assert min(when["late_14"]) <= slot - timedelta(days=14)
    for slot in when["secretariat_60"]:
        assert min(when["chair_30"]) <= slot - timedelta(days=14)
    mailed = [slot for slot, verdict in going if (verdict.person, verdict.action) == (ANNA, Action.MAIL)]
    assert not any(first <= slot <= last for slot in mailed for first, last in away)
    assert all(slot >= start and slot >= slot_of(RUNGS[verdict.rung], target) for slot, verdict in going)


@given(TARGETS)
def test_somebody_is_told_before_and_after_every_target(target: date) -> None:
    first, last = last_slot(target - timedelta(days=420)), next_slot(target + timedelta(days=150))
    going = simulate([_facts(target, [ANNA])], PEOPLE, {}, slots_between(first, last))
    expected = {"late_14", "chair_30", "chair_30_copy", "secretariat_60", "final_7"}
    assert expected <= {verdict.rung for _, verdict in going}

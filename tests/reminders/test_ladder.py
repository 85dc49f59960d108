"""The ladder as numbers: what lies on top of what, the interim deadlines, and what may not be set. No database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.ladder import DEFAULT, DEFAULTS, OF_GUIDELINE, Ladder, Ladders, Layer, Setting, ladder_from
from reminders.ladder_checks import faults
from reminders.ladder_names import NAMES
from reminders.rules import Action, Reason, Verdict, follows_on, review, slot_of, verdicts
from reminders.simulation import simulate
from reminders.slots import is_slot, slots_between
from tests.reminders.test_rules import ANNA, CHAIR, FACTS, LATE_DAY, PEOPLE, TARGET, told


def set_to(**numbers: int | bool) -> dict[str, Setting]:
    """A layer with these numbers (int) and switches (bool)."""
    return {
        key: Setting(is_on=value) if isinstance(value, bool) else Setting(number=value)
        for key, value in numbers.items()
    }


def test_the_defaults_are_those_of_the_design() -> None:
    assert {key: (item.number, item.unit.value) for key, item in DEFAULTS.items() if item.number} == {
        "draft": (60, "days"),
        "consultation": (30, "days"),
        "pause": (14, "days"),
        "status_pause": (30, "days"),
        "announce": (14, "days"),
        "confirm": (12, "months"),
        "begin": (6, "months"),
        "draft_90": (90, "days"),
        "draft_30": (30, "days"),
        "draft_7": (7, "days"),
        "consultation_90": (90, "days"),
        "consultation_30": (30, "days"),
        "consultation_7": (7, "days"),
        "final_30": (30, "days"),
        "final_7": (7, "days"),
        "late_14": (14, "days"),
        "chair_30": (30, "days"),
        "secretariat_60": (60, "days"),
        "approval_5": (5, "days"),
        "approval_10": (10, "days"),
        "approval_14": (14, "days"),
        "returned_chair": (14, "days"),
        "extension_7": (7, "days"),
        "extension_14": (14, "days"),
    }
    assert DEFAULT.on == set(DEFAULT.rungs)
    assert faults(DEFAULT) == []


def test_everything_that_can_be_set_has_a_name() -> None:
    assert set(NAMES) == set(DEFAULTS)


def test_a_group_s_numbers_lie_on_the_secretariat_s_and_those_on_the_defaults() -> None:
    ladders = Ladders({None: set_to(begin=8, draft=75, confirm=False), 4: set_to(begin=7, confirm=True)})
    seen = {group: (ladders.of(group).numbers["begin"], ladders.of(group).numbers["draft"]) for group in (None, 4, 5)}
    assert seen == {None: (8, 75), 4: (7, 75), 5: (8, 75)}
    assert [ladders.of(group).has("confirm") for group in (None, 4, 5)] == [False, True, False]
    assert ladders.of(5) is ladders.of(None)


def test_a_change_is_tried_out_without_touching_what_is_set() -> None:
    before = Ladders({4: set_to(begin=7)})
    after = before.with_changes(4, {"begin": Setting(), "final_7": Setting(is_on=False)})
    assert (after.of(4).numbers["begin"], after.of(4).has("final_7")) == (6, False)
    assert (before.of(4).numbers["begin"], before.of(4).has("final_7")) == (7, True)


def test_switches_and_numbers_go_only_where_they_belong() -> None:
    ladder = ladder_from(set_to(draft=False, chair_30_copy=5, step_late=9))
    assert (ladder.numbers["draft"], ladder.rungs["chair_30_copy"].days) == (60, 30)
    assert "step_late" not in ladder.numbers


def test_the_copy_goes_with_the_status_to_the_chair() -> None:
    assert ladder_from(set_to(chair_30=45)).rungs["chair_30_copy"].days == 45


def test_interim_deadlines_are_counted_back_from_the_target() -> None:
    ladder = ladder_from(set_to(draft=100, consultation=40))
    days = {key: ladder.rungs[key].on(TARGET) for key in ("draft_30", "consultation_30")}
    assert ladder.draft_deadline(TARGET) == date(2030, 8, 23)
    assert ladder.rungs["consultation_30"].deadline(TARGET) == date(2030, 10, 22)
    assert days == {"draft_30": date(2030, 7, 24), "consultation_30": date(2030, 9, 22)}


@pytest.mark.parametrize(
    ("layer", "key"),
    [
        (set_to(begin=0), "begin"),
        (set_to(confirm=37), "confirm"),
        (set_to(pause=366), "pause"),
        (set_to(announce=13), "announce"),
        (set_to(consultation=60), "draft"),
        (set_to(begin=12), "begin"),
        (set_to(draft_30=90), "draft_30"),
        (set_to(begin=5), "draft_90"),
        (set_to(consultation_7=31), "consultation_7"),
        (set_to(final_30=7), "final_7"),
        (set_to(chair_30=27), "chair_30"),
        (set_to(announce=17), "chair_30"),
        (set_to(secretariat_60=43), "secretariat_60"),
        (set_to(late_14=False), "chair_30"),
        (set_to(chair_30=False), "secretariat_60"),
        (set_to(returned_chair=13), "returned_chair"),
        (set_to(returned_late=False), "returned_chair"),
        (set_to(approval_10=5), "approval_10"),
        (set_to(approval_14=10), "approval_14"),
        (set_to(approval_10=False, approval_14=13), "approval_14"),
    ],
)
def test_what_may_not_be_set_is_said_of_the_number_that_is_wrong(layer: Layer, key: str) -> None:
    found = faults(ladder_from(layer))
    assert found[0].key == key
    assert all(fault.message and "%(" not in fault.message for fault in found)


@pytest.mark.parametrize(
    "layer",
    [
        set_to(chair_30=28),
        set_to(secretariat_60=44),
        set_to(late_14=False, chair_30=False, secretariat_60=False),
        set_to(secretariat_60=False),
        set_to(begin=False, confirm=5, draft_90=False),
        set_to(approval_5=False, approval_10=13),
        set_to(returned_late=False, returned_chair=False),
        {key: Setting(is_on=False) for key in OF_GUIDELINE},
    ],
)
def test_what_fits_together_may_be_set(layer: Layer) -> None:
    assert faults(ladder_from(layer)) == []


# --- the rules go by it


def with_layer(**numbers: int | bool) -> Ladder:
    return ladder_from(set_to(**numbers))


def test_a_group_s_own_ladder_is_the_one_that_goes() -> None:
    ladder = with_layer(confirm=False, begin=9, draft=90, draft_90=False, consultation=60, late_14=7, chair_30=21)
    facts = replace(FACTS, ladder=ladder)
    assert told(facts, date(2029, 1, 1), date(2031, 3, 1)) == [
        ("2030-02-26", "begin", ANNA),
        ("2030-07-02", "draft_30", ANNA),
        ("2030-08-20", "draft_7", ANNA),
        ("2030-08-27", "consultation_30", ANNA),
        ("2030-09-24", "consultation_7", ANNA),
        ("2030-10-29", "final_30", ANNA),
        ("2030-11-19", "final_7", ANNA),
        ("2030-12-10", "late_14", ANNA),
        ("2030-12-31", "chair_30", CHAIR),
        ("2030-12-31", "chair_30_copy", ANNA),
        ("2031-02-04", "secretariat_60", ANNA),
    ]


def test_a_ladder_that_is_off_says_nothing() -> None:
    facts = replace(FACTS, ladder=ladder_from({key: Setting(is_on=False) for key in OF_GUIDELINE}))
    assert told(facts, date(2029, 1, 1), date(2031, 6, 1)) == []


def test_what_announces_nothing_names_no_day() -> None:
    ladder = with_layer(chair_30=False, secretariat_60=False)
    assert follows_on(ladder, ladder.rungs["late_14"], LATE_DAY, TARGET) is None
    assert told(replace(FACTS, ladder=ladder), date(2030, 12, 3), date(2031, 6, 1)) == [("2030-12-17", "late_14", ANNA)]


def test_the_copy_alone_can_be_left_out() -> None:
    going = told(replace(FACTS, ladder=with_layer(chair_30_copy=False)), date(2030, 12, 3), date(2031, 1, 15))
    assert [rung for _, rung, _ in going] == ["late_14", "chair_30"]


def test_the_pause_is_the_group_s() -> None:
    facts = replace(FACTS, active_on=date(2030, 11, 10))
    for days, expected in ((9, [Action.MAIL]), (10, [])):
        found = verdicts(replace(facts, ladder=with_layer(pause=days)), PEOPLE, {}, date(2030, 11, 19))
        assert [verdict.action for verdict in found if verdict.rung == "final_7"] == expected


def test_what_was_switched_off_meanwhile_is_not_sent() -> None:
    planned = Verdict(7, "version:3", TARGET, "final_7", ANNA, Action.MAIL)
    facts = replace(FACTS, ladder=with_layer(final_7=False))
    assert review(facts, PEOPLE, planned, date(2030, 11, 19)) == (Action.SKIP, Reason.SWITCHED_OFF)


@st.composite
def late_ends(draw: st.DrawFn) -> Ladder:
    """A ladder with a late end of its own that may be set: any number of days, switched off from some rung on."""
    announce = draw(st.integers(14, 60))
    late = draw(st.integers(1, 100))
    chair = late + announce + draw(st.integers(0, 60))
    call = chair + announce + draw(st.integers(0, 60))
    gone = draw(st.integers(0, 3))
    off = dict.fromkeys(("secretariat_60", "chair_30", "late_14")[:gone], False)
    numbers = {"announce": announce, "late_14": late, "chair_30": chair, "secretariat_60": call}
    asked = {"approval_14": announce + 10, "returned_chair": announce}
    layer = {**set_to(**numbers, **asked, pause=draw(st.integers(1, 90)))}
    return ladder_from(layer, set_to(**off))


@given(late_ends(), st.dates(date(2026, 1, 1), date(2050, 12, 31)), st.integers(-200, 200))
def test_no_ladder_that_may_be_set_escalates_without_its_announcement(
    ladder: Ladder, target: date, released: int
) -> None:
    assert faults(ladder) == []
    notice = timedelta(days=ladder.numbers["announce"])
    facts = replace(FACTS, target=target, ladder=ladder)
    slots = slots_between(target + timedelta(days=released), target + timedelta(days=900))
    going = list(simulate([facts], PEOPLE, {}, slots))
    when = {(verdict.rung, verdict.person): slot for slot, verdict in going}
    assert len(when) == len(going)
    for later, told_to, earlier in (("chair_30", CHAIR, "late_14"), ("secretariat_60", ANNA, "chair_30")):
        if (later, told_to) in when:
            announced = when[earlier, CHAIR if earlier == "chair_30" else ANNA]
            assert when[later, told_to] - announced >= notice
            assert when[later, told_to] == max(slot_of(ladder.rungs[later], target), first_slot(announced + notice))
    keys = {key for key, _ in when}
    assert keys & LATE_END == ladder.on & LATE_END


LATE_END = frozenset({"late_14", "chair_30", "secretariat_60"})


def first_slot(day: date) -> date:
    """The first slot on or after a day, by walking."""
    while not is_slot(day):
        day += timedelta(days=1)
    return day

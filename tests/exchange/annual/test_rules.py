"""What became of a year's plan: by examples, and so that nothing is counted twice or lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate
from guidelines.exchange.annual.rules import (
    Approved,
    Fate,
    Line,
    Period,
    Standing,
    Told,
    approved,
    clocks,
    fates,
    lines,
    plan_totals,
    unconfirmed,
    withdrawn,
)
from guidelines.exchange.annual.spans import BETWEEN, RETURNED, WHOLE, Passed, Run, Spent, time_per_stage
from guidelines.exchange.annual.wording import clocks_block, share
from guidelines.planning.rewound import EntryThen
from guidelines.planning.rules import COUNTED, Outcome, YearTotal
from guidelines.register.rewound import GuidelineThen, VersionThen
from guidelines.register.rules import Facts

IN_2026 = Period(2022, date(2026, 11, 22))
NOTHING = Told({}, {})


def guideline(pk: int = 1, *versions: VersionThen, **facts: Any) -> GuidelineThen:
    known = {"assessment_months": None, "withdrawn_on": None, "merged_on": None, "language": "da"}
    return GuidelineThen(pk, f"r{pk}", f"Prøve {pk}", versions=list(versions), **{**known, **facts})


def version(label: str, on: date | None, **facts: Any) -> VersionThen:
    known = dict.fromkeys(("clinical_approval", "published", "last_search", "assessed", "next_due"))
    approval = FuzzyDate.day(on) if on else None
    key = ".".join(part.zfill(8) for part in label.split("."))
    return VersionThen(1, label, key, **{"kind": "unknown", "administrative_approval": approval, **known, **facts})


def entry(pk: int, year: int | None = 2022, outcome: str = "planned", **facts: Any) -> EntryThen:
    known = {"guideline": 1, "year_basis": "given", "kind": "revision", "moved_from": None}
    return EntryThen(id=pk, year=year, outcome=outcome, **{**known, **facts})


def told(
    *entries: EntryThen, of: GuidelineThen | None = None, what: Told = NOTHING, period: Period = IN_2026
) -> list[Any]:
    """Each line's entry with its fate, the year instead and the version."""
    found = lines([of or guideline()], entries, what, period)
    return [(line.entry.id, line.fate.value, line.year, line.version) for line in found]


class TestLines:
    def test_what_a_revision_finished_is_done_in_the_year_it_ended(self) -> None:
        made = guideline(1, version("1.2", date(2022, 11, 8)))
        ended = Told({1: date(2022, 11, 8)}, {})
        assert told(entry(1, outcome="done"), of=made, what=ended) == [(1, "done", None, "1.2")]
        late = Told({1: date(2023, 2, 1)}, {})
        assert told(entry(1, outcome="done"), what=late) == [(1, "other_year", 2023, "")]
        assert told(entry(1, outcome="done")) == [(1, "done", None, "")]

    def test_a_version_registered_from_outside_settles_what_nobody_settled(self) -> None:
        made = guideline(1, version("1.1", date(2020, 12, 21)), version("1.2", date(2022, 12, 1)))
        assert told(entry(1), of=made) == [(1, "done", None, "1.2")]
        late = guideline(1, version("1.1", date(2020, 12, 21)), version("1.2", date(2024, 1, 3)))
        assert told(entry(1), of=late) == [(1, "other_year", 2024, "1.2")]

    def test_a_version_settles_one_entry_alone(self) -> None:
        late = guideline(1, version("1.2", date(2024, 1, 3)))
        assert told(entry(1), entry(2, 2024), of=late) == [(1, "open", None, "")]
        both = guideline(1, version("1.2", date(2022, 5, 1)))
        ended = Told({1: date(2022, 5, 1)}, {})
        assert told(entry(1, outcome="done"), entry(2), of=both, what=ended) == [
            (1, "done", None, "1.2"),
            (2, "open", None, ""),
        ]

    def test_a_revision_that_ended_over_new_year_is_done_in_the_year_of_its_version(self) -> None:
        of = guideline(1, version("1.1", date(2019, 5, 1)), version("1.2", date(2022, 12, 20)))
        what = Told({1: date(2023, 1, 5)}, {}, {1: date(2022, 3, 1)})
        (line,) = lines([of], [entry(1, outcome="done")], what, IN_2026)
        assert (line.fate, line.version, line.done_on) == (Fate.DONE, "1.2", date(2022, 12, 20))
        assert [one.is_planned for one in approved([of], [line], IN_2026)] == [True]
        assert told(entry(1, 2021, "done"), of=of, what=what, period=Period(2021, date(2026, 11, 22))) == [
            (1, "other_year", 2023, "1.2")
        ]
        assert told(entry(1, outcome="done"), of=of, what=Told({1: date(2023, 1, 5)}, {}, {1: date(2022, 12, 21)})) == [
            (1, "other_year", 2023, "")
        ]

    def test_of_two_versions_in_the_year_a_revision_made_the_one_of_its_time(self) -> None:
        of = guideline(1, version("1.1", date(2022, 3, 1)), version("1.2", date(2022, 12, 1)))
        what = Told({1: date(2022, 3, 5)}, {}, {1: date(2022, 1, 1)})
        assert told(entry(1, outcome="done"), of=of, what=what) == [(1, "done", None, "1.1")]
        late = Told({1: date(2022, 2, 1)}, {})
        assert told(entry(1, outcome="done"), of=of, what=late) == [(1, "done", None, "1.1")]

    def test_the_version_of_a_revision_that_ended_in_another_year_settles_nothing_else(self) -> None:
        late = guideline(1, version("1.2", date(2023, 5, 1)))
        ended = Told({1: date(2023, 5, 1)}, {})
        assert told(entry(1, 2021, "done"), entry(2), of=late, what=ended) == [(2, "open", None, "")]
        without = Told({1: date(2023, 5, 1)}, {}, {1: date(2023, 5, 1)})
        before = guideline(1, version("1.2", date(2023, 4, 1)))
        assert told(entry(1, 2021, "done"), entry(2), of=before, what=without) == [(2, "open", None, "")]
        both = guideline(1, *late.versions, version("1.3", date(2023, 9, 1)))
        assert told(entry(1, 2021, "done"), entry(2), of=both, what=ended) == [(2, "other_year", 2023, "1.3")]

    def test_what_is_planned_for_a_guideline_that_is_out_of_use_is_taken_out(self) -> None:
        for gone in (guideline(1, withdrawn_on=date(2022, 6, 1)), guideline(1, merged_on=date(2023, 1, 9))):
            assert told(entry(1), of=gone) == [(1, "withdrawn", None, "")]
            assert told(entry(1), of=gone, period=Period(2022, date(2022, 5, 31))) == [(1, "open", None, "")]
        done = guideline(1, version("1.2", date(2022, 5, 1)), withdrawn_on=date(2022, 6, 1))
        assert told(entry(1), of=done) == [(1, "done", None, "1.2")]

    def test_a_version_of_a_month_that_is_not_over_settles_without_a_day(self) -> None:
        of = guideline(1, version("1.2", None, administrative_approval=FuzzyDate.month(2022, 11)))
        period = Period(2022, date(2022, 11, 22))
        (line,) = lines([of], [entry(1)], NOTHING, period)
        assert (line.fate, line.version, line.done_on) == (Fate.DONE, "1.2", None)
        assert [one.version.label for one in approved([of], [line], period)] == ["1.2"]
        (line,) = lines([of], [entry(1)], NOTHING, Period(2022, date(2022, 11, 1)))
        assert (line.fate, line.done_on) == (Fate.DONE, None)
        assert told(entry(1), of=of, period=Period(2022, date(2022, 10, 31))) == [(1, "open", None, "")]

    def test_a_correction_and_a_version_not_known_yet_settle_nothing(self) -> None:
        correction = guideline(1, version("1.2", date(2022, 5, 1), kind="correction"))
        assert told(entry(1), of=correction) == [(1, "open", None, "")]
        later = guideline(1, version("1.2", date(2022, 12, 1)))
        assert told(entry(1), of=later, period=Period(2022, date(2022, 11, 30))) == [(1, "open", None, "")]

    def test_what_was_moved_tells_where_it_stands_now_and_why(self) -> None:
        chain = [entry(1, outcome="moved"), entry(2, 2023, "moved", moved_from=1), entry(3, 2025, moved_from=2)]
        (line,) = lines([guideline()], chain, Told({}, {1: "Afventer studie"}), IN_2026)
        assert (line.fate, line.year, line.reason) == (Fate.MOVED, 2025, "Afventer studie")

    def test_what_was_moved_away_and_back_is_told_once(self) -> None:
        chain = [entry(1, outcome="moved"), entry(2, 2023, "moved", moved_from=1), entry(3, moved_from=2)]
        assert told(*chain) == [(3, "open", None, "")]

    def test_what_was_moved_and_taken_out_there_is_taken_out_with_that_reason(self) -> None:
        chain = [
            entry(1, outcome="moved"),
            entry(2, 2023, "moved", moved_from=1),
            entry(3, 2025, "withdrawn", moved_from=2),
        ]
        (line,) = lines([guideline()], chain, Told({}, {1: "Afventer studie", 3: "Dækkes af en anden"}), IN_2026)
        assert (line.fate, line.year, line.reason) == (Fate.WITHDRAWN, None, "Dækkes af en anden")

    @pytest.mark.parametrize("again", ["planned", "done", "missed"])
    def test_what_was_taken_out_and_planned_again_is_told_once(self, again: str) -> None:
        assert [line[0] for line in told(entry(1, outcome="withdrawn"), entry(2, outcome=again))] == [2]
        gone = [entry(1, outcome="moved"), entry(2, 2023, "withdrawn", moved_from=1), entry(3, outcome=again)]
        assert [line[0] for line in told(*gone)] == [3]
        assert [line[0] for line in told(entry(1, outcome="withdrawn"), entry(2, 2023, again))] == [1]

    def test_what_was_taken_out_or_not_completed_keeps_its_reason(self) -> None:
        entries = [entry(1, outcome="withdrawn"), entry(2, outcome="missed", guideline=2)]
        found = lines([guideline(1), guideline(2)], entries, Told({}, {2: "Travlt"}), IN_2026)
        assert [(line.fate, line.reason) for line in found] == [(Fate.WITHDRAWN, ""), (Fate.MISSED, "Travlt")]

    def test_other_years_are_left_out(self) -> None:
        assert told(entry(1, 2021), entry(2, None), entry(3, 2023)) == []


_entries = st.lists(
    st.builds(
        EntryThen,
        id=st.integers(1, 50),
        guideline=st.integers(1, 3),
        year=st.sampled_from([None, 2021, 2022, 2023]),
        year_basis=st.sampled_from(["given", "totals"]),
        kind=st.sampled_from(["revision", "new", "minor"]),
        outcome=st.sampled_from([one.value for one in Outcome]),
        moved_from=st.none(),
    ),
    max_size=8,
    unique_by=lambda one: one.id,
)
_years = st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), max_size=3)


@given(_entries, _years)
def test_each_entry_of_the_year_has_one_fate(entries: list[EntryThen], approvals: list[date]) -> None:
    known = [guideline(pk, *(version(f"{n}.0", day) for n, day in enumerate(approvals))) for pk in (1, 2, 3)]
    found = lines(known, entries, NOTHING, IN_2026)
    own = [one for one in entries if one.year == 2022]
    again = {one.guideline for one in own if one.outcome in set(COUNTED)}
    assert sorted(line.entry.id for line in found) == sorted(
        one.id for one in own if not (one.outcome == "withdrawn" and one.guideline in again)
    )
    assert fates(found).total() == len(found)


@given(_entries)
def test_totals_count_what_is_planned_done_or_missed_once(entries: list[EntryThen]) -> None:
    *dated, unknown = plan_totals(entries, IN_2026)
    counted = [one for one in entries if one.outcome in set(COUNTED) and one.year != 2021]
    assert (sum(one.all for one in dated) + unknown.all, [one.year for one in dated]) == (
        len(counted),
        [2022, 2023, 2024],
    )
    assert sum(one.new for one in (*dated, unknown)) == sum(one.kind == "new" for one in counted)


def test_totals_and_years_from_totals_alone() -> None:
    entries = [entry(1), entry(2, kind="new", year_basis="totals"), entry(3, 2024, kind="minor"), entry(4, None)]
    assert plan_totals(entries, IN_2026) == [
        YearTotal(2022, 1, 1),
        YearTotal(2023, 0, 0),
        YearTotal(2024, 1, 0),
        YearTotal(None, 1, 0),
    ]
    assert unconfirmed(entries, IN_2026) == 1
    assert plan_totals(entries, IN_2026, {1}) == [*plan_totals(entries, IN_2026)[:3], YearTotal(None, 0, 0)]


def test_a_report_is_early_until_the_evening_of_the_last_day() -> None:
    days = (date(2021, 3, 1), date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1))
    assert [Period(2022, day).is_early for day in days] == [True, True, False, False]


class TestApproved:
    def test_new_is_a_first_version_or_one_planned_as_new(self) -> None:
        first = guideline(1, version("1.0", date(2022, 3, 1)))
        said = guideline(2, version("3.0", date(2022, 3, 1), kind="first"))
        planned = guideline(3, version("0.9", date(2022, 3, 1)), version("1.1", date(2022, 9, 1)))
        again = guideline(4, version("0.9", date(2021, 3, 1)), version("1.0", date(2022, 3, 1)))
        line = Line(planned, entry(1, kind="new", guideline=3), Fate.DONE, made=planned.versions[0])
        found = approved([first, said, planned, again], [line], IN_2026)
        assert [(one.guideline.pk, one.is_first, one.is_planned) for one in found] == [
            (1, True, False),
            (2, True, False),
            (3, True, True),
            (3, False, True),
            (4, False, False),
        ]

    def test_other_years_and_corrections_are_left_out(self) -> None:
        made = guideline(
            1,
            version("1.0", date(2021, 12, 31)),
            version("1.1", date(2022, 4, 1), kind="correction"),
            version("1.2", None),
        )
        assert approved([made], [], IN_2026) == []


def test_withdrawn_in_the_year_by_either_way() -> None:
    gone = guideline(1, withdrawn_on=date(2022, 6, 1))
    merged = guideline(2, merged_on=date(2022, 12, 31))
    before, after = guideline(3, withdrawn_on=date(2021, 6, 1)), guideline(4, withdrawn_on=date(2023, 1, 1))
    assert [one.pk for one in withdrawn([gone, merged, before, after], IN_2026)] == [1, 2]


class TestClocks:
    ON = date(2022, 12, 31)

    def test_each_clock_by_itself_and_the_worse_of_the_two(self) -> None:
        due, soon, late = (FuzzyDate.day(date(year, 12, 1)) for year in (2027, 2023, 2021))
        facts = [
            Facts(next_due=due, last_search=FuzzyDate.day(date(2022, 1, 1))),
            Facts(next_due=due, last_search=FuzzyDate.day(date(2018, 1, 1))),
            Facts(next_due=soon, assessed=FuzzyDate.day(date(2021, 1, 1))),
            Facts(next_due=late),
            Facts(),
            Facts(has_version=False),
            Facts(is_withdrawn=True),
        ]
        found = clocks(facts, self.ON)
        assert found.revision == Standing(in_force=3, soon=1, overdue=1, unknown=1, no_version=1)
        assert found.evidence == Standing(in_force=2, soon=0, overdue=1, unknown=2, no_version=1)
        assert found.both == Standing(in_force=2, soon=1, overdue=2, unknown=1, no_version=1)
        assert (found.both.versions, found.both.share) == (5, 0.4)

    def test_without_any_version_there_is_no_share(self) -> None:
        assert clocks([Facts(has_version=False)], self.ON).both.share is None

    def test_without_any_date_there_is_no_share(self) -> None:
        assert clocks([Facts(), Facts()], self.ON).both.share is None
        assert clocks([Facts(), Facts(next_due=FuzzyDate.day(date(2021, 1, 1)))], self.ON).revision.share == 0

    @pytest.mark.parametrize(
        ("in_force", "overdue", "words"),
        [(12, 2, "86%"), (1, 1, "50%"), (199, 1, "99%"), (1, 299, "1%"), (3, 0, "100%"), (0, 3, "0%")],
    )
    def test_per_cent_are_rounded_and_never_up_to_all_or_down_to_none(
        self, in_force: int, overdue: int, words: str
    ) -> None:
        with override("en"):
            assert share(Standing(in_force, 0, overdue, 0, 0)) == words

    def test_what_is_known_of_none_is_said_in_words(self) -> None:
        known, unknown = Standing(3, 0, 0, 0, 0), Standing(0, 0, 0, 3, 0)
        with override("da"):
            told = clocks_block(known, unknown, known, IN_2026)
        assert "efter evidensens alder et ukendt antal, og efter" in told
        assert "For 3 er hverken litteratursøgning eller vurdering kendt." in told


class TestTime:
    def move(self, before: str, after: str, on: date, *, was: bool = False, now: bool = False) -> Passed:
        return Passed(before, was, after, now, on)

    def test_stays_count_together_and_what_came_back_by_itself(self) -> None:
        run = Run(
            date(2021, 12, 1),
            (
                self.move("agreed", "draft", date(2021, 12, 11)),
                self.move("draft", "submitted", date(2022, 1, 1)),
                self.move("submitted", "draft", date(2022, 1, 4), now=True),
                self.move("draft", "draft", date(2022, 1, 9), was=True),
                self.move("draft", "submitted", date(2022, 1, 10)),
                self.move("submitted", "published", date(2022, 1, 30)),
            ),
            date(2022, 1, 30),
        )
        assert time_per_stage([run], [], IN_2026) == {
            "draft": Spent(22.0, 22, 22, 1),
            "submitted": Spent(23.0, 23, 23, 1),
            RETURNED: Spent(5.0, 5, 5, 1),
            WHOLE: Spent(60.0, 60, 60, 1),
        }

    def test_a_stage_it_stands_at_again_is_not_left(self) -> None:
        moves = (self.move("draft", "submitted", date(2022, 2, 1)), self.move("submitted", "draft", date(2022, 3, 1)))
        run = Run(date(2022, 1, 1), moves, None)
        assert list(time_per_stage([run], [], IN_2026)) == ["submitted"]

    def test_a_move_that_leads_nowhere_ends_no_stay(self) -> None:
        run = Run(date(2022, 1, 1), (self.move("draft", "draft", date(2022, 2, 1)),), None)
        assert time_per_stage([run], [], IN_2026) == {}

    def test_the_median_and_the_range_of_several(self) -> None:
        runs = [
            Run(date(2022, 1, 1), (self.move("agreed", "draft", date(2022, 1, day)),), None) for day in (1, 4, 11, 31)
        ]
        assert time_per_stage(runs, [], IN_2026) == {"agreed": Spent(6.5, 0, 30, 4)}

    @pytest.mark.parametrize(
        ("clinical", "expected"),
        [
            (FuzzyDate.day(date(2022, 5, 1)), {BETWEEN: Spent(31.0, 31, 31, 1)}),
            (FuzzyDate.month(2022, 5), {}),
            (FuzzyDate.day(date(2022, 6, 2)), {}),
            (None, {}),
        ],
    )
    def test_from_approval_to_approval_where_both_days_are_known(self, clinical: Any, expected: Any) -> None:
        made = guideline(1, version("1.0", date(2022, 6, 1), clinical_approval=clinical))
        found = [Approved(made, made.versions[0], True, False)]
        assert time_per_stage([], found, IN_2026) == expected

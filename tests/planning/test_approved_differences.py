"""What has changed from one plan to another, by examples and at random."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.journal.rules import canonical
from guidelines.planning.approved.content import Content, Lead, Line, Row, Version, content_of, digest, read_content
from guidelines.planning.approved.differences import Change, differences, with_persons
from guidelines.planning.approved.questions import questions
from guidelines.planning.rules import YearTotal
from tests.planning import made
from tests.planning.approving import content, line, row

BEFORE = content(row(1, line(1, 2027, 5)), row(2, line(2, 2028, 6)))


def changed(*rows: Row) -> list[tuple[str, int | None]]:
    """Each change with its guideline."""
    return [(one.change.value, one.row.guideline if one.row else None) for one in differences(BEFORE, content(*rows))]


SECOND = BEFORE.rows[1]
EXAMPLES = {
    "nothing": ([row(1, line(1, 2027, 5)), SECOND], []),
    "new": ([*BEFORE.rows, row(3, line(3, 2029))], [("new", 3)]),
    "a guideline without a year planned": ([*BEFORE.rows, row(3)], [("new", 3)]),
    "another line": ([row(1, line(1, 2027, 5), line(3, 2032)), SECOND], [("new", 1)]),
    "moved": ([row(1, line(1, 2028, 5)), SECOND], [("moved", 1)]),
    "taken out": ([row(1), SECOND], [("gone", 1)]),
    "no longer the group's": ([SECOND], [("gone", 1)]),
    "the year taken away": ([row(1, line(1, None, 5)), SECOND], [("year", 1)]),
    "the year only guessed": ([row(1, line(1, 2027, 5, is_agreed=False)), SECOND], [("year", 1)]),
    "done": ([row(1, line(1, 2027, 5, outcome="done")), SECOND], [("outcome", 1)]),
    "another tovholder": ([row(1, line(1, 2027, 7)), SECOND], [("leads", 1)]),
    "one more tovholder": ([row(1, line(1, 2027, 5, 7)), SECOND], [("leads", 1)]),
    "no tovholder": ([row(1, line(1, 2027)), SECOND], [("leads", 1)]),
    "for a group": ([row(1, line(1, 2027)._replace(leads=(Lead(5, 9),))), SECOND], [("leads", 1)]),
    "another kind": ([row(1, line(1, 2027, 5, kind="minor")), SECOND], [("kind", 1)]),
    "another title": ([row(1, line(1, 2027, 5), title="Andet"), SECOND], [("title", 1)]),
    "a version": ([row(1, line(1, 2027, 5), version=Version("1.0", None, None)), SECOND], [("version", 1)]),
    "moved with another tovholder": ([row(1, line(1, 2030, 7)), SECOND], [("moved", 1), ("leads", 1)]),
    "missed and planned anew": (
        [row(1, line(1, 2027, 5, outcome="missed"), line(3, 2029, 5)), SECOND],
        [("new", 1), ("outcome", 1)],
    ),
    "taken out and planned as it was": ([row(1, line(9, 2027, 5)), SECOND], []),
    "taken out and planned for another year": ([row(1, line(9, 2029, 5)), SECOND], [("new", 1), ("gone", 1)]),
    "withdrawn": ([row(1, line(1, 2027, 5), out_of_use="withdrawn"), SECOND], [("gone", 1)]),
    "merged, and its line taken out": ([row(1, out_of_use="merged"), SECOND], [("gone", 1), ("gone", 1)]),
    "withdrawn, after it was done": (
        [row(1, line(1, 2027, 5, outcome="done"), out_of_use="withdrawn"), SECOND],
        [("gone", 1), ("outcome", 1)],
    ),
    "in another order": ([SECOND, BEFORE.rows[0]], [("order", None)]),
    "new, and so in another order": ([row(3, line(0, 2029)), *BEFORE.rows], [("new", 3)]),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_change_is_told_once(name: str) -> None:
    rows, expected = EXAMPLES[name]
    assert changed(*rows) == expected


def test_changes_come_by_kind_then_as_in_the_plan() -> None:
    after = content(
        row(9, line(9, 2026)), row(2, line(2, 2029, 6)), row(1, line(1, 2030, 7)), row(3, line(3, None, kind="new"))
    )
    told = [(one.change, one.row.guideline if one.row else 0) for one in differences(BEFORE, after)]
    assert told == [(Change.NEW, 9), (Change.NEW, 3), (Change.MOVED, 2), (Change.MOVED, 1), (Change.LEADS, 1)]


def test_a_guideline_that_is_gone_tells_each_of_its_lines() -> None:
    before = content(row(1, line(1, 2027), line(2, 2032)))
    assert [(one.change, one.before and one.before.year, one.row_after) for one in differences(before, content())] == [
        (Change.GONE, 2027, None),
        (Change.GONE, 2032, None),
    ]


def test_what_went_out_of_use_stays_so_and_may_come_back() -> None:
    used, gone = (content(row(1, line(1, 2027), out_of_use=one)) for one in (None, "withdrawn"))
    assert differences(gone, gone) == []
    [found] = differences(gone, used)
    assert (found.change, found.is_of_use, found.before, found.after) == (Change.NEW, True, None, None)
    [bare] = differences(content(), content(row(1)))
    assert (bare.change, bare.is_of_use) == (Change.NEW, False)


def test_who_was_merged_is_the_same_person() -> None:
    before = content(row(1, line(1, 2027, 5, 6)), row(2, line(2, 2028, 7)))
    after = content(row(1, line(1, 2027, 6)), row(2, line(2, 2028, 8)))
    kept = {5: 6, 7: 8, 99: 8}
    assert len(differences(before, after)) == 2
    assert differences(with_persons(before, kept), after) == []


def test_without_merged_persons_the_plan_is_left_alone() -> None:
    assert with_persons(BEFORE, {99: 5}) is BEFORE


# --- at random

_leads = st.lists(
    st.builds(Lead, st.integers(1, 4), st.sampled_from([None, 9])), max_size=2, unique_by=lambda lead: lead.person
).map(tuple)
_line = st.builds(
    Line,
    key=st.integers(1, 6),
    year=st.sampled_from([None, 2027, 2028]),
    is_agreed=st.booleans(),
    kind=st.sampled_from(["revision", "new"]),
    outcome=st.sampled_from(["planned", "done", "missed"]),
    leads=_leads,
)
_version = st.none() | st.builds(Version, st.sampled_from(["1.0", "2.0"]), st.none(), st.none())
_row = st.builds(
    Row,
    guideline=st.integers(1, 4),
    title=st.sampled_from(["Æ", "“ø”\n"]),
    language=st.just("da"),
    version=_version,
    lines=st.lists(_line, max_size=3, unique_by=lambda one: one.key).map(tuple),
    out_of_use=st.sampled_from([None, "withdrawn", "merged"]),
)
_rows = st.lists(_row, max_size=4, unique_by=lambda one: one.guideline)
_plans = st.builds(Content, group=st.just(1), rows=_rows.map(tuple))


def without_keys(plan: Content) -> list[tuple[Row, list[Line]]]:
    """What everybody would see of a plan."""
    return [
        (one._replace(lines=()), sorted([item._replace(key=0) for item in one.lines], key=repr)) for one in plan.rows
    ]


@given(_plans)
def test_a_plan_is_read_as_it_was_written(plan: Content) -> None:
    assert read_content(plan.text) == plan
    assert read_content(plan.text).text == plan.text


@given(_plans)
def test_nothing_differs_from_itself(plan: Content) -> None:
    assert differences(plan, plan) == []


@given(_plans, _plans)
def test_what_looks_different_differs(before: Content, after: Content) -> None:
    """No change goes without being told: where nothing is told, everybody would see the same."""
    if differences(before, after) == []:
        assert sorted(map(repr, without_keys(before))) == sorted(map(repr, without_keys(after)))
        assert [one.guideline for one in before.rows] == [one.guideline for one in after.rows]


# --- from the rows of a plan


def test_what_is_kept_of_a_row() -> None:
    [known] = made.rows(
        made.guideline(admin_last=date(2020, 12, 21), admin_precision="day"),
        made.entry(id=4, year=2030, lead=(7, "Zita")),
        made.entry(id=1, outcome="moved", year=2026),
        made.entry(id=2, outcome="moved", moved_from=1, year=2027),
        made.entry(id=3, moved_from=2, year=2028, note="Hemmeligt", lead=(8, "Bo")),
    )
    lines = (line(1, 2028, 8), line(4, 2030, 7))
    assert content_of(1, [known]) == content(
        row(1, *lines, title="Sarkomer", version=Version("1.1", "2020-12-21", "day"))
    )


def test_the_text_holds_no_name_and_no_note() -> None:
    rows = made.rows(
        made.guideline(),
        made.entry(lead=(7, "Zita Zebra"), acting_for="DGCG", acting_for_id=4, note="Hemmeligt"),
    )
    kept = content_of(1, rows)
    found = [word in kept.text for word in ("Zita", "Hemmeligt", "DGCG", '"leads":[[7,4]]')]
    assert found == [False, False, False, True]
    assert (kept.persons, kept.acting_for) == ({7}, {4})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, None),
        ({"withdrawn_on": date(2026, 1, 1)}, "withdrawn"),
        ({"withdrawn_on": date(2030, 1, 1)}, "withdrawn"),
        ({"merged_into": 2}, "merged"),
    ],
)
def test_why_a_guideline_is_used_no_more(told: dict[str, object], expected: str | None) -> None:
    """From the day of the decision on: time alone changes nothing of a plan."""
    [kept] = content_of(1, made.rows(made.guideline(**told), made.entry())).rows
    assert (kept.out_of_use, len(kept.lines)) == (expected, 1)
    assert bool(questions(made.rows(made.guideline(**told), made.entry()))) is (expected is None)


def test_time_alone_changes_nothing() -> None:
    facts = [made.guideline(due_last=date(2026, 1, 1)), made.entry(year=2026)]
    texts = {content_of(1, made.rows(*facts, today=date(year, 3, 1))).text for year in (2026, 2029)}
    assert len(texts) == 1


def test_everybody_would_approve_the_same() -> None:
    facts = [made.guideline(due_last=date(2026, 1, 1), revision=1, stage="draft"), made.entry(year=2026)]
    texts = {content_of(1, made.rows(*facts, viewer=one)).text for one in (made.ME, made.READER, made.STAFF)}
    assert len(texts) == 1


def test_totals_are_the_planskemas_own() -> None:
    """5, 2 and 6 revisions are 13; with 1 new guideline the first year it is 14 in all."""
    years = [2022] * 5 + [2023] * 2 + [2024] * 6
    rows = [row(number, line(number, year)) for number, year in enumerate(years)]
    plan = content(*rows, row(99, line(99, 2022, kind="new")), row(100, line(100, 2022, outcome="withdrawn")))
    assert plan.totals == [
        YearTotal(2022, 5, 1),
        YearTotal(2023, 2, 0),
        YearTotal(2024, 6, 0),
        YearTotal(None, 0, 0),
    ]
    assert plan.in_all == YearTotal(None, 13, 1)
    assert plan.in_all.all == 14


def test_a_plan_without_years() -> None:
    plan = content(row(1, line(1, None)))
    assert (list(plan.years), plan.totals) == ([], [YearTotal(None, 1, 0)])


def test_one_letter_changes_the_digest() -> None:
    first, second = (content(row(1, title=title)).text for title in ("Sarkomer", "Sarkomet"))
    assert digest(first) != digest(second)
    assert digest(first) == digest(content(row(1, title="Sarkomer")).text)


def test_a_layout_of_another_time_is_refused() -> None:
    with pytest.raises(ValueError, match="form 3"):
        read_content('{"form":3,"group":1,"rows":[],"totals":[]}')


def test_the_first_layout_is_read_with_the_groups_it_named() -> None:
    line = {"key": 4, "year": 2027, "is_agreed": True, "kind": "revision", "outcome": "planned"}
    told = {"guideline": 9, "title": "Sarkomer", "language": "da", "version": {"label": "1.0", "approved": None}}
    told["version"]["precision"] = None
    told["lines"] = [{**line, "leads": [[1, "DSG"], [2, None], [3, "NU"]]}]
    read = read_content(canonical({"form": 1, "group": 1, "rows": [told], "totals": []}), {"DSG": 7})
    assert read.rows[0].lines[0].leads == (Lead(1, 7), Lead(2, None), Lead(3, None))
    assert (read.rows[0].out_of_use, read.group) == (None, 1)

"""Load per person, group and month, what is far above the mean, and the drawings: pure rules over facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from guidelines.desk.load.approvals import coming, outlook, parts, shares
from guidelines.desk.load.charts import Bar, bar_chart, square_chart
from guidelines.desk.load.facts import AwaitedFacts, OutlookFacts
from guidelines.desk.load.wording import outlook_said
from guidelines.planning.load.facts import EntryFacts, Facts, GroupFacts
from guidelines.planning.load.rules import Count, group_loads, is_heavy, load_of, person_loads, years_shown
from guidelines.planning.load.wording import decimal, groups_said, persons_said

TODAY = date(2026, 11, 22)
DSG, DGCG = GroupFacts(1, "dsg", "DSG", 2), GroupFacts(2, "dgcg", "DGCG", 1)


def entry(year: int | None, *leads: int, groups: tuple[int, ...] = (1,), **more: Any) -> EntryFacts:
    return EntryFacts(year, groups=frozenset(groups), leads=leads, **{"is_new": False, **more})


def facts(*entries: EntryFacts, **more: Any) -> Facts:
    named = {person: f"Person {person}" for one in entries for person in one.leads}
    return Facts(TODAY, (DSG, DGCG), entries, **{"names": named, **more})


def said(lines: Any) -> list[str]:
    with translation.override("da"):
        return list(lines)


@pytest.mark.parametrize(
    ("number", "mean", "heavy"), [(6, 4, True), (5.9, 4, False), (3, 1, True), (2.9, 1, False), (2, 0, True)]
)
def test_heavy_is_half_as_much_again_and_two_more(number: float, mean: float, heavy: bool) -> None:
    assert is_heavy(number, mean) is heavy


@pytest.mark.parametrize(("last", "end"), [(2025, 2030), (2030, 2030), (2032, 2032), (2050, 2034)])
def test_five_years_and_more_where_something_is_planned(last: int, end: int) -> None:
    assert list(years_shown(facts(entry(last)))) == list(range(2026, end + 1))


def test_a_year_of_a_group_is_its_revisions_and_new_ones() -> None:
    found = group_loads(
        facts(
            entry(2027),
            entry(2027, is_new=True, groups=(1, 2)),
            entry(2025),
            entry(None),
            entry(2028, groups=()),
        )
    )
    assert [(one.group, one.years[2027], one.late, one.without_year) for one in found] == [
        (None, Count(1, 1), 1, 1),
        (DSG, Count(1, 1), 1, 1),
        (DGCG, Count(0, 1), 0, 0),
    ]
    assert (found[0].years[2028].all, found[0].mean) == (0, 0.4)
    assert [one.group for one in group_loads(facts(entry(2027)))] == [DSG]
    assert group_loads(facts()) == []


def test_a_single_group_has_a_load_even_where_nothing_stands_in_its_plan() -> None:
    known = facts(entry(2027), entry(2027, groups=(2,)))
    assert load_of(known, 1) == group_loads(known)[1]
    assert (load_of(facts(), 1).mean, load_of(facts(), 1).heavy) == (0, [])
    with pytest.raises(LookupError, match="group 3"):
        load_of(known, 3)


def test_a_heavy_year_is_said_once_where_one_group_makes_it() -> None:
    loads = group_loads(facts(*[entry(2027)] * 4, entry(2028, groups=(2,)), entry(2020), entry(None), entry(None)))
    assert [(one.group, one.heavy) for one in loads] == [(None, [2027]), (DSG, [2027]), (DGCG, [])]
    assert said(groups_said(loads)) == [
        "DSG: 4 i 2027, mens et år i snit har 0,8.",
        "1 fra tidligere år mangler stadig.",
        "2 har ikke noget år endnu.",
    ]


def test_what_a_person_has_counts_in_all_groups_against_the_limit_of_those_shown() -> None:
    shown, outside = entry(2027, 7), entry(2027, 7, groups=())
    [load] = person_loads(facts(shown, shown, outside, entry(2020, 7), entry(None, 7)))
    assert (load.years[2027], load.limits, load.above, load.outside) == (3, {2020: 2, 2027: 2}, [2027], {2027: 1})
    assert (load.late, load.without_year, load.total) == (1, 1, 5)
    assert said(persons_said([load])) == ["Person 7 har 3 i 2027, heraf 1 i andre grupper; gruppens grænse er 2."]
    [two] = person_loads(facts(shown, shown))
    assert two.above == []
    [shared] = person_loads(facts(shown, entry(2027, 7, groups=(1, 2))))
    assert said(persons_said([shared])) == ["Person 7 har 2 i 2027; gruppens grænse er 1."]
    [elsewhere] = person_loads(facts(*[outside] * 9))
    assert elsewhere.above == []


def test_absences_of_four_weeks_count_in_years_with_work() -> None:
    away = {7: {2026: 300, 2027: 28, 2028: 27}}
    [load] = person_loads(facts(entry(2027, 7), entry(2028, 7), away=away))
    assert load.hindered == [2027]
    assert said(persons_said([load])) == ["Person 7 er fraværende en del af 2027 og har 1 det år."]


def test_whoever_has_most_in_one_year_comes_first() -> None:
    entries = [entry(2026, 1), entry(2027, 1), entry(2028, 1), entry(2028, 2), entry(2028, 2), entry(2030, 3)]
    assert [load.pk for load in person_loads(facts(*entries))] == [2, 1, 3]


# --- expected approvals


def expected(*awaited: AwaitedFacts, approved: dict[int | None, tuple[int, ...]] | None = None) -> dict[str, float]:
    found = outlook(OutlookFacts(TODAY, awaited, approved or {}))
    return {f"{one.year}-{one.month}": one.all for one in found.months if one.all}


def test_the_coming_months_cross_the_year() -> None:
    assert coming(TODAY, 3) == [(2026, 11), (2026, 12), (2027, 1)]
    months = outlook(OutlookFacts(TODAY)).months
    assert (len(months), months[-1].year, months[-1].month) == (24, 2028, 10)


def test_a_date_counts_in_its_month_and_what_is_handed_in_now() -> None:
    dated = AwaitedFacts(1, date(2027, 2, 26), 2027)
    today, far = AwaitedFacts(1, TODAY, 2026), AwaitedFacts(1, date(2030, 1, 1), 2030)
    handed_in = AwaitedFacts(1, date(2027, 2, 26), 2027, is_handed_in=True)
    assert expected(dated, today, far, handed_in) == {"2026-11": 2, "2027-2": 1}


def test_a_year_alone_is_spread_by_the_groups_own_months() -> None:
    own = {1: (12, 12, 12, 3), 2: (6,) * 5}
    year = AwaitedFacts(2, None, 2027)
    assert expected(year, approved=own) == {"2027-6": 1}
    few = AwaitedFacts(1, None, 2027)  # four are too few: all groups' nine count
    assert expected(few, approved=own) == {
        "2027-3": pytest.approx(1 / 9, abs=1e-6),
        "2027-6": pytest.approx(5 / 9, abs=1e-6),
        "2027-12": pytest.approx(3 / 9, abs=1e-6),
    }
    assert expected(year) == {f"2027-{month}": pytest.approx(1 / 12, abs=1e-6) for month in range(1, 13)}


def test_of_this_year_only_the_months_left_count() -> None:
    year = AwaitedFacts(1, None, 2026)
    assert expected(year, approved={1: (1, 1, 1, 11, 12, 12)}) == {
        "2026-11": pytest.approx(1 / 3, abs=1e-6),
        "2026-12": pytest.approx(2 / 3, abs=1e-6),
    }
    assert expected(year, approved={1: (3,) * 5}) == {"2026-11": 0.5, "2026-12": 0.5}


@pytest.mark.parametrize("late", [AwaitedFacts(1, date(2026, 11, 21), 2026), AwaitedFacts(1, None, 2025)])
def test_what_is_late_is_spread_over_the_coming_twelve_months(late: AwaitedFacts) -> None:
    assert expected(late, approved={1: (12, 12, 12, 12, 5)}) == {"2026-12": 0.8, "2027-5": 0.2}


def test_what_has_no_year_is_told_and_a_wave_named() -> None:
    december = AwaitedFacts(1, date(2027, 12, 1), 2027)
    awaited = (*[december] * 6, AwaitedFacts(1, None, None))
    found = outlook(OutlookFacts(TODAY, awaited, {1: (12, 12, 3), None: (12,)}))
    assert (found.unknown, found.mean, found.is_empty) == (1, 0.25, False)
    assert said(outlook_said(found)) == [
        "December 2027: omkring 6 godkendelser, mens en måned i snit har 0,2.",
        "3 af 4 tidligere godkendelser faldt i december.",
        "1 retningslinje uden år tæller ikke med.",
    ]
    assert outlook(OutlookFacts(TODAY)).is_empty


def test_shares_add_up_to_one() -> None:
    assert (shares([12, 12, 3, 4])[12], shares([12, 12, 3, 4])[1]) == (0.5, 0)
    assert sum(shares([]).values()) == pytest.approx(1)
    assert parts([(2027, 1), (2027, 2)], shares([2, 12])) == {(2027, 1): 0, (2027, 2): 1}


@pytest.mark.parametrize(
    ("number", "words"), [(2.0, "2"), (0.04, "<0,1"), (0, "0"), (0.05, "0,1"), (3.46, "3,5"), (12.96, "13")]
)
def test_numbers_with_one_decimal(number: float, words: str) -> None:
    with translation.override("da"):
        assert decimal(number) == words


# --- drawings


def test_the_longest_bar_fills_the_room_and_the_rest_follow_in_proportion() -> None:
    chart = bar_chart("x", "Titel", "Ord", [Bar("2026", 1, 1, "2"), Bar("2027", 3, 1, "4"), Bar("2028", 0, 0, "0")])
    assert [(one.full, one.hatched_x, one.hatched, one.number_x) for one in chart.bars] == [
        (52.0, 144.0, 52.0, 202.0),
        (156.0, 248.0, 52.0, 306.0),
        (0.0, 92.0, 0.0, 98.0),
    ]
    assert (chart.height, [one.top for one in chart.bars]) == (72, [4, 28, 52])
    assert bar_chart("x", "", "", [Bar("2026", 0, 0, "0")]).bars[0].full == 0


def test_four_squares_at_most_and_the_number_beside_them() -> None:
    [row] = square_chart("Titel", "Ord", [2026, 2027, 2028], [("A. Ager", [(1, False), (5, True), (0, False)])]).rows
    assert [(cell.number, len(cell.squares), cell.is_above) for cell in row.cells] == [
        (1, 1, False),
        (5, 4, True),
        (0, 0, False),
    ]
    assert row.cells[1].squares == [(152, 25), (163, 25), (152, 36), (163, 36)]

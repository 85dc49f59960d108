"""Who is missing, who could take over, and in which order: pure rules over facts made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from guidelines.desk.orphans.facts import EntryFacts, Facts, GroupFacts, GuidelineFacts, LeadFacts, PersonFacts
from guidelines.desk.orphans.rules import Case, Trouble, can_be_asked, cases, successors
from guidelines.desk.orphans.wording import reasons, why
from guidelines.planning.load.held import days_by_year

TODAY = date(2026, 11, 21)
LATE = TODAY - timedelta(days=30)
DSG = GroupFacts(1, "dsg", "DSG", 2, is_owner=True)
ANNA, BO = LeadFacts(1, "Anna Ager"), LeadFacts(2, "Bo Bæk")


def guideline(*entries: EntryFacts, **more: Any) -> GuidelineFacts:
    told: dict[str, Any] = {"groups": (DSG,), "plan": "dsg", **more}
    return GuidelineFacts(7, "gist", "GIST", "da", entries=entries, **told)


def entry(*leads: LeadFacts, year: int | None = 2027, late: date | None = None, pk: int = 1) -> EntryFacts:
    return EntryFacts(pk, year, "revision", leads, late)


def found(*entries: EntryFacts) -> list[tuple[Trouble, str]]:
    """What is wrong, with whom."""
    listed = cases(Facts(TODAY, (guideline(*entries),), ()))
    return [(fault.trouble, fault.lead.name if fault.lead else "") for case in listed for fault in case.faults]


def person(pk: int, name: str = "", **more: Any) -> PersonFacts:
    return PersonFacts(pk, name or f"Person {pk}", (name or f"person {pk}").lower(), **more)


def named(case: Case, *persons: PersonFacts) -> list[str]:
    return [one.person.name for one in successors(case, persons, TODAY)]


def case_of(*leads: LeadFacts, year: int | None = 2027, **more: Any) -> Case:
    [case] = cases(Facts(TODAY, (guideline(entry(*leads, year=year), **more),), ()))
    return case


def test_two_who_answer_are_enough() -> None:
    assert found(entry(ANNA, BO)) == []


@pytest.mark.parametrize(
    ("lead", "late", "trouble"),
    [
        (LeadFacts(1, "Anna", has_left=True), None, Trouble.LEFT),
        (LeadFacts(1, "Anna", suggested=""), None, Trouble.DECLINED),
        (LeadFacts(1, "Anna", is_refused=True), None, Trouble.REFUSED),
        (LeadFacts(1, "Anna"), LATE, Trouble.SILENT),
        (LeadFacts(1, "Anna", heard_on=LATE - timedelta(days=1)), LATE, Trouble.SILENT),
        (LeadFacts(1, "Anna", heard_on=LATE), LATE, None),
        (LeadFacts(1, "Anna"), LATE + timedelta(days=1), None),
        (LeadFacts(1, "Anna", has_left=True, is_refused=True, suggested=""), LATE, Trouble.LEFT),
    ],
)
def test_what_is_wrong_with_one_of_two(lead: LeadFacts, late: date | None, trouble: Trouble | None) -> None:
    heard = LeadFacts(2, "Bo", heard_on=TODAY)
    assert found(entry(lead, heard, late=late)) == ([(trouble, "Anna")] if trouble else [])


def test_nobody_one_alone_and_no_plan_the_weightiest_first_and_then_by_year() -> None:
    alone, nobody = entry(ANNA, year=2026, pk=1), entry(year=2030, pk=2)
    gone = entry(LeadFacts(3, "Carl", has_left=True), year=None, pk=3)
    left = entry(LeadFacts(3, "Carl", has_left=True), BO, year=2029, pk=4)
    assert found(alone, nobody, gone, left) == [
        (Trouble.NONE, ""),
        (Trouble.LEFT, "Carl"),
        (Trouble.LEFT, "Carl"),
        (Trouble.ALONE, "Anna Ager"),
    ]
    assert found() == [(Trouble.UNPLANNED, "")]


def test_the_strongest_reason_comes_first_and_three_at_most() -> None:
    case = case_of(
        LeadFacts(1, "Anna", suggested="fie"), authors=frozenset({11}), led_in={12: 2022}, turned_down=frozenset({1})
    )
    members = [person(pk, groups=frozenset({1})) for pk in (1, 13, 14)]
    writer, stranger = person(15, writes_in=frozenset({1})), person(16, groups=frozenset({2}))
    others = (*members, writer, stranger, person(12), person(11))
    assert named(case, *others, person(10, "Fie")) == ["Fie", "Person 11", "Person 12"]
    assert named(case, *members, stranger, writer) == ["Person 13", "Person 14", "Person 15"]
    assert named(case, stranger) == []
    assert case.replaced == LeadFacts(1, "Anna", suggested="fie")


def test_room_within_the_limit_comes_before_every_reason_and_less_load_before_more() -> None:
    case = case_of(authors=frozenset({11}))
    full = person(11, load={2027: 2})
    some, free = (person(pk, groups=frozenset({1}), load={2027: number}) for pk, number in ((12, 1), (13, 0)))
    assert named(case, full, some, free) == ["Person 13", "Person 12", "Person 11"]


def test_who_is_away_or_has_been_there_is_not_proposed() -> None:
    case = case_of(ANNA, turned_down=frozenset({20}))
    mine: dict[str, Any] = {"groups": frozenset({1})}
    away = [person(21, is_away_today=True, **mine), person(22, away={2027: 183}, **mine)]
    here = [person(23, away={2027: 182}, **mine), person(24, away={2028: 365}, **mine)]
    assert named(case, person(1, **mine), person(20, **mine), *away, *here) == ["Person 23", "Person 24"]


def test_who_does_not_answer_elsewhere_is_not_proposed() -> None:
    late, left = entry(ANNA, BO, late=LATE), entry(LeadFacts(3, "Carl", has_left=True), BO, pk=2)
    listed = cases(Facts(TODAY, (guideline(late, left),), ()))
    assert [one.pk for one in can_be_asked([person(pk) for pk in (1, 2, 3, 4)], listed)] == [3, 4]


def test_reasons_and_faults_in_words() -> None:
    case = case_of(LeadFacts(1, "Anna Ager", suggested="fie"), authors=frozenset({10}), led_in={10: 2022, 11: None})
    people = [
        person(10, "Fie", groups=frozenset({1}), load={2027: 1}),
        person(11, writes_in=frozenset({1}), load={2027: 2}),
        person(12, groups=frozenset({1})),
    ]
    with translation.override("da"):
        assert [reasons(one) for one in successors(case, people, TODAY)] == [
            "foreslået af Anna Ager · medforfatter før · tovholder for den i 2022 · har en rolle i DSG · har 1 i 2027",
            "har en rolle i DSG · har ingen i 2027",
            "tovholder for den før · skriver allerede for DSG · har 2 i 2027; gruppens grænse er 2",
        ]
        assert why(case) == ["Anna Ager har sagt nej til rollen."]
        assert why(case_of(ANNA)) == ["Anna Ager er alene om den."]
        [free] = successors(case_of(year=None), [person(12, groups=frozenset({1}))], TODAY)
        assert reasons(free) == "har en rolle i DSG · har ingen uden år"
        [busy] = successors(case_of(year=None), [person(12, groups=frozenset({1}), load={None: 3})], TODAY)
        assert reasons(busy) == "har en rolle i DSG · har 3 uden år"
        late = entry(LeadFacts(1, "Anna"), LeadFacts(2, "Bo", heard_on=date(2026, 1, 2)), late=LATE)
        [case] = cases(Facts(TODAY, (guideline(late),), ()))
        assert why(case) == [
            "Fristen var 22. oktober 2026; vi har ikke hørt fra Anna.",
            "Fristen var 22. oktober 2026; vi hørte sidst fra Bo den 2. januar 2026.",
        ]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 12, 31), date(2027, 1, 1), [(2026, 1), (2027, 1)]),
        (date(2026, 1, 1), date(2028, 12, 31), [(2026, 365), (2027, 365), (2028, 366)]),
        (date(2026, 5, 2), date(2026, 5, 1), []),
    ],
)
def test_days_of_each_year(first: date, last: date, expected: list[tuple[int, int]]) -> None:
    assert list(days_by_year(first, last)) == expected

"""An import is compared before it is written: what a file does not know changes nothing, and nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils.translation import override

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.planskema_types import NamedPerson, PlanRow, Planskema, Totals
from guidelines.planning.importing.known import Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.plan import plan_import
from guidelines.planning.importing.rights import SECRETARIAT, Importer
from guidelines.planning.importing.types import NEW, Answers, RowPlan

DSG, DGCG = 1, 2
ROW = PlanRow(
    row=1,
    title="Kæmpecelletumorer",
    is_working_title=False,
    kind="revision",
    year=None,
    year_basis="unknown",
    version="1.1",
    approved_on=FuzzyDate.day(date(2020, 12, 21), "211220"),
    tovholdere=(NamedPerson("Nanna Juul"),),
    groups=("DSG",),
)
ENTRY = KnownEntry(5, None, "revision", "planned", None, ((9, None),))
STORED = KnownGuideline(3, "Kæmpecelletumorer", False, {"1.1": date(2020, 12, 21)}, [ENTRY])


def known(guideline: KnownGuideline | None = STORED) -> Known:
    guidelines = {guideline.pk: guideline} if guideline else {}
    links = {pk: frozenset({DSG}) for pk in guidelines}
    return Known(DSG, guidelines, {"dsg": DSG, "dgcg": DGCG}, {"nanna juul": 9}, links, frozenset(guidelines))


def plan(
    row: PlanRow, stored: Known, answers: Answers | None = None, importer: Importer | None = SECRETARIAT
) -> RowPlan:
    planskema = Planskema("DSG", (2026, 2027), (row,), Totals(), Totals(), None)
    return plan_import(planskema, stored, answers, importer).rows[0]


def test_an_unknown_guideline_is_created_with_version_and_entry() -> None:
    item = plan(ROW, known(None))
    assert (item.change, item.adds_version, item.adds_entry, item.creates) == ("created", True, True, True)


def test_what_is_stored_already_is_unchanged() -> None:
    assert plan(ROW, known()).change == "unchanged"


def test_a_year_the_file_knows_is_given_to_the_entry_without_one() -> None:
    item = plan(replace(ROW, year=2027, year_basis="column"), known())
    assert (item.change, item.entry, item.sets_year) == ("updated", 5, True)


def test_a_file_without_years_takes_none_away() -> None:
    stored = replace(STORED, entries=[replace(ENTRY, year=2027)])
    assert plan(ROW, known(stored)).change == "unchanged"


def test_an_entry_moved_in_the_product_is_not_moved_back() -> None:
    moved = [replace(ENTRY, year=2026, outcome="moved"), replace(ENTRY, pk=6, year=2027)]
    item = plan(replace(ROW, year=2026, year_basis="column"), known(replace(STORED, entries=moved)))
    assert item.change == "unchanged"


def test_another_year_is_another_entry() -> None:
    stored = replace(STORED, entries=[replace(ENTRY, year=2022, outcome="done")])
    item = plan(replace(ROW, year=2026, year_basis="column"), known(stored))
    assert (item.change, item.adds_entry, item.entry) == ("created", True, None)


def test_a_changed_tovholder_is_written() -> None:
    item = plan(replace(ROW, tovholdere=(NamedPerson("Carla Birk"),)), known())
    assert (item.change, item.sets_leads, item.leads[0].person) == ("updated", True, None)


def test_tovholdere_set_by_a_person_are_kept_and_the_difference_is_shown() -> None:
    stored = replace(STORED, entries=[replace(ENTRY, is_edited=True)])
    item = plan(replace(ROW, tovholdere=(NamedPerson("Carla Birk"),)), known(stored))
    assert (item.change, [doubt.code for doubt in item.row.doubts]) == ("unchanged", ["tovholder_differs"])
    assert "import" not in item.row.doubts[0].message  # there may never have been one


def test_nobody_named_takes_nobody_away() -> None:
    assert plan(replace(ROW, tovholdere=()), known()).change == "unchanged"


def test_another_date_of_approval_is_asked_about_and_kept() -> None:
    with override("da"):
        item = plan(replace(ROW, approved_on=FuzzyDate.day(date(2021, 1, 13))), known())
    assert item.change == "unchanged"
    assert [(doubt.code, doubt.quote) for doubt in item.row.doubts] == [("date_differs", "21. december 2020")]


def test_a_resembling_title_is_held_until_it_is_answered() -> None:
    row = replace(ROW, title="Kæmpecelletumoer")
    held = plan(row, known())
    assert (held.change, [doubt.code for doubt in held.row.doubts]) == ("held", ["title_resembles"])
    assert held.row.doubts[0].quote == "Kæmpecelletumorer"
    assert plan(row, known(), Answers(matches={1: 3})).change == "unchanged"
    assert plan(row, known(), Answers(matches={1: NEW})).change == "created"


def test_an_answered_year_counts_as_given() -> None:
    item = plan(ROW, known(), Answers(years={1: 2027}))
    assert (item.row.year, item.row.year_basis, item.sets_year) == (2027, "given", True)


def test_an_answer_does_not_overrule_a_year_in_the_file() -> None:
    item = plan(replace(ROW, year=2026, year_basis="column"), known(), Answers(years={1: 2027}))
    assert item.row.year == 2026


def test_a_row_left_out_is_not_there() -> None:
    planskema = Planskema("DSG", (2026,), (ROW,), Totals(), Totals(), None)
    assert plan_import(planskema, known(), Answers(skipped=frozenset({1}))).rows == ()


def test_a_row_that_is_not_to_be_planned_adds_no_entry() -> None:
    item = plan(replace(ROW, is_planned=False), known(None))
    assert (item.change, item.adds_entry) == ("created", False)


def test_groups_of_a_shared_guideline_are_known_by_any_spelling_and_include_the_importing_one() -> None:
    item = plan(replace(ROW, groups=("DGCG",)), known(None))
    assert item.groups == (DSG, DGCG)


def plans(rows: list[PlanRow], stored: Known) -> list[RowPlan]:
    planskema = Planskema("DSG", (2025, 2026, 2027), tuple(rows), Totals(), Totals(), None)
    return list(plan_import(planskema, stored, importer=SECRETARIAT).rows)


def test_a_new_version_in_two_rows_is_registered_once() -> None:
    rows = [replace(ROW, row=n, version="1.2", year=year, year_basis="column") for n, year in ((1, 2025), (2, 2027))]
    assert [item.adds_version for item in plans(rows, known())] == [True, False]


def test_an_entry_without_a_year_becomes_the_first_of_two() -> None:
    rows = [replace(ROW, row=n, year=year, year_basis="column") for n, year in ((1, 2025), (2, 2027))]
    assert [(item.sets_year, item.adds_entry) for item in plans(rows, known())] == [(True, False), (False, True)]


def test_a_title_that_stands_twice_is_one_guideline_whatever_its_case() -> None:
    rows = [ROW, replace(ROW, row=2, title="KÆMPECELLETUMORER")]
    items = plans(rows, known(None))
    assert [(item.creates, item.adds_entry, item.change) for item in items] == [
        (True, True, "created"),
        (False, False, "unchanged"),
    ]


def test_two_versions_of_one_new_title_are_both_registered() -> None:
    rows = [ROW, replace(ROW, row=2, version="1.0")]
    assert [item.adds_version for item in plans(rows, known(None))] == [True, True]


def test_two_spellings_of_one_person_are_one_tovholder() -> None:
    row = replace(ROW, tovholdere=(NamedPerson("Nanna Juul"), NamedPerson("nanna juul."), NamedPerson("Ny Navn")))
    assert [lead.key for lead in plan(row, known(None)).leads] == [9, "ny navn"]


def test_a_title_of_another_group_is_asked_about() -> None:
    elsewhere = replace(known(), own=frozenset(), group_links={3: frozenset({DGCG})})
    item = plan(ROW, elsewhere)
    assert (item.change, [doubt.code for doubt in item.row.doubts]) == ("held", ["title_resembles"])
    same = plan(ROW, elsewhere, Answers(matches={1: 3}))
    assert (same.change, same.links_groups) == ("updated", True)


def test_a_title_of_another_group_is_not_for_everybody_to_take() -> None:
    elsewhere = replace(known(), own=frozenset(), group_links={3: frozenset({DGCG})}, owners={3: {DGCG: "DGCG"}})
    for answers in (None, Answers(matches={1: 3})):
        item = plan(ROW, elsewhere, answers, Importer(led_groups=frozenset({DSG})))
        assert (item.change, [doubt.code for doubt in item.row.doubts]) == ("held", ["title_elsewhere"])
    assert plan(ROW, elsewhere, Answers(matches={1: 3}), Importer(led_groups=frozenset({DGCG}))).change == "updated"


@pytest.mark.parametrize(
    ("importer", "label", "current", "is_under_way", "writes"),
    [
        (Importer(), "2.0", None, False, True),
        (Importer(), "2.0", None, True, False),
        (Importer(), "1.0", "1.1", False, False),
        (Importer(), "2.0", "1.1", False, False),
        (SECRETARIAT, "2.0", "1.1", False, True),
        (SECRETARIAT, "2.0", "1.1", True, False),
        (SECRETARIAT, "1.0", "1.1", True, True),
        (SECRETARIAT, "1.0", None, True, True),
    ],
)
def test_who_writes_a_version_of_what_is_stored(
    importer: Importer, label: str, current: str | None, is_under_way: bool, writes: bool
) -> None:
    stored = replace(STORED, versions={}, current=current, is_under_way=is_under_way)
    item = plan(replace(ROW, version=label), known(stored), None, importer)
    held_back = [] if writes else ["version_kept_back"]
    assert (item.adds_version, [doubt.code for doubt in item.row.doubts]) == (writes, held_back)


def test_a_title_the_guideline_had_before_is_still_its_own() -> None:
    renamed = replace(known(replace(STORED, title="Kæmpecelletumor i knogle")), former={"kæmpecelletumorer": 3})
    assert plan(ROW, renamed).change == "unchanged"

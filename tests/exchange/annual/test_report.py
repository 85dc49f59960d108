"""What the report of a group and of the country says."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.models import Group, Guideline, PlanEntry
from guidelines.planning.actions import record_stage, start_revision, withdraw_entry
from guidelines.planning.rules import Stage
from guidelines.register.actions import VersionFacts, link_group, register_version, withdraw_guideline
from tests import factories
from tests.exchange.annual.making import TODAY, at, block, made, paragraphs, rows

pytestmark = pytest.mark.django_db


def test_what_was_planned_and_what_became_of_it(year: Group) -> None:
    found = made(year)
    assert rows(found, "udfald") == [
        ["Gennemført", "1", "1", "2"],
        ["Flyttet", "1", "0", "1"],
        ["Udgået", "1", "0", "1"],
        ["Ikke nået", "1", "0", "1"],
        ["Endnu åben", "1", "0", "1"],
        ["Planlagt i alt", "5", "1", "6"],
    ]
    assert rows(found, "planlagt") == [
        ["New example", "Ny retningslinje", "", "Gennemført, v. 1.0, 21. december 2022", ""],
        ["Prøve A", "Revision", "", "Gennemført, 12. marts 2022", ""],
        ["Prøve B", "Revision", "", "Flyttet til 2024", "Afventer studie"],
        ["Prøve C", "Revision", "", "Udgået", "Dækkes af en anden"],
        ["Prøve D", "Revision", "", "Ikke nået", "Travlhed"],
        ["Prøve E", "Revision", "", "Endnu åben", ""],
    ]
    assert block(found, "plan").startswith("DSG havde planlagt 5 revisioner og 1 ny retningslinje for 2022.")
    assert "1 blev flyttet: Prøve B (til 2024, »Afventer studie«)." in block(found, "plan")


def test_totals_in_the_users_manner(year: Group) -> None:
    found = made(year)
    assert rows(found, "totaler") == [
        ["Antal revisioner", "3", "0", "2", "5"],
        ["Antal nye retningslinjer", "1", "0", "0", "1"],
        ["Antal retningslinjer i alt", "4", "0", "2", "6"],
    ]
    assert paragraphs(found, "totaler") == ("1 planlagt retningslinje har intet årstal og tæller ikke med i noget år.",)
    assert block(found, "totaler") == (
        "Planen for DSG 2022–2024 omfatter 5 revisioner (3 i 2022 og 2 i 2024)"
        " og 1 ny retningslinje (1 i 2022), i alt 6."
    )


def test_versions_clocks_and_time(year: Group) -> None:
    found = made(year)
    assert rows(found, "godkendt") == [["New example", "1.0", "21.12.2022", "ny retningslinje"]]
    assert rows(found, "udgaaet") == [["Prøve C", "02.11.2022", "udgået"]]
    assert rows(found, "gyldighed") == [
        ["Næste revision", "1", "0", "0", "0", "5", "100 %"],
        ["Evidens: litteratursøgning eller vurdering", "0", "0", "0", "1", "5", "–"],
        ["Det dårligste af de to", "1", "0", "0", "0", "5", "100 %"],
    ]
    (clocks,) = next(section for section in found.sections if section.key == "gyldighed").tables
    assert clocks.heads[0] == "Opgjort efter"
    assert paragraphs(found, "tid") == (
        "Tæller de trin, som et forløb forlod for sidste gang i 2022. Alle forløbets ophold på trinnet er lagt sammen.",
    )
    assert rows(found, "tid") == [
        ["Aftalt", "28", "28–28", "1"],
        ["Indsendt", "11", "11–11", "1"],
        ["Hele forløbet, fra aftalt til publiceret", "39", "39–39", "1"],
    ]
    assert block(found, "gyldighed").startswith("31. december 2022 havde 1 retningslinje en godkendt version.")


def test_what_was_moved_and_taken_out_there_tells_that_reason(year: Group) -> None:
    moved = PlanEntry.objects.planned().get(guideline__title="Prøve B")
    withdraw_entry(moved, reason="Ikke længere aktuel", **at(date(2023, 1, 20)))
    found = made(year)
    assert ["Prøve B", "Revision", "", "Udgået", "Ikke længere aktuel"] in rows(found, "planlagt")
    before = made(year, known=date(2023, 1, 19))
    assert ["Prøve B", "Revision", "", "Flyttet til 2024", "Afventer studie"] in rows(before, "planlagt")


def test_what_has_no_year_and_is_withdrawn_has_no_place_in_the_plan(year: Group) -> None:
    gone = Guideline.objects.get(title="Uden år")
    withdraw_guideline(gone, on=date(2023, 1, 20), reason="Prøve", **at(date(2023, 1, 20)))
    assert paragraphs(made(year), "totaler") == ()
    assert len(paragraphs(made(year, known=date(2023, 1, 19)), "totaler")) == 1


def test_a_revision_that_ends_over_new_year_made_the_version_of_the_year_before(year: Group) -> None:
    entry = PlanEntry.objects.planned().get(guideline__title="Prøve E")
    run = start_revision(entry, deadline_on=None, **at(date(2022, 3, 1)))
    dates = {"administrative_approval": factories.day(date(2022, 12, 20))}
    register_version(entry.guideline, VersionFacts("1.0", dates=dates), **at(date(2022, 12, 22)))
    record_stage(run, stage=Stage.PUBLISHED, reason="Prøve", **at(date(2023, 1, 5)))
    found = made(year)
    assert rows(found, "planlagt")[-1][3] == "Gennemført, v. 1.0, 20. december 2022"
    assert rows(found, "godkendt")[-1] == ["Prøve E", "1.0", "20.12.2022", "ny retningslinje"]


def test_as_it_was_known_earlier(year: Group) -> None:
    summer = made(year, known=date(2022, 7, 1))
    assert summer.status == "Som det var kendt 1. juli 2022."
    assert summer.notices == ("Foreløbig: 2022 er ikke slut, så tallene kan ændre sig.",)
    assert rows(summer, "udfald") == [
        ["Gennemført", "1", "0", "1"],
        ["Endnu åben", "4", "1", "5"],
        ["Planlagt i alt", "5", "1", "6"],
    ]
    assert paragraphs(summer, "godkendt") == ("Ingen version blev godkendt i 2022.",)
    assert rows(made(year, known=date(2022, 12, 31)), "udfald")[-2] == ["Endnu åben", "2", "0", "2"]


def test_a_year_that_has_not_begun_and_one_with_nothing(year: Group) -> None:
    coming = made(year, 2024)
    assert block(coming, "plan").startswith("DSG har planlagt 2 revisioner for 2024. 2 er endnu åbne: ")
    assert block(made(year, 2025), "plan") == "DSG har ikke planlagt noget for 2025."
    assert coming.notices == ("2024 er ikke begyndt: Det her er, hvad der er planlagt.",)
    assert rows(coming, "udfald")[-1] == ["Planlagt i alt", "2", "0", "2"]
    empty = made(year, 2019, date(2020, 1, 1))
    assert empty.notices == ("Der var endnu ikke planlagt noget, i noget år.",) or empty.notices == ()
    assert [paragraphs(empty, key) for key in ("udfald", "godkendt", "udgaaet", "tid")] == [
        ("Der stod intet i planen for 2019.",),
        ("Ingen version blev godkendt i 2019.",),
        ("Ingen retningslinje udgik i 2019.",),
        ("Intet trin blev passeret i 2019.",),
    ]


def test_the_country_counts_a_shared_guideline_once(year: Group) -> None:
    other = factories.group("DGCG")
    shared = factories.guideline("Fælles", owner=other, co_owners=[year])
    factories.entry(shared, 2022)
    found = made(None)
    counted = {row[0]: (row[1], row[2]) for row in rows(found, "grupper")}
    assert counted == {"DGCG": ("1", "0"), "DSG": ("7", "2"), "Hele landet": ("7", "2")}
    assert [row[:3] for row in rows(found, "flyttet")] == [
        ["Prøve B", "DSG", "Flyttet til 2024"],
        ["Prøve C", "DSG", "Udgået"],
        ["Prøve D", "DSG", "Ikke nået"],
    ]
    assert rows(found, "totaler")[0][1] == "4"


def test_a_tie_that_opens_nothing_tells_nothing(year: Group) -> None:
    """A document of another group's that names a guideline is no way to read why it was moved."""
    other = factories.group("DGCG")
    guideline = Guideline.objects.get(title="Prøve B")
    guideline.group_links.create(group=other, role="co_owner", confirmed=False)
    assert made(other).notices == ("Der var endnu ikke planlagt noget, i noget år.",)


def test_a_group_tied_later_had_no_part_in_it(year: Group) -> None:
    other = factories.group("DGCG")
    link_group(Guideline.objects.get(title="Prøve B"), other, role="co_owner", confirmed=True, **at(TODAY))
    before, now = (rows(made(None, known=day), "grupper") for day in (date(2022, 12, 31), TODAY))
    assert [row[0] for row in before] == ["DSG", "Hele landet"]
    assert [row[:2] for row in now] == [["DGCG", "1"], ["DSG", "6"], ["Hele landet", "6"]]
    assert made(other, known=date(2022, 12, 31)).notices == ("Der var endnu ikke planlagt noget, i noget år.",)
    assert rows(made(other), "udfald")[0] == ["Flyttet", "1", "0", "1"]
    assert paragraphs(made(other, known=date(2022, 12, 31)), "udfald") == ("Der stod intet i planen for 2022.",)

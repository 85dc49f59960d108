"""An import writes all of a planskema or nothing, once; a second run changes nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.planskema_types import NamedPerson, PlanRow, Planskema, Totals
from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, Group, Guideline, GuidelineGroup, GuidelineVersion, Person, PlanEntry
from guidelines.planning.actions import assign_leads, move_entry, set_year
from guidelines.planning.actions.leads import Lead
from guidelines.planning.importing.apply import apply_import, preview_import
from guidelines.planning.importing.rights import SECRETARIAT
from guidelines.planning.importing.types import Answers
from guidelines.register.actions import retitle

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BY = Actor("command", "import_plan", via="import")
ROW = PlanRow(1, "Kæmpecelletumorer", False, "revision", None, "unknown", groups=("DSG",))
TABLE = (
    replace(
        ROW,
        version="1.1",
        approved_on=FuzzyDate.day(date(2020, 12, 21), "211220"),
        tovholdere=(NamedPerson("Nanna Juul"), NamedPerson("Carla Birk")),
        submitted_on=FuzzyDate.day(date(2022, 2, 1), "1.2.22"),
    ),
    replace(
        ROW, row=2, title="Uterine sarkomer", groups=("DGCG", "DSG"), tovholdere=(NamedPerson("Zita Kofoed", "DGCG"),)
    ),
    replace(ROW, row=3, title="Desmoid fibromatose", is_working_title=True, kind="new", year=2022, year_basis="totals"),
)


def planskema(*rows: PlanRow) -> Planskema:
    return Planskema("DSG", (2022, 2023), rows or TABLE, Totals(), Totals(), None)


@pytest.fixture
def dsg() -> Group:
    return Group.objects.get(abbreviation="DSG")


def write(dsg: Group, *rows: PlanRow, answers: Answers | None = None) -> dict[str, int]:
    done = apply_import(planskema(*rows), dsg, content=b"x", by=BY, now=NOW, answers=answers, importer=SECRETARIAT)
    return done.changes()


def test_an_import_stores_what_the_rows_say(dsg: Group) -> None:
    assert write(dsg) == {"created": 3, "updated": 0, "unchanged": 0}
    version = GuidelineVersion.objects.get()
    assert (version.label, version.is_current) == ("1.1", True)
    assert version.administrative_approval == FuzzyDate.day(date(2020, 12, 21), "211220")
    entry = PlanEntry.objects.get(guideline__title="Kæmpecelletumorer")
    assert (entry.year, entry.year_basis, entry.outcome) == (None, "unknown", "planned")
    assert entry.submitted == FuzzyDate.day(date(2022, 2, 1), "1.2.22")
    assert list(entry.assignments.values_list("person__name", "position")) == [("Nanna Juul", 0), ("Carla Birk", 1)]
    working = Guideline.objects.get(title="Desmoid fibromatose")
    assert (working.is_working_title, working.plan_entries.get().year, working.plan_entries.get().kind) == (
        True,
        2022,
        "new",
    )


def test_nothing_is_due_that_no_document_states(dsg: Group) -> None:
    write(dsg)
    assert GuidelineVersion.objects.get().next_due is None


def test_a_shared_guideline_has_no_owner_until_somebody_says_so(dsg: Group) -> None:
    write(dsg)
    links = GuidelineGroup.objects.filter(guideline__title="Uterine sarkomer").order_by("group__abbreviation")
    assert list(links.values_list("group__abbreviation", "role", "confirmed")) == [
        ("DGCG", "co_owner", False),
        ("DSG", "co_owner", False),
    ]
    assert Assignment.objects.get(person__name="Zita Kofoed").acting_for.abbreviation == "DGCG"


def test_a_guideline_of_one_group_is_owned_by_it(dsg: Group) -> None:
    write(dsg)
    link = GuidelineGroup.objects.get(guideline__title="Kæmpecelletumorer")
    assert (link.group, link.role, link.confirmed) == (dsg, "owner", True)


def test_the_second_run_changes_nothing_and_writes_no_event(dsg: Group) -> None:
    write(dsg)
    events = Event.objects.count()
    assert write(dsg) == {"created": 0, "updated": 0, "unchanged": 3}
    assert (Event.objects.count(), Person.objects.count(), PlanEntry.objects.count()) == (events, 3, 3)


def test_the_preview_predicts_the_run_and_writes_nothing(dsg: Group) -> None:
    predicted = preview_import(planskema(), dsg).changes()
    assert (Event.objects.count(), Guideline.objects.count(), Person.objects.count()) == (0, 0, 0)
    assert write(dsg) == predicted
    with_year = replace(TABLE[0], year=2023, year_basis="column")
    assert (
        preview_import(planskema(with_year), dsg).changes()
        == write(dsg, with_year)
        == {
            "created": 0,
            "updated": 1,
            "unchanged": 0,
        }
    )
    assert PlanEntry.objects.get(guideline__title="Kæmpecelletumorer").year == 2023


def test_an_error_in_one_row_leaves_nothing_written(dsg: Group) -> None:
    impossible = replace(ROW, row=4, title="Umulig", year=1907, year_basis="column")
    with pytest.raises(Refused):
        write(dsg, *TABLE, impossible)
    assert (Guideline.objects.count(), Person.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_the_same_file_does_not_undo_what_people_did_since(dsg: Group) -> None:
    write(dsg)
    by = Actor("user", "person:1")
    entry = PlanEntry.objects.get(guideline__title="Kæmpecelletumorer")
    entry = set_year(entry, year=2023, by=by, now=NOW)
    entry = move_entry(entry, to_year=2024, reason="afventer studie", by=by, now=NOW)
    assign_leads(entry, [Lead(Person.objects.get(name="Carla Birk"))], by=by, now=NOW)
    assert write(dsg) == {"created": 0, "updated": 0, "unchanged": 3}
    assert write(dsg, replace(TABLE[0], year=2023, year_basis="column"))["unchanged"] == 1


def test_a_corrected_typo_makes_no_second_guideline(dsg: Group) -> None:
    write(dsg)
    corrected = replace(TABLE[0], title="Kæmpecelletumorerne")
    assert write(dsg, corrected) == {"created": 0, "updated": 0, "unchanged": 1}
    assert Guideline.objects.count() == 3


def test_spellings_with_and_without_full_stops_are_one_person(dsg: Group) -> None:
    write(dsg, replace(ROW, tovholdere=(NamedPerson("Birger H Holm"),)))
    write(dsg, replace(ROW, row=2, title="En anden", tovholdere=(NamedPerson("Birger H. Holm"),)))
    assert list(Person.objects.values_list("name", flat=True)) == ["Birger H Holm"]


def test_one_row_marked_in_two_years_is_one_guideline_with_two_entries(dsg: Group) -> None:
    twice = (replace(TABLE[0], year=2022, year_basis="column"), replace(TABLE[0], year=2024, year_basis="column"))
    assert write(dsg, *twice)["created"] == 2
    assert Guideline.objects.count() == 1
    assert sorted(PlanEntry.objects.values_list("year", flat=True)) == [2022, 2024]
    assert write(dsg, *twice) == {"created": 0, "updated": 0, "unchanged": 2}


def test_the_other_groups_document_finds_the_shared_guideline(dsg: Group) -> None:
    write(dsg)
    dgcg = Group.objects.get(abbreviation="DGCG")
    row = replace(TABLE[1], row=1, groups=("DGCG", "DSG"))
    done = apply_import(planskema(row), dgcg, content=b"y", by=BY, now=NOW).changes()
    assert done == {"created": 0, "updated": 0, "unchanged": 1}


def test_two_rows_of_one_guideline_are_written_as_predicted(dsg: Group) -> None:
    write(dsg, TABLE[0])
    twice = [
        replace(TABLE[0], row=n, version="1.2", year=year, year_basis="column") for n, year in ((1, 2022), (2, 2023))
    ]
    predicted = preview_import(planskema(*twice), dsg, importer=SECRETARIAT).changes()
    assert write(dsg, *twice) == predicted == {"created": 1, "updated": 1, "unchanged": 0}
    assert write(dsg, *twice) == {"created": 0, "updated": 0, "unchanged": 2}


def test_one_title_twice_is_one_guideline(dsg: Group) -> None:
    twice = (TABLE[0], replace(TABLE[0], row=2, title="KÆMPECELLETUMORER", version="1.0"))
    assert write(dsg, *twice) == {"created": 1, "updated": 1, "unchanged": 0}
    assert Guideline.objects.get().versions.count() == 2
    assert write(dsg, *twice) == {"created": 0, "updated": 0, "unchanged": 2}


def test_a_retitled_guideline_is_found_by_its_former_title(dsg: Group) -> None:
    write(dsg, TABLE[0])
    retitle(Guideline.objects.get(), title="Kæmpecelletumor i knogle", is_working_title=False, by=BY, now=NOW)
    assert write(dsg, TABLE[0]) == {"created": 0, "updated": 0, "unchanged": 1}
    assert Guideline.objects.get().title == "Kæmpecelletumor i knogle"


def test_a_title_of_another_group_is_held(dsg: Group) -> None:
    write(dsg, TABLE[0])
    other = Group.objects.get(abbreviation="DMG")
    row = replace(TABLE[0], groups=("DMG",))
    assert apply_import(planskema(row), other, content=b"y", by=BY, now=NOW).changes()["created"] == 0
    assert Guideline.objects.count() == 1


def test_a_row_with_a_title_too_long_is_held_as_the_preview_says(dsg: Group) -> None:
    rows = (*TABLE, replace(ROW, row=4, title="Lang " * 100))
    foreseen = preview_import(planskema(*rows), dsg, importer=SECRETARIAT)
    assert (foreseen.rows[3].change, [doubt.code for doubt in foreseen.rows[3].row.doubts]) == (
        "held",
        ["title_too_long"],
    )
    assert write(dsg, *rows) == foreseen.changes() == {"created": 3, "updated": 0, "unchanged": 1}


def many(count: int) -> list[PlanRow]:
    names = ("Nanna Juul", "Carla Birk", "Zita Kofoed")
    return [
        replace(
            TABLE[0], row=n, title=f"Emne nummer {n}", year=2022, year_basis="column",
            tovholdere=(NamedPerson(names[n % 3]),),
        )
        for n in range(1, count + 1)
    ]  # fmt: skip


def statements(dsg: Group, *rows: PlanRow) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        write(dsg, *rows)
    return [query["sql"] for query in caught]


def test_a_second_run_reads_as_often_however_many_rows_there_are(dsg: Group) -> None:
    write(dsg, *many(3))
    few = statements(dsg, *many(3))
    write(dsg, *many(60))
    assert len(statements(dsg, *many(60))) == len(few)


def test_a_first_run_reads_as_often_however_many_rows_there_are(dsg: Group) -> None:
    def reads(rows: list[PlanRow]) -> int:
        return sum(sql.startswith("SELECT") for sql in statements(dsg, *rows))

    write(dsg, *many(3))
    assert reads([replace(row, title=f"Y {row.title}") for row in many(3)]) == reads(
        [replace(row, row=row.row + 100, title=f"X {row.title}") for row in many(60)]
    )


def test_the_journal_tells_every_change_of_a_row(dsg: Group) -> None:
    write(dsg)
    assert Counter(Event.objects.values_list("verb", flat=True)) == {
        "person_added": 3,
        "guideline_created": 3,
        "group_linked": 2,
        "version_registered": 1,
        "entry_added": 3,
        "leads_assigned": 2,
        "submission_noted": 1,
        "plan_imported": 1,
    }
    assert verify() is None
    added = Event.objects.get(verb="leads_assigned", object_key=str(PlanEntry.objects.earliest("pk").pk))
    persons = [Person.objects.get(name=name).pk for name in ("Nanna Juul", "Carla Birk")]
    assert added.facts == {"from": [], "to": [[key, None] for key in persons]}

"""The title of an exported row that was changed: the row is held until somebody has said what it is about."""

from __future__ import annotations

import pytest
from django.test import Client

from guidelines.models import Group, Guideline, PlanEntry
from guidelines.planning.importing.rights import Importer
from tests import factories
from tests.exchange.planskema.edits import (
    PEOPLE,
    TITLE,
    approve,
    asked,
    doubts,
    entries,
    exported,
    only,
    planned,
    put,
    twice,
    upload,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]
NAME = "take-2-title"


def titles() -> list[str]:
    return list(Guideline.objects.order_by("pk").values_list("title", flat=True))


def test_any_other_title_holds_the_row(dsg: Group, entry: PlanEntry) -> None:
    for title in ("Prøvesarkom", "Noget andet", "", "r1~eNpkrydsord"):
        row = only(exported(dsg, put(PEOPLE, "Bo Lund"), put(TITLE, title)), dsg)
        assert (row.change, row.differences[0].part, row.differences[0].is_open) == ("held", "title", True)
        assert twice(dsg, exported(dsg, put(PEOPLE, "Bo Lund"), put(TITLE, title)))["updated"] == 0


def test_a_chair_gives_no_other_title(client: Client, dsg: Group, entry: PlanEntry) -> None:
    factories.sign_in(client, factories.chair_of(dsg))
    address = upload(client, exported(dsg, put(PEOPLE, "Bo Lund"), put(TITLE, "Prøvesarkom")))
    page = client.get(address).content.decode()
    assert "Titlen er ændret. Handler rækken stadig om »Prøvesarkomer«?" in page
    assert "Kun sekretariatet giver en retningslinje en anden titel." in page
    assert set(asked(client, address)[NAME]) == {"plan", "other"}
    approve(client, address, **{NAME: "plan"})
    assert (titles(), entries()[0][3]) == (["Den anden", "Prøvesarkomer"], ["Bo Lund"])


def test_the_secretariat_does(client: Client, dsg: Group, entry: PlanEntry) -> None:
    factories.sign_in(client, factories.secretariat())
    data = exported(dsg, put(TITLE, "Prøvesarkom"))
    approve(client, upload(client, data), **{NAME: "file"})
    assert titles() == ["Den anden", "Prøvesarkom"]
    assert planned(dsg, data).changes()["updated"] == 0


def test_a_row_about_another_guideline_is_read_by_its_words(dsg: Group, entry: PlanEntry) -> None:
    """A row that somebody wrote over: the old guideline keeps its own, and the new one is planned."""
    data = exported(dsg, put(PEOPLE, "Bo Lund"), put(TITLE, "Helt ny retningslinje om feber"))
    assert twice(dsg, data, take_2_title="other") == {"created": 1, "updated": 0, "unchanged": 1}
    assert (titles()[2:], entries("Helt ny retningslinje om feber")) == (
        ["Helt ny retningslinje om feber"],
        [(2027, "revision", "planned", ["Bo Lund"])],
    )
    assert entries() == [(2027, "revision", "planned", ["Anna Berg"])]


def test_the_title_of_another_guideline_that_is_not_in_the_file_is_given_to_none(dsg: Group, entry: PlanEntry) -> None:
    factories.entry(factories.guideline("Prøvesarkomet", owner=dsg), 2028)
    data = exported(
        dsg,
        put(PEOPLE, "Bo Lund"),
        lambda rows: rows.pop(next(at for at, row in enumerate(rows) if row[0] == "Prøvesarkomet")) and None,
        put(TITLE, "Prøvesarkomet"),
    )
    [row] = [row for row in planned(dsg, data).rows if row.is_held]
    assert [key for key, _words in row.differences[0].choices] == ["plan", "other"]
    twice(dsg, data, **{f"take_{row.row.row}_title": "other"})
    assert [entry[0] for entry in entries("Prøvesarkomet")] == [2028, 2027]
    assert (entries(), titles()) == (
        [(2027, "revision", "planned", ["Anna Berg"])],
        ["Den anden", "Prøvesarkomer", "Prøvesarkomet"],
    )


def test_one_answer_goes_for_all_years_of_a_line(dsg: Group, entry: PlanEntry) -> None:
    factories.entry(entry.guideline, 2029, leads=[entry.assignments.get().person])
    data = exported(dsg, put(PEOPLE, "Bo Lund"), put(TITLE, "Prøvesarkom"))
    held = [row for row in planned(dsg, data).rows if row.is_held]
    assert [(len(row.differences), "title_asked" in doubts(row)) for row in held] == [(2, False), (1, True)]
    assert twice(dsg, data, take_2_title="file")["updated"] == 2
    assert [entry[3] for entry in entries("Prøvesarkom")] == [["Bo Lund"]] * 2


def test_a_title_too_long_is_held_and_may_be_given_to_nothing(dsg: Group, entry: PlanEntry) -> None:
    data = exported(dsg, put(TITLE, "Prøvesarkomer " + "lang titel " * 60))
    assert twice(dsg, data) == {"created": 0, "updated": 0, "unchanged": 2}
    [row] = [row for row in planned(dsg, data).rows if row.is_held]
    assert [key for key, _words in row.differences[0].choices] == ["plan", "other"]
    [row] = [row for row in planned(dsg, data, take_2_title="other").rows if row.is_held]
    assert doubts(row)[-1] == "title_too_long"
    assert twice(dsg, data, take_2_title="other")["created"] == 0


def test_a_working_title_is_the_secretariat_s_to_make_a_title(dsg: Group) -> None:
    working = factories.guideline("Prøvesarkomer", owner=dsg, is_working_title=True)
    factories.entry(working, 2027)
    data = exported(dsg, put(TITLE, "Prøvesarkomer", "Arbejdstitel"))
    chair = Importer(led_groups=frozenset({dsg.pk}))
    [row] = planned(dsg, data, chair).rows
    assert (row.change, row.drops_working_title, doubts(row)) == ("unchanged", False, ["title_kept"])
    assert twice(dsg, data, chair)["updated"] == 0
    assert twice(dsg, data)["updated"] == 1
    working.refresh_from_db()
    assert not working.is_working_title

"""`import_plan` reads a file into a group's plan, prints what it read, and refuses with a sentence and exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from guidelines.journal.models import Event
from guidelines.models import Assignment, Guideline, Person, PlanEntry
from reminders.demo.loading import PUBLISHED

pytestmark = pytest.mark.django_db


def run(file: Path, *options: str) -> dict[str, Any]:
    out = StringIO()
    call_command("import_plan", str(file), "--group", "DSG", *options, "--json", stdout=out)
    return dict(json.loads(out.getvalue()))


def refusal(*options: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as refused:
        call_command("import_plan", *options, stdout=StringIO())
    return str(refused.value), refused.value.returncode


def test_the_seed_becomes_fourteen_rows_and_asks_for_thirteen_years(seed_file: Callable[[str], Path]) -> None:
    read = run(seed_file("000"))
    rows = read["rows"]
    assert [row["kind"] for row in rows] == ["revision"] * 13 + ["new"]
    assert [row["year"] for row in rows] == [None] * 13 + [2022]
    assert len({person["name"] for row in rows for person in row["tovholdere"]}) == 22
    assert (read["totals"]["agree"], read["changes"]) == (True, {"created": 14, "updated": 0, "unchanged": 0})
    assert read["totals"]["stated"]["all"] == {"2022": 6, "2023": 2, "2024": 6, "total": 14}
    assert [row["row"] for row in rows if "revision_without_version" in {d["code"] for d in row["doubts"]}] == [12, 13]
    assert rows[11]["submitted_on"] == "2022-02-01"


def test_the_seed_and_the_demo_s_own_copy_of_the_table_are_the_same_plan(seed_file: Callable[[str], Path]) -> None:
    assert run(seed_file("000"))["changes"]["created"] == 14
    assert run(PUBLISHED)["changes"] == {"created": 0, "updated": 0, "unchanged": 14}


def test_what_is_stored_is_what_was_printed() -> None:
    read = run(PUBLISHED)
    assert (Guideline.objects.count(), Person.objects.count()) == (14, 22)
    assert Assignment.objects.count() == sum(len(row["tovholdere"]) for row in read["rows"])
    assert list(PlanEntry.objects.exclude(year=None).values_list("guideline__title", "year")) == [
        ("Desmoid fibromatose", 2022)
    ]


def test_a_second_run_changes_nothing() -> None:
    run(PUBLISHED)
    events = Event.objects.count()
    assert run(PUBLISHED)["changes"] == {"created": 0, "updated": 0, "unchanged": 14}
    assert Event.objects.count() == events


def test_a_dry_run_writes_nothing_and_predicts() -> None:
    predicted = run(PUBLISHED, "--dry-run")
    assert (Guideline.objects.count(), Event.objects.count()) == (0, 0)
    assert run(PUBLISHED) == predicted


def test_refusals_say_why_in_danish(tmp_path: Path) -> None:
    empty = tmp_path / "tom.txt"
    empty.write_bytes(b"")
    no_plan = tmp_path / "brev.txt"
    no_plan.write_text("Kære alle. Vi mødes på tirsdag.")
    assert refusal(str(empty), "--group", "DSG")[1] == 2
    assert refusal(str(no_plan), "--group", "DSG")[1] == 2
    assert refusal(str(PUBLISHED), "--group", "Ukendt") == ("Der er ingen gruppe, der hedder Ukendt.", 2)
    assert refusal(str(tmp_path / "væk.txt"), "--group", "DSG") == ("Filen væk.txt kan ikke læses.", 2)
    assert refusal(str(PUBLISHED), "--group", "DSG", "--first-year", "2024")[1] == 2
    assert Guideline.objects.count() == 0


def test_without_json_the_rows_are_listed_for_people() -> None:
    out = StringIO()
    call_command("import_plan", str(PUBLISHED), "--group", "dsg", "--dry-run", stdout=out)
    last = out.getvalue().splitlines()[-2:]
    assert last == ["14 rækker: 14 oprettet, 0 ændret, 0 uændret.", "Intet er ændret (prøvekørsel)."]

"""Export, import: 0 changes, for every format, whatever stands in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Group, Guideline, GuidelineGroup, Person, PlanEntry
from guidelines.planning.actions import move_entry
from reminders.demo.loading import PUBLISHED
from tests import factories
from tests.exchange.planskema.files import imported, read_back, sheet_of, without_tokens, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_moment")]
FORMS = ("docx", "xlsx", "pdf", "csv")
UNCHANGED = (0, 0)
HARD = (
    "=SUM(A1:A9)",
    "+45 33 12 12 12",
    "-1",
    "@navn",
    "\t=1+1",
    "＝1+1",
    "＋1",
    "＠x",
    "'=1",
    "Blødt \"væv\" og 'ben'",
    "Semikolon; komma, og | streg",
    "To\nlinjer",
    "Ærø, Østrig og Ålborg",
    "Kræft (211220 version 1.1)",
    "Retningslinje, som udgår",
    "NY: Rev.",
    "Antal revisioner",
    "Retningslinje",
    "Kilde: ingen",
    "---",
    "Behandling " * 36,
    "Uafbrudt" * 45,
    "1. Første",
    "日本語 og 🙂",
)


@pytest.fixture(name="_moment")
def moment() -> Any:
    with time_machine.travel("2026-11-22 12:00", tick=False) as found:
        yield found


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


def changes(data: bytes, form: str, group: Group) -> tuple[int, int]:
    """How many rows an import would create and update."""
    plan = imported(data, form, group)
    found = plan.changes()
    assert not any(row.is_held for row in plan.rows)
    return found["created"], found["updated"]


def all_changes(group: Group, **options: Any) -> dict[str, tuple[int, int]]:
    sheet = sheet_of(group, **options)
    return {form: changes(written(sheet, form), form, group) for form in FORMS}


@pytest.fixture
def published(dsg: Group) -> Group:
    """The plan of 2022-2024 as it was published, its years given as its totals have them: 5, 2 and 6."""
    call_command("import_plan", str(PUBLISHED), "--group", "DSG", stdout=StringIO())
    years = [2022] * 5 + [2023] * 2 + [2024] * 6
    for entry, year in zip(PlanEntry.objects.filter(year=None).order_by("pk"), years, strict=True):
        PlanEntry.objects.filter(pk=entry.pk).update(year=year, year_basis="given")
    return dsg


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_the_published_plan_comes_back_unchanged(published: Group, form: str, language: str) -> None:
    sheet = sheet_of(published, language=language, whole=True)
    read = read_back(written(sheet, form), form, published)
    assert (len(sheet.rows), len(read.rows), all(row.origin for row in read.rows)) == (14, 14, True)
    assert changes(written(sheet, form), form, published) == UNCHANGED


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("form", FORMS)
def test_and_so_it_does_from_its_words_alone(
    published: Group, form: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_tokens(monkeypatch)
    sheet = sheet_of(published, language=language, whole=True)
    read = read_back(written(sheet, form), form, published)
    assert (len(read.rows), any(row.origin for row in read.rows), read.agree) == (14, False, True)
    assert [line.total for line in sheet.totals] == [13, 1, 14]
    assert changes(written(sheet, form), form, published) == UNCHANGED


@pytest.mark.parametrize("form", FORMS)
def test_the_command_says_so_too(published: Group, form: str, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / f"plan.{form}"
    file.write_bytes(written(sheet_of(published, whole=True), form))
    before = PlanEntry.objects.count()
    call_command("import_plan", str(file), "--group", "DSG")
    assert "0 oprettet, 0 " in capsys.readouterr().out
    assert PlanEntry.objects.count() == before


@pytest.mark.parametrize("form", FORMS)
def test_hard_titles_come_back_unchanged(dsg: Group, form: str) -> None:
    lead = factories.person("Nanna Juul")
    for title in HARD:
        factories.entry(factories.guideline(title, owner=dsg), 2027, leads=[lead])
    sheet = sheet_of(dsg)
    read = read_back(written(sheet, form), form, dsg)
    assert [row.title for row in read.rows] == list(HARD)
    assert changes(written(sheet, form), form, dsg) == UNCHANGED


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv"])
def test_without_tokens_the_hard_titles_would_not(dsg: Group, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch: what the test before shows is the tokens' doing."""
    without_tokens(monkeypatch)
    for title in HARD:
        factories.entry(factories.guideline(title, owner=dsg), 2027)
    assert changes(written(sheet_of(dsg), form), form, dsg) != UNCHANGED


def test_what_the_layout_cannot_carry_stays(dsg: Group) -> None:
    """Two entries with other tovholdere, no year, withdrawn, moved, done, shared, submitted, a month."""
    anna, bo, cilla = (factories.person(name) for name in ("Anna Berg", "Bo Lund", "Cilla Dam"))
    other = factories.group("DGCG")
    two = factories.guideline("Planlagt to gange", owner=dsg)
    factories.entry(two, 2027, leads=[anna])
    factories.entry(two, 2029, leads=[bo, cilla])
    factories.entry(factories.guideline("Planlagt to gange!", owner=dsg), None, leads=[anna, bo], kind="minor")
    gone = factories.guideline("Trukket ud", owner=dsg)
    factories.entry(gone, 2028, outcome="withdrawn", leads=[cilla])
    moved = factories.entry(factories.guideline("Flyttet", owner=dsg), 2026, leads=[anna])
    move_entry(moved, to_year=2028, reason="Venter", by=Actor("user", "1"), now=clock.now())
    done = factories.guideline("Gjort", owner=dsg)
    factories.version(done, "2. udgave", administrative_approval=FuzzyDate.month(2024, 11))
    factories.entry(done, 2025, outcome="done", leads=[bo])
    factories.entry(done, 2031, leads=[bo])
    factories.entry(factories.guideline("Ikke nået", owner=dsg), 2025, outcome="missed", leads=[bo])
    shared = factories.guideline("Delt", owner=other, co_owners=[dsg])
    entry = factories.entry(shared, 2026, leads=[anna])
    entry.assignments.update(acting_for=other)
    entry.submitted = FuzzyDate.day(date(2026, 2, 1))
    entry.save()
    factories.guideline("Uden række", owner=dsg, is_working_title=True)
    expected = dict.fromkeys(FORMS, UNCHANGED)
    assert all_changes(dsg) == expected
    assert all_changes(dsg, whole=True, language="en") == expected


def test_an_export_that_the_plan_has_left_behind_takes_nothing_back(dsg: Group) -> None:
    """Exported first, then renamed, moved, handed on, published: the file brings none of it back."""
    anna, bo = factories.person("Anna Berg"), factories.person("Bo Lund")
    entries = [factories.entry(factories.guideline(f"Titel {at}", owner=dsg), 2027, leads=[anna]) for at in range(4)]
    files = {form: written(sheet_of(dsg), form) for form in FORMS}
    by = Actor("user", "1")
    move_entry(entries[0], to_year=2029, reason="", by=by, now=clock.now())
    entries[1].assignments.update(person=bo)
    factories.version(entries[2].guideline, "2.0", administrative_approval=date(2026, 11, 1))
    PlanEntry.objects.filter(pk=entries[3].pk).update(outcome="withdrawn")
    assert {form: changes(data, form, dsg) for form, data in files.items()} == dict.fromkeys(FORMS, UNCHANGED)


def test_a_file_of_another_installation_is_read_by_its_words(dsg: Group) -> None:
    """The keys in a token mean nothing there; what stands in the cells, and on the page of a PDF, does."""
    factories.entry(factories.guideline("Kræft hos voksne", owner=dsg), 2027, leads=[factories.person("Anna Berg")])
    files = {form: written(sheet_of(dsg), form) for form in FORMS}
    Guideline.objects.update(title="En helt anden")
    for form, data in files.items():
        [row] = imported(data, form, dsg).rows
        assert (row.change, row.creates, row.row.title, row.row.origin) == ("created", True, "Kræft hos voksne", None)
        assert (row.row.year, [lead.name for lead in row.leads]) == (2027, ["Anna Berg"])


def test_a_token_opens_no_guideline_of_another_group(dsg: Group) -> None:
    guideline = factories.guideline("Vores", owner=dsg)
    factories.entry(guideline, 2027)
    data = written(sheet_of(dsg), "xlsx")
    GuidelineGroup.objects.filter(guideline=guideline).update(group=factories.group("DGCG"))
    [row] = imported(data, "xlsx", dsg).rows
    assert (row.change, [doubt.code for doubt in row.row.doubts][-1]) == ("held", "title_resembles")


NAMES = st.text(alphabet=st.sampled_from("ABCÆØÅabcæøåé"), min_size=2, max_size=8).map(str.title)
FULL_NAMES = st.tuples(NAMES, NAMES).map(" ".join)
TITLES = st.one_of(
    st.sampled_from(HARD),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60),
    st.text(alphabet=st.sampled_from("=+-@\t;\"',|()＝＋－＠ æøåÆØÅ1.\n"), min_size=1, max_size=20),
).filter(str.strip)
ENTRIES = st.lists(
    st.tuples(
        st.sampled_from([None, 2022, 2025, 2026, 2027, 2030, 2033]),
        st.sampled_from(["revision", "new", "minor"]),
        st.sampled_from(["planned", "planned", "done", "missed", "withdrawn", "moved"]),
        st.lists(FULL_NAMES, max_size=3, unique_by=str.casefold),
    ),
    max_size=3,
    unique_by=lambda entry: entry[0] or 0,
)
ROWS = st.lists(st.tuples(TITLES, ENTRIES), min_size=1, max_size=5)


def save(group: Group, rows: Sequence[tuple[str, Any]], people: dict[str, Person]) -> None:
    for title, entries in rows:
        guideline = factories.guideline(title[:400], owner=group)
        for year, kind, outcome, names in entries:
            leads = []
            for name in names:
                if name.casefold() not in people:
                    people[name.casefold()] = factories.person(name)
                leads.append(people[name.casefold()])
            factories.entry(guideline, year, kind=kind, outcome=outcome, leads=leads)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS, form=st.sampled_from(FORMS), language=st.sampled_from(["da", "en"]), whole=st.booleans())
def test_any_plan_comes_back_unchanged(dsg: Group, rows: Any, form: str, language: str, whole: bool) -> None:
    Assigned = PlanEntry.assignments.rel.related_model  # noqa: N806 - a model
    Assigned.objects.all().delete()
    PlanEntry.objects.all().delete()
    GuidelineGroup.objects.all().delete()
    Guideline.objects.all().delete()
    Person.objects.filter(user=None).delete()
    save(dsg, rows, {})
    sheet = sheet_of(dsg, language=language, whole=whole)
    assert changes(written(sheet, form), form, dsg) == UNCHANGED

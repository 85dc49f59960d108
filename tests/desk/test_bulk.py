"""Acts on several guidelines: chosen, shown, done by one press or not at all, and taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.listing.chosen import MOST
from guidelines.journal.models import Event
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Guideline, Person, PlanEntry
from guidelines.planning.actions import add_entry, move_entry
from guidelines.planning.rules import Kind, Stage
from tests import factories
from tests.desk.bulk import LIST, post, press, rows, said, undo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
OTHER = Actor("user", "person:0")


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


@pytest.fixture
def dsg() -> Any:
    return factories.group("DSG")


def years() -> dict[str, list[int | None]]:
    """Return what is planned, by title."""
    found: dict[str, list[int | None]] = {}
    for entry in PlanEntry.objects.planned().select_related("guideline").order_by("year"):
        found.setdefault(entry.guideline.title, []).append(entry.agreed_year)
    return found


class TestChoosing:
    def test_the_secretariat_alone_has_boxes(self, client: Client, dsg: Any) -> None:
        made = factories.guideline("GIST", owner=dsg)
        factories.version(made)
        assert 'name="valgt"' not in client.get(LIST).content.decode()
        factories.sign_in(client, factories.chair_of(dsg))
        assert 'name="valgt"' not in client.get(LIST).content.decode()
        assert post(client, "aar", [made]).status_code == 404
        factories.sign_in(client, factories.secretariat())
        html = client.get(LIST).content.decode()
        assert f'form="bulk" name="valgt" value="{made.pk}"' in html
        assert re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]*)', html)[:2] == ["Vælg", "Retningslinje"]

    def test_all_that_the_filters_find(self, staff: Client, dsg: Any) -> None:
        for number in range(60):
            factories.guideline(f"R{number:02}", owner=dsg)
        factories.guideline("Lunge", owner=factories.group("DLCG"))
        assert "Alle 60, der passer til filtrene" in staff.get(LIST, {"gruppe": "dsg"}).content.decode()
        assert "Alle 61" in staff.get(LIST).content.decode()
        asked = {"act": "gennemgaaet", "alle": "1", "soegning": "gruppe=dsg", "here": LIST}
        assert len(rows(staff.post(reverse("guidelines-many"), asked))) == 60

    @pytest.mark.parametrize("keys", [[], ["x"], ["-1"], ["987654"], ["9" * 400], [""]])
    def test_nothing_chosen_is_said(self, staff: Client, keys: list[str]) -> None:
        answer = staff.post(reverse("guidelines-many"), {"act": "aar", "valgt": keys, "here": "https://example.org/"})
        assert answer["Location"] == LIST
        assert "Sæt først kryds ved retningslinjerne." in said(staff, answer)

    def test_there_is_an_end_to_them(self, staff: Client) -> None:
        Guideline.objects.bulk_create(Guideline(title=f"R{n}", slug=f"r{n}") for n in range(MOST + 1))
        answer = staff.post(reverse("guidelines-many"), {"act": "aar", "alle": "1", "here": LIST})
        assert "Det er mere end 500 retningslinjer. Indsnævr listen først." in said(staff, answer)

    def test_an_act_that_is_none_is_not_found(self, staff: Client, dsg: Any) -> None:
        made = factories.guideline("GIST", owner=dsg)
        assert post(staff, "slet", [made]).status_code == 404
        for wrong in ("x", "a:1", "1"):
            assert post(staff, "gennemgaaet", [made], trin="goer", set=wrong).status_code == 404

    def test_what_no_page_shows_is_not_found_and_nothing_is_done(self, staff: Client, dsg: Any) -> None:
        made, other = factories.guideline("GIST", owner=dsg), factories.guideline("Lunge", owner=dsg)
        old, _new = factories.person("Gamle Åse"), factories.person("Nye Bo")
        entry = factories.entry(made, 2027, leads=[old])
        more = {"trin": "goer", "year": "2029", "fra": str(old.pk), "til": "Nye Bo"}
        good = f"{made.pk}:;"
        for act, wrong in (
            ("gennemgaaet", f"{good}{other.pk}:"),
            ("gennemgaaet", f"{good}{other.pk}:x"),
            ("gennemgaaet", f"{made.pk}:x"),
            ("gennemgaaet", f"{good}{'9' * 20}:"),
            ("aar", f"{other.pk}:x"),
            ("aar", f"{'9' * 5000}:x"),
            ("tovholder", f"{entry.pk}:x"),
            ("tovholder", f"{'9' * 5000}:1"),
        ):
            assert (act, wrong[:30], post(staff, act, [made], set=wrong, **more).status_code) == (act, wrong[:30], 404)
        assert Event.objects.count() == 0


@pytest.fixture
def four(dsg: Any) -> list[Guideline]:
    """One to be added, one without a year, one to be moved, one that stands there, one planned twice, one withdrawn."""
    named = ("Ny", "Uden år", "Flyttes", "Står", "To gange", "Udgået")
    made = {title: factories.guideline(title, owner=dsg) for title in named}
    factories.version(made["Ny"])
    factories.entry(made["Uden år"], None)
    factories.entry(made["Flyttes"], 2027, leads=[factories.person("Åse Ærø")], note="Husk")
    factories.entry(made["Står"], 2029)
    factories.entry(made["To gange"], 2027)
    factories.entry(made["To gange"], 2030)
    Guideline.objects.filter(pk=made["Udgået"].pk).update(withdrawn_on=date(2026, 1, 1))
    return list(made.values())


class TestSetYear:
    def test_the_page_says_what_happens_to_each(self, staff: Client, four: list[Guideline]) -> None:
        first = post(staff, "aar", four)
        assert (first.status_code, rows(first)) == (200, {})
        assert rows(post(staff, "aar", four, trin="vis", year="2029")) == {
            "Ny": ("ikke planlagt", "2029, ny i planen: revision"),
            "Uden år": ("ukendt", "2029"),
            "Flyttes": ("2027", "2029, flyttet fra 2027"),
            "Står": ("2029", "Bliver som den er Den står allerede i 2029."),
            "To gange": ("2027 og 2030", "Bliver som den er Den er planlagt flere gange. Flyt den i planskemaet."),
            "Udgået": ("ikke planlagt", "Bliver som den er Den er ude af brug."),
        }
        assert Event.objects.count() == 0

    @pytest.mark.parametrize("year", ["", "2019", "x"])
    def test_a_year_that_cannot_be_is_refused(self, staff: Client, four: list[Guideline], year: str) -> None:
        assert post(staff, "aar", four, trin="vis", year=year).status_code == 422
        assert post(staff, "aar", four, trin="goer", year=year).status_code == 422

    @pytest.mark.both
    def test_one_press_does_what_the_page_says(self, staff: Client, four: list[Guideline]) -> None:
        run = factories.revision(four[2].plan_entries.get(), Stage.AGREED)
        page = post(staff, "aar", four, trin="vis", year="2029", reason="Kræver nyt studie")
        told = said(staff, press(staff, page))
        assert "3 retningslinjer er nu planlagt til 2029." in told
        assert years() == {
            "Ny": [2029],
            "Uden år": [2029],
            "Flyttes": [2029],
            "Står": [2029],
            "To gange": [2027, 2030],
        }
        moved = PlanEntry.objects.planned().get(guideline=four[2])
        run.refresh_from_db()
        assert (moved.note, moved.moved_from.year, moved.moved_from.outcome, run.plan_entry) == (
            "Husk",
            2027,
            "moved",
            moved,
        )
        assert [item.person.name for item in moved.assignments.all()] == ["Åse Ærø"]
        assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [
            "entry_added",
            "year_set",
            "entry_moved",
            "years_set_together",
        ]
        assert verify() is None
        history = staff.get(reverse("guideline-history", args=[four[2].slug])).content.decode()
        assert "Flyttet fra 2027 til 2029." in history
        assert "Kræver nyt studie" in history

    @pytest.mark.both
    def test_it_can_be_taken_back_as_one(self, staff: Client, four: list[Guideline]) -> None:
        run = factories.revision(four[2].plan_entries.get(), Stage.AGREED)
        before = years()
        told = said(staff, press(staff, post(staff, "aar", four, trin="vis", year="2029")))
        assert "Ændringen er fortrudt." in said(staff, undo(staff, told))
        assert years() == before
        run.refresh_from_db()
        assert (run.plan_entry.year, run.plan_entry.outcome) == (2027, "planned")
        assert [item.person.name for item in run.plan_entry.assignments.all()] == ["Åse Ærø"]
        assert verify() is None

    def test_taking_it_back_leads_to_the_list_as_it_was(self, staff: Client, four: list[Guideline]) -> None:
        here = f"{LIST}?gyldighed=overdue&q=r%C3%B8d"
        answer = press(staff, post(staff, "aar", four, trin="vis", year="2029", here=here))
        page = staff.get(answer["Location"]).content.decode()
        undone = undo(staff, page)
        assert (answer["Location"], undone["Location"]) == (here, here)
        assert undo(staff, page.replace("?here=", "?here=//example.org"))["Location"] == LIST

    def test_it_is_not_taken_back_where_somebody_changed_one(self, staff: Client, four: list[Guideline]) -> None:
        told = said(staff, press(staff, post(staff, "aar", four, trin="vis", year="2029")))
        entry = PlanEntry.objects.planned().get(guideline=four[0])
        move_entry(entry, to_year=2031, reason="", by=OTHER, now=clock.now())
        assert "så intet er fortrudt" in said(staff, undo(staff, told))
        assert years()["Flyttes"] == [2029]

    @pytest.mark.both
    @pytest.mark.parametrize(("year", "basis"), [(None, "unknown"), (2028, "totals")])
    def test_it_is_not_taken_back_where_another_entry_has_taken_the_place(
        self, staff: Client, dsg: Any, year: int | None, basis: str
    ) -> None:
        made = factories.guideline("Uden aftalt år", owner=dsg)
        PlanEntry.objects.create(guideline=made, year=year, year_basis=basis, kind="revision")
        told = said(staff, press(staff, post(staff, "aar", [made], trin="vis", year="2029")))
        add_entry(made, year=year, kind=Kind.REVISION, by=OTHER, now=clock.now())
        assert "så intet er fortrudt" in said(staff, undo(staff, told))
        assert set(years()["Uden aftalt år"]) == {year, 2029}

    def test_a_year_that_was_only_confirmed_is_taken_back(self, staff: Client, dsg: Any) -> None:
        made = factories.guideline("Uden aftalt år", owner=dsg)
        PlanEntry.objects.create(guideline=made, year=2029, year_basis="totals", kind="revision")
        told = said(staff, press(staff, post(staff, "aar", [made], trin="vis", year="2029")))
        assert "Ændringen er fortrudt." in said(staff, undo(staff, told))
        assert PlanEntry.objects.get().agreed_year is None

    def test_it_is_not_taken_back_later_nor_by_another(self, staff: Client, four: list[Guideline]) -> None:
        told = said(staff, press(staff, post(staff, "aar", four, trin="vis", year="2029")))
        colleague = factories.sign_in(Client(), factories.secretariat("Bo Holm"))
        assert undo(colleague, told).status_code == 404
        with time_machine.travel(clock.now() + timedelta(minutes=11), tick=False):
            assert "kan ikke fortrydes" in said(staff, undo(staff, told))
        assert years()["Ny"] == [2029]

    @pytest.mark.both
    def test_what_somebody_changed_meanwhile_is_told_and_nothing_is_done(
        self, staff: Client, four: list[Guideline]
    ) -> None:
        page = post(staff, "aar", four, trin="vis", year="2029")
        move_entry(four[2].plan_entries.get(), to_year=2028, reason="", by=OTHER, now=clock.now())
        late = press(staff, page)
        html = late.content.decode()
        assert late.status_code == 409
        assert "1 retningslinje er ændret af en anden i mellemtiden, så intet er gjort." in html
        assert rows(late)["Flyttes Ændret i mellemtiden"] == ("2028", "2029, flyttet fra 2028")
        assert years()["Flyttes"] == [2028]
        assert "3 retningslinjer er nu planlagt til 2029." in said(staff, press(staff, late))
        assert years()["Flyttes"] == [2029]

    def test_what_has_become_of_it_otherwise_is_told_too(self, staff: Client, four: list[Guideline]) -> None:
        page = post(staff, "aar", four, trin="vis", year="2029")
        Guideline.objects.filter(pk=four[0].pk).update(withdrawn_on=date(2026, 11, 20))
        late = press(staff, page)
        assert (late.status_code, "Ny Ændret i mellemtiden" in rows(late)) == (409, True)
        assert Event.objects.count() == 0

    def test_what_was_published_meanwhile_is_told_too(self, staff: Client, dsg: Any) -> None:
        made = factories.guideline("Ny", owner=dsg)
        page = post(staff, "aar", [made], trin="vis", year="2029")
        assert rows(page)["Ny"][1] == "2029, ny i planen: ny retningslinje"
        factories.version(made)
        late = press(staff, page)
        assert (late.status_code, PlanEntry.objects.count()) == (409, 0)
        assert rows(late)["Ny Ændret i mellemtiden"][1] == "2029, ny i planen: revision"

    def test_nothing_to_change_has_no_button(self, staff: Client, four: list[Guideline]) -> None:
        html = post(staff, "aar", four[3:], trin="vis", year="2029").content.decode()
        assert "Ingen af dem ville blive ændret." in html
        assert 'value="goer"' not in html


class TestLookThrough:
    @pytest.mark.both
    def test_it_is_written_down_with_who_and_when(self, staff: Client, four: list[Guideline]) -> None:
        page = post(staff, "gennemgaaet", [four[0], four[5]])
        assert rows(page) == {
            "Ny": ("aldrig", "gennemgået 21. november 2026"),
            "Udgået": ("aldrig", "Bliver som den er Den er ude af brug."),
        }
        assert "1 retningslinje er markeret." in said(staff, press(staff, page))
        [event] = Event.objects.all()
        assert (event.verb, event.guideline_key) == ("guideline_looked_through", str(four[0].pk))
        html = " ".join(staff.get(f"{LIST}{four[0].slug}/").content.decode().split())
        assert "<dt>Gennemgået</dt><dd>21. november 2026 (Inge Lund)" in html
        assert (
            "Gennemgået i registret." in staff.get(reverse("guideline-history", args=[four[0].slug])).content.decode()
        )
        again = post(staff, "gennemgaaet", [four[0]])
        assert rows(again)["Ny"][1] == "Bliver som den er Den er gennemgået i dag."

    def test_a_press_that_is_refused_says_why(self, staff: Client, four: list[Guideline]) -> None:
        press(staff, post(staff, "gennemgaaet", [four[0]]))
        late = post(staff, "gennemgaaet", [four[0]], trin="goer", set="")
        assert (late.status_code, late.content.decode().count("Der er ikke noget at ændre.")) == (422, 1)

    def test_others_see_it_where_they_see_the_history(self, staff: Client, four: list[Guideline]) -> None:
        press(staff, post(staff, "gennemgaaet", [four[0]]))
        page = f"{LIST}{four[0].slug}/"
        assert "Gennemgået" not in Client().get(page).content.decode()
        assert "Gennemgået" not in factories.sign_in(Client(), factories.reader()).get(page).content.decode()

    def test_it_is_no_verdict(self, staff: Client, four: list[Guideline]) -> None:
        press(staff, post(staff, "gennemgaaet", [four[0]]))
        assert not four[0].verdicts.exists()
        assert four[0].versions.get().assessed is None

    @pytest.mark.both
    def test_two_at_once(self, staff: Client, four: list[Guideline]) -> None:
        page = post(staff, "gennemgaaet", four[:2])
        colleague = factories.sign_in(Client(), factories.secretariat("Bo Holm"))
        press(colleague, post(colleague, "gennemgaaet", four[1:3]))
        late = press(staff, page)
        assert (late.status_code, "Uden år Ændret i mellemtiden" in rows(late)) == (409, True)
        assert Event.objects.count() == 2

    def test_after_a_day_it_can_be_done_again(self, staff: Client, four: list[Guideline]) -> None:
        press(staff, post(staff, "gennemgaaet", four[:1]))
        with time_machine.travel("2026-11-23T09:00:00+01:00", tick=False):
            page = post(staff, "gennemgaaet", four[:1])
            assert rows(page) == {"Ny": ("gennemgået 21. november 2026", "gennemgået 23. november 2026")}
            press(staff, page)
        assert Event.objects.count() == 2


def _many(count: int, dsg: Any) -> list[Guideline]:
    lead = factories.person("Gamle Åse")
    made = [factories.guideline(f"R{number:03}", owner=dsg) for number in range(count)]
    for one in made[: count // 2 or 1]:
        factories.entry(one, 2027, leads=[lead])
    return made


PAGES = {"aar": 16, "tovholder": 29, "gennemgaaet": 15}


@pytest.mark.parametrize("count", [2, 400])
def test_the_page_costs_the_same_for_two_and_for_four_hundred(staff: Client, dsg: Any, count: int) -> None:
    factories.person("Nye Bo")
    made = _many(count, dsg)
    old = Person.objects.get(name="Gamle Åse")
    spent = {}
    for act in PAGES:
        with CaptureQueriesContext(connection) as queries:
            page = post(staff, act, made, trin="vis", year="2029", fra=old.pk, til="Nye Bo")
        assert (page.status_code, len(rows(page))) == (200, count)
        spent[act] = len(queries)
    assert spent == PAGES


@pytest.mark.parametrize("count", [2, 60])
def test_the_press_costs_the_same_for_two_and_for_sixty(staff: Client, dsg: Any, count: int) -> None:
    page = post(staff, "aar", _many(count, dsg), trin="vis", year="2029")
    with CaptureQueriesContext(connection) as queries:
        done = press(staff, page)
    assert done.status_code == 302
    assert len(queries) == 23
    told = said(staff, done)
    with CaptureQueriesContext(connection) as queries:
        undo(staff, told)
    assert len(queries) == 31

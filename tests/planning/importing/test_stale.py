"""An upload that two people answer at once: each keeps their own answers, and none is written over unseen (D9)."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

from guidelines.journal.models import Event
from guidelines.models import Group, Guideline, PlanEntry, PlanImport
from guidelines.planning.importing import views
from reminders.demo.loading import PUBLISHED
from tests import factories
from tests.people.test_views import notices, text
from tests.planning.conftest import clock_at_now  # noqa: F401
from tests.planning.importing.test_views import paste
from tests.planning.test_stale import sides

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def bo(dsg: Group) -> Client:
    """The browser of the group's chair."""
    return factories.sign_in(Client(), factories.chair_of(dsg, "Bo Bæk"))


@pytest.fixture
def karla(db: None) -> Client:
    """That of somebody in the secretariat, who is faster."""
    return factories.sign_in(Client(), factories.secretariat("Karla Kvik"))


@pytest.fixture
def address(bo: Client) -> str:
    """The page of an upload that thirteen rows of which ask for their year."""
    return str(paste(bo, PUBLISHED.read_text())["Location"])


def fields(response: Any) -> dict[str, str]:
    """What the form of the table would send, as a browser reads it."""
    html = response.content.decode()
    found = re.findall(r'<input type="hidden" name="(seen|shown)" value="([^"]*)"', html)
    for name, options in re.findall(r'<select id="[^"]+" name="([\w-]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found.append((name, chosen[1] if chosen else ""))
    found += re.findall(r'<input type="checkbox" id="[^"]+" name="([\w-]+)" value="(1)" checked', html)
    return {name: unescape(value) for name, value in found}


def press(client: Client, url: str, act: str, shown: dict[str, str], **changed: str) -> Any:
    """Press a button of the page with these answers; "" takes a tick away."""
    sent = {**shown, **{name.replace("_", "-"): value for name, value in changed.items()}, "act": act}
    with zeal_ignore():  # an import writes row by row through the verbs, which is no list being shown
        return client.post(url, {name: value for name, value in sent.items() if value or "skip" not in name})


def saved(client: Client, url: str, **changed: str) -> None:
    assert press(client, url, "save", fields(client.get(url)), **changed).status_code == 302


def stored() -> dict[str, Any]:
    answers = PlanImport.objects.get().answers
    return {name: answers[name] for name in ("years", "skipped") if answers[name]}


def test_two_people_who_answer_different_rows_both_keep_their_answers(bo: Client, karla: Client, address: str) -> None:
    shown = fields(bo.get(address))
    saved(karla, address, year_1="2022", skip_12="1")
    assert press(bo, address, "save", shown, year_3="2024", skip_5="1").status_code == 302
    assert stored() == {"years": {"1": 2022, "3": 2024}, "skipped": [5, 12]}


def test_an_answer_is_taken_away_by_who_saw_it_alone(bo: Client, karla: Client, address: str) -> None:
    saved(karla, address, year_1="2022", year_2="2022", skip_12="1")
    shown = fields(bo.get(address))
    saved(karla, address, year_3="2023", skip_7="1")
    assert press(bo, address, "save", shown, year_1="", skip_12="").status_code == 302
    assert stored() == {"years": {"2": 2022, "3": 2023}, "skipped": [7]}


def test_the_same_row_answered_otherwise_shows_both(bo: Client, karla: Client, address: str) -> None:
    shown = fields(bo.get(address))
    saved(karla, address, year_1="2022", year_2="2023", skip_12="1")
    before = Event.objects.count()
    late = press(bo, address, "save", shown, year_1="2024", year_4="2024")
    assert (late.status_code, Event.objects.count()) == (409, before)
    assert stored() == {"years": {"1": 2022, "2": 2023}, "skipped": [12]}
    (label, both), *others = sides(late).items()
    assert label.startswith("Række 1, ")
    assert label.endswith(": År")
    assert (both, others) == (("2022", "2024"), [])
    assert "Karla Kvik, for lidt siden : Rækkerne 1, 2, 12 i importen blev besvaret." in text(late)
    assert f'<a class="btn" href="{address}">Behold det, der står nu</a>' in late.content.decode()
    again = fields(late)
    answers = [again.get(name, "") for name in ("year-1", "year-2", "year-4", "skip-12")]
    assert answers == ["2024", "2023", "2024", "1"]
    assert press(bo, address, "save", again).status_code == 302
    assert stored() == {"years": {"1": 2024, "2": 2023, "4": 2024}, "skipped": [12]}


def test_a_tick_and_an_answer_taken_away_are_sides_too(bo: Client, karla: Client, address: str) -> None:
    saved(bo, address, year_1="2022", skip_12="1")
    shown = fields(bo.get(address))
    saved(karla, address, year_1="2023", skip_12="")
    saved(karla, address, skip_12="1")
    late = press(bo, address, "save", shown, year_1="", skip_12="")
    assert (late.status_code, list(sides(late).values())) == (409, [("2023", "intet svar")])
    assert press(bo, address, "save", fields(late)).status_code == 302
    assert stored() == {}


def test_the_same_answer_of_both_is_no_conflict(bo: Client, karla: Client, address: str) -> None:
    shown = fields(bo.get(address))
    saved(karla, address, year_1="2022")
    before = Event.objects.count()
    assert press(bo, address, "save", shown, year_1="2022").status_code == 302
    assert (stored(), Event.objects.count()) == ({"years": {"1": 2022}}, before)


def test_nothing_is_approved_that_its_page_did_not_show(bo: Client, karla: Client, address: str) -> None:
    shown = fields(bo.get(address))
    saved(karla, address, year_2="2023", skip_12="1")
    late = press(bo, address, "approve", shown, year_1="2022")
    assert (late.status_code, Guideline.objects.count(), PlanImport.objects.get().applied_at) == (409, 0, None)
    assert list(sides(late).values()) == [("2023", "ikke rørt"), ("Ja", "ikke rørt")]
    assert press(bo, address, "approve", fields(late)).status_code == 302
    years = PlanEntry.objects.filter(year_basis="given").values_list("year", flat=True)
    assert (Guideline.objects.count(), sorted(years)) == (13, [2022, 2023])


def test_no_upload_is_dropped_with_answers_that_its_page_did_not_show(bo: Client, karla: Client, address: str) -> None:
    shown = fields(bo.get(address))
    saved(karla, address, year_2="2023")
    late = press(bo, address, "drop", shown)
    assert (late.status_code, stored()) == (409, {"years": {"2": 2023}})
    assert press(bo, address, "drop", fields(late)).status_code == 302
    assert not PlanImport.objects.exists()


@pytest.mark.parametrize("act", ["save", "approve", "drop"])
def test_an_import_that_is_written_takes_no_more_answers(bo: Client, karla: Client, address: str, act: str) -> None:
    shown = fields(bo.get(address))
    page = fields(karla.get(address))
    press(karla, address, "approve", page, year_1="2022")
    before = Event.objects.count()
    assert press(bo, address, act, shown, year_1="2023").status_code == 200
    assert (stored(), Event.objects.count()) == ({"years": {"1": 2022}}, before)


@pytest.mark.parametrize("act", ["save", "approve", "drop"])
def test_an_import_that_is_written_meanwhile_takes_no_more_answers(
    bo: Client, karla: Client, address: str, act: str, monkeypatch: Any
) -> None:
    shown, page, read = fields(bo.get(address)), fields(karla.get(address)), views.read_upload

    def approved_meanwhile(upload: PlanImport) -> Any:
        monkeypatch.setattr(views, "read_upload", read)
        press(karla, address, "approve", page, year_1="2022")
        return read(upload)

    monkeypatch.setattr(views, "read_upload", approved_meanwhile)
    assert press(bo, address, act, shown, year_1="2023").status_code == 302
    assert stored() == {"years": {"1": 2022}}
    assert notices(bo, address) == ["Importen er allerede godkendt."]


def test_an_answer_that_the_viewer_may_not_give_stays_as_the_secretariat_gave_it(
    bo: Client, karla: Client, dsg: Group
) -> None:
    """The chair's page cannot show it, and leaves it alone; his own other answers are kept."""
    theirs = factories.guideline("Strålebehandling af hoved-hals-kræft", owner=factories.group("DAHANCA"))
    rows = "Retningslinje;Tovholder;2026;2027\nStrålebehandling af hoved-hals-kræft;Bo Bech;x;\nHudkræft;Bo Bech;x;\n"
    url = str(paste(bo, rows)["Location"])
    saved(karla, url, match_1=str(theirs.pk))
    shown = fields(bo.get(url))
    assert json.loads(shown["shown"]) == {"match-1": f"?{theirs.pk}"}
    assert press(bo, url, "save", shown, skip_2="1").status_code == 302
    answers = PlanImport.objects.get().answers
    assert (answers["matches"], answers["skipped"]) == ({"1": theirs.pk}, [2])
    late = press(bo, url, "save", shown, match_1="new")
    assert list(sides(late).values()) == [("Ja, samme retningslinje", "Nej, en anden retningslinje")]
    assert press(bo, url, "save", fields(late)).status_code == 302
    assert PlanImport.objects.get().answers["matches"] == {"1": "new"}


@pytest.mark.parametrize("told", ["", "nonsense", "[1]", '{"year-1": 7, "x": "y", "year--": "1", "skip-1": "2"}'])
def test_a_page_that_does_not_say_what_it_showed_has_seen_nothing(
    bo: Client, karla: Client, address: str, told: str
) -> None:
    saved(karla, address, year_1="2022")
    late = press(bo, address, "save", {"shown": told, "seen": "x" * 40}, year_1="2023")
    assert (late.status_code, stored()) == (409, {"years": {"1": 2022}})
    assert "Hvad der blev ændret, og af hvem, kan ikke siges her." in text(late)


def test_an_upload_that_was_dropped_says_so(bo: Client, karla: Client, address: str, monkeypatch: Any) -> None:
    shown, read = fields(bo.get(address)), views.read_upload

    def dropped_meanwhile(upload: PlanImport) -> Any:
        planskema = read(upload)
        PlanImport.objects.filter(pk=upload.pk).delete()
        return planskema

    monkeypatch.setattr(views, "read_upload", dropped_meanwhile)
    late = press(bo, address, "save", shown, year_1="2022")
    assert late["Location"] == "/planskema/dsg/import/"
    assert notices(bo, "/planskema/dsg/import/") == ["Uploadet er slettet. Planen er ikke ændret."]


def test_more_answers_need_no_more_statements(bo: Client, karla: Client, address: str) -> None:
    def count(rows: int) -> int:
        shown = fields(bo.get(address))
        saved(karla, address, **{f"year_{row}": "2022" if rows == 1 else "2023" for row in range(1, rows + 1)})
        with CaptureQueriesContext(connection) as made:
            late = press(bo, address, "save", shown, **{f"year_{row}": "2024" for row in range(1, rows + 1)})
        assert (late.status_code, len(sides(late))) == (409, rows)
        return len(made)

    assert count(1) == count(10)

"""A row that was changed while a page was open: who changed what, both sides, and both ways on (D9, ux 4.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from guidelines.journal.models import Event
from guidelines.models import Group, Person, PlanEntry
from guidelines.planning.actions import (
    assign_leads,
    change_kind,
    mark_missed,
    move_entry,
    note_entry,
    record_stage,
    set_deadline,
    set_year,
    withdraw_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.rules import Kind, Stage
from tests import factories
from tests.planning.conftest import NOW, OTHER, TODAY
from tests.planning.test_entry_pages import PLAN, names, page, text
from tests.seeing import mark_on, row_mark

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
BACK = f"http://testserver{PLAN}?vis=naeste-aar"


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    guideline = factories.guideline("Kæmpecelletumorer", owner=dsg, slug="kaempe")
    return factories.entry(guideline, 2027, leads=[factories.person("Zita Zebra"), factories.person("Bo Bæk")])


@pytest.fixture
def other(db: None) -> Any:
    """A colleague who is faster."""
    return factories.secretariat("Karla Kvik")


@pytest.fixture
def signed_in(client: Client, chair: Person) -> Client:
    return factories.sign_in(client, chair)


def by(person: Person) -> Any:
    return OTHER.__class__("user", f"person:{person.pk}")


def fields(response: Any) -> dict[str, str]:
    """What the form of a page would send, as a browser reads it."""
    html = response.content.decode()
    form = html[html.index('<form class="form"') : html.index("</form>", html.index('<form class="form"'))]
    inputs = re.findall(r'<input type="(?!checkbox)\w+" name="(\w+)"(?: value="([^"]*)")?', form)
    found = {name: unescape(value) for name, value in inputs}
    for name, inner in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'<option value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    texts = re.findall(r'<textarea name="(\w+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL)
    return {**found, **{name: unescape(value) for name, value in texts}}


def action(response: Any) -> str:
    found = re.search(r'<form class="form" method="post"(?: action="([^"]*)")?', response.content.decode())
    assert found
    return found[1] or response.wsgi_request.path


def sides(response: Any) -> dict[str, tuple[str, str]]:
    """What stands now and what was written, by what it is."""
    table = response.content.decode().split('class="data cards both"')[1].split("</table>")[0]
    rows = [_CELL.findall(row) for row in table.split("<tr ")[2:]]
    plain = [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in rows]
    return {label: (theirs, yours) for label, theirs, yours in plain}


_CELL = re.compile(r'<t[hd] [^>]*role="(?:rowheader|cell)"[^>]*>(.*?)</t[hd]>', re.DOTALL)
Meanwhile = Callable[[PlanEntry, Any], object]


def moved(entry: PlanEntry, who: Any) -> None:
    move_entry(entry, to_year=2031, reason="Hemmelig grund", by=who, now=NOW)


def noted(entry: PlanEntry, who: Any) -> None:
    note_entry(entry, note="Andens notat", by=who, now=NOW)


def led(entry: PlanEntry, who: Any) -> None:
    assign_leads(entry, [Lead(factories.person("Carl Clausen"))], by=who, now=NOW)


CASES: dict[str, tuple[str, dict[str, str], Meanwhile, dict[str, tuple[str, str]], str]] = {
    "move": ("flyt", {"year": "2029", "reason": "Min grund"}, moved, {"År": ("2031", "2029")}, "Flyttet fra 2027"),
    "move a noted one": (
        "flyt",
        {"year": "2029", "reason": "Min grund"},
        noted,
        {"År": ("2027", "2029"), "Notat": ("Andens notat", "ikke rørt")},
        "Notat: Andens notat",
    ),
    "note": ("notat", {"note": "Mit notat\nto linjer"}, noted, {"Notat": ("Andens notat", "Mit notat\nto linjer")}, ""),
    "note a moved one": (
        "notat",
        {"note": "Mit notat"},
        moved,
        {"År": ("2031", "ikke rørt"), "Notat": ("intet", "Mit notat")},
        "Flyttet fra 2027",
    ),
    "leads": (
        "tovholder",
        {"lead_0": "Bo Bæk", "lead_1": ""},
        led,
        {"Tovholdere": ("Carl Clausen", "Bo Bæk")},
        "Tovholderne blev ændret.",
    ),
    "withdraw": (
        "udgaar",
        {"reason": "Min grund"},
        led,
        {"Tovholdere": ("Carl Clausen", "ikke rørt")},
        "Tovholderne blev ændret.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_both_sides_are_shown_and_mine_is_put_by_pressing_again(
    signed_in: Client, entry: PlanEntry, other: Person, case: str
) -> None:
    name, data, meanwhile, expected, sentence = CASES[case]
    shown = fields(signed_in.get(page(entry, name), headers={"Referer": BACK}))
    meanwhile(entry, by(other))
    before = Event.objects.count()
    late = signed_in.post(page(entry, name), {**shown, **data})
    assert (late.status_code, Event.objects.count()) == (409, before)
    assert sides(late) == expected
    assert f"Karla Kvik, for lidt siden : {sentence}" in text(late)
    assert "Hemmelig grund" not in text(late)
    assert f'<a class="btn" href="{PLAN}?vis=naeste-aar">Behold det, der står nu</a>' in late.content.decode()
    again = fields(late)
    assert {name: again[name].replace("\r\n", "\n") for name in data} == data
    done = signed_in.post(action(late), again)
    assert (done.status_code, done.headers["Location"]) == (302, f"{PLAN}?vis=naeste-aar")
    assert Event.objects.count() == before + 1


def test_mine_is_what_stands_in_the_end(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    shown = fields(signed_in.get(page(entry, "notat")))
    move_entry(entry, to_year=2031, reason="", by=by(other), now=NOW)
    late = signed_in.post(page(entry, "notat"), {**shown, "note": "Mit notat"})
    signed_in.post(action(late), fields(late))
    assert list(PlanEntry.objects.order_by("pk").values_list("year", "outcome", "note")) == [
        (2027, "moved", ""),
        (2031, "planned", "Mit notat"),
    ]


def test_what_i_have_not_touched_gives_way(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    """The lines of the form hold those who stand there now: an unread change is not taken back by sending old lines."""
    shown = fields(signed_in.get(page(entry, "tovholder")))
    led(entry, by(other))
    late = signed_in.post(page(entry, "tovholder"), shown)
    assert sides(late) == {"Tovholdere": ("Carl Clausen", "ikke rørt")}
    assert [fields(late)[f"lead_{line}"] for line in range(3)] == ["Carl Clausen", "", ""]
    assert signed_in.post(action(late), fields(late)).status_code == 302
    assert names(entry) == ["Carl Clausen"]


def test_names_in_the_last_lines_are_not_lost_where_fewer_stand_there_now(
    signed_in: Client, entry: PlanEntry, other: Person
) -> None:
    """Three who write it make five lines, one makes three; an unknown name (422) keeps its line as well."""
    three = [Lead(factories.person(name)) for name in ("Asta And", "Dan Due", "Eva Elg")]
    assign_leads(entry, three, by=by(other), now=NOW)
    for known in ("Finn Falk", "Grete Gås"):
        factories.person(known)
    shown = fields(signed_in.get(page(entry, "tovholder")))
    assert [name for name in shown if name.startswith("lead_")] == [f"lead_{line}" for line in range(5)]
    led(entry, by(other))
    sent = {**shown, "lead_3": "Finn Falk", "lead_4": "Grete Gås"}
    wrong = signed_in.post(page(entry, "tovholder"), {**sent, "lead_4": "Ukendt Ugle"})
    assert (wrong.status_code, fields(wrong)["lead_4"]) == (422, "Ukendt Ugle")
    late = signed_in.post(page(entry, "tovholder"), sent)
    expected = ["Asta And", "Dan Due", "Eva Elg", "Finn Falk", "Grete Gås"]
    assert sides(late) == {"Tovholdere": ("Carl Clausen", ", ".join(expected))}
    assert signed_in.post(action(late), fields(late)).status_code == 302
    assert sorted(names(entry)) == expected


def test_no_more_lines_are_read_than_a_page_may_have(signed_in: Client, entry: PlanEntry) -> None:
    shown = fields(signed_in.get(page(entry, "tovholder")))
    wrong = signed_in.post(page(entry, "tovholder"), {**shown, "lead_2": "Ukendt Ugle", "lead_11": "", "lead_12": "X"})
    assert [name for name in fields(wrong) if name.startswith("lead_")] == [f"lead_{line}" for line in range(12)]


def test_a_change_that_was_taken_back_is_none(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    shown = fields(signed_in.get(page(entry, "notat")))
    noted(entry, by(other))
    note_entry(entry, note="", by=by(other), now=NOW)
    assert signed_in.post(page(entry, "notat"), {**shown, "note": "Mit"}).status_code == 302


def test_the_newest_state_counts_each_time(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    shown = fields(signed_in.get(page(entry, "notat")))
    noted(entry, by(other))
    first = signed_in.post(page(entry, "notat"), {**shown, "note": "Mit"})
    note_entry(entry, note="Et tredje", by=by(other), now=NOW)
    second = signed_in.post(action(first), fields(first))
    assert second.status_code == 409
    assert sides(second) == {"Notat": ("Et tredje", "Mit")}
    assert signed_in.post(action(second), fields(second)).status_code == 302
    entry.refresh_from_db()
    assert entry.note == "Mit"


@pytest.mark.parametrize(
    ("name", "data"), [("flyt", {"year": "2029", "reason": "Min grund"}), ("udgaar", {"reason": "Nej"})]
)
def test_what_is_out_of_the_plan_takes_nothing_but_shows_what_was_written(
    signed_in: Client, entry: PlanEntry, other: Person, name: str, data: dict[str, str]
) -> None:
    shown = fields(signed_in.get(page(entry, name)))
    withdraw_entry(entry, reason="Udgår", by=by(other), now=NOW)
    late = signed_in.post(page(entry, name), {**shown, **data})
    assert late.status_code == 409
    assert "Karla Kvik, for lidt siden : Taget ud af planen." in text(late)
    assert data["reason"] in text(late)
    year = data.get("year", "")
    assert f"{PLAN}ny/?retningslinje={entry.guideline_id}&amp;aar={year}" in late.content.decode()
    assert '<form class="form"' not in late.content.decode()


def test_a_note_can_still_be_put_on_what_was_not_completed(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    PlanEntry.objects.update(year=2025)
    shown = fields(signed_in.get(page(entry, "notat")))
    mark_missed(entry, reason="Ingen tid", by=by(other), now=NOW)
    late = signed_in.post(page(entry, "notat"), {**shown, "note": "Mit"})
    assert (late.status_code, sides(late)["Tilstand"]) == (409, ("ikke nået", "ikke rørt"))
    assert signed_in.post(action(late), fields(late)).status_code == 302
    entry.refresh_from_db()
    assert (entry.note, entry.outcome) == ("Mit", "missed")


def test_a_year_given_twice_becomes_a_move(signed_in: Client, entry: PlanEntry, other: Person) -> None:
    PlanEntry.objects.update(year=None, year_basis="unknown")
    shown = fields(signed_in.get(page(entry, "aar")))
    set_year(entry, year=2028, by=by(other), now=NOW)
    late = signed_in.post(page(entry, "aar"), {**shown, "year": "2029"})
    assert (late.status_code, sides(late)) == (409, {"År": ("2028", "2029")})
    assert action(late) == page(entry, "flyt")
    assert signed_in.post(action(late), fields(late)).status_code == 302
    assert PlanEntry.objects.planned().get().year == 2029


# --- the edit mode


def row_url(entry: PlanEntry) -> str:
    return f"{PLAN}raekke/{entry.guideline_id}/"


@pytest.mark.parametrize(
    ("meanwhile", "sent", "expected", "stands"),
    [
        (
            lambda entry, who: change_kind(entry, kind=Kind.MINOR, by=who, now=NOW),
            {"year": "2029", "kind": "revision"},
            {"År": ("2027", "2029"), "Slags": ("Opdatering uden større ændringer", "ikke rørt")},
            (2029, "minor"),
        ),
        (
            lambda entry, who: change_kind(entry, kind=Kind.MINOR, by=who, now=NOW),
            {"year": "2027", "kind": "new"},
            {"Slags": ("Opdatering uden større ændringer", "Ny retningslinje")},
            (2027, "new"),
        ),
        (moved, {"year": "2027", "kind": "minor"}, {"År": ("2031", "ikke rørt")}, (2031, "minor")),
    ],
)
def test_a_row_of_the_edit_mode_is_not_written_over_unseen(
    signed_in: Client, entry: PlanEntry, other: Person, meanwhile: Meanwhile, sent: Any, expected: Any, stands: Any
) -> None:
    carried = {"seen": row_mark(signed_in, PLAN, entry.guideline_id), "entry": entry.pk, "back": "?rediger=1"}
    meanwhile(entry, by(other))
    late = signed_in.post(row_url(entry), {**carried, **sent})
    assert late.status_code == 409
    assert sides(late).items() >= expected.items()
    assert "Karla Kvik, for lidt siden : " in text(late)
    assert f'href="{PLAN}?rediger=1">Behold' in late.content.decode()
    done = signed_in.post(action(late), fields(late))
    assert (done.status_code, done.headers["Location"]) == (302, f"{PLAN}?rediger=1")
    assert PlanEntry.objects.planned().values_list("year", "kind").get() == stands


@pytest.mark.parametrize("year", ["12345", "-2029", "0"])
def test_a_year_that_the_late_row_cannot_take_is_asked_for_again(
    signed_in: Client, entry: PlanEntry, other: Person, year: str
) -> None:
    carried = {"seen": row_mark(signed_in, PLAN, entry.guideline_id), "entry": entry.pk, "back": "?rediger=1"}
    moved(entry, by(other))
    before = Event.objects.count()
    late = signed_in.post(row_url(entry), {**carried, "year": year, "kind": "revision"})
    assert (late.status_code, sides(late), Event.objects.count()) == (409, {"År": ("2031", year)}, before)
    assert list(late.context["form"].errors) == ["year"]
    assert signed_in.post(action(late), {**fields(late), "year": "2029"}).status_code == 302
    assert PlanEntry.objects.planned().get().year == 2029


def test_a_row_that_was_taken_out_is_planned_anew_only_after_a_look(
    signed_in: Client, entry: PlanEntry, other: Person
) -> None:
    carried = {"seen": row_mark(signed_in, PLAN, entry.guideline_id), "entry": entry.pk, "back": "?rediger=1"}
    withdraw_entry(entry, reason="Udgår", by=by(other), now=NOW)
    late = signed_in.post(row_url(entry), {**carried, "year": "2029", "kind": "revision"})
    assert (late.status_code, sides(late)["Tilstand"]) == (409, ("taget ud af planen", "ikke rørt"))
    assert signed_in.post(action(late), fields(late)).status_code == 302
    assert list(PlanEntry.objects.order_by("pk").values_list("year", "outcome")) == [
        (2027, "withdrawn"),
        (2029, "planned"),
    ]


def test_a_row_without_an_entry_is_not_planned_twice(signed_in: Client, dsg: Group, other: Person) -> None:
    guideline = factories.guideline("Uden plan", owner=dsg)
    carried = {"seen": row_mark(signed_in, PLAN, guideline.pk), "entry": "", "back": "?rediger=1"}
    made = factories.entry(guideline, 2028)
    late = signed_in.post(f"{PLAN}raekke/{guideline.pk}/", {**carried, "year": "2029", "kind": "revision"})
    assert (late.status_code, fields(late)["entry"]) == (409, str(made.pk))
    assert "Hvad der blev ændret, og af hvem, kan ikke siges her." in text(late)
    assert signed_in.post(action(late), fields(late)).status_code == 302
    assert PlanEntry.objects.planned().get().year == 2029


# --- the run


def test_a_deadline_is_not_set_over_another(client: Client, entry: PlanEntry, other: Person) -> None:
    revision = factories.revision(entry, Stage.DRAFT)
    staff = factories.sign_in(client, factories.secretariat())
    shown = fields(staff.get(page(entry, "frist")))
    set_deadline(revision, deadline_on=TODAY.replace(year=2027), reason="", by=by(other), now=NOW)
    late = staff.post(page(entry, "frist"), {**shown, "deadline": "1.3.2027", "reason": "Aftalt"})
    assert (late.status_code, sides(late)) == (409, {"Frist": ("21. november 2027", "1.3.2027")})
    assert (fields(late)["deadline"], fields(late)["reason"]) == ("1.3.2027", "Aftalt")
    assert staff.post(action(late), fields(late)).status_code == 302
    revision.refresh_from_db()
    assert str(revision.deadline_on) == "2027-03-01"


def test_a_stage_is_not_recorded_over_another(client: Client, entry: PlanEntry, other: Person) -> None:
    revision = factories.revision(entry, Stage.DRAFT)
    staff = factories.sign_in(client, factories.secretariat())
    shown = fields(staff.get(page(entry, "trin")))
    record_stage(revision, stage=Stage.CONSULTATION, reason="Mail", by=by(other), now=NOW)
    late = staff.post(page(entry, "trin"), {**shown, "stage": "clinical_approval", "reason": "Talt med dem"})
    assert (late.status_code, sides(late)["Trin"]) == (409, ("Høring", "Faglig godkendelse"))
    assert "Karla Kvik, for lidt siden : Trin registreret: høring." in text(late)


def test_names_of_who_changed_it_are_for_those_who_may_change_it(
    client: Client, entry: PlanEntry, other: Person
) -> None:
    """A stranger gets no page at all, however late."""
    noted(entry, by(other))
    stranger = factories.sign_in(client, factories.chair_of(factories.group("DGCG")))
    late = stranger.post(page(entry, "notat"), {"note": "Mit", "seen": ""})
    assert (late.status_code, b"Karla" in late.content) == (404, False)
    assert mark_on(stranger, page(entry, "notat")) == ""

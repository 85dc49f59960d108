"""The small pages of an entry: done, wrong person, wrong state, and what was typed is kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from guidelines.journal.models import Event, EventDetail
from guidelines.models import Group, Guideline, Person, PlanEntry, Revision
from guidelines.planning.actions import move_entry
from guidelines.planning.rules import Stage
from tests import factories
from tests.planning.conftest import NOW, OTHER
from tests.seeing import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
PLAN = "/planskema/dsg/"


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    guideline = factories.guideline("Kæmpecelletumorer", owner=dsg, slug="kaempe")
    return factories.entry(guideline, 2027, leads=[factories.person("Zita Zebra"), factories.person("Bo Bæk")])


@pytest.fixture
def signed_in(client: Client, chair: Person) -> Client:
    return factories.sign_in(client, chair)


def page(entry: PlanEntry, name: str) -> str:
    return f"{PLAN}{entry.pk}/{name}/"


def text(response: Any) -> str:
    words = unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", words)


def names(entry: PlanEntry) -> list[str]:
    return [item.person.name for item in entry.assignments.filter(ended_on=None).select_related("person")]


DATA: dict[str, dict[str, str]] = {
    "flyt": {"year": "2029", "reason": "Nyt studie"},
    "tovholder": {"lead_0": "Bo Bæk"},
    "notat": {"note": "Afventer"},
    "udgaar": {"reason": "Lagt sammen"},
    "ikke-naaet": {"reason": "Ingen tid"},
}


@pytest.mark.parametrize("name", [*DATA, "aar"])
def test_each_page_names_the_guideline_and_leads_back(signed_in: Client, entry: PlanEntry, name: str) -> None:
    referer = f"http://testserver{PLAN}?vis=dig"
    response = signed_in.get(page(entry, name), headers={"Referer": referer})
    assert response.status_code == 200
    heading = re.search(r"<h1>(.*?)</h1>", response.content.decode())
    assert heading
    assert "»Kæmpecelletumorer«" in unescape(heading[1])
    assert f'<a href="{PLAN}?vis=dig">Annullér</a>' in response.content.decode()


@pytest.mark.parametrize("referer", ["https://evil.example/planskema/dsg/?x=1", "http://testserver/opgaver/?x=1", ""])
def test_only_the_plan_itself_is_gone_back_to(signed_in: Client, entry: PlanEntry, referer: str) -> None:
    response = signed_in.get(page(entry, "flyt"), headers={"Referer": referer})
    assert f'<a href="{PLAN}">Annullér</a>' in response.content.decode()
    posted = send(signed_in, page(entry, "flyt"), {**DATA["flyt"], "back": "//evil.example"})
    assert posted.headers["Location"] == PLAN


def test_move(signed_in: Client, entry: PlanEntry) -> None:
    response = send(signed_in, page(entry, "flyt"), {**DATA["flyt"], "back": "?vis=naeste-aar"})
    assert (response.status_code, response.headers["Location"]) == (302, f"{PLAN}?vis=naeste-aar")
    assert list(PlanEntry.objects.values_list("year", "outcome")) == [(2027, "moved"), (2029, "planned")]
    event = Event.objects.get()
    assert (event.verb, event.actor_key, event.acting_for) == (
        "entry_moved",
        f"person:{Person.objects.get(name='Formand Fjord').pk}",
        str(Group.objects.get(slug="dsg").pk),
    )
    assert EventDetail.objects.get().words == {"reason": "Nyt studie"}


def test_the_own_year_and_past_years_are_not_offered(signed_in: Client, entry: PlanEntry) -> None:
    html = signed_in.get(page(entry, "flyt")).content.decode()
    assert re.findall(r'<option value="(\d+)"', html) == [str(year) for year in range(2026, 2037) if year != 2027]


def test_a_year_is_given(signed_in: Client, entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=None)
    assert '<option value="2022"' in signed_in.get(page(entry, "aar")).content.decode()
    assert send(signed_in, page(entry, "aar"), {"year": "2022"}).status_code == 302
    assert PlanEntry.objects.get().year == 2022


def test_a_note_is_written(signed_in: Client, entry: PlanEntry) -> None:
    assert send(signed_in, page(entry, "notat"), DATA["notat"]).status_code == 302
    assert PlanEntry.objects.get().note == "Afventer"


def test_an_entry_is_taken_out(signed_in: Client, entry: PlanEntry) -> None:
    assert send(signed_in, page(entry, "udgaar"), DATA["udgaar"]).status_code == 302
    assert PlanEntry.objects.get().outcome == "withdrawn"


@pytest.mark.parametrize(
    ("name", "data", "field", "message"),
    [
        ("flyt", {}, "year", "Vælg et år."),
        ("flyt", {"year": "1850"}, "year", "Vælg et af årene på listen."),
        ("udgaar", {"reason": " "}, "reason", "Skriv en begrundelse."),
        ("ikke-naaet", {"reason": " "}, "reason", "Skriv en begrundelse."),
        ("notat", {"note": "a" * 501}, "note", "Notatet er for langt. Skriv højst 500 tegn."),
        ("tovholder", {"lead_0": "Ukendt Person"}, "lead_0", "Vi kender ikke »Ukendt Person«."),
        ("tovholder", {"lead_0": "Bo Bæk (XYZ)"}, "lead_0", "Vi kender ingen gruppe, der hedder »XYZ«."),
    ],
)
def test_what_is_missing_or_wrong_is_said_at_the_field_and_in_the_summary(
    signed_in: Client, entry: PlanEntry, name: str, data: dict[str, str], field: str, message: str
) -> None:
    response = send(signed_in, page(entry, name), data)
    html = unescape(response.content.decode())
    assert response.status_code == 422
    assert f'<a href="#id_{field}">{message}'.split(".")[0] in html
    assert html.count(message) == 2
    assert not Event.objects.exists()


# --- tovholdere


def posted(signed_in: Client, entry: PlanEntry, *lines: str, **rest: str) -> Any:
    data = {f"lead_{number}": line for number, line in enumerate(lines)}
    return send(signed_in, page(entry, "tovholder"), {**data, **rest})


def test_tovholdere_are_changed_in_order_with_groups_in_brackets(signed_in: Client, entry: PlanEntry) -> None:
    assert posted(signed_in, entry, "bo bæk", "", "Zita  Zebra (DGCG)").status_code == 302
    assert names(entry) == ["Bo Bæk", "Zita Zebra"]
    assert entry.assignments.get(position=1).acting_for == factories.group("DGCG")
    html = signed_in.get(page(entry, "tovholder")).content.decode()
    assert re.findall(r'name="lead_\d" value="([^"]+)"', html) == ["Bo Bæk", "Zita Zebra (DGCG)"]
    assert '<option value="Zita Zebra">' in html


def test_an_unknown_name_is_added_after_a_tick(signed_in: Client, entry: PlanEntry) -> None:
    refused = posted(signed_in, entry, "Ny Person")
    assert refused.status_code == 422
    assert 'value="Ny Person"' in refused.content.decode()
    assert not Person.objects.filter(name="Ny Person").exists()
    assert posted(signed_in, entry, "Ny Person", create="on").status_code == 302
    assert names(entry) == ["Ny Person"]


def test_a_name_of_two_is_refused_unless_one_stands_there_already(signed_in: Client, entry: PlanEntry) -> None:
    factories.person("Bo Bæk")
    before = entry.assignments.get(position=1).person_id
    assert posted(signed_in, entry, "Bo Bæk").status_code == 302
    assert entry.assignments.get(ended_on=None).person_id == before
    entry.assignments.update(ended_on="2026-01-01")
    assert "Der er flere personer, der hedder »Bo Bæk«" in text(posted(signed_in, entry, "Bo Bæk"))


def test_the_same_person_twice_is_refused(signed_in: Client, entry: PlanEntry) -> None:
    response = posted(signed_in, entry, "Bo Bæk", "Bo Bæk")
    assert (response.status_code, names(entry)) == (422, ["Zita Zebra", "Bo Bæk"])


@pytest.mark.parametrize("seen", ["", "9" * 5000, "1.2.3.4.5.6", "x.y"])
def test_a_mark_that_is_none_has_seen_nothing(signed_in: Client, entry: PlanEntry, seen: str) -> None:
    response = posted(signed_in, entry, "Bo Bæk", seen=seen)
    assert (response.status_code, names(entry)) == (409, ["Zita Zebra", "Bo Bæk"])


# --- somebody was faster


def test_a_year_that_is_there_already_is_no_year_to_give(signed_in: Client, entry: PlanEntry) -> None:
    response = send(signed_in, page(entry, "aar"), {"year": "2029"})
    assert response.status_code == 422
    assert "har allerede et år" in text(response)
    assert '<option value="2029" selected>' in response.content.decode()


def test_an_entry_settled_meanwhile_says_so_before_anybody_types(signed_in: Client, entry: PlanEntry) -> None:
    move_entry(entry, to_year=2031, reason="", by=OTHER, now=NOW)
    assert "Denne planlinje er ikke længere planlagt." in text(signed_in.get(page(entry, "flyt")))


def test_other_entries_of_the_guideline_are_a_press_away(signed_in: Client, entry: PlanEntry) -> None:
    later, unknown = factories.entry(entry.guideline, 2031), factories.entry(entry.guideline, None)
    html = signed_in.get(page(entry, "flyt")).content.decode()
    assert f'<a href="{PLAN}{later.pk}/flyt/">2031</a>' in html
    assert f'<a href="{PLAN}{unknown.pk}/aar/">uden år</a>' in html


# --- wrong person, wrong place


@pytest.mark.parametrize("name", [*DATA, "aar", "start"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_find_nothing(client: Client, entry: PlanEntry, name: str, method: str) -> None:
    other = factories.chair_of(factories.group("DGCG"))
    for who in (
        factories.reader(),
        other,
        Person.objects.get(name="Zita Zebra"),
        factories.member_of(entry.guideline.groups.get()),
    ):
        factories.sign_in(client, who)
        assert getattr(client, method)(page(entry, name), DATA.get(name, {})).status_code == 404
    client.logout()
    assert getattr(client, method)(page(entry, name)).status_code == 302
    assert not Event.objects.exists()


def test_an_entry_is_found_below_its_own_groups_alone(signed_in: Client, entry: PlanEntry) -> None:
    assert signed_in.get(f"/planskema/dgcg/{entry.pk}/flyt/").status_code == 404
    assert signed_in.get(f"{PLAN}999/flyt/").status_code == 404


def test_the_chair_of_a_group_that_shares_the_guideline_may_change_it(client: Client, dsg: Group) -> None:
    other = factories.group("DGCG")
    shared = factories.entry(factories.guideline(owner=dsg, co_owners=[other]), 2027)
    factories.sign_in(client, factories.chair_of(other))
    assert send(client, f"/planskema/dgcg/{shared.pk}/notat/", DATA["notat"]).status_code == 302


# --- a new entry


def added(signed_in: Client, **data: Any) -> Any:
    return signed_in.post(f"{PLAN}ny/", {"kind": "revision", "year": "", **data})


def test_a_guideline_of_the_group_is_planned(signed_in: Client, entry: PlanEntry) -> None:
    html = signed_in.get(f"{PLAN}ny/?retningslinje={entry.guideline_id}").content.decode()
    assert f'<option value="{entry.guideline_id}" selected>' in html
    data = {"guideline": entry.guideline_id, "kind": "minor", "year": "2030", "lead_0": "Bo Bæk"}
    assert added(signed_in, **data).status_code == 302
    made = PlanEntry.objects.latest("pk")
    assert (made.guideline, made.year, made.kind, names(made)) == (entry.guideline, 2030, "minor", ["Bo Bæk"])
    assert "»Kæmpecelletumorer« er føjet til planen. Fortryd" in text(signed_in.get(PLAN))


def test_a_new_guideline_has_a_page_of_its_own(signed_in: Client, entry: PlanEntry) -> None:
    html = signed_in.get(f"{PLAN}ny/").content.decode()
    assert '<a href="/retningslinjer/ny/?gruppe=dsg">Ny retningslinje</a>' in html
    assert 'name="title"' not in html


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Vælg en af retningslinjerne på listen."),
        ({"guideline": "other"}, "Vælg en af retningslinjerne på listen."),
        ({"guideline": "own", "year": "2027"}, "allerede planlagt til 2027"),
    ],
)
def test_a_new_entry_that_does_not_fit_is_refused(
    signed_in: Client, entry: PlanEntry, data: dict[str, str], message: str
) -> None:
    other = factories.guideline(owner=factories.group("DGCG"))
    keys = {"own": entry.guideline_id, "other": other.pk}
    before = Guideline.objects.count()
    response = added(signed_in, **{**data, **({"guideline": keys[data["guideline"]]} if "guideline" in data else {})})
    assert response.status_code == 422
    assert message in text(response)
    assert (Guideline.objects.count(), PlanEntry.objects.count()) == (before, 1)


def test_only_those_who_edit_the_plan_add_to_it(client: Client, dsg: Group) -> None:
    for who in (factories.reader(), factories.member_of(dsg), factories.chair_of(factories.group("DGCG"))):
        assert factories.sign_in(client, who).get(f"{PLAN}ny/").status_code == 404


# --- the run, for the secretariat


@pytest.fixture
def staff(client: Client) -> Client:
    return factories.sign_in(client, factories.secretariat())


def test_the_secretariat_starts_records_and_sets_the_deadline(staff: Client, entry: PlanEntry) -> None:
    done = send(staff, page(entry, "start"), {"deadline": "1. februar 2027"}, follow=True)
    assert done.redirect_chain == [("/retningslinjer/kaempe/", 302)]
    revision = Revision.objects.get()
    assert (str(revision.deadline_on), revision.stage) == ("2027-02-01", "agreed")
    assert "Den står på »Aftalt« nu." in text(staff.get(page(entry, "trin")))
    send(staff, page(entry, "trin"), {"stage": "clinical_approval", "is_returned": "on", "reason": "Mail"})
    send(staff, page(entry, "frist"), {"deadline": "1/3-2027", "reason": ""})
    revision.refresh_from_db()
    assert (revision.stage, revision.is_returned, str(revision.deadline_on)) == ("draft", True, "2027-03-01")
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == [
        "revision_started",
        "route_copied",
        "stage_recorded",
        "deadline_set",
    ]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("trin", {"stage": "draft", "reason": "Mail"}, "står allerede på det trin"),
        ("trin", {"stage": "submitted", "reason": ""}, "Skriv en begrundelse."),
        ("frist", {"deadline": ""}, "Skriv den nye frist."),
        ("frist", {"deadline": "i morgen"}, "er ikke en dato"),
        ("start", {"deadline": "11.2027"}, "mangler dagen"),
        ("start", {"deadline": ""}, "allerede en revision i gang"),
    ],
)
def test_what_the_run_does_not_allow_is_said(
    staff: Client, entry: PlanEntry, name: str, data: dict[str, str], message: str
) -> None:
    factories.revision(entry, Stage.DRAFT)
    response = send(staff, page(entry, name), data)
    assert (response.status_code, message in text(response)) == (422, True), text(response)


def test_without_a_revision_there_is_no_stage(staff: Client, entry: PlanEntry) -> None:
    assert [staff.get(page(entry, name)).status_code for name in ("start", "trin", "frist")] == [200, 404, 404]


def test_chairs_start_a_revision_but_record_no_stage(signed_in: Client, entry: PlanEntry) -> None:
    factories.revision(entry, Stage.DRAFT)
    assert [signed_in.get(page(entry, name)).status_code for name in ("start", "trin", "frist")] == [200, 404, 404]

"""*Godkend plan*: what has changed, one press, what comes back, and a page that is too late."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from guidelines.journal.models import Event
from guidelines.models import Assignment, Group, GuidelineVersion, Person, PlanApproval, PlanEntry, PlanRemark
from guidelines.people.actions import merge_persons
from guidelines.planning.actions import move_entry, withdraw_entry
from guidelines.planning.actions.following import move_assignments
from guidelines.register.actions import merge, retitle, withdraw_guideline
from tests import factories
from tests.planning.approve_pages import PLAN, URL, acts, change_everything, hidden, lines, plan_of, press, text
from tests.planning.approving import actor, approve
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]


@pytest.fixture
def plan(dsg: Group) -> dict[str, PlanEntry]:
    """Late, planned, without tovholder and without year; Zita has two."""
    return plan_of(dsg)


# --- the first approval


def test_the_first_time_there_is_nothing_to_compare_with(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).get(URL)
    words = text(response)
    assert "Planen er ikke godkendt her før, så der er ikke noget at sammenligne med." in words
    assert "Frist overskredet 1 Uden tovholder 1 Uden år 1" in words
    assert lines(response) == [
        ("Frist overskredet", "Sen sarkom", "Overskredet 11 mdr."),
        ("Uden tovholder", "Bar sarkom", "2028, revision"),
        ("Uden år", "Årløs sarkom", "ny retningslinje"),
    ]
    assert [acts(response, word) for word in ("Frist overskredet", "Uden tovholder", "Uden år")] == [
        ["Åbn"],
        ["Vælg tovholder"],
        ["Angiv år …"],
    ]
    assert "I snit 0,6 retningslinjer om året. 1 står uden år." in words
    assert "Zita Zebra 2 1 i 2026, 1 i 2027 Og 1 anden tovholder." in words
    assert "Antal retningslinjer i alt 1 1 1 1 4" in words


def test_what_is_late_is_said_beside_the_load(client: Client, dsg: Group, chair: Person) -> None:
    for _number in range(3):
        factories.entry(factories.guideline(owner=dsg), 2025)
    words = text(factories.sign_in(client, chair).get(URL))
    assert "I snit 0 retningslinjer om året. 3 fra tidligere år mangler stadig. " in words
    PlanEntry.objects.filter(pk__in=PlanEntry.objects.values("pk")[:2]).delete()
    factories.entry(factories.guideline(owner=dsg), 2027)
    words = text(client.get(URL))
    assert "I snit 0,2 retningslinjer om året. 1 fra tidligere år mangler stadig. " in words


def test_one_press_approves_and_shows_the_plan_as_approved(client: Client, chair: Person, plan: Any) -> None:
    response = press(factories.sign_in(client, chair), remark="Tak til alle.")
    made = PlanApproval.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/planskema/dsg/godkendt/{made.pk}/")
    shown = client.get(response.headers["Location"])
    words = text(shown)
    for part in ("Planen er godkendt.", "Godkendt af formand Formand Fjord 21. november 2026", "Tak til alle."):
        assert part in words
    assert made.sha256 in words
    assert "Planlagt sarkom Zita Zebra Rev. 2027: revision planlagt" in words
    assert "Antal revisioner 1 1 1 3" in words
    assert "Antal nye retningslinjer 0 0 0 1 uden år: 1" in words


# --- what has changed


CHANGED = [
    ("Ny", "Ny sarkom", "2029, ny retningslinje"),
    ("Flyttet", "Planlagt sarkom", "fra 2027 til 2028 »Afventer studie« (Formand Fjord)"),
    ("Udgår", "Bar sarkom", "2028, revision »Lagt sammen« (Formand Fjord)"),
    ("År", "Årløs sarkom", "fra uden år til 2030"),
    ("Tovholder", "Sen sarkom", "fra Zita Zebra til ingen"),
    ("Art", "Sen sarkom", "fra revision til opdatering uden større ændringer"),
    ("Titel", "Årløs sarkom II", "Hed »Årløs sarkom«."),
]


def test_every_change_is_a_line_with_its_reason(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    approve(dsg, chair, now=NOW - timedelta(days=10))
    change_everything(plan, dsg, chair)
    response = factories.sign_in(client, chair).get(URL)
    assert lines(response)[:6] == CHANGED[:6]
    assert "Nye 1 Flyttet 1 Udgår 1 Andre ændringer 3 " in text(response)
    assert "Ændringer siden 11. november 2026" in text(response)
    assert [acts(response, word) for word in ("Ny", "Flyttet", "Udgår", "År", "Tovholder", "Art")] == [
        ["Udgår"],
        ["Tilbage til 2027"],
        ["Planlæg igen"],
        [],
        ["Skift tovholder …"],
        [],
    ]


def test_each_line_of_a_guideline_has_its_own_reason(client: Client, chair: Person, dsg: Group) -> None:
    guideline = factories.guideline("To år", owner=dsg)
    entries = [factories.entry(guideline, year) for year in (2027, 2029, 2031)]
    approve(dsg, chair, now=NOW - timedelta(days=10))
    other = {"by": actor(factories.deputy_of(dsg, "Karla Krog"), dsg), "now": NOW}
    move_entry(entries[0], to_year=2028, reason="Grund A", by=actor(chair, dsg), now=NOW)
    move_entry(entries[1], to_year=2030, reason="Grund B", **other)
    gone = move_entry(entries[2], to_year=2032, reason="Grund C", **other)
    withdraw_entry(gone, reason="Grund D", **other)
    told = lines(factories.sign_in(client, chair).get(URL))
    assert told[:3] == [
        ("Flyttet", "To år", f"fra 2027 til 2028 »Grund A« ({chair.name})"),
        ("Flyttet", "To år", "fra 2029 til 2030 »Grund B« (Karla Krog)"),
        ("Udgår", "To år", "2031, revision »Grund D« (Karla Krog)"),
    ]


def test_what_is_withdrawn_or_merged_is_gone_with_its_reason(
    client: Client, chair: Person, dsg: Group, plan: Any
) -> None:
    bare, yearless, planned = (plan[name].guideline for name in ("bare", "yearless", "planned"))
    approve(dsg, chair, now=NOW - timedelta(days=10))
    by = {"by": actor(factories.person("Sofie Sekretær"), dsg), "now": NOW}
    withdraw_guideline(bare, on=date(2027, 1, 1), reason="Afløst", **by)
    withdraw_guideline(yearless, on=NOW.date(), reason="Ikke skrevet", **by)
    merge(plan["late"].guideline, planned, reason="Samme emne", **by)
    page = factories.sign_in(client, chair).get(URL)
    assert lines(page) == [
        ("Udgår", "Sen sarkom", "Retningslinjen blev lagt sammen med en anden. »Samme emne« (Sofie Sekretær)"),
        ("Udgår", "Bar sarkom", "Retningslinjen er udgået. »Afløst« (Sofie Sekretær)"),
        ("Udgår", "Årløs sarkom", "uden år, ny retningslinje »Ikke skrevet« (Sofie Sekretær)"),
    ]
    assert acts(page, "Udgår") == ["Tag ud af planen"]
    assert "Udgår 3 Frist overskredet 0 Uden tovholder 0 Uden år 0" in text(page)
    assert [one.count for one in page.context["page"].years] == [0, 1, 0, 0, 0]
    assert "3 ændringer siden" in text(client.get(PLAN))
    approve(dsg, chair)
    after = client.get(URL)
    assert lines(after) == []
    shown = text(client.get(after.context["earlier"][0].url))
    assert "Bar sarkom Retningslinjen er udgået." in shown


def test_what_is_out_of_use_can_be_taken_out(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    approve(dsg, chair, now=NOW - timedelta(days=10))
    by = actor(factories.person("Sofie Sekretær"), dsg)
    withdraw_guideline(plan["bare"].guideline, on=NOW.date(), reason="Afløst", by=by, now=NOW)
    factories.sign_in(client, chair)
    url = f"{PLAN}{plan['bare'].pk}/udgaar/"
    form = client.get(url, headers={"referer": f"http://testserver{URL}"}).context["form"]
    known = {name: str(form[name].value() or "") for name in form.fields if form[name].is_hidden}
    answer = client.post(url, {**known, "reason": "Udgået"})
    assert (answer.status_code, answer.headers["Location"]) == (302, URL)
    told = lines(client.get(URL))
    assert told[0] == ("Udgår", "Bar sarkom", f"2028, revision »Udgået« ({chair.name})")
    assert acts(client.get(URL), "Udgår") == []


def test_a_group_in_brackets_is_shown_as_it_is_called_today(
    client: Client, chair: Person, dsg: Group, plan: Any
) -> None:
    other = factories.group("DOLG")
    seat = plan["planned"].assignments.get()
    Assignment.objects.filter(pk=seat.pk).update(acting_for=other)
    made = approve(dsg, chair)
    Group.objects.filter(pk=other.pk).update(abbreviation="NYLG")
    page = factories.sign_in(client, chair).get(URL)
    assert page.context["page"].changes == []
    assert "Zita Zebra (NYLG)" in text(client.get(f"{PLAN}godkendt/{made.pk}/"))
    Assignment.objects.filter(pk=seat.pk).update(acting_for=None)
    [told, *_open] = lines(client.get(URL))
    assert told == ("Tovholder", "Planlagt sarkom", "fra Zita Zebra (NYLG) til Zita Zebra")


def test_a_new_title_and_a_new_version_are_changes(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    approve(dsg, chair)
    retitle(plan["yearless"].guideline, title="Årløs sarkom II", is_working_title=False, by=actor(chair, dsg), now=NOW)
    GuidelineVersion.objects.update(is_current=False)
    factories.version(plan["late"].guideline, "2.0", administrative_approval=date(2026, 3, 3))
    assert lines(factories.sign_in(client, chair).get(URL))[:2] == [
        ("Titel", "Årløs sarkom II", "Hed »Årløs sarkom«."),
        ("Version", "Sen sarkom", "fra 1.0 til 2.0 (03.03.2026)"),
    ]


def test_the_plan_counts_the_same_changes(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    factories.sign_in(client, chair)
    assert "Godkendt af" not in text(client.get(PLAN))
    approve(dsg, chair)
    stamp = "Godkendt af formand Formand Fjord 21. november 2026"
    assert f"{stamp} · ingen ændringer siden" in text(client.get(PLAN))
    change_everything(plan, dsg, chair)
    page = client.get(PLAN)
    assert f"{stamp} · 6 ændringer siden" in text(page)
    assert len(client.get(URL).context["page"].changes) == 6
    assert f'<a href="{URL}">6 ændringer siden</a>' in page.content.decode()
    assert f'<a class="btn" href="{URL}">Godkend plan</a>' in page.content.decode()


def test_approving_unchanged_is_one_press_too(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    approve(dsg, chair)
    page = factories.sign_in(client, chair).get(URL)
    assert "Der er ikke ændret noget i planen. Du kan bekræfte den, som den er." in text(page)
    assert "Bekræft planen uændret" in text(page)
    assert press(client).status_code == 302
    assert PlanApproval.objects.count() == 2


# --- acts that come back


def test_back_to_the_year_before_is_one_press_that_comes_back(
    client: Client, chair: Person, dsg: Group, plan: Any
) -> None:
    approve(dsg, chair)
    moved = move_entry(plan["planned"], to_year=2028, reason="", by=actor(chair, dsg), now=NOW)
    page = factories.sign_in(client, chair).get(URL).content.decode()
    [(url, fields)] = re.findall(r'<form method="post" action="([^"]+/flyt/)">(.*?)</form>', page, re.DOTALL)
    assert url == f"/planskema/dsg/{moved.pk}/flyt/"
    sent = dict(re.findall(r'name="(year|reason|back|seen)" value="([^"]*)"', fields))
    response = client.post(url, sent)
    assert (response.status_code, response.headers["Location"]) == (302, URL)
    after = client.get(URL)
    assert [line for line in lines(after) if line[0] == "Flyttet"] == []
    assert "»Planlagt sarkom« er flyttet fra 2028 til 2027." in text(after)
    assert "Fortryd" in text(after)


@pytest.mark.parametrize(
    ("page", "sent"),
    [("tovholder", {"lead_0": "Bo Bæk"}), ("udgaar", {"reason": "Fordi"}), ("flyt", {"year": "2029"})],
)
def test_a_form_opened_from_the_approval_returns_there(
    client: Client, chair: Person, plan: Any, page: str, sent: dict[str, str]
) -> None:
    url = f"/planskema/dsg/{plan['planned'].pk}/{page}/"
    form = factories.sign_in(client, chair).get(url, headers={"referer": f"http://testserver{URL}"}).context["form"]
    known = {name: str(form[name].value() or "") for name in form.fields if form[name].is_hidden}
    assert known["back"] == "godkend"
    response = client.post(url, {**known, **sent})
    assert (response.status_code, response.headers["Location"]) == (302, URL)


def test_undo_returns_to_the_approval(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    move_entry(plan["planned"], to_year=2028, reason="", by=actor(chair, dsg), now=NOW)
    seq = Event.objects.latest("seq").seq
    factories.sign_in(client, chair)
    response = client.post(f"{PLAN}fortryd/{seq}/", headers={"referer": f"http://testserver{URL}"})
    assert response.headers["Location"] == URL


def test_no_year_gone_by_is_offered(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    PlanEntry.objects.filter(pk=plan["planned"].pk).update(year=2025)
    approve(dsg, chair)
    move_entry(PlanEntry.objects.get(pk=plan["planned"].pk), to_year=2028, reason="", by=actor(chair, dsg), now=NOW)
    assert acts(factories.sign_in(client, chair).get(URL), "Flyttet") == []


def test_a_line_of_a_guideline_that_others_lead_has_no_acts(
    client: Client, chair: Person, dsg: Group, plan: Any
) -> None:
    """A tie that nobody confirmed gives no right to change, once the owner is known."""
    other = factories.group("DGCG")
    shared = factories.guideline("Delt sarkom", owner=other)
    shared.group_links.update(confirmed=True)
    shared.group_links.create(group=dsg, role="co_owner", confirmed=False)
    factories.entry(shared, None)
    page = factories.sign_in(client, chair).get(URL)
    assert [one.acts for one in page.context["page"].open if one.title == "Delt sarkom"] == [[], []]


# --- the draft


def test_a_draft_is_kept_and_approves_nothing(client: Client, chair: Person, plan: Any) -> None:
    response = press(factories.sign_in(client, chair), act="draft", remark="Ikke færdig")
    assert (response.status_code, response.headers["Location"]) == (302, PLAN)
    assert "Din bemærkning er gemt. Planen er ikke godkendt." in text(client.get(PLAN))
    assert client.get(URL).context["form"]["remark"].value() == "Ikke færdig"
    assert PlanApproval.objects.count() == 0


def test_a_draft_is_its_writers_own(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    PlanRemark.objects.create(group=dsg, person=chair, text="Hemmelig kladde")
    for other in (factories.deputy_of(dsg), factories.secretariat()):
        assert "Hemmelig kladde" not in text(factories.sign_in(client, other).get(URL))


def test_what_is_too_long_is_said_and_kept(client: Client, chair: Person, plan: Any) -> None:
    response = press(factories.sign_in(client, chair), remark="x" * 2001)
    assert response.status_code == 422
    assert "Bemærkningen må højst fylde 2000 tegn." in text(response)
    assert response.context["form"]["remark"].value() == "x" * 2001
    assert PlanApproval.objects.count() == 0


# --- too late


def test_a_page_that_is_too_late_says_who_changed_what(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    approve(dsg, chair)
    shown = hidden(factories.sign_in(client, chair).get(URL))
    karla = factories.deputy_of(dsg, "Karla Krog")
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        move_entry(plan["planned"], to_year=2028, reason="", by=actor(karla, dsg), now=NOW + timedelta(minutes=1))
        response = press(client, remark="Min bemærkning", shown=shown)
    words = text(response)
    assert response.status_code == 409
    assert "Planen blev ændret, mens du havde siden åben. Den er ikke godkendt." in words
    assert "Karla Krog, for 2 minutter siden: »Planlagt sarkom«. Flyttet fra 2027 til 2028." in words
    assert lines(response)[0] == ("Flyttet", "Planlagt sarkom", "fra 2027 til 2028 (Karla Krog)")
    assert response.context["form"]["remark"].value() == "Min bemærkning"
    assert PlanApproval.objects.count() == 1
    assert press(client, shown=hidden(response)).status_code == 302
    assert PlanApproval.objects.count() == 2


def test_an_approval_meanwhile_is_said(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    approve(dsg, factories.deputy_of(dsg, "Karla Krog"))
    response = press(client, shown=shown)
    assert response.status_code == 409
    assert "Karla Krog, for lidt siden: Planen blev godkendt: 4 retningslinjer." in text(response)


def test_a_guideline_gone_meanwhile_is_said(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    guideline = factories.guideline("Uden plan", owner=dsg)
    shown = hidden(factories.sign_in(client, chair).get(URL))
    by = actor(factories.person("Sofie Sekretær"), dsg)
    withdraw_guideline(guideline, on=NOW.date(), reason="Afløst", by=by, now=NOW)
    response = press(client, shown=shown)
    assert response.status_code == 409
    assert "Sofie Sekretær, for lidt siden: »Uden plan«." in text(response)


def test_persons_merged_meanwhile_are_said(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    kept, by = factories.person("Bo B. Bæk"), actor(factories.person("Sofie Sekretær"), dsg)
    duplicate = merge_persons(Person.objects.get(name="Bo Bæk"), into=kept, by=by, now=NOW)
    move_assignments(Person.objects.get(name="Bo Bæk"), into=duplicate)
    response = press(client, shown=shown)
    assert response.status_code == 409
    assert "Sofie Sekretær, for lidt siden: »Bo B. Bæk«." in text(response)


def test_a_change_that_cannot_be_told_is_said_to_be_one(client: Client, chair: Person, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    PlanEntry.objects.filter(pk=plan["planned"].pk).update(year=2031)
    response = press(client, shown=shown)
    assert response.status_code == 409
    assert "Hvad der blev ændret, og af hvem, kan ikke siges her." in text(response)


def test_a_press_that_says_nothing_of_what_was_seen(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).post(URL, {"act": "approve"})
    assert (response.status_code, PlanApproval.objects.count()) == (409, 0)


def test_two_presses_are_one_approval(client: Client, chair: Person, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    answers = [press(client, shown=shown) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [
        f"/planskema/dsg/godkendt/{PlanApproval.objects.get().pk}/"
    ] * 2


def test_a_remark_corrected_meanwhile_is_kept_to_be_sent(client: Client, chair: Person, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    press(client, remark="Første", shown=shown)
    response = press(client, remark="Rettet", shown=shown)
    assert (response.status_code, PlanApproval.objects.count()) == (422, 1)
    assert "Planen er allerede godkendt, med en anden bemærkning." in text(response)
    assert response.context["form"]["remark"].value() == "Rettet"
    again = press(client, remark="Rettet", shown=hidden(response))
    assert "Rettet" in text(client.get(again.headers["Location"]))

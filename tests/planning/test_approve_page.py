"""*Godkend plan* and *Godkendt plan*: what is shown, one press, a page too late, and a fixed number of queries."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidelines.journal.models import Event
from guidelines.models import Group, GuidelineVersion, Person, PlanApproval, PlanEntry, PlanRemark
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    change_kind,
    move_entry,
    set_year,
    withdraw_entry,
)
from guidelines.planning.actions.leads import Lead
from guidelines.planning.rules import Kind
from guidelines.register.actions import retitle
from tests import factories
from tests.planning.approving import actor, approve
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
URL = "/planskema/dsg/godkend/"
PLAN = "/planskema/dsg/"


@pytest.fixture
def plan(dsg: Group) -> dict[str, PlanEntry]:
    """Late, planned, without tovholder and without year; Zita has two."""
    zita = factories.person("Zita Zebra")
    late = factories.guideline("Sen sarkom", owner=dsg)
    factories.version(late, next_due=date(2025, 12, 21))
    return {
        "late": factories.entry(late, 2026, leads=[zita]),
        "planned": factories.entry(factories.guideline("Planlagt sarkom", owner=dsg), 2027, leads=[zita]),
        "bare": factories.entry(factories.guideline("Bar sarkom", owner=dsg), 2028),
        "yearless": factories.entry(
            factories.guideline("Årløs sarkom", owner=dsg), None, kind="new", leads=[factories.person("Bo Bæk")]
        ),
    }


def text(response: Any) -> str:
    """The words of the page's main part, without tags."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    words = unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+", " ", words.replace("\xa0", " "))


def lines(response: Any) -> list[tuple[str, str, str]]:
    """Each line of the tables of changes and questions: its word, the guideline, what it says."""
    found = re.findall(
        r'<tr role="row">\s*<td role="cell"><b class="pill \w+">(.*?)</b></td>\s*<th[^>]*>(.*?)</th>\s*'
        r'<td role="cell">(.*?)</td>',
        response.content.decode(),
        re.DOTALL,
    )
    return [
        tuple(unescape(re.sub(r"<[^>]+>", "", part)).replace("\xa0", " ").strip() for part in line) for line in found
    ]  # type: ignore[misc]


def acts(response: Any, word: str) -> list[str]:
    """What can be done about the first line with this word."""
    cell = response.content.decode().split(f">{word}</b>")[1].split('<div class="acts">')[1].split("</div>")[0]
    return [unescape(one) for one in re.findall(r">([^<>]+)<span class=\"vh\">", cell)]


def hidden(response: Any) -> dict[str, str]:
    """What the page's press carries."""
    names = ("seen", "follows", "event")
    return {name: str(response.context["form"][name].value() or "") for name in names}


def press(client: Client, *, act: str = "approve", remark: str = "", shown: dict[str, str] | None = None) -> Any:
    """Press on the page as it is now, or as it was `shown`."""
    return client.post(URL, {**(shown or hidden(client.get(URL))), "remark": remark, "act": act})


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
    assert "Zita Zebra 2 1 i 2026, 1 i 2027 1 anden har færre." in words
    assert "Antal retningslinjer i alt 1 1 1 1 4" in words


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


def change_everything(plan: dict[str, PlanEntry], group: Group, chair: Person) -> None:
    by: dict[str, Any] = {"by": actor(chair, group), "now": NOW}
    add_entry(factories.guideline("Ny sarkom", owner=group), year=2029, kind=Kind.NEW, **by)
    move_entry(plan["planned"], to_year=2028, reason="Afventer studie", **by)
    withdraw_entry(plan["bare"], reason="Lagt sammen", **by)
    set_year(plan["yearless"], year=2030, **by)
    assign_leads(plan["late"], [], **by)
    change_kind(plan["late"], kind=Kind.MINOR, **by)


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
    sent = dict(re.findall(r'name="(year|reason|back)" value="([^"]*)"', fields))
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


def test_a_press_that_says_nothing_of_what_was_seen(client: Client, chair: Person, plan: Any) -> None:
    response = factories.sign_in(client, chair).post(URL, {"act": "approve"})
    assert (response.status_code, PlanApproval.objects.count()) == (409, 0)


def test_two_presses_are_one_approval(client: Client, chair: Person, plan: Any) -> None:
    shown = hidden(factories.sign_in(client, chair).get(URL))
    answers = [press(client, shown=shown) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [
        f"/planskema/dsg/godkendt/{PlanApproval.objects.get().pk}/"
    ] * 2


# --- who


def test_the_secretariat_sees_it_and_approves_nothing(client: Client, plan: Any) -> None:
    factories.sign_in(client, factories.secretariat())
    page = client.get(URL)
    assert "Gruppens formand eller en stedfortræder godkender planen." in text(page)
    assert '<form class="form"' not in page.content.decode()
    assert '<a class="btn" href="/planskema/dsg/godkend/">' not in client.get(PLAN).content.decode()
    assert client.post(URL, hidden(page) | {"act": "approve"}).status_code == 404


def test_members_read_the_remark_and_others_the_plan(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair, remark="Kun for os")
    url = f"/planskema/dsg/godkendt/{made.pk}/"
    readers = [factories.member_of(dsg), factories.secretariat(), factories.chair_of(factories.group("DGCG"))]
    seen = [text(factories.sign_in(client, reader).get(url)) for reader in readers]
    assert ["Planlagt sarkom" in words for words in seen] == [True, True, True]
    assert ["Kun for os" in words for words in seen] == [True, True, False]
    page = client.get(PLAN)
    assert "ingen ændringer siden" in text(page)
    assert URL not in page.content.decode()


def test_what_was_not_completed_is_the_groups_own(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    PlanEntry.objects.filter(pk=plan["planned"].pk).update(outcome="missed")
    url = f"/planskema/dsg/godkendt/{approve(dsg, chair).pk}/"
    readers = [factories.member_of(dsg), factories.secretariat(), factories.chair_of(factories.group("DGCG"))]
    seen = [text(factories.sign_in(client, reader).get(url)) for reader in readers]
    assert ["2027: revision ikke nået" in words for words in seen] == [True, True, False]
    assert "2027: revision planlagt" in seen[2]


def test_an_approval_is_found_under_its_own_group_alone(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair)
    factories.group("DGCG")
    factories.sign_in(client, chair)
    assert client.get(f"/planskema/dgcg/godkendt/{made.pk}/").status_code == 404
    assert client.get(f"/planskema/dsg/godkendt/{made.pk + 1}/").status_code == 404


# --- the approved plan


def test_the_approved_plan_stays_as_it_was(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    made = approve(dsg, chair)
    url = f"/planskema/dsg/godkendt/{made.pk}/"
    before = text(factories.sign_in(client, chair).get(url))
    change_everything(plan, dsg, chair)
    assert text(client.get(url)) == before
    second = approve(dsg, chair)
    after = client.get(url)
    assert "Planen er godkendt igen senere." in text(after)
    assert f'href="/planskema/dsg/godkendt/{second.pk}/"' in after.content.decode()
    assert "2028: revision planlagt" in text(client.get(f"/planskema/dsg/godkendt/{second.pk}/"))


def test_a_guideline_that_is_no_more_keeps_its_title(client: Client, chair: Person, dsg: Group, plan: Any) -> None:
    gone = factories.guideline("Forsvundet sarkom", owner=dsg)
    made = approve(dsg, chair)
    gone.group_links.all().delete()
    gone.delete()
    page = factories.sign_in(client, chair).get(f"/planskema/dsg/godkendt/{made.pk}/")
    assert "Forsvundet sarkom" in text(page)
    assert [row.url for row in page.context["table"].rows if row.title == "Forsvundet sarkom"] == [""]
    assert ("Udgår", "Forsvundet sarkom", "uden noget planlagt") in lines(client.get(URL))


# --- statements


def made_plan(group: Group, chair: Person, size: int) -> None:
    """A plan with one of each change and question for each `size`, approved once before."""
    for number in range(size):
        lead = factories.person()
        factories.entry(factories.guideline(owner=group), 2027, leads=[lead])
        factories.entry(factories.guideline(owner=group), 2028, leads=[factories.person(), lead])
        factories.entry(factories.guideline(owner=group), None)
        late = factories.guideline(owner=group)
        factories.version(late, str(number), next_due=date(2025, 12, 21))
        factories.entry(late, 2025)
    approve(group, chair, remark="x")
    by: dict[str, Any] = {"by": actor(chair, group), "now": NOW}
    for entry in PlanEntry.objects.planned().filter(year=2027):
        move_entry(entry, to_year=2029, reason="Fordi", **by)
    for entry in PlanEntry.objects.planned().filter(year=2028):
        assign_leads(entry, [Lead(factories.person())], **by)


@pytest.mark.parametrize("address", [URL, PLAN, "approved"])
def test_as_many_statements_for_few_as_for_many(client: Client, dsg: Group, chair: Person, address: str) -> None:
    factories.sign_in(client, chair)
    counts = []
    for size in (1, 15):
        made_plan(dsg, chair, size)
        url = f"{PLAN}godkendt/{PlanApproval.objects.latest('pk').pk}/" if address == "approved" else address
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_stamp_costs_the_plan_two_statements(client: Client, dsg: Group, chair: Person, plan: Any) -> None:
    factories.sign_in(client, chair).get(PLAN)
    with CaptureQueriesContext(connection) as before:
        client.get(PLAN)
    approve(dsg, chair)
    with time_machine.travel(NOW + timedelta(minutes=30), tick=False), CaptureQueriesContext(connection) as after:
        client.get(PLAN)
    assert len(after) - len(before) == 1  # the approval is asked for in both

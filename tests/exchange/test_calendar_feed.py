"""Calendar feeds over HTTP: an address nobody guesses (C6), deadlines as *Mine opgaver* has them, changes told."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from guidelines.approval.actions.consultations import PartyFacts
from guidelines.approval.rules import Position
from guidelines.desk.reading import read_board
from guidelines.exchange.calendar_actions import hash_of, make_address, remove_address
from guidelines.exchange.calendar_reading import deadlines_of, deadlines_of_group
from guidelines.journal.models import Event, EventDetail
from guidelines.journal.writing import Actor
from guidelines.models import Assignment, CalendarAddress, CalendarEvent, Group, Guideline, Person, PlanEntry
from guidelines.people.access import viewer_of
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.reminders.mailing import consulted

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BY: dict[str, Any] = {"by": Actor("user", "person:1"), "now": NOW}


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def lead() -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def due(dsg: Group, lead: Person) -> Guideline:
    made = factories.guideline("Kæmpecelletumorer", owner=dsg)
    factories.version(made, "1.1", next_due=date(2027, 12, 1))
    factories.entry(made, 2027, leads=[lead])
    return made


def address(who: Person, group: Group | None = None) -> str:
    made, token = make_address(who, group, **BY)
    return reverse("calendar-feed", args=[made.pk, token])


def events(response: HttpResponse) -> list[dict[str, Any]]:
    """The events of a feed, as an outsider's program reads them."""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [
        {
            "uid": str(event["uid"]),
            "on": event["dtstart"].dt,
            "summary": str(event["summary"]),
            "sequence": event["sequence"],
            "status": str(event["status"]),
        }
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]


def get(url: str, **headers: str) -> HttpResponse:
    """A calendar program: no cookies."""
    return Client().get(url, headers=headers)


# --- the address (C6)


def test_an_address_opens_its_own_feed_and_no_other(due: Guideline, dsg: Group, lead: Person) -> None:
    factories.role(lead, "member", dsg)
    own, of_group = address(lead), address(lead, dsg)
    others = address(factories.reader())
    urls = [own, of_group, others]
    assert [get(url).status_code for url in urls] == [200, 200, 200]
    parts = [url.split("/") for url in urls]
    crossed = ["/".join([*one[:3], other[3]]) for one in parts for other in parts if one is not other]
    assert len(crossed) == 6
    assert {get(url).status_code for url in crossed} == {404}
    assert get(own.replace(".ics", "x.ics")).status_code == 404


def test_a_secret_is_long_and_only_its_hash_is_stored(due: Guideline, lead: Person, tmp_path: Path) -> None:
    tokens = {re.split(r"[/.]", address(lead))[3] for _number in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 256 bits in base64
    token = re.split(r"[/.]", address(lead))[3]
    assert CalendarAddress.objects.get().token_hash == hash_of(token) != token
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "guidelines", output=str(dump), verbosity=0)
    assert hash_of(token) in dump.read_text()
    assert token not in dump.read_text()
    said = [*Event.objects.values_list("text", flat=True), *EventDetail.objects.values_list("personal", flat=True)]
    assert token not in json.dumps([str(text) for text in said])


def test_after_a_reset_the_address_before_opens_nothing(due: Guideline, lead: Person) -> None:
    before, after = address(lead), address(lead)
    assert (get(before).status_code, get(after).status_code) == (404, 200)
    remove_address(lead, None, **BY)
    assert get(after).status_code == 404


@pytest.mark.parametrize("end", ["stopped", "without account", "merged"])
def test_who_may_no_longer_sign_in_gets_nothing(due: Guideline, lead: Person, end: str) -> None:
    url = address(lead)
    if end == "stopped":
        type(lead.user).objects.filter(pk=lead.user.pk).update(is_active=False)  # type: ignore[union-attr]
    elif end == "without account":
        Person.objects.filter(pk=lead.pk).update(user=None)
    else:
        Person.objects.filter(pk=lead.pk).update(merged_into=factories.person())
    assert get(url).status_code == 404


def test_the_feed_of_a_group_ends_with_the_role(due: Guideline, dsg: Group, moment: Any) -> None:
    member = factories.member_of(dsg)
    url = address(member, dsg)
    member.roles.update(ends_on=TODAY)
    assert get(url).status_code == 200
    moment.move_to(NOW + timedelta(days=1))
    assert get(url).status_code == 404


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, written as it is in production."""
    root, out = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(root.handlers[0].formatter)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def test_no_session_no_cookie_and_nothing_in_the_log(due: Guideline, lead: Person, log: io.StringIO) -> None:
    url = address(lead)
    token = re.split(r"[/.]", url)[3]
    for response in (get(url), get(url.replace(".ics", "x.ics")), factories.sign_in(Client(), lead).get(url)):
        assert not response.cookies
        assert token not in str(response.headers)
    assert "/kalender/" in log.getvalue()
    assert token not in log.getvalue()
    assert get(url).headers["Referrer-Policy"] == "no-referrer"
    assert reverse("account_login") in client_of(url).get(reverse("tasks")).headers["Location"]


def client_of(url: str) -> Client:
    """A browser that has opened the address and nothing else."""
    client = Client()
    client.get(url)
    return client


def test_only_reading_is_answered(due: Guideline, lead: Person) -> None:
    url, client = address(lead), Client()
    assert [getattr(client, name)(url).status_code for name in ("post", "put", "patch", "delete")] == [405] * 4
    assert client.head(url).status_code == 200


def test_a_program_that_has_it_already_is_told_so(due: Guideline, lead: Person) -> None:
    url = address(lead)
    first = get(url)
    assert first.headers["Cache-Control"] == "private, max-age=3600"
    again = get(url, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    due.versions.update(next_due_last=date(2028, 1, 1))
    assert get(url, if_none_match=first.headers["ETag"]).status_code == 200


# --- what it says


def test_a_deadline_is_an_event_that_blocks_no_day(due: Guideline, lead: Person) -> None:
    [event] = Calendar.from_ical(get(address(lead)).content).walk("VEVENT")
    assert (event["dtstart"].dt, str(event["transp"])) == (date(2027, 12, 1), "TRANSPARENT")
    assert str(event["summary"]) == "Frist: revision – Kæmpecelletumorer"
    link = f"{settings.SITE_URL}{due.get_absolute_url()}"
    assert str(event["description"]) == f"Se, hvor revisionen er: {link}"
    assert (str(event["url"]), event["summary"].params["LANGUAGE"]) == (link, "da")


def test_it_speaks_the_language_of_its_owner(due: Guideline, lead: Person) -> None:
    Person.objects.filter(pk=lead.pk).update(language="en")
    data = get(address(lead)).content.decode()
    assert "SUMMARY;LANGUAGE=en:Deadline: revision – Kæmpecelletumorer" in data


def test_work_on_the_draft_is_called_so(due: Guideline, lead: Person) -> None:
    factories.revision(due.plan_entries.get(), Stage.DRAFT, deadline_on=date(2027, 3, 1))
    assert [(event["on"], event["summary"]) for event in events(get(address(lead)))] == [
        (date(2027, 3, 1), "Frist: udkast – Kæmpecelletumorer")
    ]


def test_the_feed_has_the_deadlines_of_my_tasks(dsg: Group, lead: Person) -> None:
    """For a tovholder with a guideline of every shape, and an author beside."""
    for number, year in enumerate((2027, 2028, None)):
        factories.entry(factories.guideline(f"Plan {number}", owner=dsg), year, leads=[lead])
    two = factories.guideline("To linjer", owner=dsg)
    factories.version(two, next_due=date(2027, 5, 1))
    factories.entry(two, 2027, leads=[lead])
    factories.entry(two, 2032, leads=[lead], kind="minor")
    running = factories.entry(factories.guideline("I gang", owner=dsg), 2026, leads=[lead])
    factories.revision(running, Stage.SUBMITTED, deadline_on=date(2026, 3, 1))
    totals = factories.guideline("Efter totaler", owner=dsg)
    factories.entry(totals, 2028, leads=[lead], year_basis=PlanEntry.YearBasis.TOTALS)
    written = factories.entry(factories.guideline("Forfatter", owner=dsg), 2027)
    Assignment.objects.create(plan_entry=written, person=lead, role="author")
    factories.revision(written, Stage.DRAFT, deadline_on=date(2027, 7, 1))
    only_planned = factories.entry(factories.guideline("Forfatter uden forløb", owner=dsg), 2027)
    Assignment.objects.create(plan_entry=only_planned, person=lead, role="author")
    gone = factories.guideline("Udgået", owner=dsg, withdrawn_on=TODAY)
    factories.entry(gone, 2028, leads=[lead])
    shared = factories.guideline("Delt", co_owners=[dsg, factories.group("DGCG")])
    Group.objects.filter(abbreviation="DGCG").update(deadline_month=3)
    factories.entry(shared, 2029, leads=[lead])
    factories.entry(factories.guideline("En andens", owner=dsg), 2027, leads=[factories.person()])
    assert sorted((item.on, item.title) for item in deadlines_of(lead, TODAY)) == on_my_tasks(lead)
    assert len(on_my_tasks(lead)) == 7


def on_my_tasks(who: Person, today: date = TODAY) -> list[tuple[date, str]]:
    """Every day that *Mine opgaver* names for the person, with the title it stands at."""
    board = read_board(viewer_of(who.user, today), today)
    duties = [task.duty for task in board.now if task.duty] + [*board.later, *board.waiting]
    found = [(duty.target.on, duty.about.title) for duty in duties if duty.target]
    returned = [
        (duty.run.work.return_due, duty.about.title) for duty in duties if duty.run and duty.run.work.return_due
    ]
    asked = [(task.asked.closes_on, task.asked.about.title) for task in board.now if task.asked]
    approvals = [task.approval for task in board.now if task.approval]
    dated = [(item.due_on, item.about.title) for item in approvals if item.due_on]
    return sorted({*found, *returned, *asked, *dated})  # type: ignore[type-var]


@pytest.mark.parametrize("position", [Position.CLINICAL, Position.RETURNED])
def test_approvals_and_corrections_have_their_days_too(position: Position) -> None:
    here = scene.at(position)
    today = here.now.date()
    for who in (here.lead, here.chairs["DSG"], here.deputies["DSG"], here.secretary):
        factories.user_for(who)
        assert sorted({(item.on, item.title) for item in deadlines_of(who, today)}) == on_my_tasks(who, today)
    kinds = {item.due.value for who in (here.lead, here.chairs["DSG"]) for item in deadlines_of(who, today)}
    assert ("godkendelse" if position is Position.CLINICAL else "retur") in kinds


def test_a_consultation_has_its_closing_day_for_who_is_asked(dsg: Group) -> None:
    here = scene.at(Position.DRAFT)
    asked, member = factories.reader(), factories.member_of(factories.group("DGCG"))
    consulted(here, PartyFacts(person=asked), PartyFacts(group=factories.group("DGCG")))
    for who in (asked, member):
        assert [(item.on, item.due.value) for item in deadlines_of(who, TODAY)] == [(date(2026, 12, 12), "hoering")]
        assert on_my_tasks(who) == [(date(2026, 12, 12), here.revision.guideline.title)]


def test_who_is_recused_owes_nothing(due: Guideline, lead: Person) -> None:
    run = factories.revision(due.plan_entries.get(), Stage.DRAFT, deadline_on=date(2027, 3, 1))
    assert len(deadlines_of(lead, TODAY)) == 1
    run.recusals.create(person=lead, at=NOW)
    assert deadlines_of(lead, TODAY) == []


def test_the_feed_of_a_group_names_no_person(due: Guideline, dsg: Group, lead: Person) -> None:
    late = factories.guideline("Radioterapi", owner=factories.group("DGCG"), co_owners=[dsg])
    factories.version(late, next_due=date(2025, 12, 21))
    factories.guideline("Uden frist", owner=dsg)
    factories.entry(factories.guideline("Ny", owner=dsg), 2028, kind="new", leads=[lead])
    factories.guideline("En andens", owner=factories.group("DGCG"))
    response = get(address(factories.member_of(dsg), dsg))
    assert [(event["on"], event["summary"]) for event in events(response)] == [
        (date(2025, 12, 21), "Frist: revision – Radioterapi"),
        (date(2027, 12, 1), "Frist: revision – Kæmpecelletumorer"),
        (date(2028, 12, 1), "Frist: ny retningslinje – Ny"),
    ]
    assert "Nanna" not in response.content.decode()
    assert [item.on for item in deadlines_of_group(dsg)] == [date(2027, 12, 1), date(2028, 12, 1), date(2025, 12, 21)]


# --- changes


def test_a_deadline_that_moves_keeps_its_event_and_counts_the_change(due: Guideline, lead: Person, moment: Any) -> None:
    url = address(lead)
    [first] = events(get(url))
    moment.move_to(NOW + timedelta(days=2))
    assert events(get(url)) == [first]
    due.versions.update(next_due_first=date(2028, 6, 1), next_due_last=date(2028, 6, 1))
    [moved] = events(get(url))
    assert moved == {**first, "on": date(2028, 6, 1), "sequence": 1}
    [event] = Calendar.from_ical(get(url).content).walk("VEVENT")
    assert event["last-modified"].dt == NOW + timedelta(days=2)


def test_what_is_no_longer_a_deadline_stays_cancelled_for_thirty_days(
    due: Guideline, lead: Person, moment: Any
) -> None:
    url = address(lead)
    [first] = events(get(url))
    PlanEntry.objects.update(outcome="done")
    cancelled = {**first, "sequence": 1, "status": "CANCELLED"}
    assert events(get(url)) == [cancelled]
    moment.move_to(NOW + timedelta(days=30) - timedelta(seconds=1))
    assert events(get(url)) == [cancelled]
    moment.move_to(NOW + timedelta(days=30))
    assert events(get(url)) == []
    assert not CalendarEvent.objects.exists()


def test_a_deadline_that_comes_back_is_confirmed_again(due: Guideline, lead: Person) -> None:
    url = address(lead)
    [first] = events(get(url))
    PlanEntry.objects.update(outcome="done")
    get(url)
    PlanEntry.objects.update(outcome="planned")
    assert events(get(url)) == [{**first, "sequence": 2}]


@pytest.mark.parametrize("bad", ["\r\nBEGIN:VEVENT", "\0", "\u2028X-EVIL:1", "<script>alert(1)</script>"])
def test_a_title_with_control_characters_is_one_title(dsg: Group, lead: Person, bad: str) -> None:
    made = factories.guideline("GIST", owner=dsg)
    factories.entry(made, 2027, leads=[lead])
    if "\0" not in bad:  # PostgreSQL keeps no NUL
        Guideline.objects.filter(pk=made.pk).update(title=f"GIST{bad}")
    response = get(address(lead))
    assert len(events(response)) == 1
    assert response.content.split(b"\r\n").count(b"BEGIN:VEVENT") == 1
    assert b"\r\nX-EVIL" not in response.content


@pytest.mark.both
@pytest.mark.parametrize("count", [1, 30])
def test_a_feed_costs_the_same_for_one_deadline_and_for_thirty(dsg: Group, lead: Person, count: int) -> None:
    factories.role(lead, "member", dsg)
    for number in range(count):
        factories.entry(factories.guideline(f"G{number}", owner=dsg), 2027, leads=[lead])
    own, of_group = address(lead), address(lead, dsg)
    asked = []
    for url in (own, of_group):
        get(url)
        with CaptureQueriesContext(connection) as queries:
            assert len(events(get(url))) == count
        asked.append(
            len([query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])
        )
    assert asked == [8, 5]


# --- the page


def text(response: HttpResponse) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def shown(response: HttpResponse) -> str:
    found = re.search(r'id="calendar-address"[^>]* value="([^"]+)"', response.content.decode())
    return found.group(1) if found else ""


def test_the_address_is_shown_once_and_can_be_reset_and_removed(due: Guideline, lead: Person) -> None:
    client, url = factories.sign_in(Client(), lead), reverse("calendar")
    assert "Du har ingen adresse endnu." in text(client.get(url))
    made = client.post(url, {"act": "make"})
    assert made.headers["Cache-Control"] == "no-store"
    assert made.headers["Referrer-Policy"] == "same-origin"  # the address stands on the page, never in its own address
    first = shown(made)
    assert f'href="webcal://{first.partition("://")[2]}"' in made.content.decode()
    assert get(first.removeprefix(settings.SITE_URL)).status_code == 200
    later = client.get(url)
    assert (shown(later), "Du har en adresse, lavet 21. november 2026." in text(later)) == ("", True)
    assert first.rpartition("/")[2] not in later.content.decode()
    second = shown(client.post(url, {"act": "make"}))
    assert second != first
    assert get(first.removeprefix(settings.SITE_URL)).status_code == 404
    removed = client.post(url, {"act": "remove"}, follow=True)
    assert "Kalenderadressen er fjernet." in text(removed)
    assert "Der er ingen kalenderadresse at fjerne." in text(client.post(url, {"act": "remove"}, follow=True))
    verbs = ["calendar_made", "calendar_made", "calendar_removed"]
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == verbs
    assert [event.facts.get("reset") for event in Event.objects.order_by("seq")] == [False, True, None]


def test_the_page_of_a_group_is_for_its_members(due: Guideline, dsg: Group) -> None:
    url = reverse("group-calendar", args=["dsg"])
    member = factories.member_of(dsg)
    client = factories.sign_in(Client(), member)
    assert "Frister for DSG i din kalender" in text(client.get(url))
    assert get(shown(client.post(url)).removeprefix(settings.SITE_URL)).status_code == 200
    assert CalendarAddress.objects.get().group == dsg
    for who in (factories.reader(), factories.secretariat(), factories.chair_of(factories.group("DLCG"))):
        assert factories.sign_in(Client(), who).get(url).status_code == 404
        assert factories.sign_in(Client(), who).post(url).status_code == 404


def test_profile_tasks_and_group_lead_there(due: Guideline, dsg: Group, lead: Person) -> None:
    factories.role(lead, "member", dsg)
    client = factories.sign_in(Client(), lead)
    pages = {reverse("profile"): "calendar", reverse("tasks"): "calendar", "/grupper/dsg/": "group-calendar"}
    for url, name in pages.items():
        goal = reverse(name, args=["dsg"] if name == "group-calendar" else [])
        assert f'href="{goal}"' in client.get(url).content.decode()
    assert reverse("group-calendar", args=["dsg"]) not in Client().get("/grupper/dsg/").content.decode()


def test_the_history_says_so_without_the_address(client: Client, due: Guideline, lead: Person) -> None:
    address(lead), address(lead)
    remove_address(lead, None, **BY)
    factories.sign_in(client, factories.secretariat())
    said = text(client.get(reverse("journal") + "?art=personer"))
    assert "En kalenderadresse blev lavet." in said
    assert "En kalenderadresse blev nulstillet; den tidligere åbner ikke noget længere." in said
    assert "En kalenderadresse blev fjernet." in said

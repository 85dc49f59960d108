"""Calendar feeds over HTTP: deadlines as *Mine opgaver* has them, in events that block no day, with changes told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from guidelines.approval.actions.consultations import PartyFacts
from guidelines.approval.rules import Position
from guidelines.desk.reading import read_board
from guidelines.exchange.calendar_reading import deadlines_of, deadlines_of_group
from guidelines.models import Assignment, CalendarEvent, Group, Guideline, Person, PlanEntry
from guidelines.people.access import viewer_of
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval import scene
from tests.exchange.calendars import NOW, TODAY, address, events, get
from tests.reminders.mailing import consulted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


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


def test_the_deadline_of_a_draft_s_revision_is_the_revision_s(due: Guideline, lead: Person) -> None:
    factories.revision(due.plan_entries.get(), Stage.DRAFT, deadline_on=date(2027, 3, 1))
    assert [(event["on"], event["summary"]) for event in events(get(address(lead)))] == [
        (date(2027, 3, 1), "Frist: revision – Kæmpecelletumorer")
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

"""A new deadline on *Mine opgaver*: a card for who decides it, quiet lines for who asked, and the ways to ask."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.extension_cards import answered_row, asked_row, extension_card
from guidelines.desk.reading import read_board
from guidelines.desk.reading_extensions import own_requests, read_requests
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Absence, Assignment, ExtensionRequest, Group, Guideline, Person
from guidelines.people.access import viewer_of
from guidelines.planning.actions import ask_extension, decide_extension
from guidelines.planning.extension_reading import may_decide, read_deadline
from guidelines.planning.rules import Stage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BY = {"by": Actor("user", "person:1"), "now": NOW}
NEW = date(2028, 6, 1)


@pytest.fixture
def dsg(db: None) -> Group:
    return factories.group("DSG")


@pytest.fixture
def lead(db: None) -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def due(dsg: Group, lead: Person) -> Guideline:
    made = factories.guideline("GIST", owner=dsg)
    factories.version(made, "1.1", next_due=date(2027, 12, 1))
    factories.entry(made, 2027, leads=[lead])
    return made


def ask(of: Guideline, who: Person) -> ExtensionRequest:
    return ask_extension(of, person=who, to_on=NEW, reason="Studie.", **BY)


def requests_of(who: Person, today: date = TODAY) -> list[tuple[bool, bool]]:
    """The requests that somebody is shown: is it theirs to decide, is it open."""
    theirs = [(True, item.is_open) for item in read_requests(viewer_of(who.user, today), today)]
    return theirs + [(False, item.is_open) for item in own_requests(who, today)]


def test_the_chair_and_the_deputy_have_the_card_and_the_asker_a_line(due: Guideline, dsg: Group, lead: Person) -> None:
    chair, deputy, secretariat = factories.chair_of(dsg), factories.deputy_of(dsg), factories.secretariat()
    ask(due, lead)
    shown = {who: requests_of(who) for who in (chair, deputy, secretariat, lead, factories.reader())}
    assert list(shown.values()) == [[(True, True)], [(True, True)], [], [(False, True)], []]
    [task] = read_board(viewer_of(chair.user, TODAY), TODAY).now
    card = extension_card(task.extension, TODAY)
    assert card.sentences == ["Nanna Juul beder om ny frist: 1. juni 2028 i stedet for 1. december 2027."]
    assert card.act.url == reverse("extension-decide", args=[ExtensionRequest.objects.get().pk])
    [own] = own_requests(lead, TODAY)
    assert asked_row(own).words == "bedt om ny frist: 1. juni 2028"


def test_the_secretariat_has_it_where_nobody_else_can_decide(due: Guideline, dsg: Group, lead: Person) -> None:
    secretariat = factories.secretariat()
    ask(due, lead)
    assert requests_of(secretariat) == [(True, True)]
    ended = factories.chair_of(dsg)
    ended.roles.update(ends_on=TODAY - timedelta(days=1))
    assert requests_of(secretariat) == [(True, True)]
    factories.chair_of(dsg)
    assert requests_of(secretariat) == []
    ExtensionRequest.objects.update(is_beyond_limit=True)
    assert requests_of(secretariat) == [(True, True)]


def test_the_secretariat_has_it_while_everybody_who_leads_is_away(due: Guideline, dsg: Group, lead: Person) -> None:
    chair, secretariat = factories.chair_of(dsg), factories.secretariat()
    request = ask(due, lead)
    away = Absence.objects.create(person=chair, starts_on=TODAY, ends_on=TODAY)
    viewer = viewer_of(secretariat.user, TODAY)
    assert (requests_of(secretariat), requests_of(chair)) == ([(True, True)], [(True, True)])
    assert may_decide(viewer, request, read_deadline(due, TODAY))
    away.delete()
    assert requests_of(secretariat) == []
    assert not may_decide(viewer, request, read_deadline(due, TODAY))


def test_nobody_has_their_own_request_to_decide(dsg: Group) -> None:
    chair, deputy, secretariat = factories.chair_of(dsg), factories.deputy_of(dsg), factories.secretariat()
    own = factories.guideline(owner=dsg)
    factories.version(own, next_due=date(2027, 12, 1))
    factories.entry(own, 2027, leads=[chair])
    ask(own, chair)
    assert [requests_of(who) for who in (chair, deputy, secretariat)] == [[(False, True)], [(True, True)], []]
    deputy.roles.all().delete()
    assert requests_of(secretariat) == [(True, True)]


def test_the_answer_stands_with_the_asker_for_thirty_days(due: Guideline, dsg: Group, lead: Person) -> None:
    chair = factories.chair_of(dsg)
    decide_extension(ask(due, lead), grant_on=None, note="Nej.", person=chair, **BY)
    [refused] = own_requests(lead, TODAY)
    decide_extension(ask(due, lead), grant_on=NEW, note="", person=chair, **BY)
    found = own_requests(lead, TODAY)
    assert [answered_row(item).words for item in (refused, found[1])] == [
        "ny frist afslået, den er stadig 1. december 2027",
        "ny frist givet: 1. juni 2028",
    ]
    assert requests_of(chair) == []
    assert requests_of(lead, TODAY + timedelta(days=30)) == [(False, False)] * 2
    assert requests_of(lead, TODAY + timedelta(days=31)) == []


def test_a_guideline_out_of_use_asks_nothing_of_anybody(due: Guideline, dsg: Group, lead: Person) -> None:
    chair = factories.chair_of(dsg)
    ask(due, lead)
    Guideline.objects.update(withdrawn_on=TODAY)
    assert (requests_of(chair), requests_of(lead)) == ([], [])


def test_requests_take_one_statement_each_and_none_of_who_decides_nothing(
    due: Guideline, dsg: Group, lead: Person
) -> None:
    viewer = viewer_of(factories.chair_of(dsg).user, TODAY)
    for _number in range(3):
        more = factories.guideline(owner=dsg)
        factories.version(more, next_due=date(2027, 12, 1))
        factories.entry(more, 2027, leads=[lead])
        ask(more, lead)
    with CaptureQueriesContext(connection) as queries:
        assert (len(read_requests(viewer, TODAY)), len(own_requests(lead, TODAY))) == (3, 3)
    assert len(queries) == 2
    nobody = viewer_of(lead.user, TODAY)
    with CaptureQueriesContext(connection) as none:
        assert read_requests(nobody, TODAY) == []
    assert len(none) == 0


# --- the ways to ask


def test_every_page_of_the_lead_leads_there(client: Client, due: Guideline, lead: Person, dsg: Group) -> None:
    Assignment.objects.update(confirmed_at=NOW)
    run = factories.revision(due.plan_entries.get(), Stage.DRAFT, deadline_on=clock.today() - timedelta(days=40))
    way = f'href="{reverse("extension-ask", args=[due.slug])}"'
    pages = {
        "tasks": reverse("tasks"),
        "status": reverse("run-status", args=[run.pk]),
        "guideline": due.get_absolute_url(),
    }
    factories.sign_in(client, lead)
    assert {name: client.get(url).content.decode().count(way) for name, url in pages.items()} == dict.fromkeys(pages, 1)
    factories.sign_in(client, factories.chair_of(dsg))
    assert way not in client.get(pages["guideline"]).content.decode()
    factories.sign_in(client, factories.secretariat())
    assert way not in client.get(pages["status"]).content.decode()


def test_the_page_of_the_asker_shows_the_answer(client: Client, due: Guideline, dsg: Group, lead: Person) -> None:
    now = clock.now()
    asked = ask_extension(due, person=lead, to_on=NEW, reason="Studie.", by=BY["by"], now=now)
    factories.sign_in(client, lead)
    assert "bedt om ny frist: 1. juni 2028" in client.get(reverse("tasks")).content.decode()
    decide_extension(asked, grant_on=NEW, note="", person=factories.chair_of(dsg), by=BY["by"], now=now)
    assert "ny frist givet: 1. juni 2028" in client.get(reverse("tasks")).content.decode()

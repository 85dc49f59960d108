"""*Indbakke*: answers of doctors, requests for a new deadline that wait for us, and addresses that refuse mail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.desk.inbox.rules import Kind
from guidelines.journal.writing import Actor
from guidelines.models import ExtensionRequest, Guideline, LeadAnswer, Person
from guidelines.people.actions.persons import note_address_fault
from guidelines.planning.actions import ask_extension, ask_help, decline_lead, suggest_withdrawal
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOW = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


@pytest.fixture
def here() -> Scene:
    return scene.start()


def inbox(client: Client, who: Person, **asked: Any) -> Any:
    return factories.sign_in(client, who).get(reverse("inbox"), asked)


def shown(response: Any) -> list[tuple[str, str, str]]:
    return [(line.what, line.waited, line.open) for line in response.context["lines"]]


def test_each_answer_says_what_and_leads_to_what_comes_next(client: Client, here: Scene) -> None:
    guideline, who = here.revision.guideline, {"person": here.lead, "by": actor(here.lead), "now": NOW}
    decline_lead(here.entry, suggested="Birgit Ny", text="Jeg går på pension", **who)
    ask_help(guideline, text="Søgning", **who)
    suggest_withdrawal(guideline, text="Dækket af en anden", **who)
    response = inbox(client, here.secretary, visning="svar")
    answers = reverse("task-answer", args=[guideline.pk])
    assert sorted(shown(response)) == [
        ("Svar: brug for hjælp", "6 dage", answers),
        ("Svar: bør udgå", "6 dage", guideline.get_absolute_url()),
        ("Svar: nej til rollen", "6 dage", answers),
    ]
    declined = next(line for line in response.context["lines"] if line.row.kind is Kind.DECLINED)
    preview = client.get(declined.show).content.decode()
    assert "Siger nej til at være tovholder og foreslår Birgit Ny." in preview
    assert "Jeg går på pension" in preview
    assert "3</b> svar fra læger" in preview
    assert "3</b> venter på os" in preview


def test_an_answer_is_marked_as_dealt_with_one_or_many(client: Client, here: Scene) -> None:
    who = {"person": here.lead, "by": actor(here.lead), "now": NOW}
    answer = ask_help(here.revision.guideline, text="Søgning", **who)
    sent = scene.at(scene.Position.SUBMITTED, ("DGCG",))
    factories.sign_in(client, here.secretary)
    keys = [f"svar-{answer.pk}", str(sent.revision.pk), "svar-x", "svar-99999", "frist-1"]
    response = client.post(reverse("inbox-many"), {"sag": keys, "act": "set"}, follow=True)
    assert [(item["is_done"], item["words"]) for item in response.context["results"]] == [
        (True, "Svaret er markeret som behandlet."),
        (False, "Det er en sag; kun svar markeres som behandlet."),
        (False, "Den har sin egen side; åbn den der."),
    ]
    answer.refresh_from_db()
    assert answer.handled_by == here.secretary
    assert [line.row.kind for line in response.context["lines"]] == [Kind.NEW]
    for act, words in (("set", "Nogen har allerede taget sig af det."), ("tag", "Det er et svar, ikke en sag.")):
        asked = {"sag": keys[:1], "act": act}
        again = client.post(reverse("inbox-many"), asked, follow=True)
        assert [item["words"] for item in again.context["results"]] == [words]


def ask(here: Scene, on: datetime) -> ExtensionRequest:
    facts = {"person": here.lead, "to_on": date(2027, 6, 1), "reason": "Studiet venter"}
    return ask_extension(here.revision.guideline, **facts, by=actor(here.lead), now=on)


@pytest.mark.parametrize(("days", "count"), [(0, 0), (13, 0), (14, 1)])
def test_a_request_is_ours_once_the_chair_has_let_it_wait(client: Client, here: Scene, days: int, count: int) -> None:
    asked = ask(here, datetime(2026, 11, 21, 9, tzinfo=UTC) - timedelta(days=days))
    expected = [("Svar: ny dato", f"{days} dage", reverse("extension-decide", args=[asked.pk]))]
    assert shown(inbox(client, here.secretary, visning="svar")) == expected * count


def test_a_request_that_nobody_else_can_decide_is_ours_at_once(client: Client, here: Scene) -> None:
    asked = ask(here, NOW)
    assert shown(inbox(client, here.secretary)) == []
    for person in (*here.chairs.values(), *here.deputies.values()):
        person.roles.all().delete()
    assert [line.row.item for line in inbox(client, here.secretary).context["lines"]] == [asked.pk]
    preview = inbox(client, here.secretary).content.decode()
    assert "Beder om at flytte fristen fra 1. marts 2027 til 1. juni 2027." in preview
    assert "Studiet venter" in preview


def test_nothing_is_asked_of_a_guideline_out_of_use(client: Client, here: Scene) -> None:
    ask(here, NOW - timedelta(days=30))
    ask_help(here.revision.guideline, person=here.lead, text="", by=actor(here.lead), now=NOW)
    assert len(shown(inbox(client, here.secretary))) == 2
    Guideline.objects.update(withdrawn_on=date(2026, 11, 1))
    assert shown(inbox(client, here.secretary)) == []


def test_an_address_that_refuses_mail_waits_until_it_is_corrected(client: Client, here: Scene) -> None:
    who = factories.person("Afvist Alma", email="alma@example.org")
    note_address_fault(who, refused=True, by=Actor("job", "outbox"), now=NOW)
    response = inbox(client, here.secretary, visning="afvist")
    assert shown(response) == [("Mail afvist", "6 dage", reverse("person", args=[who.pk]))]
    said = response.content.decode()
    assert "Mail til alma@example.org blev afvist, noteret 15. november 2026." in said
    assert "Ret adressen" in said
    Person.objects.filter(pk=who.pk).update(address_state="untried")
    assert shown(inbox(client, here.secretary, visning="afvist")) == []


def statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("inbox")).status_code == 200
    return len(asked)


def fill(number: int) -> None:
    here = scene.start((f"G{number}",))
    who = {"person": here.lead, "by": actor(here.lead), "now": NOW}
    ask_help(here.revision.guideline, text="", **who)
    suggest_withdrawal(here.revision.guideline, text="Dækket", **who)
    ask(here, NOW - timedelta(days=30))
    note_address_fault(factories.person(), refused=True, by=Actor("job", "outbox"), now=NOW)


def test_as_many_statements_for_ten_answers_as_for_two(client: Client) -> None:
    fill(0)
    factories.sign_in(client, factories.secretariat())
    client.get(reverse("inbox"))
    few = statements(client)
    for number in range(1, 5):
        fill(number)
    assert (statements(client), LeadAnswer.objects.count()) == (few, 10)

"""*Ringeliste*: whom mails have not helped, what came of a call, and the rest that follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.journal.history import history
from guidelines.models import Event, Guideline, Person
from guidelines.register.models import Guideline as Registered
from reminders.facts import load
from reminders.models import Call, Mail, Occurrence
from tests import factories
from tests.reminders.scene import Scene, guideline_due, moment, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
CALL_ON = date(2031, 2, 4)
NOW = moment(CALL_ON, hours=3)


@pytest.fixture(autouse=True)
def here() -> Any:
    """The day on which the call was put on the list."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def desk(client: Client) -> Client:
    """The browser of somebody in the secretariat."""
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def to_call(person: Person, about: Guideline, reason: str = "call") -> Occurrence:
    """A line of the call list."""
    return Occurrence.objects.create(
        rule="ladder", rung="secretariat_60", guideline=about, target="version:1", due_on=date(2030, 12, 1),
        recipient=person, slot_on=CALL_ON, state="task", reason=reason, created_at=NOW,
    )  # fmt: skip


@pytest.fixture
def there() -> Scene:
    """A tovholder with a telephone and a mail sent in January, to be called about two guidelines."""
    found = scene()
    Person.objects.filter(pk=found.lead.pk).update(phone="12 34 56 78")
    to_call(found.lead, found.guideline)
    to_call(found.lead, guideline_due(found.group, found.lead, title="Desmoid fibromatose"))
    sent = moment(date(2031, 1, 7))
    Mail.objects.create(
        kind="reminders", person=found.lead, address="a@example.org", week="2031-W02", message_id="<a@example.org>",
        state="sent", frozen_at=sent, sent_at=sent, not_before=sent, created_at=sent,
    )  # fmt: skip
    return found


def ring(desk: Client) -> str:
    """The call list, with what it says."""
    return desk.get(reverse("reminders"), {"vis": "ring"}).content.decode()


def call(desk: Client, there: Scene, outcome: str, note: str = "") -> str:
    """Write down a call; what the page says then."""
    data = {"outcome": outcome, "note": note}
    return desk.post(reverse("reminder-call", args=[there.lead.pk]), data, follow=True).content.decode()


def active_on(guideline: Guideline) -> date | None:
    """The day from which the guideline's reminders rest."""
    world = load(Registered.objects.filter(pk=guideline.pk), today=CALL_ON)
    return world.facts[guideline.pk].active_on


def test_the_list_says_whom_to_call_about_what_and_when_they_were_last_in_contact(desk: Client, there: Scene) -> None:
    shown = ring(desk)
    for words in ("Ditte Maria Bæk", 'href="tel:12345678"', "Kæmpecelletumorer", "Desmoid fibromatose"):
        assert words in shown
    assert "Mail 7. januar 2031" in shown
    assert "Ringeliste (1)" in shown
    assert "Kæmpecelletumorer" not in desk.get(reverse("reminders"), {"vis": "opgaver"}).content.decode()


def test_a_call_that_reached_somebody_ends_the_line_and_lets_the_reminders_rest(desk: Client, there: Scene) -> None:
    assert active_on(there.guideline) is None
    assert "Opkaldet til Ditte Maria Bæk er noteret." in call(desk, there, "new_date", "Ny frist i maj")
    assert "Der er ingen at ringe til." in ring(desk)
    rows = Call.objects.values_list("outcome", "note", "by__name")
    assert list(rows) == [("new_date", "Ny frist i maj", "Inge Lund")] * 2
    assert active_on(there.guideline) == CALL_ON
    told = history(Event.objects.filter(verb="lead_called", guideline_key=str(there.guideline.pk)))
    assert [line.sentence for line in told] == ["Sekretariatet ringede: aftalt ny frist. Notat: Ny frist i maj"]


def test_a_call_that_reached_nobody_leaves_the_line_and_is_seen_on_it(desk: Client, there: Scene) -> None:
    call(desk, there, "missed", "Prøv igen mandag")
    shown = ring(desk)
    assert "Opkald 4. februar 2031: Blev ikke truffet" in shown
    assert "Prøv igen mandag" in shown
    assert active_on(there.guideline) is None
    told = history(Event.objects.filter(verb="call_missed")[:1])
    sentence = "Sekretariatet ringede uden at træffe nogen. Notat: Prøv igen mandag"
    assert [line.sentence for line in told] == [sentence]


def test_a_call_needs_an_outcome_and_keeps_what_was_typed(desk: Client, there: Scene) -> None:
    response = desk.post(reverse("reminder-call", args=[there.lead.pk]), {"note": "Talte længe"})
    assert response.status_code == 422
    assert "Talte længe" in response.content.decode()
    assert Call.objects.count() == Event.objects.filter(verb="lead_called").count() == 0


def test_who_is_not_on_the_list_has_no_page(desk: Client, there: Scene) -> None:
    call(desk, there, "goes_on")
    assert desk.get(reverse("reminder-call", args=[there.lead.pk])).status_code == 404
    assert desk.get(reverse("reminder-call", args=[there.chair.pk])).status_code == 404


def test_who_has_no_number_and_was_never_in_contact_is_listed_too(desk: Client) -> None:
    there = scene()
    to_call(there.lead, there.guideline)
    shown = ring(desk)
    assert "Intet nummer." in shown
    assert "Ingen kendt" in shown


def test_the_list_asks_no_more_for_more_lines(desk: Client, django_assert_max_num_queries: Any) -> None:
    group = factories.group("TST")
    for number in range(8):
        person = factories.person(f"Person {number}")
        to_call(person, guideline_due(group, person, title=f"Titel {number}"))
    with django_assert_max_num_queries(24):
        assert "Ringeliste (8)" in ring(desk)

"""*Aftal ny frist*: who leads the owning group, and the secretariat, note a day that was agreed with a tovholder."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.journal.actions import erase
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import ExtensionRequest, Group, Guideline, GuidelineVersion, Person
from guidelines.planning.actions import agree_extension, ask_extension
from guidelines.planning.extension_wording import outcome
from guidelines.planning.rules import Stage
from tests import factories
from tests.planning.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_at_now")]
DUE, NEW, FAR = date(2026, 10, 1), date(2027, 6, 1), date(2029, 6, 1)
WHY = "Aftalt i telefonen: studiet gøres op i maj."


@pytest.fixture
def lead(db: None) -> Person:
    return factories.reader("Nanna Juul")


@pytest.fixture
def due(dsg: Group, lead: Person) -> Guideline:
    made = factories.guideline("GIST", owner=dsg)
    factories.entry(made, 2026, leads=[lead])
    factories.version(made, "1.1", next_due=DUE)
    return made


def agree(of: Guideline, lead: Person, chair: Person, to_on: date = NEW, **more: Any) -> ExtensionRequest:
    facts = {"asker": lead, "person": chair, "to_on": to_on, "reason": WHY, **more}
    return agree_extension(of, **facts, by=Actor("user", f"person:{chair.pk}"), now=NOW)


def signed_in(who: Person) -> Client:
    return factories.sign_in(Client(), who)


def text(response: HttpResponse) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def url(of: Guideline) -> str:
    return reverse("extension-agree", args=[of.slug])


# --- the verb


@pytest.mark.both
def test_it_is_asked_for_and_granted_in_one(due: Guideline, lead: Person, chair: Person) -> None:
    made = agree(due, lead, chair)
    assert (made.person, made.decided_by, made.outcome, made.granted_on) == (lead, chair, "granted", NEW)
    assert (made.at, made.decided_at, made.reason, made.note) == (NOW, NOW, WHY, WHY)
    assert GuidelineVersion.objects.get(is_current=True).next_due_last == NEW
    [event] = Event.objects.filter(verb__startswith="extension_")
    assert (event.verb, event.actor_key) == ("extension_agreed", f"person:{chair.pk}")
    with translation.override("da"):
        [line] = history([event])
        said = "Nanna Juul bad om en ny frist, og Formand Fjord gav den: 1. juni 2027 i stedet for 1. oktober 2026."
        assert (line.sentence, line.reason) == (said, WHY)
        assert outcome(made).startswith("Formand Fjord noterede den nye frist, 1. juni 2027, ")


def test_the_history_names_nobody_once_that_is_erased(due: Guideline, lead: Person, chair: Person) -> None:
    agree(due, lead, chair)
    event = Event.objects.get(verb="extension_agreed")
    erase([event.seq], because="request", by=Actor("user", "person:1"), now=NOW)
    with translation.override("en"):
        [line] = history([event])
    assert line.sentence == "A new deadline was agreed: 1 June 2027 instead of 1 October 2026."


@pytest.mark.both
def test_the_deadline_of_a_revision_under_way_moves(due: Guideline, lead: Person, chair: Person) -> None:
    run = factories.revision(due.plan_entries.get(), Stage.DRAFT, deadline_on=DUE)
    agree(due, lead, chair)
    run.refresh_from_db()
    assert (run.deadline_on, GuidelineVersion.objects.get(is_current=True).next_due_last) == (NEW, DUE)


@pytest.mark.both
def test_the_limit_of_the_group_is_kept(due: Guideline, lead: Person, chair: Person, english: None) -> None:
    with pytest.raises(Refused, match="The group allows 24 months in all, to 1 October 2028"):
        agree(due, lead, chair, FAR)
    assert not ExtensionRequest.objects.exists()
    secretary = factories.secretariat()
    assert agree(due, lead, secretary, FAR, beyond_limit=True).is_beyond_limit
    with pytest.raises(Refused, match="The group allows 24 months"):
        agree(due, lead, chair, date(2029, 7, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": " "}, "Write what you have agreed on"),
        ({"to_on": DUE}, "after the present deadline"),
        ({"to_on": date(2026, 11, 21)}, "a day to come"),
    ],
)
def test_it_takes_a_reason_and_a_later_day(
    due: Guideline, lead: Person, chair: Person, change: dict[str, Any], words: str, english: None
) -> None:
    with pytest.raises(Refused, match=words):
        agree(due, lead, chair, **change)
    assert not ExtensionRequest.objects.exists()


def test_nobody_agrees_with_themselves_nor_past_a_request(
    due: Guideline, lead: Person, chair: Person, english: None
) -> None:
    with pytest.raises(Refused, match="with themselves"):
        agree(due, chair, chair)
    ask_extension(due, person=lead, to_on=NEW, reason="Studie.", by=Actor("user", "person:1"), now=NOW)
    with pytest.raises(Refused, match="Decide on that one"):
        agree(due, lead, chair)


# --- the page


def test_the_chair_notes_it_from_where_the_mail_leads(due: Guideline, lead: Person, chair: Person) -> None:
    client = signed_in(chair)
    start = client.get(reverse("task-answer", args=[due.pk]))
    assert f'href="{url(due)}"' in start.content.decode()
    typed = {"who": lead.pk, "to_on": "1.6.2027", "reason": WHY}
    shown = client.post(url(due), {**typed, "act": "send"})
    assert "Intet er noteret endnu." in text(shown)
    assert "(valgfri)" not in text(shown)
    assert "Revision: flyttes til 1. juni 2027." in text(shown)
    assert not ExtensionRequest.objects.exists()
    done = client.post(url(due), {**typed, "act": "send", "seen": "2027-06-01"}, follow=True)
    made = ExtensionRequest.objects.get()
    assert done.redirect_chain == [(reverse("extension-decide", args=[made.pk]), 302)]
    assert "Den nye frist er noteret. Nanna Juul får en kvittering på mail." in text(done)
    assert "Formand Fjord noterede den nye frist, 1. juni 2027, " in text(done)


def test_what_is_wrong_is_said_and_what_was_typed_stays(due: Guideline, lead: Person, chair: Person) -> None:
    client = signed_in(chair)
    far = client.post(url(due), {"who": lead.pk, "to_on": "1.6.2029", "reason": WHY, "act": "send", "seen": str(FAR)})
    assert far.status_code == 422
    assert "Det kan kun sekretariatet" in text(far) or "Kun sekretariatet" in text(far)
    assert WHY in far.content.decode()
    empty = client.post(url(due), {"who": lead.pk, "to_on": "1.6.2027", "reason": "", "act": "send"})
    assert (empty.status_code, "Skriv, hvad I har aftalt." in text(empty)) == (422, True)
    assert not ExtensionRequest.objects.exists()


def test_the_secretariat_goes_beyond_the_limit(due: Guideline, lead: Person, chair: Person) -> None:
    typed = {"who": lead.pk, "to_on": "1.6.2029", "reason": WHY, "act": "send", "seen": str(FAR)}
    assert signed_in(factories.secretariat()).post(url(due), typed).status_code == 302
    assert ExtensionRequest.objects.get().granted_on == FAR


def test_with_whom_is_chosen_among_those_who_work_on_it(due: Guideline, lead: Person, chair: Person) -> None:
    client = signed_in(chair)
    stranger = factories.reader()
    refused = client.post(url(due), {"who": stranger.pk, "to_on": "1.6.2027", "reason": WHY, "act": "show"})
    assert refused.status_code == 422
    due.plan_entries.get().assignments.all().delete()
    assert "Ingen står som tovholder" in text(client.get(url(due)))
    due.plan_entries.get().assignments.create(person=chair, role="lead", position=0)
    page = client.get(url(due))
    assert "Ingen andre end dig arbejder på den" in text(page)
    assert reverse("extension-ask", args=[due.slug]) in page.content.decode()


def test_a_request_that_waits_is_decided_instead(due: Guideline, lead: Person, chair: Person) -> None:
    request = ask_extension(due, person=lead, to_on=NEW, reason="Studie.", by=Actor("user", "person:1"), now=NOW)
    response = signed_in(chair).get(url(due))
    assert (response.status_code, response.url) == (302, reverse("extension-decide", args=[request.pk]))


def test_who_leads_a_group_that_does_not_own_it_does_not(due: Guideline) -> None:
    other = factories.group("DGCG")
    due.group_links.create(group=other, role="co_owner")
    client = signed_in(factories.chair_of(other))
    page = client.get(reverse("task-answer", args=[due.pk]))
    assert url(due) not in page.content.decode()
    assert "den, der leder ejergruppen, afgør det" in text(page)
    assert client.get(url(due)).status_code == 404


def test_a_guideline_without_a_deadline_has_none_to_move(dsg: Group, chair: Person) -> None:
    bare = factories.guideline("Bar", owner=dsg)
    assert "Retningslinjen har ingen frist endnu" in text(signed_in(chair).get(url(bare)))

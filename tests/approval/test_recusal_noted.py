"""The secretariat notes that somebody else is recused: who may, what passes on, what is shown of it and to whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guidelines.approval import actions
from guidelines.approval.actions import Told, passing
from guidelines.approval.actions.consultations import PartyFacts, open_consultation
from guidelines.approval.models import Comment, Party, Recusal
from guidelines.approval.parties import answer_path, token_of
from guidelines.approval.rules import Outcome, Position
from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, Scene, actor
from tests.people.test_views import text

pytestmark = [pytest.mark.django_db, pytest.mark.both]
TOLD = Told("Ejer aktier i firmaet", "Hun selv, i telefonen")


@pytest.fixture(autouse=True)
def the_day() -> Any:
    with time_machine.travel("2026-11-21T12:00:00+01:00", tick=False):
        yield


def note(here: Scene, whom: Person, who: Person | None = None, told: Told = TOLD) -> Recusal:
    person = who or here.secretary
    return actions.record_recusal(here.revision, whom, told, person=person, by=actor(person), now=here.tick())


def test_the_step_passes_to_the_deputy_and_the_history_says_who_told() -> None:
    here = scene.at(Position.CLINICAL)
    found = note(here, here.chairs["DSG"])
    assert here.step("DSG").holder == here.deputies["DSG"]
    assert note(here, here.chairs["DSG"]) == found
    with pytest.raises(Refused, match="inhabil"):
        here.decide(person=here.chairs["DSG"])
    with translation.override("en"):
        [line] = history(Event.objects.filter(verb="recusal_recorded"))
    words = "The secretariat noted that Formand DSG is recused from this revision. Said by: Hun selv, i telefonen"
    assert (line.sentence, line.reason) == (words, "")


def test_a_decision_from_before_is_not_undone_beneath_whoever_has_the_step_now() -> None:
    here = scene.at(Position.CLINICAL, ("DSG", "DGCG"))
    put_off = here.decide(Outcome.DEFER, group="DSG")
    note(here, here.chairs["DSG"])
    with pytest.raises(Refused):
        actions.undo_decision(put_off, person=put_off.person, by=actor(put_off.person), now=here.tick())


@pytest.mark.parametrize("told", [Told(" ", "Hun selv"), Told("Aktier", " ")])
def test_it_takes_a_reason_and_who_said_it(told: Told) -> None:
    here = scene.at(Position.CLINICAL)
    with pytest.raises(Refused, match="Skriv hvorfor"):
        note(here, here.chairs["DSG"], told=told)
    assert not Recusal.objects.exists()


def refused(here: Scene, whom: Person, who: Person | None, words: str) -> None:
    with pytest.raises(Refused, match=words):
        note(here, whom, who)
    assert not Event.objects.filter(verb="recusal_recorded").exists()


def test_nobody_else_notes_it_nor_one_who_has_worked_on_it() -> None:
    here = scene.at(Position.CLINICAL)
    here.colleague.roles.update(ends_on=here.today - timedelta(days=1))
    for who in (here.lead, here.deputies["DSG"], here.colleague):
        refused(here, here.chairs["DSG"], who, "Det kan kun sekretariatet|Kun sekretariatet")
    here.revision.contributions.create(person=here.secretary, kind="upload", since=here.now)
    refused(here, here.chairs["DSG"], here.secretary, "En kollega")


def test_who_is_recused_notes_nothing_of_others() -> None:
    here = scene.at(Position.CLINICAL)
    note(here, here.secretary, here.colleague)
    with pytest.raises(Refused, match="inhabil"):
        note(here, here.chairs["DSG"], here.secretary)


def test_it_is_refused_for_oneself_strangers_and_who_has_approved_or_has_the_case() -> None:
    here = scene.at(Position.CLINICAL)
    refused(here, here.secretary, here.secretary, "en anden end dig selv")
    refused(here, factories.reader("Rie Læser"), None, "ikke noget med denne revision")
    here.approve()
    refused(here, here.chairs["DSG"], None, "har godkendt denne version")
    here.take(here.colleague)
    refused(here, here.colleague, None, "har sagen")


def test_the_switch_without_the_look_up_anybody_notes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "_refuse_naming", lambda *_given: None)
    with pytest.raises(pytest.fail.Exception):
        test_nobody_else_notes_it_nor_one_who_has_worked_on_it()


# --- a party without an account


def asked() -> tuple[Scene, Party]:
    here = scene.at(Position.DRAFT)
    here.upload()
    facts = {"closes_on": date(2026, 12, 12), "parties": [PartyFacts(person=factories.person("Pia Part"))]}
    return here, open_consultation(here.revision, **facts, by=BY, now=here.tick()).parties.get()


def test_the_link_of_a_recused_party_takes_no_answer(client: Client) -> None:
    here, party = asked()
    client.cookies["language"] = "en"
    address = answer_path(party)
    assert address == reverse("consultation-answer", args=[token_of(party)])
    assert "Send the answer" in text(client.get(address))
    assert party.person is not None
    note(here, party.person)
    shown = client.get(address)
    assert ("you are recused from this version" in text(shown), "Send the answer" in text(shown)) == (True, False)
    sent = client.post(address, {"rows": "3", "text_0": "Alligevel", "section_0": "2"})
    assert ("you are recused from this version" in text(sent), Comment.objects.count()) == (True, 0)
    assert client.get(reverse("consultation-file", args=[token_of(party)])).status_code == 404


# --- the page


def test_the_secretariat_notes_it_on_the_page_of_the_case(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    client.cookies["language"] = "en"
    factories.sign_in(client, here.secretary)
    case, address = (reverse(name, args=[here.revision.pk]) for name in ("case", "case-recusal"))
    assert address in client.get(case).content.decode()
    names = [name for _key, name in client.get(address).context["form"].fields["who"].choices[1:]]
    assert names == ["Formand DSG", "Kollega Kær", "Stedfortræder DSG", "Tove Tovholder"]
    failed = client.post(address, {"who": here.chairs["DSG"].pk, "told_by": "Hun selv", "reason": ""})
    assert (failed.status_code, failed.context["form"]["told_by"].value()) == (422, "Hun selv")
    sent = client.post(address, {"who": here.chairs["DSG"].pk, "told_by": TOLD.told_by, "reason": TOLD.reason})
    assert (sent.status_code, sent.url) == (302, case)
    shown = text(client.get(case))
    assert "It is noted that Formand DSG is recused." in shown
    words = "Recused 21 November 2026 Formand DSG Said by: Hun selv, i telefonen Reason: Ejer aktier i firmaet"
    assert words in shown
    assert "Formand DSG" not in [name for _key, name in client.get(address).context["form"].fields["who"].choices]


def test_the_reason_stands_with_the_secretariat_alone(client: Client) -> None:
    here = scene.at(Position.CLINICAL)
    note(here, here.chairs["DSG"])
    for who in (here.lead, here.deputies["DSG"]):
        client.cookies["language"] = "en"
        factories.sign_in(client, who)
        for name, key in (("guideline-history", here.revision.guideline.slug), ("run-declaration", here.revision.pk)):
            assert TOLD.reason not in client.get(reverse(name, args=[key])).content.decode()
        assert client.get(reverse("case-recusal", args=[here.revision.pk])).status_code == 404


def test_an_ended_revision_has_no_such_page(client: Client) -> None:
    here = scene.at(Position.STOPPED)
    factories.sign_in(client, here.secretary)
    assert client.get(reverse("case-recusal", args=[here.revision.pk])).status_code == 404

"""*Mine opgaver* in a browser without scripts: what each role sees, and the one act it offers."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidelines.journal.models import Event
from guidelines.models import GuidelineGroup
from guidelines.planning.rules import Stage
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
CONFIRMED = datetime(2026, 1, 14, tzinfo=UTC)


@pytest.fixture
def dsg():
    return factories.group("DSG")


def words_of(html: str) -> str:
    """The words of a piece of HTML, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def text(html: str) -> str:
    """The words of the page's main part."""
    return words_of(re.search(r"<main[^>]*>(.*)</main>", html, re.DOTALL).group(1))


def page(client, person):
    return factories.sign_in(client, person).get(reverse("tasks"))


def cards(response) -> list[str]:
    return [unescape(card) for card in re.findall(r"<article.*?</article>", response.content.decode(), re.DOTALL)]


def overdue(dsg, lead, title="Radiotherapy", *, confirmed=CONFIRMED):
    guideline = factories.guideline(title, owner=dsg, language="en")
    factories.version(guideline, "1.1", next_due=date(2025, 12, 21))
    entry = factories.entry(guideline, 2026, leads=[lead])
    entry.assignments.update(confirmed_at=confirmed)
    factories.revision(entry, Stage.DRAFT, started_on=date(2026, 3, 2))
    return entry


class TestTovholder:
    def test_an_overdue_revision_is_told_in_sentences(self, client, dsg):
        lead = factories.reader()
        overdue(dsg, lead)
        response = page(client, lead)
        words = text(response.content.decode())

        assert "Du har 1 opgave. Den er overskredet." in words
        (card,) = cards(response)
        assert words_of(card) == (
            "Overskredet med 11 måneder Radiotherapy DSG · version 1.1 · du er tovholder "
            "Revisionen skulle være færdig senest 21. december 2025. "
            "Næste skridt er dit: send et udkast til formanden for DSG. "
            "Aftalt (færdig) Udkast (dig) Høring Faglig godkendelse Indsendt Administrativ godkendelse Publiceret "
            "Opdatér status Bed om ny frist Vi har brug for hjælp Arbejdet bør udgå"
        )
        assert 'lang="en"' in card
        assert "Ingen af dine retningslinjer venter på andre lige nu." in words

    def test_every_card_has_exactly_one_primary_button(self, client, dsg):
        lead = factories.chair_of(dsg)
        overdue(dsg, lead)
        overdue(dsg, lead, "Another", confirmed=None)
        factories.entry(factories.guideline(owner=dsg), None)
        shown = cards(page(client, lead))
        assert [card.count("btn pri") for card in shown] == [1, 1, 1, 1]

    def test_what_waits_comes_later_or_is_done_stands_below(self, client, dsg):
        lead = factories.reader()
        waiting = factories.entry(factories.guideline("Venter", owner=dsg), 2026, leads=[lead])
        factories.revision(waiting, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
        later = factories.guideline("Senere", owner=dsg)
        factories.version(later, next_due=date(2029, 12, 1))
        factories.entry(later, 2029, leads=[lead])
        done = factories.entry(factories.guideline("Færdig", owner=dsg), 2022, leads=[lead], outcome="done")
        factories.revision(done, Stage.PUBLISHED, ended_on=date(2022, 11, 8), result="published")

        words = text(page(client, lead).content.decode())
        assert "Du har ingen opgaver. Din næste frist er 1. december 2029 (Senere)." in words
        assert "Senere Senere Senest 1. december 2029 · om 3 år" in words
        assert "Venter formanden for DSG, siden 15. november 2026 (6 dage)" in words
        assert "Færdig Revision 2022 · publiceret 8. november 2022" in words

    def test_nothing_to_do_is_said(self, client):
        words = text(page(client, factories.reader()).content.decode())
        assert "Mine opgaver Du har ingen opgaver." in words
        assert "Du står ikke som tovholder i noget planskema." in words

    def test_a_title_with_markup_stays_text(self, client, dsg):
        lead = factories.reader()
        overdue(dsg, lead, "<script>alert(1)</script>")
        assert b"<script>alert" not in page(client, lead).content


class TestConfirming:
    def test_yes_is_noted_once(self, client, dsg):
        lead = factories.reader()
        entry = overdue(dsg, lead, confirmed=None)
        assignment = entry.assignments.get()
        (card,) = cards(page(client, lead))
        url = reverse("lead-confirm", args=[assignment.pk])
        assert f'action="{url}"' in card
        assert "Er du stadig tovholder for revisionen i 2026?" in card

        for _ in range(2):
            response = client.post(url)
            assert (response.status_code, response["Location"]) == (302, reverse("tasks"))
        assignment.refresh_from_db()
        assert assignment.confirmed_at == datetime(2026, 11, 21, 11, tzinfo=UTC)
        assert [event.verb for event in Event.objects.all()] == ["lead_confirmed"]
        assert Event.objects.get().actor_key == f"person:{lead.pk}"
        assert "du er tovholder for »Radiotherapy«" in text(client.get(reverse("tasks")).content.decode())

    def test_a_get_changes_nothing(self, client, dsg):
        lead = factories.reader()
        assignment = overdue(dsg, lead, confirmed=None).assignments.get()
        factories.sign_in(client, lead)
        assert client.get(reverse("lead-confirm", args=[assignment.pk])).status_code == 405
        assignment.refresh_from_db()
        assert assignment.confirmed_at is None

    @pytest.mark.parametrize("who", ["other", "chair", "secretariat", "without_person"])
    def test_nobody_answers_for_another(self, client, dsg, who):
        assignment = overdue(dsg, factories.reader(), confirmed=None).assignments.get()
        if who == "without_person":
            client.force_login(factories.User.objects.create_user("alene@example.org"))
        else:
            people = {"other": factories.reader, "secretariat": factories.secretariat}
            factories.sign_in(client, factories.chair_of(dsg) if who == "chair" else people[who]())
        assert client.post(reverse("lead-confirm", args=[assignment.pk])).status_code == 404
        assignment.refresh_from_db()
        assert assignment.confirmed_at is None

    @pytest.mark.parametrize("state", ["ended", "moved"])
    def test_an_answer_that_came_too_late_is_not_taken(self, client, dsg, state):
        lead = factories.reader()
        entry = overdue(dsg, lead, confirmed=None)
        assignment = entry.assignments.get()
        if state == "ended":
            entry.assignments.update(ended_on=date(2026, 11, 1))
        else:
            type(entry).objects.filter(pk=entry.pk).update(outcome="moved")
        factories.sign_in(client, lead)
        assert client.post(reverse("lead-confirm", args=[assignment.pk])).status_code == 404

    def test_one_has_to_sign_in(self, client):
        assert client.post(reverse("lead-confirm", args=[1])).status_code == 302
        response = client.get(reverse("tasks"))
        assert response["Location"].startswith(reverse("account_login"))


class TestLeadersAndSecretariat:
    def test_a_chair_sees_what_the_group_has_to_settle(self, client, dsg):
        chair = factories.chair_of(dsg)
        entry = factories.entry(factories.guideline("GIST", owner=dsg), 2026, leads=[factories.person()])
        factories.revision(entry, Stage.CLINICAL_APPROVAL, started_on=date(2026, 11, 15))
        for number in range(7):
            factories.entry(factories.guideline(f"Uden {number}", owner=dsg), None)
        shared = factories.guideline("Uterine sarkomer")
        for group in (dsg, factories.group("DGCG")):
            GuidelineGroup.objects.create(guideline=shared, group=group, role="co_owner", confirmed=False)

        response = page(client, chair)
        shown = [words_of(card) for card in cards(response)]
        assert [card[:28] for card in shown] == [
            "Har ventet på dig i 6 dage G",
            "Ejeren er ikke bekræftet Ute",
            "Uden tovholder 7 retningslin",
            "Uden planår 7 retningslinjer",
        ]
        assert "og 2 andre" in shown[2]
        assert f'href="{reverse("plan", args=["dsg"])}?vis=uden-tovholder"' in cards(response)[2]
        assert f'href="{reverse("guideline-owner", args=[shared.slug])}"' in cards(response)[1]

    def test_the_secretariat_sees_what_nobody_else_can_find(self, client, dsg):
        entry = factories.entry(
            factories.guideline("GIST", owner=dsg), 2026, leads=[factories.person("Zita Kofod", email="")]
        )
        factories.revision(entry, Stage.SUBMITTED, started_on=date(2026, 11, 15))
        response = page(client, factories.secretariat())
        shown = [words_of(card) for card in cards(response)]
        assert [card[:25] for card in shown] == [
            "Har ventet på dig i 6 dag",
            "Uden formand 1 gruppe med",
            "Uden mailadresse 1 tovhol",
        ]
        assert "DSG." in shown[1]
        assert "Zita Kofod." in shown[2]
        assert "Tag sagen" in cards(response)[0]
        assert "Brug for hjælp?" not in response.content.decode()

    def test_many_names_are_shortened(self, client, dsg):
        for number in range(6):
            factories.entry(factories.guideline(owner=dsg), 2026, leads=[factories.person(f"Navn {number}", email="")])
        assert (
            "Navn 0, Navn 1, Navn 2, Navn 3, Navn 4 og flere." in page(client, factories.secretariat()).content.decode()
        )


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_costs_the_same_for_one_task_and_for_thirty(client, dsg, count):
    lead = factories.reader()
    for number in range(count):
        overdue(dsg, lead, f"G{number}")
    factories.sign_in(client, lead)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(reverse("tasks"))
    assert len(cards(response)) == count
    # session, account, person, roles; duties, approvals, what is asked in consultations, new deadlines asked for;
    # reminders that rest, what was answered
    assert len(queries) == 10


def test_home_leads_to_what_one_came_for(client):
    assert client.get("/")["Location"] == reverse("guidelines")
    factories.sign_in(client, factories.reader())
    assert client.get("/")["Location"] == reverse("tasks")


def test_english_has_the_same_page(client, dsg, settings):
    lead = factories.reader()
    overdue(dsg, lead)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = text(page(client, lead).content.decode())
    assert "You have 1 task. It is overdue." in words
    assert "Overdue by 11 months" in words
    assert "The revision should have been finished by 21 December 2025." in words

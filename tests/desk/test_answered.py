"""*Mine opgaver*: what reminders' mails ask can be answered from its cards, and what was answered stands there."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.models import Assignment, Guideline, LeadAnswer, Person
from guidelines.planning.actions import ask_help, decline_lead, handle_answer, set_focus, snooze, suggest_withdrawal
from tests import factories
from tests.approval.scene import actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture
def lead() -> Person:
    return factories.reader("Tove Tovholder")


def planned(lead: Person, year: int, *, is_confirmed: bool, title: str = "GIST", **due: Any) -> Guideline:
    """A guideline with an entry of the year; `due` are the dates of its version."""
    guideline = factories.guideline(title, owner=factories.group("DSG"))
    if due:
        factories.version(guideline, **due)
    factories.entry(guideline, year, leads=[lead])
    if is_confirmed:
        Assignment.objects.update(confirmed_at=NOW)
    return guideline


def page(client: Client, who: Person) -> str:
    return str(factories.sign_in(client, who).get(reverse("tasks")).content.decode())


def links(html: str) -> list[str]:
    """The quiet links of the first card, in their order."""
    card = html.split('<article class="task')[1].split("</article>")[0]
    return re.findall(r"<a href=\"[^\"]*\">([^<]*)</a>", card.split('class="acts"')[1])


def answers(guideline: Guideline, choice: str) -> str:
    return f"{reverse('task-answer', args=[guideline.pk])}?svar={choice}"


def counted(client: Client, who: Person) -> tuple[str, str]:
    """The number in the menu, and the sentence on top of the page."""
    html = page(client, who)
    item = re.search(r'<li><a [^>]*href="/opgaver/".*?</li>', html, re.DOTALL)
    number = re.search(r'class="count">(\d+)', item.group(0) if item else "")
    lead = re.search(r'<p class="lead">([^<]*)</p>', html)
    return (number.group(1) if number else "", lead.group(1) if lead else "")


# --- what can be answered


def test_a_no_to_the_role_is_an_answer_and_no_letter(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2027, is_confirmed=False, next_due=date(2027, 3, 1))
    html = page(client, lead)
    assert links(html) == ["Nej, spørg en anden"]
    assert f'href="{answers(guideline, "no")}"' in html
    shown = client.get(answers(guideline, "no"))
    assert shown.context["form"]["choice"].value() == "no"


def test_what_is_late_has_its_three_answers(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2026, is_confirmed=True, next_due=date(2026, 10, 1))
    html = page(client, lead)
    assert links(html) == ["Bed om ny frist", "Vi har brug for hjælp", "Arbejdet bør udgå"]
    for choice in ("help", "withdraw"):
        assert f'href="{answers(guideline, choice)}"' in html
        assert client.get(answers(guideline, choice)).context["form"]["choice"].value() == choice


def test_what_is_near_asks_when_it_begins(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2027, is_confirmed=True, next_due=date(2027, 3, 1))
    html = page(client, lead)
    assert links(html) == ["Bed om ny frist", "Sig, hvornår I begynder", "Lad påmindelserne hvile"]
    assert client.get(answers(guideline, "focus")).context["form"]["choice"].value() == "focus"


def test_an_entry_that_nothing_is_asked_of_leads_to_no_answers(client: Client, lead: Person) -> None:
    guideline = planned(factories.reader(), 2026, is_confirmed=True, next_due=date(2026, 10, 1))
    factories.entry(guideline, 2027, leads=[lead])
    factories.sign_in(client, lead)
    assert "svar=" not in page(client, lead)


# --- what was answered


def test_what_was_answered_stands_until_it_is_dealt_with(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2028, is_confirmed=True)
    who = {"person": lead, "by": actor(lead), "now": NOW - timedelta(days=3)}
    answer = ask_help(guideline, text="Søgning", **who)
    suggest_withdrawal(guideline, text="Dækket", **who)
    set_focus(guideline, focus_at=datetime(2026, 12, 8, 8, 0, tzinfo=UTC), **who)
    snooze(guideline, target=date(2028, 12, 1), until=date(2026, 12, 5), **who)
    html = page(client, lead)
    for words in (
        "brug for hjælp, svaret 18. november 2026; venter på at blive behandlet",
        "arbejdet bør udgå, svaret 18. november 2026; venter på at blive behandlet",
        "tid sat af 8. december 2026, kl. 9.00",
        "påmindelserne hviler til og med 5. december 2026",
    ):
        assert html.count(words) == 1, words
    handle_answer(answer, handler=None, by=actor(lead), now=NOW)
    assert "brug for hjælp, svaret" not in page(client, lead)


def test_what_is_over_or_out_of_use_is_not_told(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2028, is_confirmed=True)
    who = {"person": lead, "by": actor(lead)}
    early = NOW - timedelta(days=30)
    set_focus(guideline, focus_at=NOW - timedelta(days=1), **who, now=early)
    snooze(guideline, target=date(2028, 12, 1), until=date(2026, 11, 20), **who, now=early)
    assert "Det har du svaret" not in page(client, lead)
    snooze(guideline, target=date(2028, 12, 1), until=date(2026, 11, 21), **who, now=early)
    assert "hviler til og med 21. november 2026" in page(client, lead)
    Guideline.objects.update(withdrawn_on=date(2026, 11, 1))
    assert "Det har du svaret" not in page(client, lead)


def test_the_chair_sees_what_tovholdere_of_the_own_groups_answered(client: Client, lead: Person) -> None:
    guideline = planned(lead, 2028, is_confirmed=True)
    group = guideline.group_links.get().group
    chair, other = factories.chair_of(group), factories.chair_of(factories.group("DGCG"))
    who = {"person": lead, "by": actor(lead), "now": NOW}
    decline_lead(guideline.plan_entries.get(), suggested="Birgit Ny", text="", **who)
    said = "Tove Tovholder siger nej til rollen og foreslår Birgit Ny."
    seen = {name: said in page(client, who) for name, who in (("chair", chair), ("other", other), ("lead", lead))}
    assert seen == {"chair": True, "other": False, "lead": False}
    assert counted(client, chair) == ("1", "Du har 1 opgave.")
    assert counted(client, other) == ("", "Du har ingen opgaver.")
    LeadAnswer.objects.update(handled_at=NOW)
    assert said not in page(client, chair)
    assert counted(client, chair) == ("", "Du har ingen opgaver.")

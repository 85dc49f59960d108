"""The page of a guideline: its people with every role, and what was said of the draft, for those inside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from guidelines.approval.actions.passing import recuse_beforehand
from guidelines.approval.actions.reviewing import add_comment, tick_comment
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Comment, Person, Role
from tests import factories
from tests.approval import scene
from tests.approval.consulting import NOW, draft, held, said
from tests.approval.scene import Scene, actor
from tests.desk.test_guideline import show, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def plain(html: str) -> str:
    return str(words(f"<main>{html}</main>"))


def people(html: str) -> list[tuple[str, str]]:
    part = html.split('id="personer"')[1].split("</section>")[0]
    found = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", part, re.DOTALL)
    return [(plain(name), plain(roles)) for name, roles in found]


def page(client: Client, here: Scene, who: Person | None) -> str:
    return str(show(client, here.revision.guideline, who))


def test_everybody_stands_once_with_every_role(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    Role.objects.filter(person=here.deputies["DSG"]).delete()
    here.entry.assignments.create(person=here.chairs["DSG"], role="author")
    shown = page(client, here, here.secretary)
    assert people(shown) == [
        ("Tove Tovholder", "tovholder 2026 (ikke bekræftet endnu)"),
        ("Formand DSG", "forfatter 2026 · formand for DSG"),
        ("Sekretær Sø", "sekretariatet, har sagen"),
    ]
    assert "Personer (3)" in words(shown)
    assert f'href="/personer/{here.lead.pk}/"' in shown


def test_outside_only_the_plan_is_named_and_to_the_public_nobody(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    factories.version(here.revision.guideline)
    assert people(page(client, here, factories.reader())) == [("Tove Tovholder", "tovholder 2026")]
    client.logout()
    assert 'id="personer"' not in page(client, here, None)


def test_that_somebody_is_recused_is_for_the_secretariat_and_the_person(client: Client) -> None:
    here = scene.at(Position.DRAFT)
    here.do(recuse_beforehand, person=here.lead, by=here.lead)
    said = {
        who.name: [roles for name, roles in people(page(client, here, who)) if "Tove" in name]
        for who in (here.secretary, here.lead, here.chairs["DSG"])
    }
    assert [("inhabil" in roles[0]) for roles in said.values()] == [True, True, False]


def test_somebody_is_asked_for_where_there_is_nobody(client: Client) -> None:
    guideline = factories.guideline(owner=factories.group("DSG"))
    assert "Ingen er tovholder, og dens grupper har ingen formand." in words(
        show(client, guideline, factories.secretariat())
    )


# --- comments


@pytest.fixture
def returned() -> Scene:
    here = scene.at(Position.REVIEW)
    first = here.do_step(add_comment, here.secretary, section="3.2", text="Kilden mangler")
    here.do_step(add_comment, here.secretary, text="Ret forsiden")
    here.decide(Outcome.SEND_BACK, text="Se kommentarerne")
    first.refresh_from_db()
    tick_comment(first, is_done=True, answer="Er sat ind", person=here.lead, by=actor(here.lead), now=here.tick())
    return here


def comments(html: str) -> list[list[str]]:
    part = html.split('id="kommentarer"')[1].split("</section>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", part.split("<tbody>")[1], re.DOTALL)
    return [[plain(cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def test_what_is_to_be_corrected_stands_with_its_answer(client: Client, returned: Any) -> None:
    shown = page(client, returned, returned.chairs["DSG"])
    found = [(one[0], one[1].split(" Sekretær")[0], one[2]) for one in comments(shown)]
    assert ("3.2", "Kilden mangler", "Klaret Er sat ind") in found
    assert ("Hele dokumentet", "Ret forsiden", "ikke klaret") in found
    assert "Kommentarer (1 åben)" in words(shown)


def test_a_comment_not_sent_yet_is_the_reviewers_own(client: Client) -> None:
    here = scene.at(Position.REVIEW)
    here.do_step(add_comment, here.secretary, text="Kun et udkast til en kommentar")
    for who in (here.lead, here.chairs["DSG"], here.secretary):
        assert "Kun et udkast til en kommentar" not in page(client, here, who)


def test_comments_of_the_consultation_stand_by_section_for_those_inside_alone(client: Client) -> None:
    lead = factories.reader("Tove Tovholder")
    revision = draft(factories.group("DSG"), lead=lead)
    factories.version(revision.guideline)
    consultation = held(revision)
    said(consultation, "Sent i rækken", section="10 Bilag")
    said(consultation, "Først i rækken", section="2 Metode")
    Comment.objects.filter(text="Først i rækken").update(
        disposition="taken", answer="Er rettet", answered_by=lead, answered_at=NOW
    )
    shown = show(client, revision.guideline, lead)
    assert [(row[0], row[2]) for row in comments(shown)] == [
        ("2 Metode", "Taget til følge Er rettet"),
        ("10 Bilag", "Ikke besvaret endnu"),
    ]
    assert "Kommentarer (1 åben)" in words(shown)
    assert "i rækken" not in show(client, revision.guideline, factories.chair_of(factories.group("DLCG")))

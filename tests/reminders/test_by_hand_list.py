"""*Send påmindelse* from the list of guidelines: shown first, sent by one press, and not where it is not as shown."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.approval.rules import Position
from guidelines.models import Guideline
from reminders.models import Mail
from tests import factories
from tests.approval.scene import Scene, at
from tests.reminders.mailing import titled

pytestmark = [pytest.mark.django_db, pytest.mark.both]
LIST = "/retningslinjer/"


@pytest.fixture
def here() -> Any:
    """A clinical approval waits with the chair; two days later."""
    case = titled(at(Position.CLINICAL), "GIST")
    with time_machine.travel(case.now + timedelta(days=2), tick=False):
        yield case


@pytest.fixture
def desk(client: Client, here: Scene) -> Client:
    return factories.sign_in(client, factories.secretariat("Inge Lund"))


def show(desk: Client, *chosen: Guideline) -> Any:
    keys = [one.pk for one in chosen]
    return desk.post(reverse("remind-guidelines"), {"act": "vis", "valgt": keys, "here": f"{LIST}?q=g"})


def send(desk: Client, page: Any) -> Any:
    """Press the button, as the browser would."""
    part = page.content.decode().partition(f'action="{reverse("remind-guidelines")}"')[2].partition("</form>")[0]
    given = {unescape(name): unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', part)}
    assert given["act"] == "send"
    return desk.post(reverse("remind-guidelines"), given)


def by_hand() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(kind="by_hand").values_list("person__name", "hurried_by__name"))


def test_the_button_stands_under_the_list(desk: Client) -> None:
    assert f'formaction="{reverse("remind-guidelines")}"' in desk.get(LIST).content.decode()


def test_the_page_says_who_gets_a_mail_and_which_guideline_has_nobody(desk: Client, here: Scene) -> None:
    idle = factories.guideline("Hviler")
    html = show(desk, here.revision.guideline, idle).content.decode()
    assert "Sender 1 mail i dit navn, uden for ugens faste." in html
    assert here.chairs["DSG"].name in html
    assert re.search(r"<b[^>]*>Hviler</b> <span>Ingen revision er i gang, så intet venter på nogen.", html)
    assert by_hand() == []


def test_one_press_sends_and_leads_back_to_the_list(desk: Client, here: Scene) -> None:
    sent = send(desk, show(desk, here.revision.guideline))
    assert sent["Location"] == f"{LIST}?q=g"
    assert by_hand() == [(here.chairs["DSG"].name, "Inge Lund")]
    again = show(desk, here.revision.guideline).content.decode()
    assert "allerede fået en påmindelse fra sekretariatet i dag" in again


def test_what_is_not_as_shown_is_told_and_nothing_is_sent(desk: Client, here: Scene) -> None:
    page = show(desk, here.revision.guideline)
    chair = here.chairs["DSG"]
    chair.email = ""
    chair.save(update_fields=["email"])
    late = send(desk, page)
    assert late.status_code == 409
    assert "Der er sket noget i mellemtiden, så intet er sendt." in late.content.decode()
    assert by_hand() == []


def test_guidelines_without_a_run_have_nobody_to_remind(desk: Client) -> None:
    html = show(desk, factories.guideline("Hviler")).content.decode()
    assert "Ingen kan mindes om det, du har sat kryds ved." in html
    assert 'value="send"' not in html


def test_nothing_chosen_is_said(desk: Client) -> None:
    page = desk.post(reverse("remind-guidelines"), {"act": "vis"}, follow=True)
    assert "Sæt først kryds ved retningslinjerne." in page.content.decode()


def test_others_do_not_find_it(client: Client, here: Scene) -> None:
    chair = factories.sign_in(client, here.chairs["DSG"])
    assert show(chair, here.revision.guideline).status_code == 404

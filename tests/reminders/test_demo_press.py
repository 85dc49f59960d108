"""The guided story shows one press: a mail of the demo mailbox asks about the role, and its link answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings
from django.urls import reverse

from guidelines.models import Assignment, Person
from reminders.demo import story
from reminders.demo.loading import load_story
from reminders.demo.mailbox import to_confirm

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TITLE = "Perioperativ kemoterapi til patienter med bløddelssarkomer - kurativt intenderet behandling"
IN_DEMO = override_settings(DEMO=True, ROOT_URLCONF="tests.permissions.demo_urls")


@pytest.fixture
def story_at_now(settings: Any, tmp_path: Any) -> Iterator[None]:
    settings.EMAIL_URL, settings.MEDIA_ROOT = "demo:", tmp_path
    with time_machine.travel(NOW, tick=False):
        load_story(NOW)
        yield


@IN_DEMO
@pytest.mark.usefixtures("story_at_now")
def test_the_mail_in_the_mailbox_answers_in_one_press(client: Client) -> None:
    mail = to_confirm(NOW)
    assert mail is not None
    address = reverse("demo-mail", args=[mail.key])
    assert address in client.get(reverse("demo-role")).content.decode()
    letter = client.get(address).content.decode()
    (link,) = re.findall(r'href="http://[^/"]+(/svar/[^"]+)"', letter)
    page = Client(enforce_csrf_checks=True)
    assert f"Er du stadig tovholder for revisionen af »{TITLE}« i 2027?" in page.get(link).content.decode()
    assert page.post(link, {"choice": "yes"}).status_code == 303
    confirmed = Assignment.objects.get(person=mail.person, plan_entry__guideline__title=TITLE, plan_entry__year=2027)
    assert confirmed.confirmed_at == NOW
    following = to_confirm(NOW)
    assert following is not None
    assert following.person != mail.person


@pytest.mark.usefixtures("story_at_now")
def test_nothing_is_offered_where_everybody_has_answered() -> None:
    Person.objects.exclude(name=story.CHAIR).update(email="")
    assert to_confirm(NOW) is None

"""Time set aside by a link in a mail: a receipt within a tick that carries the event for the calendar (ux 5.5)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from guidelines.journal.writing import Actor
from guidelines.models import Guideline, LeadAnswer, Person
from guidelines.planning.actions import handle_answer, set_focus
from reminders.models import Mail, Occurrence
from reminders.tick import tick
from tests.reminders.mailing import subjects, text_of
from tests.reminders.scene import FINAL_SLOT, Scene, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = moment(FINAL_SLOT, days=1)
AT = moment(FINAL_SLOT, days=15)


@pytest.fixture
def there(server: MailServer) -> Scene:
    return scene("GIST")


def set_aside(there: Scene, at: datetime = AT, via: str = "mail", now: datetime = NOW) -> LeadAnswer:
    by = Actor("link", f"person:{there.lead.pk}", via=via)
    return set_focus(there.guideline, person=there.lead, focus_at=at, by=by, now=now)


def receipts(server: MailServer) -> list[tuple[str, str]]:
    return [pair for pair in subjects(server) if pair[1].startswith("Tid sat af")]


def test_the_receipt_carries_one_published_event(server: MailServer, there: Scene) -> None:
    made = set_aside(there)
    tick(NOW)
    assert subjects(server) == [(there.lead.email, "Tid sat af: GIST – 4. december 2030")]
    message = server.deliveries[0].message
    text = " ".join(text_of(server.deliveries[0]).split())
    assert "Du har sat tid af til »GIST« 4. december 2030, kl. 6.30. Aftalen er vedhæftet" in text
    assert [part.get_content_type() for part in message.iter_parts()] == ["multipart/alternative", "text/calendar"]
    [part] = message.iter_attachments()
    assert (part.get_filename(), part.get_param("method")) == ("tid-til-retningslinjen.ics", "PUBLISH")
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["UID"], event.decoded("DTSTART")) == (
        "PUBLISH",
        f"focus-{made.pk}@testserver",
        AT,
    )
    assert "ATTENDEE" not in event
    assert bytes(Mail.objects.get().content).isascii()
    tick(NOW + timedelta(hours=1))
    assert len(receipts(server)) == 1


def test_a_later_answer_takes_the_place_of_the_first(server: MailServer, there: Scene) -> None:
    set_aside(there)
    set_aside(there, AT + timedelta(days=1))
    tick(NOW)
    assert receipts(server) == [(there.lead.email, "Tid sat af: GIST – 5. december 2030")]


@pytest.mark.parametrize("change", ["by page", "handled", "passed", "out of use", "no address"])
def test_what_needs_no_receipt_has_none(server: MailServer, there: Scene, change: str) -> None:
    made = set_aside(there, via="web" if change == "by page" else "mail")
    match change:
        case "handled":
            handle_answer(made, handler=None, by=Actor("user", "person:1"), now=NOW)
        case "passed":
            LeadAnswer.objects.update(focus_at=NOW - timedelta(hours=1))
        case "out of use":
            Guideline.objects.update(withdrawn_on=FINAL_SLOT)
        case "no address":
            Person.objects.filter(pk=there.lead.pk).update(email="")
    tick(NOW)
    assert receipts(server) == []
    assert not Occurrence.objects.filter(rung="focus_set").exclude(state="skipped").exists()

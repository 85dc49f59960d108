"""What arrived at a mail server, and the revision it is about, for the tests of the immediate mails."""

from __future__ import annotations

from datetime import date, timedelta

from guidelines.approval.actions.consultations import PartyFacts, open_consultation
from guidelines.models import Consultation
from reminders.tick import tick
from tests.approval.scene import Scene, actor
from tests.services.smtp import Delivery, MailServer

SECRET = "Kun for gruppen: dosis halveres"
"""Stands in the summary of every draft that is sent in consultation here."""


def text_of(delivery: Delivery) -> str:
    body = delivery.message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(delivery: Delivery) -> str:
    body = delivery.message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def subjects(server: MailServer) -> list[tuple[str, str]]:
    """(recipient, subject) of everything that arrived, in order."""
    return [(delivery.recipients[0], str(delivery.message["Subject"])) for delivery in server.deliveries]


def receivers(server: MailServer) -> list[str]:
    return sorted(delivery.recipients[0] for delivery in server.deliveries)


def titled(here: Scene, title: str) -> Scene:
    guideline = here.revision.guideline
    guideline.title, guideline.short_name = title, ""
    guideline.save(update_fields=["title", "sort_key", "search_text", "short_name"])
    return here


def later(here: Scene, minutes: float = 11) -> None:
    """Run the tick so much later than the last verb."""
    tick(here.now + timedelta(minutes=minutes))


def consulted(here: Scene, *parties: PartyFacts) -> Consultation:
    here.describe(summary=SECRET)
    here.upload()
    by = actor(here.lead)
    return open_consultation(here.revision, closes_on=date(2026, 12, 12), parties=parties, by=by, now=here.tick())

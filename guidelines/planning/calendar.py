"""Time that a tovholder sets aside, as one event for a calendar (ux 5.5)."""

from __future__ import annotations

from datetime import UTC, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from guidelines.planning.models import LeadAnswer

CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
FILE_NAME = "tid-til-retningslinjen.ics"
LENGTH = timedelta(hours=2)


def focus_event(answer: LeadAnswer) -> bytes:
    """Return the event as a file, in the language that is active; `answer` is one with a time set aside.

    It is published, never an invitation, holds no alarm, and keeps its UID. Unlike a deadline the time is the
    person's own to block, so it shows as busy.
    """
    if answer.focus_at is None:
        raise ValueError("an answer without a time")
    language = {"LANGUAGE": get_language() or settings.LANGUAGE_CODE}
    words = {"title": answer.guideline.title}
    url = f"{settings.SITE_URL}{answer.guideline.get_absolute_url()}"
    event = Event()
    event.add("uid", f"focus-{answer.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", answer.at.astimezone(UTC))
    event.add("dtstart", answer.focus_at.astimezone(UTC))
    event.add("dtend", (answer.focus_at + LENGTH).astimezone(UTC))
    event.add("summary", _one_line(_("Time for: %(title)s") % words), parameters=language)
    event.add("description", _("Set aside for work on the guideline. %(url)s") % {"url": url}, parameters=language)
    event.add("url", url)
    event.add("transp", "OPAQUE")
    calendar = Calendar()
    calendar.add("prodid", "-//dsg-planner//focus//DA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def _one_line(text: str) -> str:
    """The text without line ends and control characters of any script."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())

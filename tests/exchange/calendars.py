"""What the tests of calendar feeds share: the moment, and how an address is made and a feed read."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from guidelines.exchange.calendar_actions import make_address
from guidelines.journal.writing import Actor
from guidelines.models import Group, Person

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BY: dict[str, Any] = {"by": Actor("user", "person:1"), "now": NOW}


def address(who: Person, group: Group | None = None) -> str:
    made, token = make_address(who, group, **BY)
    return reverse("calendar-feed", args=[made.pk, token])


def events(response: HttpResponse) -> list[dict[str, Any]]:
    """The events of a feed, as an outsider's program reads them."""
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return [
        {
            "uid": str(event["uid"]),
            "on": event["dtstart"].dt,
            "summary": str(event["summary"]),
            "sequence": event["sequence"],
            "status": str(event["status"]),
        }
        for event in Calendar.from_ical(response.content).walk("VEVENT")
    ]


def get(url: str, **headers: str) -> HttpResponse:
    """A calendar program: no cookies."""
    return Client().get(url, headers=headers)


def text(response: HttpResponse) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

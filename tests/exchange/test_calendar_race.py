"""Several programs that read a feed for the first time at once get the same, and it is remembered once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.exchange.calendar_actions import make_address
from guidelines.journal.writing import Actor
from guidelines.models import CalendarEvent
from tests import factories
from tests.approval.together import together

pytestmark = [pytest.mark.both, pytest.mark.django_db(transaction=True)]
AT_ONCE = 6


def read(url: str) -> str:
    """What a program reads, without the moment at which it was first told."""
    response = Client().get(url)
    lines = response.content.decode().split("\r\n")
    return "\n".join([str(response.status_code), *(line for line in lines if "2026" not in line)])


def test_first_readers_at_once_read_the_same() -> None:
    lead = factories.reader()
    for number in range(3):
        factories.entry(factories.guideline(f"G{number}", owner=factories.group("DSG")), 2030, leads=[lead])
    made, token = make_address(lead, None, by=Actor("user", "person:1"), now=datetime(2026, 11, 21, tzinfo=UTC))
    url = reverse("calendar-feed", args=[made.pk, token])
    with together(read, [AT_ONCE]) as race:
        told = race([{"url": url}] * AT_ONCE)
    assert told[0].startswith("200\nBEGIN:VCALENDAR")
    assert set(told) == {told[0]}
    assert CalendarEvent.objects.values_list("sequence", flat=True).distinct().get() == 0
    assert CalendarEvent.objects.count() == 3

"""The ladder to 1 December 2030: what the rehearsal announces is what people get, mail by mail.

The clock runs fast: the tick runs on the day before each slot, on its day and the day after, for seventeen months,
against a real mail server.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Value

from guidelines.models import Absence, Guideline
from reminders.choices.actions import choose_mails
from reminders.models import Digest, Occurrence
from reminders.rehearsal import as_json, rehearse
from reminders.slots import COPENHAGEN, SLOT_TIME, slot_at
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import guideline_due, release, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.both, pytest.mark.django_db, pytest.mark.usefixtures("server")]

BEGIN, END = date(2029, 11, 20), date(2031, 4, 15)
Sent = tuple[date, str, tuple[tuple[str, str], ...]]
"""The day, the address and what the mail is about: (rung, guideline) of each item."""


def days(first: date, last: date) -> Iterator[datetime]:
    """A minute after the hour of the slot, on each Monday, Tuesday and Wednesday."""
    for number in range((last - first).days + 1):
        at = datetime.combine(first + timedelta(days=number), SLOT_TIME, tzinfo=COPENHAGEN)
        if at.weekday() <= 2:
            yield (at + timedelta(minutes=1)).astimezone(UTC)


def world() -> None:
    """Two groups, a tovholder of three guidelines, one who chairs what she writes, and a row that nobody leads.

    Each group's chair gets the overview of the quarter, one of them back from an absence after the day of its slot; a
    third does without.
    """
    there = scene("Pallierende kemoterapi")
    Absence.objects.create(person=there.chair, starts_on=date(2030, 4, 9), ends_on=date(2030, 4, 9))
    Absence.objects.create(person=there.chair, starts_on=date(2030, 10, 1), ends_on=date(2030, 10, 20))
    elsewhere = release(factories.group("DMG"))
    choose_mails(factories.chair_of(elsewhere, "Ulla Krog"), {"quarterly": False}, now=slot_at(BEGIN))
    guideline_due(elsewhere, on=date(2031, 6, 1), title="Uden overblik")
    factories.chair_of(release(factories.group("DTG")), "Per Aa")  # with nothing to say
    guideline_due(there.group, there.lead, there.chair, title="Kæmpecelletumorer")
    other = release(factories.group("DLCG"))
    factories.deputy_of(other, "Tove Lind")
    guideline_due(other, there.lead, on=date(2030, 10, 1), title="Strålebehandling")
    guideline_due(there.group, on=date(2030, 12, 1), title="Uden tovholder")
    guideline_due(there.group, on=date(2031, 9, 1), title="Planlagt til året efter")


def rehearsed() -> list[Sent]:
    found = rehearse(Guideline.objects.all(), first=BEGIN, last=END, today=BEGIN)
    return sorted(
        (
            date.fromisoformat(mail["date"]),
            mail["recipient"],
            tuple(sorted((item["kind"], item["guideline"] or "") for item in mail["items"])),
        )
        for mail in as_json(found)["mails"]
    )


def really_sent(server: MailServer, last: date = END) -> list[Sent]:
    """Run the tick on day after day, and return what arrived and what each mail was about."""
    arrived: list[tuple[date, str, str]] = []
    for now in days(BEGIN, last):
        before = len(server.deliveries)
        tick(now)
        for delivery in server.deliveries[before:]:
            day = now.astimezone(COPENHAGEN).date()
            arrived.append((day, delivery.recipients[0], str(delivery.message["Message-ID"])))
    rows = Occurrence.objects.filter(state=Occurrence.State.MAILED)
    overviews = Digest.objects.exclude(mail=None).annotate(kind=Value("quarterly"), slug=Value(""))
    items: dict[str, list[tuple[str, str]]] = {}
    for message_id, rung, slug in (
        *rows.values_list("mail__message_id", "rung", "guideline__slug"),
        *overviews.values_list("mail__message_id", "kind", "slug"),
    ):
        items.setdefault(message_id, []).append((rung, slug))
    return sorted((day, address, tuple(sorted(items[message_id]))) for day, address, message_id in arrived)


def test_what_the_rehearsal_shows_is_what_is_sent_mail_by_mail(server: MailServer) -> None:
    world()
    promised = rehearsed()
    sent = really_sent(server)
    assert sent == promised
    assert len(promised) > 20
    overviews = [(day, address) for day, address, items in promised if ("quarterly", "") in items]
    assert {day.weekday() for day, _address in overviews} == {1, 2}
    assert len(overviews) >= 4
    assert {day.isocalendar().week for day, *_ in sent}.isdisjoint({7, 8, 28, 29, 30, 31, 52})
    weeks = [(address, day.isocalendar()[:2]) for day, address, _items in sent]
    assert len(weeks) == len(set(weeks))


def test_a_rung_moved_after_the_rehearsal_makes_the_two_differ(server: MailServer) -> None:
    """The comparison can fail: another deadline gives other mails."""
    world()
    soon = date(2030, 1, 1)
    promised = [mail for mail in rehearsed() if mail[0] < soon]
    Guideline.objects.get(title="Strålebehandling").versions.update(next_due_last=date(2031, 3, 1))
    assert really_sent(server, soon) != promised

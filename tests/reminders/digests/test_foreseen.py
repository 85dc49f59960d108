"""Overviews of the quarter, told beforehand: in the queue of 14 days, as they would be, and in the rehearsal."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guidelines.models import Guideline, Person
from reminders.coming import coming
from reminders.ladder import Ladders
from reminders.rehearsal import QuarterLine, as_json, rehearse
from reminders.tick import tick
from tests import factories
from tests.reminders.digests.test_quarterly import NOW, SLOT, chair, group_of, overdue
from tests.reminders.scene import moment

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BEFORE = moment(SLOT, days=-6)


@pytest.fixture(autouse=True)
def here(settings: Any) -> Any:
    settings.EMAIL_URL = "demo:"
    with time_machine.travel(BEFORE, tick=False):
        yield


def queued(now: datetime = BEFORE) -> list[tuple[date, Person, list[str]]]:
    """The mails of the queue that hold an overview: day, reader, what they are about."""
    return [
        (slot.on, mail.person, [line.about for line in mail.lines])
        for slot in coming(now).slots
        for mail in slot.mails
        if any(isinstance(line, QuarterLine) for line in mail.lines)
    ]


def test_the_queue_shows_it_as_it_will_be(client: Client) -> None:
    group = group_of()
    overdue(group)
    who = chair(group)
    desk = factories.sign_in(client, factories.secretariat("Inge Lund"))
    assert queued() == [(SLOT, who, ["DSG, 4. kvartal"])]
    page = desk.get(reverse("reminders")).content.decode()
    assert "Gruppens kvartal: DSG, 4. kvartal" in page
    shown = desk.get(reverse("queued-mail", args=[SLOT, who.pk])).content.decode()
    assert "DSG 4. kvartal: 1 overskredet, 0 venter på dig, 1 i 2031" in shown
    said = desk.post(reverse("queued-send", args=[SLOT, who.pk]), follow=True).content.decode()
    assert "Kvartalsoverblikket venter på sin uge." in said


def test_what_was_told_or_is_not_wanted_is_not_foreseen() -> None:
    group = group_of()
    chair(group)
    tick(NOW)
    assert queued(NOW) == []


def test_a_group_on_hold_has_none_in_the_queue_and_one_in_its_rehearsal() -> None:
    group, other = group_of(), group_of("DLCG")
    who = chair(group)
    chair(other, "Ulla Krog")
    group.reminder_release.delete()
    assert [person.name for _day, person, _about in queued()] == ["Ulla Krog"]
    every = Guideline.objects.of_group(group)
    found = rehearse(every, first=BEFORE.date(), last=date(2030, 12, 31), today=BEFORE.date(), groups={group.pk})
    overviews = [mail for mail in as_json(found)["mails"] if mail["kind"] == "quarterly"]
    assert [(mail["date"], mail["recipient"]) for mail in overviews] == [(SLOT.isoformat(), who.email)]


def test_other_rules_leave_it_where_it_is_though_the_reminders_beside_it_fall_away(client: Client) -> None:
    group = group_of()
    who = chair(group)
    desk = factories.sign_in(client, factories.secretariat("Inge Lund"))
    page = desk.get(reverse("release", args=[group.slug])).content.decode()
    assert page.count("Gruppens kvartal: DSG, 4. kvartal") == 1
    silent = Ladders({None: {}})
    found = rehearse(Guideline.objects.all(), first=SLOT, last=SLOT, today=BEFORE.date(), ladders=silent)
    assert [line.about for mail in found if mail.person == who for line in mail.told] == ["DSG, 4. kvartal"]


def test_the_number_of_statements_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        chair(group_of(f"G{number}"), f"Formand {number}")
    with django_assert_max_num_queries(60):
        found = coming(BEFORE)
    assert sum(len(mail.lines) for slot in found.slots for mail in slot.mails) == 12

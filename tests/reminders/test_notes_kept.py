"""The secretariat's note comes with the next mail, whatever became of the one it was written for."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Absence
from reminders.actions import hold_all, hold_mail, lift_holds, note_in_advance, note_mail, send_now
from reminders.compose import compose
from reminders.dispatch import freeze
from reminders.models import Mail
from reminders.planning import plan
from reminders.sending import claim
from reminders.tick import tick
from tests.reminders.mailing import text_of
from tests.reminders.scene import FINAL_SLOT, LATE_SLOT, NOW, Scene, guideline_due, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NEXT_SLOT = date(2030, 11, 26)
BY = Actor("user", "person:1")


def notes() -> list[tuple[str, str, str]]:
    """(week, state, note) of every mail that was not skipped."""
    return list(Mail.objects.live().order_by("week").values_list("week", "state", "note"))


def test_a_note_outlives_a_mail_whose_reader_is_away_that_day(server: MailServer) -> None:
    there = scene()
    plan(moment(FINAL_SLOT))
    note_mail(Mail.objects.get(), "Ring til mig.", writer=None, by=BY, now=NOW)
    Absence.objects.create(person=there.lead, starts_on=FINAL_SLOT, ends_on=FINAL_SLOT)
    tick(NOW)
    assert notes() == [("2030-W48", "planned", "Ring til mig.")]
    tick(moment(NEXT_SLOT, minutes=1))
    assert notes() == [("2030-W48", "sent", "Ring til mig.")]


def test_a_note_comes_with_the_slot_that_is_made_up_for(server: MailServer) -> None:
    scene()
    hold_all(now=moment(FINAL_SLOT, hours=-1))
    tick(NOW)
    note_mail(Mail.objects.get(), "Ring til mig.", writer=None, by=BY, now=moment(FINAL_SLOT, hours=1))
    lift_holds(now=moment(NEXT_SLOT, days=1))
    for hours in (0, 1):
        tick(moment(NEXT_SLOT, days=1, hours=hours))
    assert notes() == [("2030-W48", "sent", "Ring til mig.")]


def test_a_note_waits_for_whoever_is_away_for_weeks(server: MailServer) -> None:
    """A mail that carries the note alone says nothing; the note goes on, and comes with what is told next."""
    there = scene()
    plan(moment(FINAL_SLOT))
    note_mail(Mail.objects.get(), "Ring til mig.", writer=None, by=BY, now=NOW)
    Absence.objects.create(person=there.lead, starts_on=FINAL_SLOT, ends_on=date(2030, 12, 10))
    tick(NOW)
    for slot, week in ((NEXT_SLOT, "2030-W49"), (date(2030, 12, 3), "2030-W50"), (date(2030, 12, 10), "2030-W51")):
        tick(moment(slot, minutes=1))
        assert notes() == [(week, "planned", "Ring til mig.")]
    assert server.deliveries == []
    tick(moment(LATE_SLOT, minutes=1))
    assert notes() == [("2030-W51", "sent", "Ring til mig.")]
    assert ["Ring til mig." in text_of(mail) for mail in server.deliveries] == [True]


def test_a_note_alone_waits_for_another_week_even_before_its_slot_is_planned(server: MailServer) -> None:
    """A tick that begins a moment before a slot may find the note's mail; it does not go round in circles."""
    there = scene()
    note_in_advance(there.lead, "Ring til mig.", slot=FINAL_SLOT, writer=None, by=BY, now=moment(FINAL_SLOT, hours=-1))
    now = moment(FINAL_SLOT)
    (mail,) = claim(now, 10)
    assert freeze([(mail, compose([mail], now)[mail.pk])], now) == []
    assert (notes(), claim(now, 10)) == ([("2030-W48", "planned", "Ring til mig.")], [])


def two_noted() -> Scene:
    """Two mails to one person, of this week and of the next, each with a note."""
    there = scene()
    guideline_due(there.group, there.lead, on=date(2030, 12, 8), title="GIST")
    plan(moment(FINAL_SLOT))
    note_mail(Mail.objects.get(), "Note A", writer=None, by=BY, now=moment(FINAL_SLOT))
    note_in_advance(there.lead, "Note B", slot=NEXT_SLOT, writer=None, by=BY, now=moment(FINAL_SLOT))
    return there


def test_what_is_sent_now_joins_this_weeks_note() -> None:
    there = two_noted()
    send_now(there.lead, slot=NEXT_SLOT, by=None, now=moment(FINAL_SLOT))
    assert notes() == [("2030-W47", "planned", "Note A\n\nNote B")]


def test_what_is_sent_now_lifts_no_hold_of_this_weeks_mail() -> None:
    there = two_noted()
    hold_mail(Mail.objects.get(week="2030-W47"))
    with pytest.raises(Refused, match="Ugens mail til Ditte Maria Bæk er holdt tilbage"):
        send_now(there.lead, slot=NEXT_SLOT, by=None, now=moment(FINAL_SLOT, hours=1))
    assert notes() == [("2030-W47", "planned", "Note A"), ("2030-W48", "planned", "Note B")]
    assert Mail.objects.get(week="2030-W47").is_held

"""The chair's quarter: part of the one mail of a week, four times a year, with figures that are true when it leaves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from guidelines.models import Absence, Group, Person, Role
from reminders.choices.actions import choose_mails
from reminders.choices.links import read_token
from reminders.digests.days import quarter_at
from reminders.digests.quarter_words import LISTED, quarter_passage
from reminders.digests.quarterly import plan_quarterly
from reminders.digests.standings import GroupQuarter, quarters
from reminders.models import Digest, Mail
from reminders.slots import next_slot
from reminders.tick import tick
from reminders.wording import subject_of
from tests import factories
from tests.reminders.mailing import html_of, text_of
from tests.reminders.scene import guideline_due, moment, release
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
SLOT = date(2030, 10, 8)
NOW = moment(SLOT, minutes=1)
NEXT = moment(date(2030, 10, 15), minutes=1)


def group_of(abbreviation: str = "DSG", *, due: date = date(2031, 6, 1)) -> Group:
    """A released group, with one guideline that is planned for next year and asks nothing of anybody now."""
    group = release(factories.group(abbreviation))
    guideline_due(group, factories.person("Ditte Bæk"), on=due, title=f"{abbreviation}s retningslinje")
    return group


def chair(of: Group, name: str = "Frode Holt") -> Person:
    return factories.chair_of(of, name)


def overdue(group: Group, title: str = "GIST") -> Any:
    """A guideline whose deadline has passed this month: the ladder has told nobody yet."""
    return guideline_due(group, on=date(2030, 10, 3), title=title)


# --- when


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2030, 10, 7), None),
        (date(2030, 10, 8), "2030-Q4"),
        (date(2030, 10, 28), "2030-Q4"),
        (date(2030, 10, 29), None),
        (date(2031, 1, 14), "2031-Q1"),
        (date(2031, 4, 8), "2031-Q2"),
        (date(2031, 8, 12), "2031-Q3"),
        (date(2031, 9, 9), None),
        (date(2031, 12, 9), None),
    ],
)
def test_it_is_due_in_the_second_week_of_four_months(day: date, period: str | None) -> None:
    found = quarter_at(day)
    assert (found.period if found else None) == period


def test_every_year_has_four_and_each_on_a_slot() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365 * 20 + 5)]
    found = {quarter for day in days if (quarter := quarter_at(day)) is not None}
    assert len(found) == 4 * 20
    for quarter in found:
        assert quarter.slot == next_slot(quarter.slot - timedelta(days=1))
        assert quarter.slot.day >= 8


# --- what


@pytest.mark.both
def test_the_chair_gets_it_with_the_weekly_mail_and_once(server: MailServer) -> None:
    group = group_of()
    who = chair(group)
    overdue(group)
    for now in (NOW - timedelta(minutes=5), NOW, NOW + timedelta(minutes=1), NEXT):
        tick(now)
    [delivery] = server.to(who.email)
    said = text_of(delivery)
    assert delivery.message["Subject"] == "DSG 4. kvartal: 1 overskredet, 0 venter på dig, 1 i 2031"
    assert "Overskredet: GIST (3. oktober 2030)." in said
    assert "Planlagt til 2031: DSGs retningslinje." in said
    assert "Se planen for DSG: http://testserver/planskema/dsg/" in said
    assert "GIST" in html_of(delivery)
    assert html_of(delivery).count("display:inline-block") == 1
    assert list(Digest.objects.values_list("person", "group", "period")) == [(who.pk, group.pk, "2030-Q4")]


def test_alone_it_can_be_ended_from_the_mail(server: MailServer) -> None:
    who = chair(group_of())
    tick(NOW)
    [delivery] = server.to(who.email)
    assert delivery.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = str(delivery.message["List-Unsubscribe"]).strip("<>/").rpartition("/")[2]
    assert read_token(token) == (who, "quarterly")
    assert "fire gange om året" in text_of(delivery)


def test_with_a_duty_it_is_part_of_that_mail_and_comes_after_it(server: MailServer) -> None:
    group = group_of()
    who = chair(group)
    lead_too = factories.guideline("Kæmpecelletumorer", owner=group)
    factories.version(lead_too, "1.1", next_due=date(2030, 10, 15))
    factories.entry(lead_too, 2030, leads=(who,))
    tick(NOW)
    [delivery] = server.to(who.email)
    said = text_of(delivery)
    assert str(delivery.message["Subject"]).startswith("Færdig senest 15. oktober: Kæmpecelletumorer")
    assert 0 < said.index("Kæmpecelletumorer") < said.index("DSG 4. kvartal: 0 overskredet, 0 venter på dig, 1 i 2031")
    assert delivery.message["List-Unsubscribe"] is None


def test_who_chairs_two_groups_gets_one_mail(server: MailServer) -> None:
    first, second = group_of("DSG"), group_of("DGCG")
    who = chair(first)
    factories.role(who, Role.Kind.CHAIR, second)
    tick(NOW)
    [delivery] = server.to(who.email)
    assert ("DSG 4. kvartal" in text_of(delivery), "DGCG 4. kvartal" in text_of(delivery)) == (True, True)


def test_a_mail_that_has_left_carries_no_more_and_the_next_one_does(server: MailServer) -> None:
    group = group_of()
    who = chair(group)
    choose_mails(who, {"quarterly": False}, now=NOW)
    Mail.objects.create(
        kind="reminders", week="2030-W41", person=who, address=who.email, message_id="1", state="sent",
        not_before=NOW, created_at=NOW, frozen_at=NOW, sent_at=NOW,
    )  # fmt: skip
    choose_mails(who, {"quarterly": True}, now=NOW)
    tick(NOW)
    assert (server.to(who.email), Digest.objects.count()) == ([], 0)
    tick(NEXT)
    assert len(server.to(who.email)) == 1


def test_without_anything_to_say_no_mail_goes(server: MailServer) -> None:
    who = chair(group_of(due=date(2034, 12, 1)))
    tick(NOW)
    overdue(Group.objects.get(abbreviation="DSG"))
    tick(NOW + timedelta(hours=1))
    assert server.to(who.email) == []
    assert list(Digest.objects.values_list("person", "mail")) == [(who.pk, None)]


# --- to whom


def test_a_group_on_hold_has_no_quarter() -> None:
    group = factories.group("DSG")
    guideline_due(group, on=date(2031, 6, 1))
    chair(group)
    assert plan_quarterly(NOW) == 0


def test_who_does_not_want_it_or_cannot_be_reached_gets_none() -> None:
    group = group_of()
    unwilling, refused, without = chair(group, "A"), chair(group, "B"), chair(group, "C")
    choose_mails(unwilling, {"quarterly": False}, now=NOW)
    Person.objects.filter(pk=refused.pk).update(address_state="refused")
    Person.objects.filter(pk=without.pk).update(email="")
    factories.deputy_of(group)
    assert (plan_quarterly(NOW), Digest.objects.count()) == (0, 0)


def test_who_is_away_gets_it_when_they_are_back(server: MailServer) -> None:
    who = chair(group_of())
    Absence.objects.create(person=who, starts_on=SLOT, ends_on=SLOT)
    assert (plan_quarterly(NOW), plan_quarterly(NEXT)) == (0, 1)


def test_before_the_slot_of_the_week_nothing_is_planned() -> None:
    chair(group_of())
    assert plan_quarterly(moment(SLOT, minutes=-1)) == 0
    assert plan_quarterly(moment(date(2030, 10, 14))) == 0  # the Monday after: that week's slot is to come
    assert plan_quarterly(moment(date(2030, 10, 16))) == 1


@pytest.mark.parametrize("change", ["ended", "unwanted"])
def test_what_is_no_longer_wanted_when_the_mail_is_made_is_not_sent(server: MailServer, change: str) -> None:
    who = chair(group_of())
    plan_quarterly(NOW)
    if change == "ended":
        who.roles.update(ends_on=SLOT - timedelta(days=1))
    else:
        choose_mails(who, {"quarterly": False}, now=NOW)
    tick(NOW)
    assert server.to(who.email) == []
    assert Mail.objects.get(person=who).state == "skipped"


def test_the_number_of_statements_does_not_grow(django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        group = group_of(f"T{number}")
        overdue(group, f"GIST {number}")
    groups = list(Group.objects.filter(abbreviation__startswith="T", reminder_release__isnull=False))
    with django_assert_max_num_queries(26):
        assert len(quarters([(1, group, 4) for group in groups], SLOT)) == 6


def test_long_lists_end_in_a_number_and_the_subject_is_short() -> None:
    titles = tuple(f"Retningslinje {number}" for number in range(LISTED + 3))
    late = tuple((title, date(2030, 10, 3)) for title in titles)
    said = quarter_passage(GroupQuarter("DMCG-PAL", "dmcg-pal", 4, 2031, late, titles, titles))
    assert (said.paragraphs[1].endswith("og 3 til."), len(subject_of([said])) <= 60) == (True, True)

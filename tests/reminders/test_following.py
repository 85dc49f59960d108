"""A duplicate is merged: what is still to be told follows, what was told stays and can be found."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.desk.persons.merging import merge_everywhere
from guidelines.journal.writing import Actor
from guidelines.models import Person
from guidelines.people.actions import invite
from reminders.actions import note_mail
from reminders.following import follow_merged
from reminders.invitations import plan_invitations
from reminders.models import Mail, Occurrence
from reminders.planning import make_mails, plan
from reminders.slots import week_of
from tests import factories
from tests.reminders.scene import FINAL_SLOT, TARGET, Scene, moment, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = moment(FINAL_SLOT, minutes=1)
BY = Actor("user", "person:1")


def merge(duplicate: Person, kept: Person) -> None:
    merge_everywhere(duplicate, into=kept, by=BY, now=NOW)


def task(world: Scene, recipient: Person, **facts: Any) -> Occurrence:
    known = {
        "rule": "ladder",
        "rung": "secretariat_60",
        "due_on": TARGET,
        "slot_on": date(2030, 11, 1),
        "state": "task",
    }
    return Occurrence.objects.create(
        guideline=world.guideline, recipient=recipient, created_at=NOW, **{**known, **facts}
    )


def stands() -> list[tuple[str, str, str]]:
    """(name, state, state of its mail) of every reminder that was not skipped."""
    rows = (
        Occurrence.objects.exclude(state="skipped")
        .order_by("pk")
        .values_list("recipient__name", "state", "mail__state")
    )
    return [(name, state, mail or "") for name, state, mail in rows]


def test_a_mail_that_waits_becomes_the_kept_persons() -> None:
    world = scene()
    plan(NOW)
    kept = factories.person("Ditte M. Bæk", email="kept@example.org")
    merge(world.lead, kept)
    assert follow_merged(NOW) == 1
    mail = Mail.objects.get()
    assert (mail.person, mail.address, mail.state) == (kept, "kept@example.org", "planned")
    assert stands() == [("Ditte M. Bæk", "planned", "planned")]
    assert follow_merged(NOW) == 0


def test_two_mails_of_a_week_become_one() -> None:
    world = scene()
    kept = factories.person("Ditte M. Bæk", email="kept@example.org")
    waiting = make_mails([kept.pk], week_of(FINAL_SLOT), NOW, NOW)[kept.pk]
    plan(NOW)
    Mail.objects.filter(person=world.lead).update(is_held=True)
    merge(world.lead, kept)
    follow_merged(NOW)
    assert list(Mail.objects.order_by("state").values_list("state", "is_held")) == [
        ("planned", True),
        ("skipped", True),
    ]
    assert Occurrence.objects.get(state="planned").mail_id == waiting
    assert stands() == [("Ditte M. Bæk", "planned", "planned")]


def test_who_had_a_mail_that_week_gets_no_second_one() -> None:
    world = scene()
    kept = factories.person("Ditte M. Bæk", email="kept@example.org")
    sent = make_mails([kept.pk], week_of(FINAL_SLOT), NOW, NOW)[kept.pk]
    Mail.objects.filter(pk=sent).update(state="sent", frozen_at=NOW, sent_at=NOW)
    plan(NOW)
    merge(world.lead, kept)
    follow_merged(NOW)
    assert stands() == []  # planned anew in the next slot
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["sent", "skipped"]


@pytest.mark.parametrize("state", ["claimed", "sending", "sent", "unknown"])
def test_what_is_on_its_way_or_sent_stays_as_it_is(state: str) -> None:
    world = scene()
    plan(NOW)
    Mail.objects.update(state=state, frozen_at=None if state == "claimed" else NOW)
    merge(world.lead, factories.person("Ditte M. Bæk"))
    assert follow_merged(NOW) == 0
    mail = Mail.objects.get()
    assert (mail.person, mail.address, mail.state) == (world.lead, "ditte@example.org", state)


def test_a_mail_on_its_way_to_a_duplicate_counts_for_the_week() -> None:
    world = scene()
    sent = make_mails([world.lead.pk], week_of(FINAL_SLOT), NOW, NOW)[world.lead.pk]
    Mail.objects.filter(pk=sent).update(state="sent", frozen_at=NOW, sent_at=NOW)
    merge(world.lead, factories.person("Ditte M. Bæk", email="kept@example.org"))
    plan(NOW)
    assert list(Mail.objects.values_list("state", flat=True)) == ["sent"]


def test_open_tasks_follow_and_ticked_ones_stay() -> None:
    world, kept = scene(), factories.person("Ditte M. Bæk")
    is_open, done = task(world, world.lead), task(world, world.lead, rung="late_14", done_at=NOW)
    merge(world.lead, kept)
    assert follow_merged(NOW) == 1
    for row in (is_open, done):
        row.refresh_from_db()
    assert (is_open.recipient, done.recipient) == (kept, world.lead)


def test_what_the_kept_person_was_told_is_not_told_twice() -> None:
    world, kept = scene(), factories.person("Ditte M. Bæk")
    task(world, world.lead)
    task(world, kept, state="mailed")
    merge(world.lead, kept)
    follow_merged(NOW)
    assert stands() == [("Ditte M. Bæk", "mailed", "")]


def test_what_was_skipped_for_the_kept_person_gives_way() -> None:
    world, kept = scene(), factories.person("Ditte M. Bæk")
    task(world, kept, state="skipped", reason="not_recipient")
    task(world, world.lead)
    merge(world.lead, kept)
    follow_merged(NOW)
    assert stands() == [("Ditte M. Bæk", "task", "")]


def test_two_duplicates_with_the_same_task_leave_one() -> None:
    world, kept, other = scene(), factories.person("Ditte M. Bæk"), factories.person("D. Bæk")
    for person in (world.lead, other):
        task(world, person)
        merge(person, kept)
    follow_merged(NOW)
    assert stands() == [("Ditte M. Bæk", "task", "")]


def test_an_invitation_is_not_told_again() -> None:
    duplicate, kept = factories.person("Ditte Dam"), factories.person("Ditte M. Dam")
    invite(duplicate, by=BY, now=NOW)
    assert plan_invitations(NOW) == 1
    duplicate.refresh_from_db()
    merge(duplicate, kept)
    assert plan_invitations(NOW) == 0


class TestPage:
    @pytest.fixture
    def sent(self) -> Mail:
        """A mail that went to a row that was merged afterwards."""
        world = scene()
        plan(NOW)
        Mail.objects.update(state="sent", frozen_at=NOW, sent_at=NOW, subject="Frist", content=b"Subject: Frist")
        kept = factories.reader("Ditte M. Bæk")
        merge(world.lead, kept)
        return Mail.objects.get()

    def test_what_went_to_a_duplicate_is_found_on_the_kept_persons_page(self, client: Client, sent: Mail) -> None:
        kept = Person.objects.get(name="Ditte M. Bæk")
        factories.sign_in(client, kept)
        page = reverse("person-mails", args=[kept.pk])
        assert f'href="{page}"' in client.get(reverse("person", args=[kept.pk])).content.decode()
        html = client.get(page).content.decode()
        assert f'<a href="{reverse("mail", args=[sent.key])}">Frist</a>' in html
        assert client.get(reverse("mail", args=[sent.key])).status_code == 200

    def test_the_duplicates_address_leads_there(self, client: Client, sent: Mail) -> None:
        kept = Person.objects.get(name="Ditte M. Bæk")
        factories.sign_in(client, factories.secretariat())
        response = client.get(reverse("person-mails", args=[sent.person_id]))
        assert (response.status_code, response.headers["Location"]) == (302, reverse("person-mails", args=[kept.pk]))

    def test_nobody_was_written_to(self, client: Client) -> None:
        who = factories.reader()
        html = factories.sign_in(client, who).get(reverse("person-mails", args=[who.pk])).content.decode()
        assert "Der er ikke sendt nogen mail endnu." in html


@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_note_and_the_mark_of_haste_follow(is_frozen: bool) -> None:
    """What the secretariat wrote, and that somebody sent it before its slot, stands in the mail that is left."""
    world, inge = scene(), factories.secretariat("Inge Lund")
    plan(NOW)
    mine = Mail.objects.get()
    note_mail(mine, "Ring gerne.", writer=inge, by=BY, now=NOW)
    Mail.objects.filter(pk=mine.pk).update(hurried_by=inge, hurried_at=NOW)
    kept = factories.person("Ditte M. Bæk", email="kept@example.org")
    [other] = make_mails([kept.pk], week_of(FINAL_SLOT), moment(FINAL_SLOT), NOW).values()
    Mail.objects.filter(pk=other).update(note="Se bilaget.", frozen_at=NOW if is_frozen else None)
    merge(world.lead, kept)
    follow_merged(NOW)
    left = Mail.objects.exclude(pk__in=[mine.pk, other]) if is_frozen else Mail.objects.filter(pk=other)
    facts = ("2030-W49", "Ring gerne.", None) if is_frozen else ("2030-W47", "Se bilaget.\n\nRing gerne.", NOW)
    assert list(left.values_list("week", "note", "hurried_at")) == [facts]
    assert left.get().note_by == inge

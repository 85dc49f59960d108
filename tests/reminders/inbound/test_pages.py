"""What the secretariat sees of what came back, and what it decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from guidelines.journal.history import history
from guidelines.journal.models import Event
from guidelines.models import Person
from reminders import history as history_of_reminders
from reminders.inbound.reading import work_waiting
from reminders.inbound.receiving import receive
from reminders.models import Incoming, Mail, Occurrence
from reminders.tick import tick
from tests import factories
from tests.reminders.inbound.messages import bounce, non_report, written
from tests.reminders.scene import LATE_SLOT, NOW, Scene, moment, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
LATER = moment(LATE_SLOT, minutes=1)
TASKS = "/paamindelser/?vis=opgaver"


@pytest.fixture
def there(settings: Any) -> Scene:
    settings.RETURN_ADDRESS = "retur@example.dk"
    return scene()


@pytest.fixture
def office(client: Client) -> Client:
    """A browser of the secretariat."""
    client.force_login(factories.user_for(factories.secretariat()))
    return client


def came_back(server: MailServer, *messages: Any) -> list[Incoming]:
    """Send a mail for each of these and let it come back so."""
    rows = []
    for message, now in zip(messages, (NOW, LATER), strict=False):
        tick(now)
        rows.append(receive(message(server.to("ditte@example.org")[-1].sender), now=LATER))
    return rows


def test_an_address_marked_by_bounces_stands_among_the_tasks(server: MailServer, there: Scene, office: Client) -> None:
    came_back(server, bounce, lambda to: bounce(to, number=2))
    page = office.get(TASKS).content.decode()
    assert "Adresser, der ikke tager imod mail" in page
    assert "550 5.1.1 &lt;ditte@example.org&gt;: Recipient address rejected: User unknown" in page
    assert reverse("person-address", args=[there.lead.pk]) in page
    assert page.count("Den kom tilbage: modtagerens mailserver tog ikke imod den.") == 2


def test_a_refusal_in_the_dialogue_stands_there_too(server: MailServer, there: Scene, office: Client) -> None:
    server.script.recipients["ditte@example.org"] = "550 5.1.1 nobody of that name"
    tick(NOW)
    page = office.get(TASKS).content.decode()
    assert "Adresser, der ikke tager imod mail" in page
    assert "nobody of that name" in page


def test_without_anything_that_came_back_nothing_is_said(there: Scene, office: Client) -> None:
    page = office.get(TASKS).content.decode()
    assert ("Adresser, der ikke tager imod mail" in page, "Meddelelser, der skal læses" in page) == (False, False)


def test_messages_and_addresses_are_counted(server: MailServer, there: Scene) -> None:
    came_back(server, bounce, non_report)
    Person.objects.filter(pk=there.lead.pk).update(address_state="refused")
    assert work_waiting() == 2


def test_what_no_machine_could_judge_is_read_and_marks_the_address(
    server: MailServer, there: Scene, office: Client
) -> None:
    [row] = came_back(server, non_report)
    assert f"/paamindelser/indkommet/{row.pk}/" in office.get(TASKS).content.decode()
    page = office.get(f"/paamindelser/indkommet/{row.pk}/").content.decode()
    assert "Sorry, no mailbox here by that name." in page
    office.post(f"/paamindelser/indkommet/{row.pk}/afvist/")
    there.lead.refresh_from_db()
    mail = Mail.objects.get(person=there.lead)
    assert (there.lead.address_state, mail.state) == ("refused", "failed")
    assert set(mail.occurrences.values_list("state", "reason")) == {("task", "refused")}
    assert Incoming.objects.to_read().count() == 0
    assert Event.objects.get(verb="address_judged", actor_kind="user")


def test_what_was_no_bounce_is_put_aside_and_marks_nothing(server: MailServer, there: Scene, office: Client) -> None:
    [row] = came_back(server, non_report)
    office.post(f"/paamindelser/indkommet/{row.pk}/klaret/")
    there.lead.refresh_from_db()
    assert (there.lead.address_state, Mail.objects.get().state) == ("works", "sent")
    assert Incoming.objects.to_read().count() == 0
    assert "Lagt til side" in office.get(f"/paamindelser/indkommet/{row.pk}/").content.decode()


def test_an_address_of_before_is_not_marked_by_hand_either(server: MailServer, there: Scene, office: Client) -> None:
    [row] = came_back(server, non_report)
    Person.objects.filter(pk=there.lead.pk).update(email="ny@example.org")
    assert "Adressen virker ikke" not in office.get(f"/paamindelser/indkommet/{row.pk}/").content.decode()
    said = office.post(f"/paamindelser/indkommet/{row.pk}/afvist/", follow=True).content.decode()
    assert "Adressen er ikke længere nogens." in said
    assert Incoming.objects.to_read().get() == row


def test_other_rows_have_no_page(server: MailServer, there: Scene, office: Client) -> None:
    [row] = came_back(server, bounce)
    paths = [f"/paamindelser/indkommet/{row.pk}/{act}" for act in ("", "afvist/", "klaret/")]
    assert [office.get(paths[0]).status_code, *(office.post(path).status_code for path in paths[1:])] == [404] * 3


def test_a_strangers_words_are_text(server: MailServer, there: Scene, office: Client) -> None:
    evil = b"<script>alert(1)</script>"
    [row] = came_back(server, lambda to: non_report(to).replace(b"Sorry", evil).replace(b"failure notice", evil))
    for path in (TASKS, f"/paamindelser/indkommet/{row.pk}/"):
        assert evil.decode() not in office.get(path).content.decode()


def test_the_mails_page_lists_what_came_back_to_its_reader_too(
    server: MailServer, there: Scene, client: Client
) -> None:
    came_back(server, bounce)
    client.force_login(factories.user_for(there.lead))
    page = client.get(f"/paamindelser/mail/{Mail.objects.get().key}/").content.decode()
    assert "Kom tilbage for altid" in page
    assert "User unknown" in page


@pytest.mark.parametrize("is_office", [True, False])
def test_the_mails_page_says_that_it_was_answered(
    server: MailServer, there: Scene, office: Client, is_office: bool
) -> None:
    [row] = came_back(server, written)
    if not is_office:
        office.force_login(factories.user_for(there.lead))
    assert row.mail is not None
    assert row.forward is not None
    page = office.get(f"/paamindelser/mail/{row.mail.key}/").content.decode()
    assert "Besvaret og sendt videre til sekretariatet" in page
    assert (f"/paamindelser/mail/{row.forward.key}/" in page) == is_office


def test_the_history_of_the_guideline_tells_of_the_answer(server: MailServer, there: Scene) -> None:
    assert history_of_reminders
    came_back(server, written)
    [line] = history(Event.objects.filter(guideline_key=str(there.guideline.pk), verb="answered_by_mail"))
    assert line.sentence == "En mail om den blev besvaret med en mail."


def test_occurrences_of_a_first_bounce_are_left_alone(server: MailServer, there: Scene) -> None:
    came_back(server, bounce)
    assert list(Occurrence.objects.filter(mail=Mail.objects.get()).values_list("state", flat=True)) == ["mailed"]

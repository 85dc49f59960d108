"""R13, R14: refusals at each phase for one in a hundred, over real SMTP; the others arrive on time, nobody twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from guidelines.models import Person
from reminders import sending
from reminders.models import Attempt, Mail, Occurrence, SlotRun
from reminders.smtp import Outcome
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import FINAL_SLOT, NOW, crowd, guideline_due, release
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]
PEOPLE = 100
LATER = tuple(NOW + timedelta(hours=hours) for hours in (1, 5, 24, 80))


@pytest.fixture(params=["rcpt 550", "rcpt 553", "dot 554", "dot 550"])
def refused(request: pytest.FixtureRequest, server: MailServer) -> str:
    """The address of one in a hundred, which the server refuses at a phase."""
    phase, code = request.param.split()
    address = "p042@example.org"
    script = server.script.recipients if phase == "rcpt" else server.script.data
    script[address] = f"{code} 5.1.1 not here"
    return address


@pytest.fixture(autouse=True)
def usual() -> None:
    """So many mails are usual here: the breaker has nothing to ask."""
    SlotRun.objects.create(slot_on=FINAL_SLOT - timedelta(days=7), planned_at=NOW - timedelta(days=7), mails=PEOPLE)


@pytest.mark.both
def test_one_in_a_hundred_is_refused_and_the_others_are_on_time(server: MailServer, refused: str) -> None:
    crowd(PEOPLE, release(factories.group("TST")))
    tick(NOW)
    arrived = Counter(delivery.recipients for delivery in server.deliveries)
    assert arrived == Counter({(f"p{number:03}@example.org",): 1 for number in range(PEOPLE) if number != 42})
    [task] = Occurrence.objects.open_tasks()
    assert (task.recipient.email, task.reason, task.recipient.address_state) == (refused, "refused", "refused")
    for now in LATER:
        tick(now)
    assert Attempt.objects.filter(mail__address=refused).count() == 1
    assert Mail.objects.get(address=refused).state == "failed"
    assert len(server.deliveries) == PEOPLE - 1
    assert Person.objects.filter(address_state="refused").count() == 1


def test_a_refusal_taken_for_a_passing_one_would_be_tried_again(refused: str, monkeypatch: Any) -> None:
    consequence = sending._consequence

    def forgiving(mail: Mail, answer: Any, now: Any) -> dict[str, Any]:
        if answer.outcome is Outcome.REFUSED:
            return {"state": Mail.State.PLANNED, "not_before": now + timedelta(minutes=5)}
        return consequence(mail, answer, now)

    monkeypatch.setattr(sending, "_consequence", forgiving)
    crowd(43, release(factories.group("TST")))
    for now in (NOW, *LATER):
        tick(now)
    assert Attempt.objects.filter(mail__address=refused).count() > 1
    assert not Occurrence.objects.open_tasks().exists()


@pytest.mark.parametrize("code", ["550 5.7.1 you are not welcome", "554 5.5.1 no"])
def test_a_refusal_of_ourselves_marks_nobody(server: MailServer, code: str, monkeypatch: Any) -> None:
    async def refuse(*_args: Any) -> str:
        return code

    monkeypatch.setattr(type(server), "handle_MAIL", refuse, raising=False)
    crowd(3, release(factories.group("TST")))
    tick(NOW)
    assert set(Mail.objects.values_list("state", flat=True)) == {"planned"}
    assert not Person.objects.filter(address_state="refused").exists()


@pytest.mark.both
def test_of_three_responsible_the_one_in_the_middle_is_refused(server: MailServer) -> None:
    """R14: two delivered, one failed, and nobody's address in anybody else's mail."""
    names = ("a", "b", "c")
    people = [factories.person(f"Person {name}", email=f"{name}@example.org") for name in names]
    guideline_due(release(factories.group("TST")), *people)
    server.script.recipients["b@example.org"] = "550 5.1.1 not here"
    report = tick(NOW)
    assert (report.sent, report.failed) == (2, 1)
    assert sorted(delivery.recipients for delivery in server.deliveries) == [("a@example.org",), ("c@example.org",)]
    for delivery in server.deliveries:
        others = {person.email for person in people} - set(delivery.recipients)
        assert not [address for address in others if address.encode() in delivery.data]
    assert Occurrence.objects.open_tasks().get().recipient.email == "b@example.org"

"""R19: what changes between planning and sending, at a hundred random moments, is seen before a mail's bytes are made.

The checker reads what an outsider sees: which mails arrived, and the reasons that the rows give.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from guidelines.journal.writing import Actor
from guidelines.models import Guideline, Person
from guidelines.planning.actions import assign_leads
from guidelines.planning.actions.giving import Given
from guidelines.planning.actions.leads import Lead
from guidelines.planning.aims import read_aim
from guidelines.planning.answering import Choice, Question
from guidelines.planning.rules import Stage
from reminders import compose
from reminders.answers.links import Ask, token_of
from reminders.answers.pressing import press
from reminders.answers.standing import State, cycle_of
from reminders.ladder import Setting
from reminders.ladder_setting import set_ladder
from reminders.models import Mail, Occurrence, SenderHold
from reminders.rules import Action, Reason
from reminders.tick import tick
from tests import factories
from tests.reminders.scene import CHAIR_SLOT, FINAL_SLOT, LATE_SLOT, NOW, TARGET, Scene, crowd, moment, release, scene
from tests.reminders.test_compose import received

pytestmark = pytest.mark.django_db
SIZE = 50  # a mail and a change of each: a hundred moments
BY = Actor("user", "person:1")
Change = Callable[[Guideline, Person], object]


def withdraw(guideline: Guideline, _lead: Person) -> None:
    Guideline.objects.filter(pk=guideline.pk).update(withdrawn_on=date(2030, 11, 19))


def hand_in(guideline: Guideline, _lead: Person) -> None:
    factories.revision(guideline.plan_entries.get(), Stage.SUBMITTED)


def move(guideline: Guideline, _lead: Person) -> None:
    guideline.versions.update(next_due_last=date(2032, 12, 1))


def replace_lead(guideline: Guideline, lead: Person) -> None:
    new = factories.person(f"Ny for {lead.name}")
    assign_leads(guideline.plan_entries.get(), [Lead(new)], by=BY, now=NOW)


def lose_address(_guideline: Guideline, lead: Person) -> None:
    Person.objects.filter(pk=lead.pk).update(email="")


def answer(guideline: Guideline, lead: Person) -> None:
    """Answer by a link of before, which pauses the reminders for everybody."""
    aim = read_aim(guideline)
    ask = Ask(lead.pk, guideline.pk, cycle_of(aim), aim.on or date.max, Question.LATE)
    made = token_of(ask, lead.email, NOW - timedelta(days=1))
    assert press(made, Given(Choice.HELP, text="Søgning"), now=NOW).state is State.USED


CHANGES: dict[Change, str] = {
    withdraw: "not_in_use",
    hand_in: "not_their_move",
    move: "target_changed",
    replace_lead: "not_recipient",
    lose_address: "no_address",
    answer: "",
}
"""Each change, and the reason that the reminder's row gives; "" for one that waits and is planned anew."""


def play(seed: int, size: int = SIZE) -> tuple[list[str], dict[int, Change]]:
    """Plan, then let mails go one by one with changes between, and return what is wrong, and what was changed first."""
    chance = random.Random(seed)
    people = crowd(size, release(factories.group("DSG")))
    hold = SenderHold.objects.create(since=NOW, reason="by_hand")
    tick(NOW)
    Mail.objects.update(is_held=True)
    SenderHold.objects.filter(pk=hold.pk).update(lifted_at=NOW)
    events = [(number, kind) for number in range(size) for kind in ("send", "change")]
    chance.shuffle(events)
    changed: dict[int, Change] = {}
    sent: set[int] = set()
    for step, (number, kind) in enumerate(events):
        if kind == "send":
            sent.add(number)
            Mail.objects.filter(person=people[number]).update(is_held=False)
            tick(NOW + timedelta(seconds=step))
            continue
        change = chance.choice(list(CHANGES))
        change(Guideline.objects.get(title=f"Retningslinje {number:03}"), people[number])
        if number not in sent:
            changed[number] = change
    return [fault for number in range(size) if (fault := _fault(number, people[number], changed))], changed


def _fault(number: int, person: Person, changed: dict[int, Change]) -> str:
    """What is wrong about one person's mail; "" for nothing."""
    arrived = Mail.objects.filter(person=person, state=Mail.State.SENT)
    told = any(f"Retningslinje {number:03}" in received(mail)[1] for mail in arrived)
    if told is (number in changed):
        return f"{number}: told is {told} after {changed[number].__name__ if number in changed else 'nothing'}"
    if number not in changed:
        return ""
    rows = Occurrence.objects.filter(recipient=person, guideline__title=f"Retningslinje {number:03}")
    reasons = set(rows.exclude(reason__in=["superseded", "deadline_passed"]).values_list("reason", flat=True))
    expected = {CHANGES[changed[number]]} - {""}
    return "" if reasons == expected else f"{number}: {changed[number].__name__} gives {reasons}"


@pytest.fixture(autouse=True)
def demo_mailbox(settings: Any) -> None:
    settings.EMAIL_URL = "demo:"


def test_nothing_goes_to_the_old_one_after_a_change() -> None:
    seed = random.SystemRandom().randrange(10**6)
    faults, changed = play(seed)
    assert faults == [], f"seed {seed}"
    assert len(changed) > SIZE // 4
    tick(moment(LATE_SLOT, minutes=1))
    replaced = [number for number, change in changed.items() if change is replace_lead]
    heard = {mail.person.name for mail in Mail.objects.filter(state=Mail.State.SENT, sent_at__gt=moment(LATE_SLOT))}
    assert {f"Ny for Person {number:03}" for number in replaced} <= heard, f"seed {seed}"
    assert moment(FINAL_SLOT) < moment(LATE_SLOT)


def test_the_switch_a_sender_that_does_not_look_again_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "_review", lambda *_facts: (Action.MAIL, Reason.NONE))
    faults, _changed = play(7, size=12)
    assert faults != []


@pytest.mark.both
@pytest.mark.parametrize("change", ["target", "holder", "lead", "rung", "guideline"])
def test_a_late_reminder_whose_hindrance_passes_is_told_after_all(change: str) -> None:
    """What stands in its way when the mail is made may be undone; there is no later rung that would tell it."""
    there = scene()
    tick(moment(date(2030, 12, 10), minutes=1))
    hold = SenderHold.objects.create(since=moment(LATE_SLOT), reason="by_hand")
    tick(moment(LATE_SLOT, minutes=1))
    assert Occurrence.objects.get(rung="late_14").state == "planned"
    undo = _hinder(change, there)
    SenderHold.objects.filter(pk=hold.pk).update(lifted_at=moment(LATE_SLOT, minutes=2))
    tick(moment(LATE_SLOT, hours=1))
    assert list(Mail.objects.filter(week="2030-W51").values_list("state", flat=True)) == ["skipped"]
    undo()
    tick(moment(CHAIR_SLOT, minutes=1))
    told = Occurrence.objects.get(rung="late_14")
    assert (told.state, told.recipient, told.mail.sent_at is None) == ("mailed", there.lead, False)


def _hinder(change: str, there: Scene) -> Callable[[], object]:
    """Put something in the way of the reminder, and return what takes it away again."""
    versions, guidelines = there.guideline.versions, Guideline.objects.filter(pk=there.guideline.pk)
    if change == "target":
        versions.update(next_due_last=date(2031, 6, 1))
        return lambda: versions.update(next_due_last=TARGET)
    if change == "holder":
        run = factories.revision(there.guideline.plan_entries.get(), Stage.SUBMITTED)
        run.steps.update(holder_role="secretariat")
        return lambda: run.steps.update(holder_role="lead", stage=Stage.DRAFT)
    if change == "lead":
        leads = there.guideline.plan_entries.get().assignments
        leads.update(ended_on=date(2030, 12, 17))
        return lambda: leads.update(ended_on=None)
    if change == "rung":
        late = ("late_14", "chair_30", "chair_30_copy", "secretariat_60")
        set_ladder(None, dict.fromkeys(late, Setting(is_on=False)), by=BY, now=NOW)
        return lambda: set_ladder(None, dict.fromkeys(late, Setting()), by=BY, now=NOW)
    guidelines.update(withdrawn_on=date(2030, 12, 17))
    return lambda: guidelines.update(withdrawn_on=None)

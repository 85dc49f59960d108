"""Links by which people answer a mail without signing in: bound, once, 30 days, revocable (reliability C6, C12)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import signing

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Assignment, LeadAnswer, Person, Snooze, User
from guidelines.people.actions import merge_persons
from guidelines.planning.actions import ask_help, confirm_lead, decline_lead, snooze
from guidelines.planning.actions.giving import Given
from guidelines.planning.aims import read_aim
from guidelines.planning.answering import Choice, Question
from guidelines.planning.rules import Stage
from reminders.answers import links
from reminders.answers.links import Ask, answer_url, read_token, token_of
from reminders.answers.pressing import press, take_back_links
from reminders.answers.standing import State, cycle_of, look
from reminders.facts import load
from reminders.models import UsedLink
from tests import factories
from tests.reminders.scene import NOW, TARGET, Scene, guideline_due, scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BY = Actor("user", "person:1")
YES = Given(Choice.YES)
HELP = Given(Choice.HELP, text="Søgning")


@pytest.fixture
def world(db: None) -> Scene:
    return scene()


def ask(of: Scene, question: Question = Question.CONFIRM) -> Ask:
    return Ask(of.lead.pk, of.guideline.pk, cycle_of(read_aim(of.guideline)), TARGET, question)


def token(of: Scene, question: Question = Question.CONFIRM) -> str:
    return token_of(ask(of, question), of.lead.email, NOW)


# --- what is signed


def test_a_link_says_what_it_was_made_of(world: Scene, settings: Any) -> None:
    settings.SITE_URL = "https://plan.example.org"
    made = ask(world)
    url = answer_url(made, world.lead.email, NOW)
    start, _, rest = url.partition("/svar/")
    read = read_token(rest.removesuffix("/"))
    assert start == "https://plan.example.org"
    assert read is not None
    assert (read.ask, read.made_at) == (made, NOW.replace(microsecond=0))
    assert token_of(made, world.lead.email, NOW) == rest.removesuffix("/")


def test_whatever_is_changed_in_a_link_it_is_none(world: Scene) -> None:
    whole = token(world)
    payload, mark = whole.split(":")
    fields = json.loads(base64.urlsafe_b64decode(payload + "=="))
    forged = []
    for number, value in enumerate(fields):
        other = [*fields]
        other[number] = "late" if value == "confirm" else value + 1 if isinstance(value, int) else f"{value}1"
        forged.append(f"{base64.urlsafe_b64encode(json.dumps(other).encode()).decode().rstrip('=')}:{mark}")
    flipped = [whole[:place] + ("A" if char != "A" else "B") + whole[place + 1 :] for place, char in enumerate(whole)]
    unsigned = [payload, f"{payload}:", "", ":", "x" * 5000, whole[:-1], f"{whole}=", whole.upper()]
    foreign = [signing.Signer(salt="other").sign_object(fields), signing.Signer(key="k").sign_object(fields)]
    odd = [signing.Signer(salt=links.SALT).sign_object(value) for value in ({}, [], [1], "x", [[]] * 7)]
    tried = [*forged, *flipped, *unsigned, *foreign, *odd]
    assert [text for text in tried if read_token(text) is not None] == []
    assert {look(text, NOW).state for text in tried} == {State.UNKNOWN}


def test_the_signature_has_enough_bits_and_the_address_is_not_in_the_link(world: Scene) -> None:
    payload, mark = token(world).split(":")
    assert len(base64.urlsafe_b64decode(mark + "=")) * 8 >= 128
    assert "ditte" not in base64.urlsafe_b64decode(payload + "==").decode()


def test_a_key_of_before_holds_as_long_as_it_is_named(world: Scene, settings: Any) -> None:
    old = token(world)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert look(old, NOW).state is State.OPEN
    settings.SECRET_KEY_FALLBACKS = []
    assert look(old, NOW).state is State.UNKNOWN


# --- what ends it


def _target_moved(of: Scene) -> None:
    factories.revision(of.guideline.plan_entries.get(), deadline_on=date(2031, 1, 1))


def _no_longer_lead(of: Scene) -> None:
    Assignment.objects.update(ended_on=date(2026, 1, 1))


def _new_version(of: Scene) -> None:
    of.guideline.versions.update(is_current=False)
    factories.version(of.guideline, "2.0", next_due=TARGET)


def _with_the_chair(of: Scene) -> None:
    factories.revision(of.guideline.plan_entries.get(), Stage.CLINICAL_APPROVAL, deadline_on=TARGET)


def _stopped(of: Scene) -> None:
    factories.user_for(of.lead)
    User.objects.update(is_active=False)


def _merged(of: Scene) -> None:
    merge_persons(of.lead, into=factories.person(email=""), by=BY, now=NOW)


ENDED: list[tuple[Callable[[Scene], object], State]] = [
    (_target_moved, State.CHANGED),
    (_new_version, State.CHANGED),
    (_with_the_chair, State.CHANGED),
    (_no_longer_lead, State.OVER),
    (lambda of: type(of.guideline).objects.update(withdrawn_on=date(2026, 1, 1)), State.OVER),
    (lambda of: Person.objects.filter(pk=of.lead.pk).update(email="ny@example.org"), State.OVER),
    (lambda of: Person.objects.filter(pk=of.lead.pk).update(email=""), State.OVER),
    (_stopped, State.OVER),
    (_merged, State.OVER),
    (lambda of: take_back_links(of.lead, reset_by=None, by=BY, now=NOW), State.OVER),
    (lambda of: confirm_lead(Assignment.objects.get(), by=BY, now=NOW), State.ANSWERED),
    (lambda of: decline_lead(of.guideline.plan_entries.get(), person=of.lead, by=BY, now=NOW), State.ANSWERED),
]


@pytest.mark.parametrize(("end", "state"), ENDED)
def test_a_link_ends_when_its_task_does(world: Scene, end: Callable[[Scene], object], state: State) -> None:
    made = token(world)
    assert look(made, NOW).state is State.OPEN
    end(world)
    before = Event.objects.count(), LeadAnswer.objects.count()
    assert press(made, YES, now=NOW).state is state
    assert (Event.objects.count(), LeadAnswer.objects.count()) == before
    assert not UsedLink.objects.exists()


def test_a_link_made_after_the_reset_holds(world: Scene) -> None:
    take_back_links(world.lead, reset_by=world.chair, by=BY, now=NOW)
    later = token_of(ask(world), world.lead.email, NOW + timedelta(seconds=1))
    assert look(later, NOW).state is State.OPEN


def test_a_link_holds_for_30_days(world: Scene) -> None:
    made = token(world)
    states = [look(made, NOW + timedelta(days=30, seconds=seconds)).state for seconds in (-1, 1)]
    assert states == [State.OPEN, State.OLD]
    assert press(made, YES, now=NOW + timedelta(days=31)).state is State.OLD
    assert not Event.objects.exists()


def test_what_another_tovholder_answered_for_all_ends_it_what_is_each_ones_own_does_not(world: Scene) -> None:
    other = factories.person("Bo Lund")
    Assignment.objects.create(plan_entry=world.guideline.plan_entries.get(), person=other, position=1)
    made, facts = token(world, Question.LATE), {"by": BY, "now": NOW + timedelta(hours=1)}
    confirm_lead(Assignment.objects.get(person=other), **facts)
    snooze(world.guideline, person=other, target=TARGET, until=NOW.date() + timedelta(days=9), **facts)
    assert look(made, NOW).state is State.OPEN
    ask_help(world.guideline, person=other, text="", **facts)
    standing = look(made, NOW)
    assert (standing.state, standing.answered_by) == (State.ANSWERED, "Bo Lund")


# --- pressing


def test_one_press_answers_and_the_link_is_used(world: Scene) -> None:
    made = token(world)
    standing = press(made, YES, now=NOW)
    assert (standing.state, standing.used) == (State.USED, UsedLink.objects.get())
    assert Assignment.objects.get().confirmed_at == NOW
    event = Event.objects.get()
    assert (event.verb, event.actor_kind, event.actor_key, event.via) == (
        "lead_confirmed",
        "link",
        f"person:{world.lead.pk}",
        "mail",
    )
    assert press(made, Given(Choice.NO, suggested="Mona"), now=NOW).used == standing.used
    assert Event.objects.count() == 1
    assert not LeadAnswer.objects.exists()


def test_only_a_digest_of_a_used_link_is_kept(world: Scene) -> None:
    made = token(world)
    press(made, YES, now=NOW)
    kept = json.dumps([list(UsedLink.objects.values()), list(Event.objects.values())], default=str)
    assert all(part not in kept for part in made.split(":"))


def test_an_answer_that_is_refused_leaves_the_link_as_it_was(world: Scene) -> None:
    made = token(world, Question.PROGRESS)
    with pytest.raises(Refused):
        press(made, Given(Choice.REST, day=NOW.date()), now=NOW)
    assert look(made, NOW).state is State.OPEN
    assert not Event.objects.exists()
    assert press(made, Given(Choice.REST, day=NOW.date() + timedelta(days=14)), now=NOW).state is State.USED
    assert Snooze.objects.get().target == TARGET


def test_links_of_the_same_person_to_other_guidelines_stay(world: Scene) -> None:
    second = guideline_due(world.group, world.lead)
    other = replace(world, guideline=second)
    made, kept = token(world), token(other)
    press(made, YES, now=NOW)
    assert (look(made, NOW).state, look(kept, NOW).state) == (State.USED, State.OPEN)


def test_the_third_rest_is_not_offered(world: Scene) -> None:
    for _round in range(2):
        snooze(world.guideline, person=world.lead, target=TARGET, until=NOW.date() + timedelta(2), by=BY, now=NOW)
    later = token_of(ask(world, Question.PROGRESS), world.lead.email, NOW + timedelta(seconds=1))
    standing = look(later, NOW)
    assert (standing.state, standing.offered[0]) == (State.OPEN, Choice.FOCUS)


@pytest.mark.parametrize("underway", [False, True])
def test_link_and_reminder_agree_on_what_the_task_is(world: Scene, underway: bool) -> None:
    if underway:
        factories.revision(world.guideline.plan_entries.get(), deadline_on=date(2030, 6, 1))
    facts = load(type(world.guideline).objects.all(), today=NOW.date()).facts[world.guideline.pk]
    aim = read_aim(world.guideline)
    assert (facts.cycle, facts.target) == (cycle_of(aim), aim.on)
    made = Ask(world.lead.pk, facts.guideline, facts.cycle, facts.target, Question.LATE)
    assert look(token_of(made, world.lead.email, NOW), NOW).state is State.OPEN


def test_the_protection_is_what_stops_a_second_press(world: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The switch: a site that forgets which links were used takes the second press, and this check sees it."""
    made = token(world, Question.PROGRESS)
    press(made, HELP, now=NOW)
    UsedLink.objects.all().delete()
    monkeypatch.setattr("reminders.answers.standing.answered_by", lambda link, aim: "")
    press(made, Given(Choice.HELP, text="Igen"), now=NOW)
    assert LeadAnswer.objects.count() == 2


def test_the_salt_is_the_links_own() -> None:
    assert links.SALT not in ("", "django.core.signing", "guidelines.approval.party")
    assert settings.SECRET_KEY

"""Who sees to a consultation, answers in it or is recused is looked up in the transaction, not by the page (A3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions import consultations, passing
from guidelines.approval.actions.consultations import (
    AnswerFacts,
    CommentFacts,
    PartyFacts,
    add_party,
    answer_comments,
    close_consultation,
    open_consultation,
    respond,
    skip_consultation,
)
from guidelines.approval.models import Consultation, Recusal
from guidelines.approval.rules import Position
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Person
from tests import factories
from tests.approval import scene
from tests.approval.scene import BY, Scene, actor

pytestmark = [pytest.mark.django_db, pytest.mark.both]
PATIENTS = PartyFacts(name="Patientforeningen", email="post@example.org")
Act = Callable[[Scene, Actor], Any]


def ready() -> Scene:
    here = scene.at(Position.DRAFT)
    here.upload()
    return here


def asked(*parties: PartyFacts) -> Scene:
    """A consultation under way, in which the first party has commented."""
    here = ready()
    days = {"closes_on": date(2026, 12, 12)}
    held = open_consultation(here.revision, **days, parties=parties or [PATIENTS], by=BY, now=here.tick())
    first = held.parties.order_by("pk")[0]
    respond(first, [CommentFacts("2", "Hvorfor?")], written_by=None, by=BY, now=here.tick())
    return here


def sent(here: Scene, by: Actor) -> Any:
    return open_consultation(here.revision, closes_on=date(2026, 12, 12), parties=[PATIENTS], by=by, now=here.tick()).pk


def left_out(here: Scene, by: Actor) -> Any:
    return skip_consultation(here.revision, reason="Kun ordlyden", by=by, now=here.tick()).pk


def more(here: Scene, by: Actor) -> Any:
    facts = PartyFacts(name="En til", email="en@example.org")
    return add_party(Consultation.objects.get(), facts, by=by, now=here.tick()).pk


def closed(here: Scene, by: Actor) -> Any:
    return close_consultation(Consultation.objects.get(), reason="Alle er hørt", by=by, now=here.tick()).pk


def answered(here: Scene, by: Actor) -> Any:
    held = Consultation.objects.get()
    facts = AnswerFacts(held.parties.get().comments.get().pk, "taken", "Rettet")
    return answer_comments(held, [facts], person=None, by=by, now=here.tick())


def recorded(here: Scene, by: Actor) -> Any:
    party = Consultation.objects.get().parties.order_by("pk")[0]
    return respond(party, [CommentFacts("3", "Endnu en")], written_by=None, by=by, now=here.tick()).pk


VERBS: dict[str, tuple[Act, Callable[[], Scene]]] = {
    "open": (sent, ready),
    "skip": (left_out, ready),
    "add": (more, asked),
    "close": (closed, asked),
    "answer": (answered, asked),
    "record": (recorded, asked),
}


def gone(here: Scene, who: Person) -> Actor:
    """Somebody who had the right when the page was shown, and has lost it since."""
    who.roles.update(ends_on=here.today - timedelta(days=1))
    who.assignments.update(ended_on=here.today)
    return actor(who)


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_sees_to_it(verb: str) -> None:
    act, begin = VERBS[verb]
    here = begin()
    member = factories.member_of(here.groups["DSG"])
    people = [member, factories.reader("Rie Læser"), factories.chair_of(factories.group("DBCG"))]
    left = [gone(here, who) for who in (here.lead, here.colleague, here.deputies["DSG"])]
    for by in (*map(actor, people), *left, Actor("user", "user:1")):
        before = Event.objects.count()
        with pytest.raises(Refused, match="Det kan kun"):
            act(here, by)
        assert Event.objects.count() == before


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["lead", "chair", "deputy", "secretariat", "command"])
def test_who_may_does(verb: str, who: str) -> None:
    act, begin = VERBS[verb]
    here = begin()
    people = {"lead": here.lead, "chair": here.chairs["DSG"], "deputy": here.deputies["DSG"]}
    by = BY if who == "command" else actor(people.get(who, here.secretary))
    assert act(here, by)


@pytest.mark.parametrize("verb", VERBS)
def test_the_recused_do_not(verb: str) -> None:
    act, begin = VERBS[verb]
    here = begin()
    Recusal.objects.create(revision=here.revision, person=here.lead, at=here.now)
    with pytest.raises(Refused, match="inhabil"):
        act(here, actor(here.lead))


@pytest.mark.parametrize("verb", VERBS)
def test_the_switch_without_the_look_up_anybody_does(monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    monkeypatch.setattr(consultations, "refuse_unless_consulting", lambda held, by: None)
    monkeypatch.setattr(consultations, "refuse_unless_answering", lambda held, party, by: None)
    with pytest.raises((pytest.fail.Exception, AssertionError)):
        test_nobody_else_sees_to_it(verb)


def test_a_party_answers_for_itself_and_for_its_group_alone() -> None:
    asked_one, group = factories.reader("Pia Part"), factories.group("DBCG")
    here = asked(PartyFacts(person=asked_one), PartyFacts(group=group), PATIENTS)
    member, stranger = factories.member_of(group), factories.reader("Rie Læser")
    own, of_group, free = Consultation.objects.get().parties.order_by("pk")
    may = [(own, actor(asked_one)), (of_group, actor(member)), (free, Actor("link", f"party:{free.pk}", via="mail"))]
    for party, by in may:
        assert respond(party, [CommentFacts("4", "Ja")], written_by=None, by=by, now=here.tick()).has_comments
    must_not = [
        (own, actor(member)),
        (of_group, actor(asked_one)),
        (free, actor(stranger)),
        (of_group, gone(here, member)),
    ]
    for party, by in must_not:
        with pytest.raises(Refused, match="Det kan kun"):
            respond(party, [CommentFacts("5", "Nej")], written_by=None, by=by, now=here.tick())
    with pytest.raises(Refused, match="en anden part"):
        by = Actor("link", f"party:{own.pk}", via="mail")
        respond(free, [CommentFacts("5", "Nej")], written_by=None, by=by, now=here.tick())


def test_nobody_answers_for_a_party_that_is_recused() -> None:
    pia = factories.person("Pia Part")
    here = asked(PartyFacts(person=pia))
    party = Consultation.objects.get().parties.get()
    Recusal.objects.create(revision=here.revision, person=pia, at=here.now)
    for by in (Actor("link", f"party:{party.pk}", via="mail"), actor(here.lead), BY):
        with pytest.raises(Refused, match="Pia Part er inhabil"):
            respond(party, [CommentFacts("5", "Mere")], written_by=None, by=by, now=here.tick())


# --- being recused beforehand


def recuse(here: Scene, person: Person, by: Person) -> Recusal:
    return actions.recuse_beforehand(here.revision, person=person, by=actor(by), now=here.tick())


def test_everybody_recuses_themselves_alone() -> None:
    here = scene.at(Position.DRAFT)
    for by in (here.secretary, here.lead):
        with pytest.raises(Refused, match="om sig selv"):
            recuse(here, here.chairs["DSG"], by)
    assert recuse(here, here.chairs["DSG"], here.chairs["DSG"]).person == here.chairs["DSG"]


def test_who_has_nothing_to_do_with_it_any_more_is_not_recused() -> None:
    here = scene.at(Position.DRAFT)
    gone(here, here.deputies["DSG"])
    others = [here.deputies["DSG"], factories.reader("Rie Læser"), factories.chair_of(factories.group("DBCG"))]
    for who in others:
        with pytest.raises(Refused, match="ikke noget med denne revision"):
            recuse(here, who, who)
    member = factories.member_of(here.groups["DSG"])
    for who in (here.lead, here.chairs["DSG"], here.secretary, member):
        assert recuse(here, who, who).person == who


def test_the_switch_without_the_look_up_one_recuses_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passing, "refuse_unless_oneself", lambda held, person, by: None)
    with pytest.raises(pytest.fail.Exception):
        test_everybody_recuses_themselves_alone()

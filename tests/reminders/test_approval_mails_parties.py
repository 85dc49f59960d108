"""Mails to the parties of a consultation; no word of a draft reaches anybody outside its group (reliability C3)."""

from __future__ import annotations

import pytest

from guidelines.approval import actions
from guidelines.approval.actions.consultations import (
    PartyFacts,
    add_party,
    close_consultation,
    respond,
)
from guidelines.approval.parties import answer_path
from guidelines.approval.rules import Outcome, Position
from guidelines.models import Person
from guidelines.planning.rules import Stage
from reminders.approvals import plan_approvals
from reminders.models import Mail
from reminders.reading import show
from reminders.tick import tick
from tests import factories
from tests.approval.scene import BY, actor, at, start
from tests.reminders.mailing import SECRET, consulted, html_of, later, receivers, subjects, text_of, titled
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


# --- consultation


def test_every_party_is_asked_at_the_own_address(server: MailServer) -> None:
    here = titled(start(), "GIST")
    other = factories.group("DGCG")
    chair, reader, guest = factories.chair_of(other), factories.reader("Rie Ræv"), factories.person("Gerd Gæst")
    consultation = consulted(
        here,
        PartyFacts(person=reader),
        PartyFacts(person=guest),
        PartyFacts(group=other),
        PartyFacts(name="Patientforeningen", email="post@example.org"),
    )
    for _ in range(2):
        tick(here.now)
    parties = {str(party): answer_path(party) for party in consultation.parties.all()}
    to = {
        "Rie Ræv": reader.email,
        "Gerd Gæst": guest.email,
        str(other): chair.email,
        "Patientforeningen": "post@example.org",
    }
    assert receivers(server) == sorted(to.values())
    for name, address in to.items():
        [delivery] = server.to(address)
        assert delivery.message["Subject"] == "I høring: GIST (svar senest 12. december)"
        assert parties[name] in text_of(delivery)
        links = [path for path in parties.values() if path in text_of(delivery)]
        assert set(links) == {parties[name]}


def test_a_group_is_told_through_whoever_of_its_leaders_can_act(server: MailServer) -> None:
    """The chair; the deputy where the chair is recused or away; the chair all the same where both are away."""
    here = titled(start(), "GIST")
    groups = {name: factories.group(name) for name in ("DECV", "DGCG", "DLCG", "DMSG")}
    chairs = {name: factories.chair_of(group) for name, group in groups.items()}
    deputies = {name: factories.deputy_of(group) for name, group in groups.items()}
    here.revision.recusals.create(person=chairs["DECV"], at=here.now)
    for who in (chairs["DGCG"], chairs["DLCG"], deputies["DLCG"]):
        who.absences.create(starts_on=here.today, ends_on=here.today)
    consulted(here, *(PartyFacts(group=group) for group in groups.values()))
    tick(here.now)
    told = [deputies["DECV"], deputies["DGCG"], chairs["DLCG"], chairs["DMSG"]]
    assert receivers(server) == sorted(who.email for who in told)


def test_a_party_added_later_is_asked_and_one_that_has_answered_is_not(server: MailServer) -> None:
    here = start()
    consultation = consulted(here, PartyFacts(name="A", email="a@example.org"))
    tick(here.now)
    first = consultation.parties.get()
    respond(first, [], written_by=None, by=BY, now=here.tick())
    second = add_party(consultation, PartyFacts(name="B", email="b@example.org"), by=BY, now=here.tick())
    respond(second, [], written_by=None, by=BY, now=here.tick())
    add_party(consultation, PartyFacts(name="C", email="c@example.org"), by=BY, now=here.tick())
    tick(here.now)
    assert receivers(server) == ["a@example.org", "c@example.org"]


@pytest.mark.parametrize("end", ["closed", "corrected", "stopped"])
def test_a_consultation_that_ended_asks_nobody(server: MailServer, end: str) -> None:
    here = start()
    consultation = consulted(here, PartyFacts(person=factories.reader()), PartyFacts(name="A", email="a@example.org"))
    who = {"by": actor(here.secretary), "now": here.tick()}
    if end == "closed":
        close_consultation(consultation, reason="Afløst af et nyt udkast", **who)
    elif end == "corrected":
        actions.correct_stage(here.revision, stage=Stage.DRAFT, reason="Sendt for tidligt", **who)
    else:
        actions.stop(here.revision, reason="Udgår", **who)
    tick(here.now)
    assert server.deliveries == []


# --- nothing of a draft leaves its group


def test_no_word_of_a_draft_reaches_anybody_outside(server: MailServer) -> None:
    here = start()
    other = factories.group("DGCG")
    outside = factories.chair_of(other)
    consulted(here, PartyFacts(group=other), PartyFacts(name="A", email="a@example.org"))
    tick(here.now)
    assert receivers(server) == sorted(["a@example.org", outside.email])
    for delivery in server.deliveries:
        assert SECRET not in text_of(delivery) + html_of(delivery)
        assert here.lead.name not in text_of(delivery)


def test_the_summary_reaches_the_approvers_alone(server: MailServer) -> None:
    here = at(Position.CLINICAL, groups=("DSG", "DGCG"))
    tick(here.now)
    for name in here.groups:
        here.approve(name)
    here.take()
    here.decide(Outcome.SEND_BACK)
    later(here)
    told = {delivery.recipients[0] for delivery in server.deliveries if "Nye anbefalinger" in text_of(delivery)}
    assert told == {chair.email for chair in here.chairs.values()}
    assert [subject.split()[1] for _, subject in subjects(server)][2:] == ["kommentar"]


def test_what_waits_is_shown_as_it_would_be_sent(server: MailServer) -> None:
    here = titled(at(Position.RETURNED), "GIST")
    plan_approvals(here.now)
    shown = show(Mail.objects.get(), here.now)
    assert shown is not None
    assert shown.subject == "1 kommentar til GIST – ret senest 5. december"


def test_a_mail_that_cannot_be_made_stops_no_other(server: MailServer) -> None:
    first, second = at(Position.CLINICAL), start(groups=("DGCG",))
    second.ask()
    Person.objects.filter(pk=first.chairs["DSG"].pk).update(email=f"a@{'x' * 70}.dk")
    tick(second.now)
    assert receivers(server) == [second.chairs["DGCG"].email]
    assert Mail.objects.get(person=first.chairs["DSG"]).tries.get().phase == "compose"

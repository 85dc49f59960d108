"""Mails to the authors: comments that came back, receipts, the published version; never of what was undone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from guidelines.approval import actions
from guidelines.approval.actions.reviewing import add_comment
from guidelines.approval.rules import Outcome, Position
from guidelines.models import GuidelineVersion, Publication
from reminders.models import Mail, Occurrence
from reminders.tick import tick
from tests import factories
from tests.approval.scene import Scene, actor, at, start
from tests.reminders.mailing import later, receivers, subjects, text_of, titled
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("server")]


# --- to the authors


@pytest.mark.both
def test_comments_reach_the_authors_when_they_can_no_longer_be_undone(server: MailServer) -> None:
    here = titled(at(Position.REVIEW), "Uterine sarkomer")
    step, who = here.step().step, here.secretary
    for section in ("2 Metode", "3 Anbefalinger", "5 Referencer"):
        add_comment(step, section=section, text="Kilde mangler", person=who, by=actor(who), now=here.tick())
    here.decide(Outcome.SEND_BACK)
    tick(here.now)
    assert "retur" not in " ".join(subject for _, subject in subjects(server))
    later(here)
    to, subject = subjects(server)[-1]
    assert (to, subject) == (here.lead.email, "3 kommentarer til Uterine sarkomer – ret senest 5. december")
    assert reverse("run-comments", args=[here.revision.pk]) in text_of(server.deliveries[-1])
    tick(here.now + timedelta(days=1))
    assert [subject for _, subject in subjects(server)].count(subject) == 1


def test_a_return_without_comments_by_section_is_one_comment(server: MailServer) -> None:
    here = titled(at(Position.RETURNED), "GIST")
    later(here)
    assert subjects(server) == [(here.lead.email, "1 kommentar til GIST – ret senest 5. december")]
    assert "Formand DSG, DSG" in text_of(server.deliveries[0])


def test_an_undone_return_tells_nobody(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    tick(here.now)
    decision = here.decide(Outcome.SEND_BACK)
    tick(here.now)
    assert Mail.objects.get(kind="returned").state == "planned"
    actions.undo_decision(decision, person=decision.person, by=actor(decision.person), now=here.tick())
    later(here)
    later(here, 60)
    assert receivers(server) == [here.chairs["DSG"].email]
    assert Mail.objects.get(kind="returned").state == "skipped"


def test_work_sent_in_again_before_the_mail_left_is_not_asked_for(server: MailServer) -> None:
    here = at(Position.RETURNED)
    here.resubmit()
    later(here, 30)
    assert [mail.kind for mail in Mail.objects.all()] == ["approval"]


def test_the_authors_get_a_receipt_when_all_groups_have_approved(server: MailServer) -> None:
    here = titled(at(Position.CLINICAL, groups=("DSG", "DGCG")), "Kæmpecelletumorer")
    here.approve("DSG")
    later(here)
    assert Mail.objects.filter(kind="receipt").count() == 0
    here.approve("DGCG")
    tick(here.now)
    assert Mail.objects.get(kind="receipt").state == "planned"
    later(here)
    [delivery] = server.to(here.lead.email)
    assert delivery.message["Subject"] == "Modtaget: Kæmpecelletumorer v. 1.0 er indsendt"
    assert "Den ligger nu hos sekretariatet. Du hører fra os senest 5. december 2026." in text_of(delivery)
    assert "Ændret: Nye anbefalinger om opfølgning" in text_of(delivery)


def test_the_receipt_names_who_has_the_case(server: MailServer) -> None:
    here = at(Position.SUBMITTED)
    here.take()
    later(here)
    assert "Den ligger nu hos Sekretær Sø." in text_of(server.to(here.lead.email)[0])
    here.do(actions.release_case, person=here.secretary, by=here.secretary)
    later(here, 20)
    assert len(server.to(here.lead.email)) == 1


def test_an_undone_last_approval_gives_no_receipt(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    decision = here.approve()
    tick(here.now)
    actions.undo_decision(decision, person=decision.person, by=actor(decision.person), now=here.tick())
    later(here)
    assert server.to(here.lead.email) == []


def test_a_void_last_approval_gives_no_receipt(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    here.approve()
    tick(here.now)
    here.upload()
    later(here)
    assert server.to(here.lead.email) == []


def test_a_recused_author_and_one_without_address_get_no_news(server: MailServer) -> None:
    here = at(Position.CLINICAL)
    other = factories.person("Ane Uden", email="")
    here.entry.assignments.create(person=other, position=1)
    here.approve()
    actions.recuse_beforehand(here.revision, person=here.lead, by=actor(here.lead), now=here.tick())
    later(here)
    assert server.deliveries == []
    assert Occurrence.objects.open_tasks().count() == 0


def test_what_was_handed_in_long_ago_is_told_no_more(server: MailServer) -> None:
    here = at(Position.SUBMITTED)
    tick(here.now + timedelta(days=14))
    assert server.deliveries == []


# --- a version


def published(here: Scene) -> GuidelineVersion:
    guideline = here.revision.guideline
    version = factories.version(guideline, "2.0", next_due=date(2031, 12, 1))
    here.revision.ended_on, here.revision.result, here.revision.stage = here.today, "published", "published"
    here.revision.save()
    Publication.objects.create(
        revision=here.revision, version=version, published_by=here.secretary, published_at=here.tick()
    )
    return version


def test_a_published_version_is_told_to_authors_and_chairs(server: MailServer) -> None:
    here = titled(start(groups=("DSG", "DGCG")), "Kæmpecelletumorer")
    published(here)
    tick(here.now)
    tick(here.now + timedelta(minutes=1))
    assert receivers(server) == sorted([here.lead.email, *(chair.email for chair in here.chairs.values())])
    assert {subject for _, subject in subjects(server)} == {"Publiceret: Kæmpecelletumorer, version 2.0"}
    assert "Den skal revideres senest 1. december 2031." in text_of(server.deliveries[0])

"""Publishing: only what is approved, only those bytes, once and for good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from guidelines.approval import actions
from guidelines.approval.actions.publishing import PublishFacts, publish
from guidelines.approval.rules import Position
from guidelines.documents.dates import FuzzyDate
from guidelines.journal.models import Event
from guidelines.lists.errors import Refused
from guidelines.models import Decision, DraftFile, GuidelineVersion, Publication, Recusal
from guidelines.planning.rules import Outcome as EntryOutcome
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene, actor, stored

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def facts(here: Scene, **more: Any) -> PublishFacts:
    said = PublishFacts("1.0", "major", here.case.sha256, here.case.edition, here.today, next_due_months=60)
    return replace(said, **more)


def do(here: Scene, said: PublishFacts | None = None, **how: Any) -> Publication:
    person = how.get("person", here.secretary)
    said = said or facts(here)
    return publish(here.revision, said, person=person, by=actor(person), now=how.get("now") or here.tick())


def test_the_approved_document_becomes_the_current_version() -> None:
    here = scene.at(Position.APPROVED, ("DSG", "DGCG"))
    earlier = factories.version(here.revision.guideline, "0.9")
    made = do(here).version
    document = DraftFile.objects.current().get().document
    assert (made.label, made.kind, made.is_current, made.registered_outside) == ("1.0", "major", True, False)
    assert (made.document, made.file_sha256, made.file_name) == (document, document.sha256, document.file_name)
    assert not GuidelineVersion.objects.get(pk=earlier.pk).is_current
    today = FuzzyDate.day(here.today)
    dates = (made.clinical_approval, made.submitted, made.administrative_approval, made.published)
    assert dates == (today, today, today, today)


def test_the_revision_ends_and_its_entry_is_done() -> None:
    here = scene.at(Position.APPROVED)
    publication = do(here)
    assert (publication.published_by, publication.published_at) == (here.secretary, here.now)
    here.revision.refresh_from_db()
    here.entry.refresh_from_db()
    assert (here.revision.stage, here.revision.ended_on, here.revision.result) == (
        "published",
        here.today,
        "published",
    )
    assert (here.position, here.case.steps, here.entry.outcome) == (Position.PUBLISHED, (), EntryOutcome.DONE)
    assert Event.objects.latest("seq").verb == "version_published"


def test_five_years_count_from_the_administrative_approval() -> None:
    here = scene.at(Position.APPROVED)
    on = here.today
    made = do(here, now=here.now + timedelta(days=12)).version
    assert made.next_due == FuzzyDate.day(date(on.year + 5, on.month, on.day))
    assert (made.next_due_counts_from, made.next_due_interval_months) == ("administrative_approval", 60)


def test_a_stated_date_stands_as_it_is() -> None:
    here = scene.at(Position.APPROVED)
    stated = FuzzyDate.month(2030, 12, "december 2030")
    made = do(here, facts(here, next_due=stated, next_due_months=None)).version
    assert (made.next_due, made.next_due_interval_months) == (stated, None)


@pytest.mark.parametrize("place", [place for place in Position if place is not Position.APPROVED])
def test_nothing_else_is_published(place: Position) -> None:
    here = scene.at(place)
    with pytest.raises(Refused):
        do(here)
    assert not Publication.objects.exists()


def test_only_the_secretariat_publishes_and_nobody_recused() -> None:
    here = scene.at(Position.APPROVED)
    Recusal.objects.create(revision=here.revision, person=here.colleague, at=here.now)
    for person in (here.lead, here.chairs["DSG"], here.colleague):
        with pytest.raises(Refused):
            do(here, person=person)
    assert not Publication.objects.exists()


def test_other_bytes_or_another_edition_than_shown_are_refused() -> None:
    here = scene.at(Position.APPROVED)
    shown = facts(here)
    with pytest.raises(actions.Stale):
        do(here, replace(shown, sha256="0" * 64))
    with pytest.raises(actions.Stale):
        do(here, replace(shown, edition=shown.edition + 1))
    assert not Publication.objects.exists()


def test_bytes_that_are_not_the_approved_ones_are_refused_whoever_put_them_there() -> None:
    here = scene.at(Position.APPROVED)
    DraftFile.objects.current().update(replaced_at=here.now)
    DraftFile.objects.create(revision=here.revision, document=stored(), uploaded_by=here.lead, uploaded_at=here.now)
    with pytest.raises(Refused, match="godkendelse"):
        do(here)
    assert not Publication.objects.exists()


def test_one_approval_voided_is_one_too_few() -> None:
    here = scene.at(Position.APPROVED, ("DSG", "DGCG"))
    Decision.objects.filter(pk=Decision.objects.filter(meaning="clinical").latest("pk").pk).update(voided_at=here.now)
    with pytest.raises(Refused):
        do(here)


@pytest.mark.parametrize("label", ["", "2.0", "v. 2,0", "1.9"])
def test_the_number_follows_the_earlier_ones(label: str) -> None:
    here = scene.at(Position.APPROVED)
    factories.version(here.revision.guideline, "2.0")
    with pytest.raises(Refused):
        do(here, facts(here, label=label))
    assert GuidelineVersion.objects.count() == 1


def test_dates_that_cannot_be_are_refused() -> None:
    here = scene.at(Position.APPROVED)
    cannot = [
        {"published_on": here.today + timedelta(days=1)},
        {"published_on": here.today - timedelta(days=1)},
        {"next_due": FuzzyDate.day(here.today), "next_due_months": None},
        {"next_due_months": 60, "counts_from": "last_search"},
    ]
    for more in cannot:
        with pytest.raises(Refused):
            do(here, facts(here, **more))
    assert not Publication.objects.exists()


def test_what_is_published_stays() -> None:
    here = scene.at(Position.APPROVED)
    approval = here.case.decisions[0]
    do(here)
    with pytest.raises(Refused):
        actions.undo_decision(approval, person=here.secretary, by=actor(here.secretary), now=here.tick())
    with pytest.raises(Refused):
        do(here)

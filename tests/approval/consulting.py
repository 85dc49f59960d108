"""A draft on its way, with its file, for the tests of consultations and declarations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from guidelines.approval.actions.consultations import CommentFacts, PartyFacts, open_consultation, respond
from guidelines.approval.models import Consultation, DraftFile
from guidelines.journal.writing import Actor
from guidelines.models import Group, Person, Revision
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval.scene import stored

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CLOSES = date(2026, 12, 12)
BY = Actor("command", "scene")
WHO: dict[str, Any] = {"by": BY, "now": NOW}


def draft(
    owner: Group, *, lead: Person | None = None, stage: Stage = Stage.DRAFT, with_file: bool = True, **fields: Any
) -> Revision:
    """A revision of a new guideline of the group."""
    guideline = factories.guideline(owner=owner)
    leads = [lead or factories.reader()]
    revision = factories.revision(factories.entry(guideline, 2027, leads=leads), stage, **fields)
    if with_file:
        file_for(revision, leads[0])
    return revision


def file_for(revision: Revision, by: Person) -> DraftFile:
    """The present file of a revision, always other bytes."""
    return DraftFile.objects.create(revision=revision, document=stored(), uploaded_by=by, uploaded_at=NOW)


def held(revision: Revision, *parties: PartyFacts) -> Consultation:
    """A consultation that is open, with these parties or a patients' association."""
    asked = parties or (PartyFacts(name="Patientforeningen", email="post@example.org"),)
    return open_consultation(revision, closes_on=CLOSES, parties=asked, **WHO)


def said(consultation: Consultation, *texts: str, section: str = "2 Metode") -> None:
    """The first party's comments."""
    party = consultation.parties.first()
    respond(party, [CommentFacts(section, text) for text in texts], written_by=None, **WHO)

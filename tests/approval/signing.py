"""A revision before its two approvals, for tests that write decisions past the verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import DatabaseError, transaction

from guidelines.models import Contribution, Decision, DraftFile, Move, Person, Revision, Step, StoredFile
from guidelines.planning.rules import Stage
from tests import factories

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
CLINICAL, ADMINISTRATIVE = Stage.CLINICAL_APPROVAL, Stage.ADMINISTRATIVE_APPROVAL


@dataclass
class Scene:
    """A revision with a file, uploaded by its lead, before two steps: the chair's and the secretariat's."""

    revision: Revision
    lead: Person
    chair: Person
    officer: Person
    file: DraftFile
    steps: dict[str, Step]

    def decide(self, who: Person, stage: Stage = ADMINISTRATIVE, **fields: Any) -> Decision:
        """Insert a decision as the verbs do, without asking them."""
        step, is_clinical = self.steps[stage], stage == CLINICAL
        move = Move.objects.create(
            revision=self.revision, verb="approve", stage_from=stage, stage_to=ADMINISTRATIVE, at=NOW
        )
        signed = {
            "step": step,
            "revision": self.revision,
            "move": move,
            "body_digest": "b" * 64,
            "person": who,
            "name": who.name,
            "capacity": "chair" if is_clinical else "secretariat",
            "meaning": "clinical" if is_clinical else "administrative",
            "outcome": "approve",
            "file": self.file,
            "sha256": self.file.document.sha256,
            "factor": "code",
            "at": NOW,
        }
        return Decision.objects.create(**{**signed, **fields})

    def refuses(self, who: Person, stage: Stage = ADMINISTRATIVE, **fields: Any) -> str:
        """The sentence with which the database refuses a decision, "" where it takes it; it is rolled back."""
        try:
            with transaction.atomic():
                self.decide(who, stage, **fields)
                transaction.set_rollback(True)
        except DatabaseError as refused:
            return str(refused).splitlines()[0]
        return ""


def scene() -> Scene:
    """A new revision whose lead has uploaded a draft, before the chair's step and the secretariat's."""
    group = factories.group("DSG")
    lead, chair, officer = factories.reader("Lea Lund"), factories.chair_of(group), factories.secretariat()
    entry = factories.entry(factories.guideline(owner=group), leads=[lead])
    revision = factories.revision(entry, CLINICAL)
    clinical = revision.steps.get()
    Step.objects.filter(pk=clinical.pk).update(for_group=group, holder_group=group)
    review = Step.objects.create(
        revision=revision, stage=ADMINISTRATIVE.value, holder_role="secretariat", since=date(2026, 11, 1)
    )
    stored = StoredFile.objects.create(sha256="a" * 64, size=9, kind="pdf", file_name="udkast.pdf", stored_at=NOW)
    file = DraftFile.objects.create(revision=revision, document=stored, uploaded_by=lead, uploaded_at=NOW)
    Contribution.objects.create(revision=revision, person=lead, kind="lead", since=NOW)
    return Scene(revision, lead, chair, officer, file, {CLINICAL: clinical, ADMINISTRATIVE: review})

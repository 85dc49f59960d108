"""The permission matrix of the check of the whole register. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.desk.quality.standing import read_quality
from guidelines.lists import clock
from guidelines.people.access import Viewer
from guidelines.register.models import Waiver
from tests.permissions.table import HEARD, MOVED, OK, World, only, row, secretariat


def _finding(w: World) -> dict[str, Any]:
    """The version of the world does not say when it is to be revised."""
    found = read_quality(Viewer(is_secretariat=True), clock.today())
    return {"key": next(item.key for item in found if item.finding.about.pk == w.guideline.pk)}


def _waiver(w: World) -> dict[str, Any]:
    Waiver.objects.in_force().delete()
    told = {"code": "next_due_missing", "fingerprint": "ab" * 32, "reason": "Prøve", "by": w.people["secretariat"]}
    return {"waiver_id": Waiver.objects.create(guideline=w.guideline, at=clock.now(), **told).pk}


row("quality", GET=only(OK, "chair", "deputy", "other_chair", "secretariat"))
row("quality-accept", args=_finding, GET=secretariat(OK), POST=secretariat(HEARD))
row("quality-take-back", args=_waiver, POST=secretariat(MOVED))
row("quality-documents", POST=secretariat(MOVED))

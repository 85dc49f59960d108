"""The permission matrix of *Søg*, and of what stands around *Retningslinjer*. See matrix.py."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from guidelines.models import SavedView
from tests.permissions.table import HEARD, MOVED, NOT_FOUND, OK, World, everyone, row, secretariat, signed_in


def _shared(w: World) -> dict[str, Any]:
    """A view that is shared with everybody."""
    return {"view_id": SavedView.objects.create(page="guidelines", name=f"Prøve {uuid4()}").pk}


row("search", GET=everyone(OK))
for _act in ("aar", "tovholder", "gennemgaaet"):
    row(
        "guidelines-many",
        data=lambda w, act=_act: {"act": act, "trin": "vis", "valgt": w.guideline.pk, "year": "2031"},
        POST=secretariat(HEARD),
    )
row("guidelines-many", data={"act": "andet"}, POST=secretariat(NOT_FOUND))
row("guidelines-undo", args={"seq": 987654}, POST=secretariat(NOT_FOUND))
row("remind-guidelines", data=lambda w: {"act": "vis", "valgt": w.guideline.pk}, POST=secretariat(OK))
row("guideline-views", data={"name": "Prøve", "here": "/retningslinjer/"}, GET=signed_in(OK), POST=signed_in(MOVED))
row("guideline-view", args=_shared, data={"act": "slet"}, POST=secretariat(MOVED))
row("guideline-view", args=_shared, data={"act": "forvalg"}, POST=signed_in(MOVED))

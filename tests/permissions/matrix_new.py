"""The permission matrix of making a guideline, and of those that a document announces. See matrix.py."""

from __future__ import annotations

from typing import Any

from tests.permissions.table import HEARD, OK, World, only, row


def _filled(w: World) -> dict[str, Any]:
    return {"title": "Desmoid fibromatose", "language": "da", "group": w.group.pk, "kind": "new"}


def _of(w: World) -> dict[str, Any]:
    return {"slug": w.guideline.slug}


_MAKERS = ("chair", "deputy", "other_chair", "secretariat")
row("guideline-new", data=_filled, GET=only(OK, *_MAKERS), POST=only(HEARD, *_MAKERS))
row("guideline-announced", args=_of, GET=only(OK, *_MAKERS))

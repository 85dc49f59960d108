"""The permission matrix of a new deadline: asking for it, the request, its decision. See matrix.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.planning.actions import ask_extension
from tests.permissions.table import HEARD, MOVED, NOT_FOUND, OK, World, leaders, once, only, participants, row


def _guideline(w: World) -> dict[str, Any]:
    type(w.revision).objects.filter(pk=w.revision.pk).update(deadline_on=date(2030, 3, 1))
    return {"slug": w.guideline.slug}


@once
def _request(w: World) -> dict[str, Any]:
    """The tovholder has asked for a day within what the group allows."""
    _guideline(w)
    by = Actor("user", f"person:{w.people['lead'].pk}")
    asked = {"person": w.people["lead"], "to_on": date(2030, 6, 1), "reason": "Prøve"}
    return {"request_id": ask_extension(w.guideline, **asked, by=by, now=clock.now()).pk}


_typed = {"to_on": "1.6.2030", "reason": "Prøve", "seen": "2030-06-01", "act": "send"}
row("extension-ask", args=_guideline, data=_typed, GET=only(OK, "lead"), POST=only(HEARD, "lead"))
_agreed = {"who": "", "to_on": "1.6.2030", "reason": "Prøve", "seen": "2030-06-01", "act": "send"}
row("extension-agree", args=_guideline, data=_agreed, GET=leaders(OK), POST=leaders(HEARD))
_decided = {"answer": "nej", "note": "Prøve", "act": "send"}
row("extension-decide", args=_request, data=_decided, GET=participants(OK), POST=only(HEARD, "chair", "deputy"))
row("extension-withdraw", args=_request, POST=only(MOVED, "lead", others=NOT_FOUND))

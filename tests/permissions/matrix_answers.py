"""The rows of the pages that a link in a mail opens; see tests/permissions/matrix.py."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from guidelines.lists import clock
from guidelines.planning.aims import read_aim
from guidelines.planning.answering import Question
from reminders.answers.links import Ask, token_of
from reminders.answers.standing import cycle_of
from tests.permissions.table import MOVED, NOT_FOUND, OK, World, everyone, row, secretariat


def _link(w: World) -> dict[str, Any]:
    """A new link each time; the tovholder is asked about the role."""
    w.more["links"] = later = w.more.get("links", 0) + 1
    aim, lead = read_aim(w.guideline), w.people["lead"]
    ask = Ask(lead.pk, w.guideline.pk, cycle_of(aim), aim.on or date.max, Question.CONFIRM)
    return {"token": token_of(ask, lead.email, clock.now() - timedelta(seconds=later))}


row("answer", args=_link, data={"choice": "yes"}, is_csrf_exempt=True, GET=everyone(OK), POST=everyone(MOVED))
row("answer-again", args=_link, is_csrf_exempt=True, POST=everyone(OK))
row("answer-calendar", args=_link, GET=everyone(NOT_FOUND))
row("person-links-reset", args=lambda w: {"pk": w.people["lead"].pk}, POST=secretariat(MOVED))

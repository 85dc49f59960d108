"""The permission matrix of calendar feeds: one's own page, a group's, and the feed itself. See matrix.py."""

from __future__ import annotations

from typing import Any

from guidelines.exchange.calendar_actions import make_address
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from tests.permissions.table import HEARD, OK, World, everyone, once, only, row, signed_in


@once
def _feed(w: World) -> dict[str, Any]:
    """The address of the tovholder's own deadlines; who has it reads it, signed in or not."""
    made, token = make_address(w.people["lead"], None, by=Actor("user", "person:1"), now=clock.now())
    return {"pk": made.pk, "token": token}


row("calendar", data={"act": "make"}, GET=signed_in(OK), POST=signed_in(HEARD))
_members = ("chair", "deputy")
row("group-calendar", args={"slug": "dsg"}, GET=only(OK, *_members), POST=only(HEARD, *_members))
row("calendar-feed", args=_feed, GET=everyone(OK))

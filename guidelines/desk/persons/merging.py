"""One verb over all rooms: two rows turn out to be one person."""

from __future__ import annotations

from datetime import datetime

from guidelines.approval.actions.following import move_approval_rows
from guidelines.desk.persons.following import move_views
from guidelines.journal.writing import Actor, writing
from guidelines.people.actions import merge_persons
from guidelines.people.models import Person
from guidelines.planning.actions.following import move_assignments
from guidelines.register.actions.following import move_waivers


def merge_everywhere(duplicate: Person, *, into: Person, by: Actor, now: datetime) -> Person:
    """Let `into` stand for `duplicate` in every room, all or nothing, and return it; raises Refused as people does.

    A room that keeps rows about persons adds its verb here.
    """
    with writing(by, now=now):
        kept = merge_persons(duplicate, into=into, by=by, now=now)
        move_assignments(duplicate, into=kept)
        move_approval_rows(duplicate, into=kept)
        move_waivers(duplicate, into=kept)
        move_views(duplicate, into=kept)
    return kept

"""The verbs of people: persons, addresses, invitations, roles, absences, merging of duplicates."""

from __future__ import annotations

from guidelines.people.actions.merging import merge_persons
from guidelines.people.actions.persons import add_absence, add_person, invite, set_address, uninvite
from guidelines.people.actions.roles import end_role, give_role

__all__ = [
    "add_absence",
    "add_person",
    "end_role",
    "give_role",
    "invite",
    "merge_persons",
    "set_address",
    "uninvite",
]

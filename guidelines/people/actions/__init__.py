"""The verbs of people: persons, addresses, accounts, codes, roles, absences, groups, merging of duplicates."""

from __future__ import annotations

from guidelines.people.actions.accounts import invite, start_secretariat, stop_sign_in
from guidelines.people.actions.codes import GivenCode, Try, device_mark, give_code, try_code
from guidelines.people.actions.groups import GroupSettings, add_alias, change_settings, remove_alias, settings_of
from guidelines.people.actions.merging import merge_persons
from guidelines.people.actions.persons import (
    add_absence,
    add_person,
    add_persons,
    change_profile,
    note_address_fault,
    remove_absence,
    rename_person,
    set_address,
    set_contact,
)
from guidelines.people.actions.roles import appoint, end_role, give_role

__all__ = [
    "GivenCode",
    "GroupSettings",
    "Try",
    "add_absence",
    "add_alias",
    "add_person",
    "add_persons",
    "appoint",
    "change_profile",
    "change_settings",
    "device_mark",
    "end_role",
    "give_code",
    "give_role",
    "invite",
    "merge_persons",
    "note_address_fault",
    "remove_absence",
    "remove_alias",
    "rename_person",
    "set_address",
    "set_contact",
    "settings_of",
    "start_secretariat",
    "stop_sign_in",
    "try_code",
]

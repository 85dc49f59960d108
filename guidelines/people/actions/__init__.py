"""The verbs of people: persons, addresses, accounts, codes, roles, absences, groups, merging of duplicates."""

from __future__ import annotations

from guidelines.people.actions.accounts import invite, start_secretariat, stop_sign_in
from guidelines.people.actions.codes import GivenCode, Try, device_mark, give_code, try_code
from guidelines.people.actions.fresh import GivenFresh, give_fresh_code, try_fresh
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
from guidelines.people.actions.second_factor import (
    has_second_factor,
    matching_step,
    new_secret,
    remove_second_factor,
    set_second_factor,
    try_second_factor,
)

__all__ = [
    "GivenCode",
    "GivenFresh",
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
    "give_fresh_code",
    "give_role",
    "has_second_factor",
    "invite",
    "matching_step",
    "merge_persons",
    "new_secret",
    "note_address_fault",
    "remove_absence",
    "remove_alias",
    "remove_second_factor",
    "rename_person",
    "set_address",
    "set_contact",
    "set_second_factor",
    "settings_of",
    "start_secretariat",
    "stop_sign_in",
    "try_code",
    "try_fresh",
    "try_second_factor",
]

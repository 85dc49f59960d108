"""Who: groups and their tree, persons with roles and absences, and the users who sign in."""

from __future__ import annotations

from guidelines.people.models.codes import FreshCode, SignInCode, SignInTally
from guidelines.people.models.groups import Group, GroupAlias
from guidelines.people.models.persons import Absence, Person, PersonSpelling
from guidelines.people.models.roles import Role
from guidelines.people.models.users import User

__all__ = [
    "Absence",
    "FreshCode",
    "Group",
    "GroupAlias",
    "Person",
    "PersonSpelling",
    "Role",
    "SignInCode",
    "SignInTally",
    "User",
]

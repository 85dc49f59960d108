"""Who is looking: the signed-in person and the roles in force today, read once per request (foundations 22)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from guidelines.journal.writing import Actor
from guidelines.people.models import Group, Person, Role, User


@dataclass(frozen=True)
class Viewer:
    """What access is decided by. An anonymous viewer has no user; a reader has one but no roles."""

    user: User | None = None
    person: Person | None = None
    is_secretariat: bool = False
    led_groups: frozenset[int] = field(default_factory=frozenset)
    own_groups: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_signed_in(self) -> bool:
        """True for anybody with an active account."""
        return self.user is not None

    @property
    def itself(self) -> Viewer:
        """The viewer without the lazy wrapper of a request, for those who ask thousands of times."""
        return self

    def leads(self, group: Group) -> bool:
        """True for the chair and the deputies of the group."""
        return group.pk in self.led_groups

    def belongs_to(self, group: Group) -> bool:
        """True for everybody with a role in the group."""
        return group.pk in self.own_groups

    def actor(self, *, acting_for: Group | None = None, via: str = "web") -> Actor:
        """Return who the journal names for a change this viewer makes; raises ValueError for the anonymous."""
        if self.user is None:
            raise ValueError("an anonymous viewer changes nothing")
        key = f"person:{self.person.pk}" if self.person else f"user:{self.user.pk}"
        return Actor("user", key, acting_for=str(acting_for.pk) if acting_for else "", via=via)


ANONYMOUS = Viewer()


def viewer_of(user: User | None, today: date) -> Viewer:
    """Return the viewer for an account, with the roles in force on `today`; two statements at most."""
    if user is None or not user.is_active:
        return ANONYMOUS
    person = Person.objects.filter(user=user).first()
    if person is None:
        return Viewer(user=user)
    roles = list(Role.objects.on(today).filter(person=person).values_list("kind", "group_id"))
    leading = {Role.Kind.CHAIR, Role.Kind.DEPUTY}
    return Viewer(
        user=user,
        person=person,
        is_secretariat=any(kind == Role.Kind.SECRETARIAT for kind, _ in roles),
        led_groups=frozenset(group for kind, group in roles if kind in leading and group is not None),
        own_groups=frozenset(group for _, group in roles if group is not None),
    )


def may_manage_people(viewer: Viewer) -> bool:
    """Invite, set addresses, end roles and merge persons: the secretariat (foundations 5)."""
    return viewer.is_secretariat


def may_see_address(viewer: Viewer, person: Person) -> bool:
    """Addresses are for the secretariat and the person alone (foundations 22)."""
    return viewer.is_secretariat or (viewer.person is not None and viewer.person.pk == person.pk)


def may_see_people(viewer: Viewer) -> bool:
    """Names and roles are for those who are signed in; the public sees groups without their people (foundations 22)."""
    return viewer.is_signed_in


def may_edit_person(viewer: Viewer, person: Person) -> bool:
    """Language, telephone and absences: the person, and the secretariat on the person's behalf."""
    return may_see_address(viewer, person)

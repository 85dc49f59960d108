"""Who is in the secretariat and can be given a case."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.lists.errors import Refused
from guidelines.people.models import Person, Role


def colleagues(today: date) -> QuerySet[Person, Person]:
    """Return those of the secretariat who can sign in today, by name."""
    roles = Role.objects.on(today).filter(person=OuterRef("pk"), kind=Role.Kind.SECRETARIAT)
    return Person.objects.filter(Exists(roles), merged_into=None, user__is_active=True).order_by("sort_key", "pk")


def colleague(key: str, today: date) -> Person:
    """Return the one of them with this key, as a form sends it. Raises Refused where none has it."""
    found = colleagues(today).filter(pk=int(key)).first() if key.isascii() and key.isdigit() else None
    if found is None:
        raise Refused(_("Choose the colleague who is to have the case."))
    return found

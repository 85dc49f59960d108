"""Somebody who owes something, or leads a group, and whose address mail servers refuse."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import PersonFacts, RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule

CORRECT = _("Correct the address")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each refused address of a person for whom something waits, or who leads a group."""
    for person in register.persons:
        if person.is_refused and (person.owes or person.leads):
            fix = Fix(CORRECT, "person-address", (person.pk,), is_ours=True)
            yield Found(person, _why(person), fix, (person.address, *person.owes, *person.leads))


def _why(person: PersonFacts) -> str:
    if not person.owes:
        return gettext("Mail is refused, and the person leads %(groups)s.") % {"groups": ", ".join(person.leads)}
    return ngettext(
        "Mail is refused, and %(title)s waits for an answer.",
        "Mail is refused, and %(title)s and %(more)s more wait for an answer.",
        len(person.owes),
    ) % {"title": person.owes[0], "more": len(person.owes) - 1}


RULE = Rule("address_refused", "error", _("The address of whoever owes something takes mail."), find)

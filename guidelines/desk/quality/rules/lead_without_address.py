"""Somebody who owes something and has no mail address."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule

ADDRESS = _("Give an address")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each person without an address for whom something waits."""
    for person in register.persons:
        count = len(person.owes)
        if not person.is_refused and count:
            why = ngettext(
                "%(title)s waits for somebody whom no reminder can reach.",
                "%(title)s and %(more)s more wait for somebody whom no reminder can reach.",
                count,
            ) % {"title": person.owes[0], "more": count - 1}
            yield Found(person, why, Fix(ADDRESS, "person-address", (person.pk,), is_ours=True), tuple(person.owes))


RULE = Rule("lead_without_address", "warning", _("Whoever owes something has a mail address."), find)

"""*Personer* as a list."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext

from guidelines.lists import clock, rows
from guidelines.lists.tables import ListColumn, RowTable
from guidelines.people.reading import roles_on


class PersonTable(RowTable):
    """Names with their roles: all that people are told about each other."""

    name = ListColumn(__("Name"), param="navn", order_by=["sort_key"])
    roles = ListColumn(__("Roles"))

    fields: ClassVar[tuple[str, ...]] = ("name", "pk")
    default_order = "navn"

    @cached_property
    def held(self) -> dict[int, list[str]]:
        """Everybody's roles today."""
        return roles_on(clock.today())

    def named(self, name: str, key: int) -> tuple[SafeString, SafeString]:
        """The two cells that everybody sees."""
        person = rows.link(reverse("person", args=[key]), name)
        return rows.row_heading(person), rows.cell(", ".join(self.held.get(key, [])), label=_("Roles"))

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """One person."""
        return rows.row(*self.named(row[0], row[-1]))


class ManagedPersonTable(PersonTable):
    """The same with address and sign-in, for the secretariat."""

    email = ListColumn(__("Mail address"))
    sign_in = ListColumn(__("Sign-in"))

    fields: ClassVar[tuple[str, ...]] = ("name", "email", "address_state", "user__is_active", "pk")

    def row_html(self, row: tuple[Any, ...]) -> SafeString:
        """One person, with what the secretariat has to look after."""
        name, email, state, is_active, key = row[0], row[1], row[2], row[3], row[-1]
        address = email or pgettext("address", "None")
        if state == "refused":
            address = _("%(address)s (refused)") % {"address": address}
        states = {True: pgettext("sign-in", "Open"), False: pgettext("sign-in", "Stopped")}
        return rows.row(
            *self.named(name, key),
            rows.cell(address, label=_("Mail address")),
            rows.cell(states.get(is_active, ""), label=_("Sign-in")),
        )

"""How calendar addresses read in a history; the address itself stands nowhere."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe


def _made(told: Told) -> str:
    if told.facts["reset"]:
        return _("A calendar address was reset; the one before opens nothing any more.")
    return _("A calendar address was made.")


describe["calendar_made"] = _made
describe["calendar_removed"] = lambda told: _("A calendar address was removed.")

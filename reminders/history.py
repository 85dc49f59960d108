"""How the decisions about reminders read in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe


def _released(told: Told) -> str:
    return _("The group's reminders were released.")


def _held(told: Told) -> str:
    return _("The group's reminders were put on hold.")


describe.update({"reminders_released": _released, "reminders_held": _held})

"""How the decisions about reminders read in a history."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from reminders.ladder import DEFAULTS
from reminders.ladder_names import kind_name


def _released(told: Told) -> str:
    return _("The group's reminders were released.")


def _held(told: Told) -> str:
    return _("The group's reminders were put on hold.")


def _ladder_changed(told: Told) -> str:
    key, (was, was_on), (number, is_on) = told.facts["rung"], told.facts["was"], told.facts["is"]
    words = {"name": kind_name(key) if key in DEFAULTS else key, "was": was, "number": number}
    if is_on and not was_on:
        return _("The reminder “%(name)s” was switched on.") % words
    if was_on and not is_on:
        return _("The reminder “%(name)s” was switched off.") % words
    if was == number:
        return _("“%(name)s” was set to what already held.") % words
    return _("“%(name)s” was changed from %(was)s to %(number)s.") % words


def _links_taken_back(told: Told) -> str:
    return _("Links in mails to the person hold no more.")


describe["links_taken_back"] = _links_taken_back
describe.update({"reminders_released": _released, "reminders_held": _held, "ladder_changed": _ladder_changed})


def _answered_by_mail(told: Told) -> str:
    return _("A mail about it was answered by mail.")


describe["answered_by_mail"] = _answered_by_mail


def _reminded_by_hand(told: Told) -> str:
    return _("Whoever has the case was reminded of it by hand.")


describe["reminded_by_hand"] = _reminded_by_hand

"""How the verbs of the register read in a history."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from guidelines.journal.history import Told, describe
from guidelines.lists.dates import long_date


def _guideline_created(told: Told) -> str:
    return _("The guideline was added.")


def _guideline_retitled(told: Told) -> str:
    before, after = told.words.get("from"), told.words.get("to")
    if not before or not after or before == after:
        return _("The title was changed.")
    return _("The title was changed from “%(before)s” to “%(after)s”.") % {"before": before, "after": after}


def _group_linked(told: Told) -> str:
    if told.facts["confirmed"]:
        return _("A group was tied to the guideline.")
    return _("A group was tied to the guideline; its role is not confirmed.")


def _owner_confirmed(told: Told) -> str:
    return _("The owner was confirmed.")


def _version_registered(told: Told) -> str:
    label = told.words.get("label")
    return _("Version %(label)s was registered.") % {"label": label} if label else _("A version was registered.")


def _guideline_withdrawn(told: Told) -> str:
    return _("The guideline was withdrawn from %(date)s.") % {"date": long_date(date.fromisoformat(told.facts["on"]))}


describe.update(
    {
        "guideline_created": _guideline_created,
        "guideline_retitled": _guideline_retitled,
        "group_linked": _group_linked,
        "owner_confirmed": _owner_confirmed,
        "version_registered": _version_registered,
        "guideline_withdrawn": _guideline_withdrawn,
    }
)

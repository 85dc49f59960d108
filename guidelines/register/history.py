"""How the verbs of the register read in a history."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from guidelines.documents.checks.catalogue import BY_CODE
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.planskema_types import Text
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


def _guideline_assessed(told: Told) -> str:
    said = _("Assessed on %(date)s: still valid.") % {"date": _day(told.facts["assessed"])}
    return f"{said} {_guideline_extended(told)}" if told.facts.get("to") else said


def _guideline_extended(told: Told) -> str:
    before, after = told.facts["from"], told.facts["to"]
    if before is None:
        return _("The next revision was set to %(after)s.") % {"after": _day(after)}
    return _("The next revision was moved from %(before)s to %(after)s.") % {
        "before": _day(before),
        "after": _day(after),
    }


def _day(days: list[str]) -> str:
    """A date as it is known: a day, a month or a year, by its first and last day."""
    first, last = (date.fromisoformat(day) for day in days)
    if first == last:
        return long_date(first)
    return long_date(FuzzyDate(first, last, "month" if first.month == last.month else "year"))


def _version_corrected(told: Told) -> str:
    label = told.words.get("label")
    if "sha256" in told.facts["changed"]:
        sentence = _("Version %(label)s was corrected, with another file.")
        return sentence % {"label": label} if label else _("A version was corrected, with another file.")
    return _("Version %(label)s was corrected.") % {"label": label} if label else _("A version was corrected.")


def _guideline_merged(told: Told) -> str:
    return _("The guideline was merged into another.")


def _document_dropped(told: Told) -> str:
    name = told.words.get("file_name")
    return (
        _("The document %(name)s was dropped to register a version.") % {"name": name}
        if name
        else _("A document was dropped to register a version.")
    )


def _document_removed(told: Told) -> str:
    name = told.words.get("file_name")
    return (
        _("The document %(name)s was removed: nobody had saved it.") % {"name": name}
        if name
        else _("A document was removed: nobody had saved it.")
    )


rule_words: dict[str, Text] = {code: rule.about for code, rule in BY_CODE.items()}
"""What each rule asks for, by its code; rooms above add the rules of their own."""


def _of_rule(told: Told, sentence: str) -> str:
    """Name the rule by what it asks for, by its code where the catalogue has it no longer."""
    code = told.facts["code"]
    return sentence % {"rule": rule_words.get(code, code)}


describe.update(
    {
        "guideline_assessed": _guideline_assessed,
        "guideline_extended": _guideline_extended,
        "version_corrected": _version_corrected,
        "guideline_merged": _guideline_merged,
        "guideline_created": _guideline_created,
        "guideline_announced": lambda told: _("It was noted in whose text the guideline was announced."),
        "guideline_retitled": _guideline_retitled,
        "guideline_looked_through": lambda told: _("Looked through in the register."),
        "group_linked": _group_linked,
        "owner_confirmed": _owner_confirmed,
        "version_registered": _version_registered,
        "document_dropped": _document_dropped,
        "document_removed": _document_removed,
        "guideline_withdrawn": _guideline_withdrawn,
        "rule_switched_off": lambda told: _of_rule(told, _("A rule for documents was switched off: %(rule)s")),
        "rule_switched_on": lambda told: _of_rule(told, _("A rule for documents was switched on again: %(rule)s")),
        "finding_waived": lambda told: _of_rule(told, _("A finding was waived: %(rule)s")),
        "waiver_withdrawn": lambda told: _of_rule(told, _("A waived finding counts again: %(rule)s")),
    }
)

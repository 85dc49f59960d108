"""A version in force whose dates cannot have come in that order."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts, VersionFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import dates_of
from guidelines.lists.dates import long_date
from guidelines.register.rules import order_faults
from guidelines.register.wording import FACTS


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each version in force with a date that certainly comes before one it should follow."""
    for guideline in register.guidelines:
        version = guideline.version
        faults = order_faults(version.dates) if version is not None else []
        if version is not None and faults:
            marks = (version.pk, *(f"{name} {fact.first} {fact.last}" for name, fact in version.dates if fact))
            yield Found(guideline, _why(version, *faults[0]), dates_of(guideline), marks)


def _why(version: VersionFacts, earlier: str, later: str) -> str:
    """Name the first pair: one wrong date is out of order with several others."""
    return gettext("%(later)s (%(second)s) comes before %(earlier)s (%(first)s).") % {
        "later": FACTS[later],
        "second": long_date(version.date_of(later)),
        "earlier": str(FACTS[earlier]).lower(),
        "first": long_date(version.date_of(earlier)),
    }


RULE = Rule("dates_out_of_order", "error", _("The dates of a version come in an order that is possible."), find)

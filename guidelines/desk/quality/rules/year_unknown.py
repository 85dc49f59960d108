"""A plan entry whose year is lost, or follows from a document's totals alone (domain P1)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import YEAR, in_plan


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each planned entry without a year that somebody has given."""
    for guideline in register.guidelines:
        for entry in guideline.entries:
            if entry.year is None:
                why = gettext("It is planned, but the year is not known.")
                yield Found(guideline, why, in_plan(guideline, entry, YEAR), (entry.pk, entry.kind))


RULE = Rule("year_unknown", "unknown", _("What is planned has a year."), find)

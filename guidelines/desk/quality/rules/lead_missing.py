"""A guideline that is planned without a tovholder."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import LEADS, in_plan


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each planned entry that names nobody."""
    for guideline in register.guidelines:
        for entry in guideline.entries:
            if not entry.leads:
                yield Found(
                    guideline, _why(entry.year), in_plan(guideline, entry, LEADS), (entry.pk, entry.year, entry.kind)
                )


def _why(year: int | None) -> str:
    if year is None:
        return gettext("It is planned, but nobody is lead author.")
    return gettext("It is planned for %(year)s, but nobody is lead author.") % {"year": year}


RULE = Rule("lead_missing", "warning", _("A planned guideline has a lead author."), find)

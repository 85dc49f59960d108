"""A plan entry of a year gone by with nothing decided."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import MOVE, in_plan
from guidelines.planning.rules import is_over


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each entry still to be done whose year is over, of a guideline that nobody is revising."""
    for guideline in register.guidelines:
        if guideline.is_under_way:
            continue
        for entry in guideline.entries:
            if is_over(entry.year, register.today):
                why = gettext("It was planned for %(year)s, and nothing has been decided since.") % {"year": entry.year}
                yield Found(guideline, why, in_plan(guideline, entry, MOVE), (entry.pk, entry.year))


RULE = Rule("year_passed", "warning", _("What was planned for a year gone by is moved, done or given up."), find)

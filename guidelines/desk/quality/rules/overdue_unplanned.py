"""A guideline whose next revision is past, and that nobody has planned."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import GuidelineFacts, RegisterFacts
from guidelines.desk.quality.types import Fix, Found, Rule
from guidelines.desk.quality.wording import page_of
from guidelines.lists.dates import long_date

PLAN = _("Plan a revision")


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each guideline whose day has passed, with no entry in the plan and no revision under way."""
    for guideline in register.guidelines:
        due = guideline.version.date_of("next_due") if guideline.version else None
        if due is None or due.last >= register.today or guideline.entries or guideline.is_under_way:
            continue
        why = gettext("The next revision was due by %(date)s, and none is planned.") % {"date": long_date(due)}
        yield Found(guideline, why, _fix(guideline), (guideline.version and guideline.version.pk, due.last))


def _fix(guideline: GuidelineFacts) -> Fix:
    if not guideline.plan:
        return page_of(guideline)
    return Fix(PLAN, "entry-add", (guideline.plan,), f"retningslinje={guideline.pk}")


RULE = Rule("overdue_unplanned", "warning", _("What is past its revision is planned."), find)

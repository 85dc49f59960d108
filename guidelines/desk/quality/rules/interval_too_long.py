"""A version in force that is to be revised later than its group allows (domain 7.4, L3)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guidelines.desk.quality.facts import RegisterFacts, VersionFacts
from guidelines.desk.quality.types import Found, Rule
from guidelines.desk.quality.wording import dates_of
from guidelines.documents.dates import add_months
from guidelines.lists.dates import long_date

SLACK_MONTHS = 1
"""Groups put their revisions on a day of the year, which comes some days after the interval is over."""


def find(register: RegisterFacts) -> Iterator[Found]:
    """Each version whose next revision certainly lies further from its approval than the longest interval.

    A month more is let pass: see SLACK_MONTHS.
    """
    for guideline in register.guidelines:
        version, months = guideline.version, guideline.longest_months
        if version is None or months is None or not _is_too_long(version, months):
            continue
        due, approved = version.date_of("next_due"), version.approved
        why = gettext("Approved %(approved)s, to be revised by %(due)s: more than the group's %(months)s months.") % {
            "approved": long_date(approved),
            "due": long_date(due),
            "months": months,
        }
        yield Found(
            guideline, why, dates_of(guideline), (version.pk, months, approved and approved.last, due and due.first)
        )


def _is_too_long(version: VersionFacts, months: int) -> bool:
    due, approved = version.date_of("next_due"), version.approved
    return due is not None and approved is not None and due.first > add_months(approved.last, months + SLACK_MONTHS)


RULE = Rule("interval_too_long", "warning", _("The time between two versions is within what the group allows."), find)

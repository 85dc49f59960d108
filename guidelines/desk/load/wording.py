"""The coming approvals in sentences, and months as words."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.dates import MONTHS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.desk.load.approvals import Outlook
from guidelines.planning.load.wording import decimal

DECEMBER = 12


def month_name(year: int, month: int) -> str:
    """Return a month with its year."""
    return _("%(month)s %(year)s") % {"month": MONTHS[month], "year": year}


def outlook_said(found: Outlook) -> Iterator[str]:
    """Yield the months with far more approvals than others, and how the earlier ones fell."""
    for month in found.waves:
        words = {
            "month": capfirst(month_name(month.year, month.month)),
            "number": decimal(month.all),
            "mean": decimal(found.mean),
        }
        yield _("%(month)s: about %(number)s approvals, while a month has %(mean)s on average.") % words
    total = sum(found.earlier.values())
    if total and found.earlier.get(DECEMBER):
        words = {"number": str(found.earlier[DECEMBER]), "total": str(total)}
        yield _("%(number)s of %(total)s earlier approvals were in December.") % words
    if found.unknown:
        yield ngettext(
            "%(number)s guideline without a year is not counted.",
            "%(number)s guidelines without a year are not counted.",
            found.unknown,
        ) % {"number": found.unknown}

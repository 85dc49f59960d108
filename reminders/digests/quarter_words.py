"""What a chair reads of the group's quarter, in the language that is active (ux 5.4). Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.lists.dates import long_date
from reminders.digests.standings import GroupQuarter
from reminders.wording import Act, Passage

LISTED = 10
"""So many titles of a sort are named; the rest is a number."""


def quarter_passage(quarter: GroupQuarter) -> Passage:
    """Return the passage: "DSG 4. kvartal: 2 overskredet, 1 venter på dig, 5 i 2027", and the titles."""
    words = {"group": quarter.group, "number": quarter.number, "year": quarter.next_year}
    counts = {"late": len(quarter.overdue), "waiting": len(quarter.waiting), "planned": len(quarter.planned)}
    late = [_("%(title)s (%(day)s)") % {"title": title, "day": long_date(day)} for title, day in quarter.overdue]
    paragraphs = [
        f"{heading} {_listed(titles)}"
        for heading, titles in (
            (_("Overdue:"), late),
            (_("Awaiting your approval:"), quarter.waiting),
            (_("Planned for %(year)s:") % words, quarter.planned),
        )
        if titles
    ]
    label, path = _("See the plan of %(group)s") % words, reverse("plan", args=[quarter.slug])
    return Passage(
        _("%(group)s quarter %(number)s:") % words,
        _("%(late)s overdue, %(waiting)s awaiting you, %(planned)s in %(year)s") % {**words, **counts},
        tuple(paragraphs),
        acts=(Act(label, f"{settings.SITE_URL}{path}"),),
    )


def quarter_why() -> str:
    """Return why a mail comes that holds nothing but quarters."""
    return _("You get this mail four times a year because you chair the group.")


def _listed(titles: Sequence[str]) -> str:
    named, more = "; ".join(titles[:LISTED]), len(titles) - LISTED
    if more <= 0:
        return f"{named}."
    return f"{named}; {ngettext('and %(count)d more', 'and %(count)d more', more) % {'count': more}}."

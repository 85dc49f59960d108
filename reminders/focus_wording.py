"""The receipt for time set aside by a link in a mail, with the event for the calendar (ux 5.5)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guidelines.lists.dates import clock_time, long_date
from guidelines.people.models import Person
from guidelines.planning.calendar import focus_event
from guidelines.planning.models import LeadAnswer
from reminders.notice_shapes import Words
from reminders.notices import Notice
from reminders.wording import Passage


def focus_words(notice: Notice, person: Person, now: datetime) -> Words:
    """Return what is said of time set aside; raises LookupError where it is gone."""
    found = LeadAnswer.objects.select_related("guideline").get(pk=notice.row)
    if found.focus_at is None:
        raise LookupError("no time is set aside")
    guideline = found.guideline
    day = timezone.localdate(found.focus_at)
    words = {"title": guideline.title, "date": long_date(day), "time": clock_time(found.focus_at)}
    said = _("You have set time aside for “%(title)s” on %(date)s, %(time)s.") % words
    how = _("The event is attached: open it, and it stands in your calendar.")
    return Words(
        Passage(_("Time set aside:"), guideline.short_name or guideline.title, (said, how), f" – {long_date(day)}"),
        _("Open the guideline"),
        reverse("guideline", args=[guideline.slug]),
        _("You get this mail because you answered a reminder by its link."),
        focus_event(found),
    )

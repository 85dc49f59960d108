"""Who did what, and how long ago, as pages tell it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.models import Event
from guidelines.lists.dates import clock_time, relative_days
from guidelines.people.models import Person


def actor_names(events: Iterable[Event]) -> dict[str, str]:
    """Return the names of the persons who acted, by the journal's key; one statement."""
    keys = {event.actor_key.removeprefix("person:") for event in events if event.actor_key.startswith("person:")}
    rows = Person.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).values_list("pk", "name")
    return {f"person:{pk}": name for pk, name in rows}


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment is: just now, minutes below an hour, the time of day below a day, then days."""
    passed = now - at
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if passed < timedelta(hours=12):
        return _("today %(time)s") % {"time": clock_time(at)}
    return relative_days(timezone.localdate(at), timezone.localdate(now))

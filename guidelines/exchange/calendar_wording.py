"""What a calendar says of a deadline, in the language of its owner."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import pgettext_lazy

from guidelines.exchange.calendar import one_line
from guidelines.exchange.calendar_reading import Deadline, Due
from guidelines.people.models import Group

WHAT = {
    Due.REVISION: pgettext_lazy("deadline of", "revision"),
    Due.NEW: pgettext_lazy("deadline of", "new guideline"),
    Due.CORRECTION: pgettext_lazy("deadline of", "corrections"),
    Due.CONSULTATION: pgettext_lazy("deadline of", "answer to the consultation"),
    Due.APPROVAL: pgettext_lazy("deadline of", "clinical approval"),
}
NEXT = {
    Due.REVISION: __("See where the revision stands:"),
    Due.NEW: __("See where the new guideline stands:"),
    Due.CORRECTION: __("See the comments:"),
    Due.CONSULTATION: __("Answer the consultation:"),
    Due.APPROVAL: __("Read and decide:"),
}
LENGTH = 500
"""So long a title may be in a calendar; what is kept of it has as much room."""


def summary(deadline: Deadline) -> str:
    """Return the title of the event: "Frist: revision – Kæmpecelletumorer"."""
    words = {"what": WHAT[deadline.due], "title": one_line(deadline.title)}
    return (_("Deadline: %(what)s – %(title)s") % words)[:LENGTH]


def description(deadline: Deadline) -> str:
    """Return one line and the link."""
    return f"{NEXT[deadline.due]} {settings.SITE_URL}{deadline.path}"[:LENGTH]


def calendar_name(group: Group | None) -> str:
    """Return what the calendar is called."""
    return _("Guidelines: %(group)s") % {"group": group} if group else _("Guidelines: my deadlines")

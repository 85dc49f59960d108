"""How what came back is named on the pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reminders.models import Incoming

KINDS: dict[str, str | Promise] = {
    Incoming.Kind.HARD: _("Came back for good"),
    Incoming.Kind.SOFT: _("Delayed on the way"),
    Incoming.Kind.UNCLEAR: _("A mail server wrote something about it"),
    Incoming.Kind.AUTO_REPLY: _("Auto-reply"),
    Incoming.Kind.REPLY: _("Answered, and passed on to the secretariat"),
    Incoming.Kind.FORGED: _("Names no mail of ours"),
    Incoming.Kind.IGNORED: _("Report that it was delivered"),
    Incoming.Kind.UNREADABLE: _("Could not be passed on"),
}
GIVEN_UP = _("Given up after several days")
WHY: dict[str, str | Promise] = {
    "no_report": _("A mail server wrote in its own words. Does the address work?"),
    "no_sender": _("It does not say who wrote it."),
    "complaint": _("The reader marked a mail as spam."),
    "malformed": _("The message is broken."),
    "too_many": _("More than 200 answers came in a day."),
    "not_passed_on": _("It could not be passed on to the secretariat's mailbox."),
}


def kind_of(row: Incoming) -> str:
    """Return what it is, in words."""
    if row.kind == Incoming.Kind.SOFT and row.is_final:
        return str(GIVEN_UP)
    return str(KINDS[row.kind])


def why(row: Incoming) -> str:
    """Return why a person has to look; "" where nobody has to."""
    return str(WHY.get(row.reason, ""))

"""How the states of mails, tries and tasks are named on the page."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reminders.models import Attempt, Call, Mail
from reminders.rules import Reason

MAILS: dict[str, str | Promise] = {
    Mail.State.PLANNED: pgettext_lazy("mail", "Waiting"),
    Mail.State.CLAIMED: pgettext_lazy("mail", "Being sent"),
    Mail.State.SENDING: pgettext_lazy("mail", "Being sent"),
    Mail.State.SENT: pgettext_lazy("mail", "Sent"),
    Mail.State.FAILED: pgettext_lazy("mail", "Could not be delivered"),
    Mail.State.UNKNOWN: pgettext_lazy("mail", "Perhaps delivered, is tried again"),
    Mail.State.SKIPPED: pgettext_lazy("mail", "Not sent"),
    Mail.State.PARKED: pgettext_lazy("mail", "Put aside"),
}
LOOKS: dict[str, str] = {
    Mail.State.SENT: "done",
    Mail.State.FAILED: "err",
    Mail.State.PARKED: "err",
    Mail.State.UNKNOWN: "prog",
    Mail.State.SKIPPED: "off",
}
KINDS: dict[str, str | Promise] = {
    Mail.Kind.REMINDERS: _("Reminder"),
    Mail.Kind.LOGIN_CODE: _("Sign-in code"),
    Mail.Kind.INVITATION: _("Invitation"),
    Mail.Kind.RECEIPT: _("Receipt"),
    Mail.Kind.APPROVAL: _("Decision asked for"),
    Mail.Kind.RETURNED: _("Returned with comments"),
    Mail.Kind.CONSULTATION: _("Asked in a consultation"),
    Mail.Kind.PUBLISHED: _("Version published"),
    Mail.Kind.REPLY: _("Answer passed on"),
    Mail.Kind.DIGEST: _("Overview"),
    Mail.Kind.ANSWER: _("New link to answer"),
    Mail.Kind.BY_HAND: _("Reminder by hand"),
}
OUTCOMES: dict[str, str | Promise] = {
    Attempt.Outcome.ACCEPTED: _("Accepted by the mail server"),
    Attempt.Outcome.TRY_AGAIN: _("Not delivered, is tried again"),
    Attempt.Outcome.REFUSED: _("Refused for good"),
    Attempt.Outcome.UNKNOWN: _("Unknown: the answer was lost"),
}
PHASES: dict[str, str | Promise] = {
    "connect": _("connecting"),
    "mail": _("sender"),
    "rcpt": _("recipient"),
    "data": _("before the content"),
    "dot": _("after the content"),
    "compose": _("writing the mail"),
    "demo": _("demo mailbox"),
    "file": _("file"),
    "console": _("screen"),
}
WHY_STUCK: dict[str, str | Promise] = {
    "refused": _("The mail server refused it."),
    "gave_up": _("It could not be delivered for 72 hours."),
    "bounced": _("It came back: the reader's mail server did not take it."),
    "put_aside": _("The secretariat has put it aside."),
    "unknown_twice": _("The answer was lost twice: it may have arrived."),
}
WHY_TASK: dict[str, str | Promise] = {
    Reason.NO_ADDRESS: _("No mail address"),
    Reason.REFUSED: _("The mail address is refused"),
    Reason.GAVE_UP: _("Could not be delivered for 72 hours"),
    Reason.BOUNCED: _("The mail came back: call, or find another address"),
    Reason.NO_CHAIR: _("The group has no chair"),
    Reason.LEADS_AWAY: _("No lead author can be told: they are away, or let it rest"),
    Reason.CHAIR_AWAY: _("Chair and deputies are away"),
    Reason.CALL: _("Long overdue: call"),
    Reason.WAITS: _("The approval waits: call"),
}
WHY_SKIPPED: dict[str, str | Promise] = {
    Reason.SUPERSEDED: _("A later reminder took its place."),
    Reason.DEADLINE_PASSED: _("The deadline had passed."),
    Reason.TARGET_CHANGED: _("The deadline was changed."),
    Reason.NOT_IN_USE: _("The guideline is out of use."),
    Reason.NOT_RECIPIENT: _("The person no longer has the role."),
    Reason.CONFIRMED: _("The person had said yes."),
    Reason.BEGUN: _("The work had begun."),
    Reason.DRAFT_READY: _("The draft was ready."),
    Reason.CONSULTED: _("The consultation was over."),
    Reason.SWITCHED_OFF: _("The reminder was switched off."),
    Reason.NOT_THEIR_MOVE: _("It was somebody else's move."),
}
CALLS: dict[str, str | Promise] = {
    Call.Outcome.GOES_ON: _("Goes on with the work"),
    Call.Outcome.NEW_DATE: _("Agreed on a new deadline"),
    Call.Outcome.HELP: _("Needs help"),
    Call.Outcome.OTHER_LEAD: _("Somebody else is to take over"),
    Call.Outcome.WITHDRAW: _("The guideline is to be dropped"),
    Call.Outcome.MISSED: _("Was not reached"),
}

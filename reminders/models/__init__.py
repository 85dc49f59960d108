"""Reminders as rows: occurrences that are due, mails that carry them, receipts, releases and the heartbeat."""

from __future__ import annotations

from reminders.models.answers import LinkReset, UsedLink
from reminders.models.calls import Call
from reminders.models.choices import Digest, MailChoice
from reminders.models.demo import DemoClock
from reminders.models.inbound import Incoming
from reminders.models.ladder import LadderSetting
from reminders.models.mails import Attempt, Mail
from reminders.models.occurrences import Occurrence
from reminders.models.pace import Pace
from reminders.models.site import GroupRelease, Heartbeat, SenderHold, SlotRun
from reminders.models.texts import MailText

__all__ = [
    "Attempt",
    "Call",
    "DemoClock",
    "Digest",
    "GroupRelease",
    "Heartbeat",
    "Incoming",
    "LadderSetting",
    "LinkReset",
    "Mail",
    "MailChoice",
    "MailText",
    "Occurrence",
    "Pace",
    "SenderHold",
    "SlotRun",
    "UsedLink",
]

"""What the secretariat decides about reminders: hold, note, send now, call, release, retry, tick off."""

from __future__ import annotations

from reminders.actions.calls import note_call
from reminders.actions.holding import hold_all, hold_group, hold_restored, lift_holds, release_group
from reminders.actions.hurrying import send_now
from reminders.actions.ladder import OVERTAKEN, Overtaken, keep_rules, version_of
from reminders.actions.mails import (
    free_mail,
    hold_in_advance,
    hold_mail,
    note_in_advance,
    note_mail,
    put_mail_aside,
    retry_mail,
)
from reminders.actions.tasks import finish_task
from reminders.actions.texts import BadText, check_text, take_back_text, write_text

__all__ = [
    "OVERTAKEN",
    "BadText",
    "Overtaken",
    "check_text",
    "finish_task",
    "free_mail",
    "hold_all",
    "hold_group",
    "hold_in_advance",
    "hold_mail",
    "hold_restored",
    "keep_rules",
    "lift_holds",
    "note_call",
    "note_in_advance",
    "note_mail",
    "put_mail_aside",
    "release_group",
    "retry_mail",
    "send_now",
    "take_back_text",
    "version_of",
    "write_text",
]

"""What the secretariat decides about reminders: hold, release, retry, tick off."""

from __future__ import annotations

from reminders.actions.holding import hold_all, hold_group, hold_restored, lift_holds, release_group
from reminders.actions.mails import free_mail, hold_in_advance, hold_mail, retry_mail
from reminders.actions.tasks import finish_task

__all__ = [
    "finish_task",
    "free_mail",
    "hold_all",
    "hold_group",
    "hold_in_advance",
    "hold_mail",
    "hold_restored",
    "lift_holds",
    "release_group",
    "retry_mail",
]

"""`manage.py check_reminders`: for a watcher that runs commands rather than asking /healthz."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand
from reminders.health import last_tick, stands_still


class Command(ReadyCommand):
    """Says nothing but the time of the last tick; exit 1 where it is more than 15 minutes ago."""

    help = "Exit with 1 when the reminders stand still."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at the last sign of life."""
        with translation.override("da"):
            last = last_tick()
            when = date_format(timezone.localtime(last), "DATETIME_FORMAT") if last else _("never")
            told = _("Last tick: %(when)s") % {"when": when}
            if stands_still(clock.now(), last):
                raise CommandError(told)
            self.stdout.write(told)

"""`manage.py tick [--now ISO]`: one tick, for cron or by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand
from reminders.tick import TickReport, tick


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else moment.replace(tzinfo=clock.COPENHAGEN)


class Command(ReadyCommand):
    """Plans and sends what is due, and prints a line for each thing done; fails where mails could not leave."""

    help = "Plan and send what is due now: the same tick that Celery and the built-in loop run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the moment to act at."""
        parser.add_argument("--now", type=_moment, help="act as if it were this moment (ISO 8601; Danish time)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the tick; exit 1 where the mail server could not be reached or a mail could not be made."""
        with translation.override("da"):
            report = tick(options["now"] or clock.now(), patience=settings.EMAIL_DOT_TIMEOUT + 60)  # then it ends
        self.stdout.write(_told(report))
        if not report.is_well:
            raise CommandError(report.problem or f"{report.not_composed} mails could not be made")


def _told(report: TickReport) -> str:
    planned = asdict(report.planned) if report.planned else {}
    done = {"sent": report.sent, "try_again": report.try_again, "failed": report.failed, "unknown": report.unknown}
    done |= {"skipped": report.skipped, "not_composed": report.not_composed, "taken_back": report.taken_back}
    lines = [f"tick {report.at.isoformat(timespec='seconds')}"]
    if planned:
        lines.append("planned " + " ".join(f"{key}={value}" for key, value in planned.items()))
    lines.append(" ".join(f"{key}={value}" for key, value in done.items()))
    return "\n".join(lines)

"""`manage.py receive_mail`: one message on standard input, as a mail server's pipe gives it.

The exit codes are those of sysexits.h: 0, or 75 for "try again later". There is no third one: a mail server would
answer with a bounce, which nobody sent us a message for.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import structlog
from django.core.management.base import CommandParser
from django.utils import translation

from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand
from reminders.inbound.receiving import receive

TRY_AGAIN = 75
LARGEST = 25_000_000
"""So many bytes of a message are read; of a larger one, this beginning."""

_RECIPIENT = ("ORIGINAL_RECIPIENT", "RECIPIENT")
_SENDER = "SENDER"

log = structlog.get_logger(__name__)


class Command(ReadyCommand):
    """Reads a message that came back, and says in a line what it was taken for."""

    help = "Read one message from standard input: a bounce, an auto-reply, or somebody's answer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the envelope, where the mail server gives it as arguments."""
        parser.add_argument("recipient", nargs="*", help="whom the envelope names (also ORIGINAL_RECIPIENT, RECIPIENT)")
        parser.add_argument("--sender", help="the envelope's sender, empty for a bounce (also SENDER)")

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as every command does, but let every failure mean: try again later."""
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            if end.code not in (0, None):
                sys.exit(TRY_AGAIN)
            raise
        except Exception:
            log.exception("receive_mail_failed")
            sys.exit(TRY_AGAIN)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the message in; a database that is away, and whatever else goes wrong, is tried again later."""
        data = sys.stdin.buffer.read(LARGEST + 1)
        named = [*options["recipient"], *(os.environ.get(name, "") for name in _RECIPIENT)]
        sender = options["sender"] if options["sender"] is not None else os.environ.get(_SENDER)
        with translation.override("da"):
            row = receive(
                data[:LARGEST],
                recipients=[address for address in named if address],
                sender=sender,
                is_cut=len(data) > LARGEST,
                now=clock.now(),
            )
        self.stdout.write(f"{row.kind} {row.mail.key if row.mail else '-'} {row.status or row.reason or '-'}")

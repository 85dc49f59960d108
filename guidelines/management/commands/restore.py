"""Put an archive of `backup` back into an empty place."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from guidelines.keeping.errors import OccupiedPlace, UnusableBackup
from guidelines.keeping.restore import restore
from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand


class Command(ReadyCommand):
    """Exit code 0 when all is back and proved, 1 when the backup itself lacked documents, 2 when it was refused."""

    help = "Put an archive of `backup` back into an empty place: a new database after migrate, and no documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The archive's path."""
        parser.add_argument("archive", type=Path, help="the file that `backup` wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore and say what was put back."""
        try:
            restored = restore(options["archive"], now=clock.now())
        except (UnusableBackup, OccupiedPlace) as error:
            raise CommandError(f"Nothing was touched. {error}", returncode=2) from error
        rows = sum(restored.rows.values())
        self.stdout.write(f"{rows} rows, {restored.documents} documents; {restored.seq} events, chain whole")
        self.stdout.write("Mails are held, but for codes to sign in: let them go on the page Påmindelser.")
        for key, problem in restored.faults.items():
            self.stdout.write(f"Document {key} was not whole when the backup was made: it {problem}.")
        if restored.faults:
            sys.exit(1)

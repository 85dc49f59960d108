"""Write database and documents, as they are at one moment, into one archive."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from guidelines.keeping.backup import back_up
from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand


class Command(ReadyCommand):
    """Exit code 0 when all is in the archive, 1 when a document was not whole and is named, 2 when there is none."""

    help = "Write database and documents, as they are at one moment, into one archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The archive's path."""
        parser.add_argument("archive", type=Path, help="the file to write; it must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write and say what was written."""
        path: Path = options["archive"]
        try:
            manifest = back_up(path, now=clock.now())
        except OSError as error:
            raise CommandError(f"No backup was made: {error}.", returncode=2) from error
        rows = sum(table.rows for table in manifest.tables.values())
        head = manifest.head
        self.stdout.write(
            f"{path}: {rows} rows, {manifest.documents} documents, event {head['seq']}, head {head['digest']}"
        )
        for key, problem in manifest.faults.items():
            self.stdout.write(f"Document {key} {problem}.")
        if manifest.faults:
            sys.exit(1)

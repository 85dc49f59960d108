"""`manage.py extract_messages [--check]`: bring the Danish catalogue to the texts that code and templates ask for."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from guidelines.management import catalogues

PACKAGES = ["dsg_planner", "guidelines", "reminders"]


class Command(BaseCommand):
    help = "Read the texts of code and templates into the Danish catalogue; the Danish that is there is kept."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 where a text is not right")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogue, or with --check name what is wrong with it."""
        root = Path(settings.BASE_DIR)
        path = root / "locale" / "da" / "LC_MESSAGES" / "django.po"
        found, catalogue = catalogues.extracted(root, PACKAGES), catalogues.read(path)
        if options["check"]:
            faults = catalogues.faults(catalogue, found)
            if faults:
                raise CommandError("\n".join([*faults, f"{len(faults)} faults in {path.name}"]))
            self.stdout.write(f"{len(found)} texts, each with its Danish")
            return
        catalogues.merge(catalogue, found)
        catalogues.write(path, catalogue)
        self.stdout.write(f"{len(catalogue)} texts in {path.name}")

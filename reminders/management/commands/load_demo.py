"""Fill an empty database with the demo."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guidelines.lists.errors import Refused
from guidelines.management.ready import ReadyCommand
from reminders.demo.loading import PLANS


class Command(ReadyCommand):
    """Exit 1 with one sentence where the database is not empty; nothing is half-loaded."""

    help = "Fill an empty database with the story (fictional people) or the plan as published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which of the two plans."""
        parser.add_argument("--plan", choices=sorted(PLANS), default="story")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the plan."""
        with translation.override("da"):
            try:
                PLANS[options["plan"]](timezone.now())
            except Refused as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(_("The demo is loaded."))

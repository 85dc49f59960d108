"""Remove the documents that were dropped to register a version, and that nobody saved."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.management.ready import REFUSED, ReadyCommand
from guidelines.register.dropped import KEPT, remove_dropped


class Command(ReadyCommand):
    """Exit 0 when they are removed (or none was there to remove), 2 when refused."""

    help = "Remove documents that were dropped to register a version, and that nobody saved. There is no undo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare after how long."""
        parser.add_argument("--days", type=int, default=KEPT.days, help="how old they are at least (%(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove them; name them in Danish."""
        with translation.override("da"):
            if options["days"] < 1:
                raise CommandError(_("A day at least: somebody may be at it just now."), returncode=REFUSED)
            by = Actor("command", "remove_dropped", via="shell")
            names = remove_dropped(by=by, now=clock.now(), kept=timedelta(days=options["days"]))
            said = ngettext("Removed: %(count)s document", "Removed: %(count)s documents", len(names))
            self.stdout.write("\n".join([said % {"count": len(names)}, *names]))

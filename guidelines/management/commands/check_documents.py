"""Go through the documents of versions in force: their hashes, and the errors that the rules find."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand
from guidelines.register.checked import check_documents


class Command(ReadyCommand):
    """Exit 0 when it is through, or out of time; what is left is for the next time."""

    help = "Go through the documents of versions in force that wait for it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the time it may take."""
        parser.add_argument("--seconds", type=float, default=3600.0, help="begin no further document after this")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through them; print how many in Danish."""
        with translation.override("da"):
            gone = check_documents(now=clock.now(), seconds=options["seconds"])
            said = _("Gone through: %(through)s. Left: %(left)s.") % {"through": gone.through, "left": gone.left}
            self.stdout.write(said)

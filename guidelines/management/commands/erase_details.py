"""Erase names and free texts of events, for who asked for it or because their time is over; the chain stays whole."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.journal.actions import erasable, erase, naming
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.management.ready import REFUSED, ReadyCommand

_CODE = re.compile(r"[a-z][a-z_]{0,63}")


class Command(ReadyCommand):
    """Exit 0 when they are erased (or none was there to erase), 2 when refused. A second run erases nothing.

    What a decision was signed with stays in its row (docs/operations.md, Erasing names).
    """

    help = "Erase the names and texts of events, by their numbers or by words they hold. There is no undo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare which events, why, and whether it is only a look."""
        parser.add_argument("seqs", nargs="*", type=int, metavar="NUMBER", help="the number of an event")
        parser.add_argument(
            "--holding", default="", metavar="WORDS", help="all events that hold these words, as written"
        )
        parser.add_argument("--because", required=True, metavar="CODE", help="such as request or retention; it stays")
        parser.add_argument("--dry-run", action="store_true", help="name the events, and erase nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find them, erase them unless it is only a look, and name them."""
        with translation.override("da"):
            if not options["seqs"] and not options["holding"].strip():
                raise CommandError(_("Name the events, or words they hold."), returncode=REFUSED)
            if not _CODE.fullmatch(options["because"]):
                raise CommandError(_("The reason is a code such as request or retention."), returncode=REFUSED)
            seqs = sorted({*options["seqs"], *naming(options["holding"])})
            if options["dry_run"]:
                self.stdout.write(_said(erasable(seqs)))
                self.stdout.write(_("Nothing was changed (dry run)."))
                return
            by = Actor("command", "erase_details", via="shell")
            self.stdout.write(_said(erase(seqs, because=options["because"], by=by, now=clock.now())))


def _said(seqs: list[int]) -> str:
    words = {"count": len(seqs), "seqs": ", ".join(map(str, seqs)) or "–"}
    return (
        ngettext(
            "Names and texts of %(count)s event: %(seqs)s", "Names and texts of %(count)s events: %(seqs)s", len(seqs)
        )
        % words
    )

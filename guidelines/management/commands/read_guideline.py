"""Read a guideline document: what it says of itself, and what contradicts itself."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.documents.guideline.as_json import place_text
from guidelines.documents.guideline.report import GuidelineReport, read_guideline
from guidelines.documents.planskema_types import UnreadableFile
from guidelines.lists.errors import Refused
from guidelines.management.ready import REFUSED, ReadyCommand
from guidelines.people.spellings import groups_by_spelling


class Command(ReadyCommand):
    """Exit 0 when the file was read, 2 when it was refused; nothing is saved."""

    help = "Read a guideline (PDF, Word or extracted text) and check it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments of the issue's contract."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and check the file; print facts and findings in Danish."""
        path: Path = options["file"]
        with translation.override("da"):
            try:
                report = read_guideline(_bytes(path), file_name=path.name, groups=groups_by_spelling())
            except (UnreadableFile, Refused) as refused:
                raise CommandError(str(refused), returncode=REFUSED) from refused
            if options["json"]:
                self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
            else:
                self._print(report)

    def _print(self, report: GuidelineReport) -> None:
        whole = report.as_json()
        for name, value in whole["dates"].items():
            if value:
                self.stdout.write(f"{name}: {value['value']}  »{value['quote']}« ({value['place']})")
        for name in ("title", "group", "professional_body", "version", "based_on_version", "template_version"):
            if whole[name]:
                self.stdout.write(f"{name}: {whole[name]}")
        for name in ("authors", "reviewers", "recommendations"):
            self.stdout.write(f"{name}: {len(whole[name])}")
        for finding in report.findings:
            self.stdout.write(f"{finding.severity} {finding.code}: {finding.message}")
            for quote in finding.evidence:
                self.stdout.write(f"    »{quote.text}« ({place_text(quote.place)})")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(_("The file %(name)s cannot be read.") % {"name": path.name}) from error

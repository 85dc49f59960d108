"""Read a planskema document into a group's plan."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import Planskema, UnreadableFile
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.management.ready import REFUSED, ReadyCommand
from guidelines.people.models import Group
from guidelines.planning.importing.apply import apply_import, preview_import
from guidelines.planning.importing.known import group_spellings
from guidelines.planning.importing.rights import SECRETARIAT
from guidelines.planning.importing.types import ImportPlan


class Command(ReadyCommand):
    """Exit 0 when the file was read, 2 when it was refused; nothing is half-saved."""

    help = "Read a planskema (text, Word, Excel, PDF or CSV) into a group's plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments of the issue's contract."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--group", required=True, help="abbreviation, name or alias of the group")
        parser.add_argument("--first-year", type=int, help="first year column, where the file has none")
        parser.add_argument("--last-year", type=int, help="last year column, where the file has none")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would change")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare and write; print what came of it."""
        with translation.override("da"):
            try:
                plan = self._import(options)
            except (UnreadableFile, Refused) as refused:
                raise CommandError(str(refused), returncode=REFUSED) from refused
            self._print(plan, as_json=options["json"], is_dry=options["dry_run"])

    def _import(self, options: dict[str, Any]) -> ImportPlan:
        group = Group.objects.named(options["group"]).with_plan().first()
        if group is None:
            raise Refused(_("There is no group called %(name)s.") % {"name": options["group"]})
        content, planskema = self._read(group, options)
        if options["dry_run"]:
            return preview_import(planskema, group, importer=SECRETARIAT)
        by = Actor("command", "import_plan", via="import")
        return apply_import(planskema, group, content=content, by=by, now=clock.now(), importer=SECRETARIAT)

    def _read(self, group: Group, options: dict[str, Any]) -> tuple[bytes, Planskema]:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Refused(_("The file %(name)s cannot be read.") % {"name": path.name}) from error
        planskema = read_planskema(
            content,
            file_name=path.name,
            group=group.abbreviation,
            known_groups=group_spellings(),
            year_columns=_years(options["first_year"], options["last_year"]),
        )
        return content, planskema

    def _print(self, plan: ImportPlan, *, as_json: bool, is_dry: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(plan.as_json(), ensure_ascii=False, indent=2))
            return
        for item in plan.rows:
            asked = "; ".join(str(doubt.message) for doubt in item.asking)
            line = f"{item.row.row:3} {item.row.year or '?':>4}  {item.row.title}"
            self.stdout.write(f"{line}  ({asked})" if asked else line)
        for finding in plan.planskema.findings:
            self.stdout.write(f"! {finding.message}")
        rows = ngettext("%(count)s row", "%(count)s rows", len(plan.rows)) % {"count": len(plan.rows)}
        summary = _("%(rows)s: %(created)s created, %(updated)s updated, %(unchanged)s unchanged.")
        self.stdout.write(summary % {"rows": rows, **plan.changes()})
        if is_dry:
            self.stdout.write(_("Nothing was changed (dry run)."))


def _years(first: int | None, last: int | None) -> tuple[int, ...] | None:
    """Return the year columns given on the command line, None where none are; raises Refused when only one is."""
    if first is None and last is None:
        return None
    if first is None or last is None or not 2000 <= first <= last <= 2100 or last - first > 20:
        raise Refused(_("Give both --first-year and --last-year, from 2000 to 2100, at most 20 years apart."))
    return tuple(range(first, last + 1))

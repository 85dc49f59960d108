"""`manage.py rehearse_reminders --from D --to D [--group G] [--json]`: every mail that would go out."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.lists import clock
from guidelines.management.ready import ReadyCommand
from guidelines.people.models import Group
from reminders.rehearsal import Rehearsed, as_json, guidelines_of, rehearse


class Command(ReadyCommand):
    """Prints the mails slot by slot as if every group were released and nobody answered; writes nothing."""

    help = "Show every reminder that would go out between two days, if nothing happened."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the days, both included, and the group by abbreviation, name or alias."""
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--group")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the rehearsal; fails on an unknown group or days in the wrong order."""
        first, last = options["first"], options["last"]
        if last < first:
            raise CommandError("--to is before --from")
        group = _group(options["group"]) if options["group"] else None
        with translation.override("da"):
            found = rehearse(
                guidelines_of(group),
                first=first,
                last=last,
                today=clock.today(),
                overviews=None if group is None else {group},
            )
            text = json.dumps(as_json(found), ensure_ascii=False, indent=1) if options["json"] else _told(found)
        self.stdout.write(text)


def _group(name: str) -> int:
    found = Group.objects.named(name).first()
    if found is None:
        raise CommandError(f"no group is called {name}")
    return int(found.pk)


def _told(found: list[Rehearsed]) -> str:
    lines: list[str] = []
    for mail in found:
        to = _("task for the secretariat") if mail.is_task else mail.person.email
        lines.append(f"{mail.slot.isoformat()}  {mail.person.name} ({to})")
        lines.extend(f"    {line.kind_name}: {line.about} – {line.why}" for line in mail.told)
    return "\n".join(lines) or _("No mails in that time.")

"""Start a new installation: the first person of the secretariat, who invites everybody else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.management.ready import REFUSED, ReadyCommand
from guidelines.people.actions import start_secretariat


class Command(ReadyCommand):
    """Exit 0 when the person is in the secretariat and can sign in, 2 when refused. A second run changes nothing."""

    help = "Let the person with this mail address sign in as the secretariat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the address, and the name of a person who is not known yet."""
        parser.add_argument("mail", help="the address to sign in with")
        parser.add_argument("--name", default="", help="the person's name; else what stands before the @")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing, and say how to go on."""
        mail = options["mail"].strip()
        name = options["name"] or mail.partition("@")[0]
        with translation.override("da"):
            try:
                by = Actor("command", "create_secretariat", via="shell")
                person = start_secretariat(email=mail, name=name, by=by, now=clock.now())
            except Refused as refused:
                raise CommandError(str(refused), returncode=REFUSED) from refused
            words = {"name": person.name, "email": person.email}
            self.stdout.write(_("%(name)s (%(email)s) is in the secretariat and can sign in.") % words)

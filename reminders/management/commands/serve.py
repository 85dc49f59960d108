"""Serve the site on this machine: migrate, then web server and built-in loop."""

from __future__ import annotations

import os
import sys
import time
from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.management.ready import is_behind
from reminders.demo import roles
from reminders.demo.loading import address_of, is_filled
from reminders.serving import Family, is_free, run_loop, run_web

DEFAULT_PORT = 8000
"""The port of the address that settings.SITE_URL has where nothing else is said."""

DEMO_LOOP_SECONDS = "3"


def _settle(*, demo: bool, port: int) -> None:
    """Start this program anew where the settings were read without what the options say."""
    wanted: dict[str, str] = {}
    if demo and not settings.DEMO:
        wanted["DEMO"] = "on"
    if port != DEFAULT_PORT and not os.environ.keys() & {"SITE_URL", "SITE_URL_FILE"}:
        wanted["SITE_URL"] = f"http://localhost:{port}"
    if wanted:
        os.environ.update(wanted)
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - ourselves


class Command(BaseCommand):
    """One sentence and exit 1 where the port is taken; Ctrl-C stops everything."""

    help = "Migrate, then run the web server and the built-in loop. With --demo: the demo, in a database of its own."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--demo", action="store_true", help="serve the demo")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=DEFAULT_PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare the database, start the children, and stay."""
        host, port = options["host"], options["port"]
        with translation.override("da"):
            if not is_free(host, port):
                taken = _(
                    "Port %(port)s is taken. Stop what runs there, or choose another: manage.py serve --port 8001"
                )
                raise CommandError(taken % {"port": port})
            _settle(demo=options["demo"], port=port)
            if is_behind():
                call_command("migrate", verbosity=0)
            if settings.DEMO and not is_filled():
                call_command("load_demo")
            sys.exit(self._serve(host, port))

    def _serve(self, host: str, port: int) -> int:
        get_internal_wsgi_application()  # loads and checks the site, once for this process and its children
        family = Family([partial(run_web, host, port)])
        try:
            family.start()
            self._wait(host, port)
            if not settings.REDIS_URL:  # after the web server, which somebody is waiting for
                family.add(partial(run_loop, *(("--every", DEMO_LOOP_SECONDS) if settings.DEMO else ())))
            self._welcome(port)
            code = family.watch()
        finally:
            family.end()
        self.stdout.write(_("Stopped."))
        return code

    def _wait(self, host: str, port: int) -> None:
        """Wait until the web server listens, at most 20 seconds, so that the address printed works."""
        deadline = time.monotonic() + 20
        while is_free(host, port) and time.monotonic() < deadline:
            time.sleep(0.1)

    def _welcome(self, port: int) -> None:
        """Print the addresses, and in the demo who can be signed in as."""
        site = f"http://localhost:{port}"
        self.stdout.write(_("Ready: %(site)s/  (stop with Ctrl-C)") % {"site": site})
        if not settings.DEMO:
            return
        self.stdout.write(_("Choose a role: %(site)s/demo/   Mails: %(site)s/demo/postkasse/") % {"site": site})
        for role in roles.present():
            self.stdout.write(f"  {role.words!s:16} {role.person:20} {address_of(role.person)}")
        self.stdout.write(_("Sign in with an address from the list; the code comes to the demo mailbox."))

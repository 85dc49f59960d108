"""Starting the product's processes from a test, and what an outsider sees of their work: the mail server's log."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection

from tests.services.ports import wait_until
from tests.services.smtp import MailServer

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url() -> str:
    """Return the address of the database that this test works on."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    password = f":{facts['PASSWORD']}" if facts["PASSWORD"] else ""
    return f"postgresql://{facts['USER']}{password}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


class Site:
    """Where the processes of a test work: its database, its mail server, its Redis (or none), its moment."""

    def __init__(self, folder: Path, server: MailServer, now: datetime, redis_url: str = "") -> None:
        self.folder = folder
        self.now = now
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "MIGRATE_DATABASE_URL"},
            "DATABASE_URL": database_url(),
            "EMAIL_URL": server.url,
            "REDIS_URL": redis_url,
            "SITE_URL": "http://testserver",
            "LOG_LEVEL": "WARNING",
        }
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, mode: str, *options: str) -> subprocess.Popen[bytes]:
        """Start a process of tests.faults.runner; its output goes into the folder."""
        number = len(self._children)
        arguments = [mode, "--now", self.now.isoformat(), "--schedule", str(self.folder / f"beat-{number}"), *options]
        with (self.folder / f"{number}-{mode}.log").open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.runner", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self._children.append(child)
        return child

    def stop(self) -> None:
        """End every process that still runs, and wait for it."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(timeout=20)

    def logs(self) -> str:
        """What the processes said."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))


@contextmanager
def site(folder: Path, server: MailServer, now: datetime, redis_url: str = "") -> Iterator[Site]:
    """A site whose processes end with the block."""
    made = Site(folder, server, now, redis_url)
    try:
        yield made
    finally:
        made.stop()


def arrived(server: MailServer) -> Counter[str]:
    """How many copies of each Message-ID the mail server took."""
    return Counter(str(delivery.message["Message-ID"]) for delivery in server.deliveries)


def readers(server: MailServer) -> list[str]:
    """Who got a mail, in order of address; twice who got two."""
    return sorted(recipient for delivery in server.deliveries for recipient in delivery.recipients)


def wait_for_mails(server: MailServer, count: int, seconds: float) -> None:
    """Return when the server took so many mails; raises TimeoutError."""
    wait_until(lambda: len(server.deliveries) >= count, f"{count} mails", seconds)

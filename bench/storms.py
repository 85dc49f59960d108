"""A storm of mails due at once, and the day after an outage, on SQLite and PostgreSQL (performance.md 7 e)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.approvals import NAMES
from bench.postgres import postgres

QUEUE = "celery"
SIZES = {"storm": (10_000, 1), "outage": (2_000, 10), QUEUE: (200, 2_000)}
"""People, and guidelines of each; of the queue the mails by a task each, and those by the tick."""

MUST, AIM = 12.0, 2.5  # times a hand-written sender over one connection
MUST_GAIN = 3.0  # four connections over one, to a server that answers after 5 ms
MUST_BATCH = 5.0  # one task for all over a task a mail
MUST_PAGE = 2.0  # p99 of a page while it storms over p99 of a page when idle


@dataclass(frozen=True)
class Storm:
    """What `bench.storming.figures` measured on one database."""

    kind: str
    found: dict[str, Any]

    @property
    def a_second(self) -> float:
        """Mails a second."""
        return float(self.found["mails"] / self.found["seconds"])

    def times(self, reference: str) -> float:
        """How many times as long a mail takes us as by hand: on SQLite by the processor of the sender.

        PostgreSQL works in processes of its own, so there the clock says it, with the readers of pages beside ours.
        """
        clock = self.found["engine"] == "postgresql"
        a_mail = median(row[0 if clock else 1] for row in self.found[reference]) / self.found["sample"]
        return float(self.found["seconds" if clock else "processor"] / self.found["taken"] / a_mail)

    @property
    def gain(self) -> float:
        """Four connections over one."""
        return float(self.found["side_by_side"]["4"] / self.found["side_by_side"]["1"])

    @property
    def pages(self) -> float:
        """How many times as long the slowest pages take while it storms."""
        return float(self.found["busy_p99"] / self.found["idle_p99"])

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        held = {
            "time": self.times("by_hand") <= MUST,
            "connections": self.gain >= MUST_GAIN,
            "pages": self.pages <= MUST_PAGE and not self.found["failed_pages"],
        }
        return [name for name, is_held in held.items() if not is_held]

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        return {"page": self.kind, **self.found, "times": round(self.times("by_hand"), 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        found, side = self.found, self.found["side_by_side"]
        name, sent = NAMES[found["engine"]], found["taken"]
        idle, busy = found["idle_p99"], found["busy_p99"]
        return "; ".join(
            [
                f"{self.kind}, {name}: {found['reminders']:,} reminders planned in {found['planning']:.1f} s",
                f"{sent:,} mails in {found['seconds']:.1f} s, {sent / found['seconds']:.0f} a second",
                f"{self.times('by_hand'):.1f} x a sender by hand (must {MUST:.0f}, aim {AIM})",
                f"{self.times('bare'):.0f} x smtplib with ready bytes",
                f"page p99 {busy:.0f} ms, idle {idle:.0f} ms ({self.pages:.1f} x, must {MUST_PAGE:.0f})",
                f"{found['failed_pages']} pages failed",
                f"to a server of 5 ms {side['1']:.0f} a second over 1 connection, {side['4']:.0f} over 4 "
                f"({self.gain:.1f} x, must {MUST_GAIN:.0f})",
                f"over: {', '.join(self.faults)}" if self.faults else "ok",
            ]
        )


@dataclass(frozen=True)
class Queue:
    """What `bench.queueing.figures` measured on one database."""

    found: dict[str, Any]

    @property
    def gain(self) -> float:
        """The tick over a task a mail."""
        return float(self.found["together"] / self.found["each"])

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        return [] if self.gain >= MUST_BATCH else ["batch"]

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        return {"page": "celery", **self.found, "times": round(self.gain, 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        found = self.found
        return (
            f"celery, {NAMES[found['engine']]}: {found['single']:,} mails by a task each {found['each']:.0f} a second; "
            f"{found['mails']:,} by the tick {found['together']:.0f} a second "
            f"({self.gain:.1f} x, must {MUST_BATCH:.0f}); {'over: batch' if self.faults else 'ok'}"
        )


def measure_storm(kind: str) -> Iterator[Storm | Queue]:
    """Measure on SQLite, and on PostgreSQL where its programs are installed, each in a process of its own."""
    yield _in_a_process(kind, "")
    with postgres() as url:
        if url is not None:
            yield _in_a_process(kind, url)


def _in_a_process(kind: str, url: str) -> Storm | Queue:
    module = "bench.queueing" if kind == QUEUE else "bench.storming"
    command = [sys.executable, "-m", module, *map(str, SIZES[kind])]
    done = subprocess.run(command, env={**os.environ, "BENCH_DATABASE_URL": url}, stdout=subprocess.PIPE, check=True)
    found = json.loads(done.stdout)
    return Queue(found) if kind == QUEUE else Storm(kind, found)

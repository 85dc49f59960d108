"""Approvals on SQLite and PostgreSQL, and the pages of approval with twenty under way (performance.md 7 h)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any
from wsgiref.types import WSGIApplication

from django.db import connection, transaction
from django.urls import reverse

from bench.browser import fetch, session_of, statements
from bench.data import World
from bench.postgres import postgres
from bench.runs import hand_in, open_runs
from bench.timing import Times, in_turn
from guidelines.lists import clock

FEW, MANY = 2, 20  # revisions under way, every other one with the secretariat
MUST = {"sqlite": (35.0, 0.7), "postgresql": (5.0, 1.2)}  # times by hand; four writers over one
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Approving:
    """What `bench.rounds.figures` measured on one database."""

    found: dict[str, Any]

    @property
    def ratios(self) -> list[float]:
        """Ours over by hand, round by round."""
        return [ours / hand for ours, hand in zip(self.found["ours"], self.found["hand"], strict=True)]

    @property
    def gain(self) -> float:
        """The approvals a second of four writers over those of one."""
        writers = self.found["writers"]
        return float(writers["4"]["a_second"] / writers["1"]["a_second"])

    @property
    def gain_by_hand(self) -> float:
        """The same of four who write by hand: what the chain, whose head each of them holds, lets them do at once."""
        writers = self.found["writers_by_hand"]
        return float(writers["4"] / writers["1"])

    @property
    def errors(self) -> list[str]:
        """Why approvals failed, and how many were lost."""
        writers = self.found["writers"].values()
        lost = sum(each["lost"] for each in writers)
        return [error for each in writers for error in each["errors"]] + ([f"{lost} lost"] if lost else [])

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        must, gain = MUST[self.found["engine"]]
        held = {"time": median(self.ratios) <= must, "writers": self.gain >= gain, "errors": not self.errors}
        return [name for name, is_held in held.items() if not is_held]

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        return {"page": "approval", **self.found, "ratio": round(median(self.ratios), 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        found, ratios, (must, gain) = self.found, self.ratios, MUST[self.found["engine"]]
        ours, hand = median(found["ours"]), median(found["hand"])
        one, four = (found["writers"][count]["a_second"] for count in ("1", "4"))
        return "; ".join(
            [
                f"approval, {NAMES[found['engine']]}: {ours:.1f} ms, by hand {hand:.2f} ms",
                f"{median(ratios):.1f} x ({min(ratios):.1f}-{max(ratios):.1f}, must {must:.0f})",
                f"{found['statements']} statements",
                f"{one:.0f} a second by 1 writer, {four:.0f} by 4 ({self.gain:.2f} x, must {gain})",
                f"by hand {self.gain_by_hand:.2f} x",
                f"{len(self.errors)} errors",
                f"over: {', '.join(self.faults)}" if self.faults else "ok",
            ]
        )


def measure_approvals() -> Iterator[Approving]:
    """Measure on SQLite, and on PostgreSQL where its programs are installed, each in a process of its own."""
    yield _in_a_process("")
    with postgres() as url:
        if url is not None:
            yield _in_a_process(url)


def _in_a_process(url: str) -> Approving:
    command = [sys.executable, "-m", "bench.approving"]
    done = subprocess.run(command, env={**os.environ, "BENCH_DATABASE_URL": url}, stdout=subprocess.PIPE, check=True)
    return Approving(json.loads(done.stdout))


# --- pages


@dataclass(frozen=True)
class OpenPage:
    """A page with two revisions under way and with twenty; times in milliseconds of processor time."""

    label: str
    size: int
    queries: dict[int, int]
    times: Times

    @property
    def faults(self) -> list[str]:
        """What is over its limit: as many statements for twenty as for two."""
        return ["queries"] if self.queries[MANY] > self.queries[FEW] else []

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        ms = {name: round(self.times.median(name), 3) for name in self.times}
        queries = {str(count): number for count, number in self.queries.items()}
        return {"page": self.label, "register": self.size, "ms": ms, "queries": queries, "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        ours, above = self.times.median("ours"), median(self.times.ratios("ours", "empty"))
        few, many = self.queries[FEW], self.queries[MANY]
        return "; ".join(
            [
                f"{self.label}, {MANY} under way of {self.size}: {ours:.1f} ms, {above:.2f} x empty",
                f"{few} statements for {FEW}, {many} for {MANY}",
                f"over: {', '.join(self.faults)}" if self.faults else "ok",
            ]
        )


def measure_open_pages(world: World, application: WSGIApplication, *, seconds: float) -> Iterator[OpenPage]:
    """Open inbox, my tasks, approvals and a decision with two revisions under way, then with twenty, and time those."""
    now, counted = clock.now(), {}
    for count, beside in ((FEW, 0), (MANY, FEW)):
        with transaction.atomic():
            steps = open_runs(world, count - beside, now, beside=beside)
            hand_in(steps[1::2])
        pages = {
            "inbox": (reverse("inbox"), session_of(world.secretariat)),
            "my tasks": (reverse("tasks"), session_of(world.lead)),
            "tasks of a chair": (reverse("tasks"), session_of(world.chair)),
            "approvals": (reverse("approvals"), session_of(world.chair)),
            "decision": (reverse("decision", args=[steps[0].pk]), session_of(world.chair)),
        }
        counted[count] = {label: _count(application, *page) for label, page in pages.items()}
    for label, (path, cookie) in pages.items():
        functions = {
            "ours": partial(fetch, application, path, cookie),
            "empty": partial(fetch, application, reverse("bench-empty"), cookie),
        }
        queries = {count: counted[count][label] for count in (FEW, MANY)}
        yield OpenPage(label, world.size, queries, in_turn(functions, seconds=seconds))
    connection.close()


def _count(application: WSGIApplication, path: str, cookie: str) -> int:
    fetch(application, path, cookie)  # what is read once and kept is not the page's
    with statements() as read:
        fetch(application, path, cookie)
    return len(read().sql)

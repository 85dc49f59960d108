"""The planning of a slot for many deadlines, on SQLite and PostgreSQL (performance.md 7 d)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.approvals import NAMES
from bench.postgres import postgres

DEADLINES = (1000, 100_000)
MOST = 1_000_000
"""Measured on PostgreSQL alone, once, and only where `--million` asks for it."""

MUST = 1.5  # times the plain statement that asks the same
MUST_AGAIN = 0.5  # a slot planned again, over the first that was ever planned


@dataclass(frozen=True)
class Scan:
    """What `bench.scanning.figures` measured in one database."""

    found: dict[str, Any]

    def times(self, which: str) -> float:
        """How many times as long ours takes in the first slot, a usual one, or that one again: median of the rounds."""
        ours, plain = (self.found[which][name]["rounds"] for name in ("ours", "plain"))
        return float(median(one / other for one, other in zip(ours, plain, strict=True)))

    @property
    def again(self) -> float:
        """The slot planned again, over the first."""
        return float(self.found["again"]["ours"]["ms"] / self.found["first"]["ours"]["ms"])

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        held = {which: self.times(which) <= MUST for which in ("first", "usual")}
        return [name for name, is_held in {**held, "again": self.again <= MUST_AGAIN}.items() if not is_held]

    def as_json(self) -> dict[str, Any]:
        """Everything measured."""
        times = {which: round(self.times(which), 2) for which in ("first", "usual", "again")}
        return {"page": "scan", **self.found, "times": times, "rerun": round(self.again, 2), "over": self.faults}

    def line(self) -> str:
        """What is printed."""
        found = self.found
        return "; ".join(
            [
                f"scan of {found['deadlines']:,}, {NAMES[found['engine']]}: {found['statements']} statements read",
                *(self._slot(which) for which in ("first", "usual", "again")),
                f"again / first {self.again:.2f} (must {MUST_AGAIN})",
                f"{found['peak_mb']:,} MB at most",
                f"over: {', '.join(self.faults)}" if self.faults else "ok",
            ]
        )

    def _slot(self, which: str) -> str:
        ours, plain = self.found[which]["ours"], self.found[which]["plain"]
        return (
            f"{which} {ours['ms']:,.0f} ms for {ours['rows']:,} rows, plain {plain['ms']:,.0f} "
            f"({self.times(which):.1f} x, must {MUST})"
        )


def measure_scans(sizes: Sequence[int] = DEADLINES, *, million: bool = False) -> Iterator[Scan]:
    """Measure on SQLite, and on PostgreSQL where its programs are installed, each in a process of its own."""
    for size in sizes:
        yield _in_a_process(size, "")
    for size in (*sizes, *([MOST] if million else [])):
        with postgres() as url:
            if url is not None:
                yield _in_a_process(size, url)


def _in_a_process(size: int, url: str) -> Scan:
    command = [sys.executable, "-m", "bench.scanning", str(size)]
    done = subprocess.run(command, env={**os.environ, "BENCH_DATABASE_URL": url}, stdout=subprocess.PIPE, check=True)
    return Scan(json.loads(done.stdout))

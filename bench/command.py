"""The command line of the bench: what is measured, how it is printed, when it fails."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout

from django.core.servers.basehttp import get_internal_wsgi_application

from bench.cases import KINDS, cases
from bench.measuring import Result, measure
from bench.reminding import REMINDED, measure_reminders
from bench.report import as_json, table
from bench.worlds import migrate, world
from guidelines.lists import clock

SIZES = (60, 400, 10_000)


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure pages against minimums by hand.")
    parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS, help="which pages")
    parser.add_argument("--sizes", default=SIZES, type=_sizes, help="guidelines in the register: 60,400,10000")
    parser.add_argument("--seconds", default=4.0, type=float, help="how long a page is timed beyond seven rounds")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--gate", action="store_true", help="exit with 1 when something is over its limit")
    return parser.parse_args(given)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(size) for size in text.split(",")}))


def results(asked: argparse.Namespace) -> Iterator[Result]:
    """Measure what was asked for, one register after the other."""
    today, empty = clock.today(), migrate()
    with redirect_stdout(sys.stderr):  # the site checks itself, and says so
        application = get_internal_wsgi_application()
    for size in asked.sizes if set(asked.only) - {"reminders"} else ():
        print(f"filling a register of {size:,}", file=sys.stderr)
        with world(empty, size, today) as (filled, bare):
            for case in cases(filled, tuple(asked.only), bare, today):
                print(f"timing: {case.label}", file=sys.stderr)
                yield measure(case, application, seconds=asked.seconds)
    if "reminders" in asked.only:
        print(f"planning the reminders of {REMINDED:,}", file=sys.stderr)
        with world(empty, REMINDED, today) as (filled, bare):
            yield measure_reminders(filled, bare, today, seconds=asked.seconds)


def main(given: Sequence[str]) -> int:
    """Measure and print; 1 when asked to gate and something is over its limit."""
    asked = arguments(given)
    found = list(results(asked))
    print(json.dumps([as_json(result) for result in found], indent=2) if asked.json else table(found))
    return exit_code(found, gate=asked.gate)


def exit_code(found: Iterable[Result], *, gate: bool) -> int:
    """Return 1 when something is over its limit and that is to count, else 0."""
    return int(gate and any(result.faults for result in found))

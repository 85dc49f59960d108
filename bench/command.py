"""The command line of the bench: what is measured, how it is printed, when it fails."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

from django.core.servers.basehttp import get_internal_wsgi_application

from bench.approvals import Approving, OpenPage, measure_approvals, measure_open_pages
from bench.cases import KINDS, cases
from bench.documents import Document, measure_documents
from bench.exports import Export, measure_exports
from bench.measuring import Result, measure
from bench.reminding import REMINDED, measure_reminders
from bench.report import as_json, table
from bench.scans import DEADLINES, Scan, measure_scans
from bench.storms import SIZES as STORMS
from bench.storms import Queue, Storm, measure_storm
from bench.worlds import migrate, world
from guidelines.lists import clock

SIZES, OPENED = (60, 400, 10_000), 400


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure pages against minimums by hand.")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=[*KINDS, *STORMS, "scan", "documents", "exports"],
        default=KINDS,
        help="which pages",
    )
    parser.add_argument("--sizes", default=SIZES, type=_sizes, help="guidelines in the register: 60,400,10000")
    parser.add_argument("--seconds", default=4.0, type=float, help="how long a page is timed beyond seven rounds")
    parser.add_argument("--deadlines", default=DEADLINES, type=_sizes, help="of the scan: 1000,100000")
    parser.add_argument("--million", action="store_true", help="let the scan also plan a million, on PostgreSQL")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--gate", action="store_true", help="exit with 1 when something is over its limit")
    return parser.parse_args(given)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(size) for size in text.split(",")}))


@cache
def _migrated() -> Path:
    return migrate()


def results(asked: argparse.Namespace) -> Iterator[Result]:
    """Measure what was asked for, one register after the other."""
    today, empty = clock.today(), _migrated()
    with redirect_stdout(sys.stderr):  # the site checks itself, and says so
        application = get_internal_wsgi_application()
    for size in asked.sizes if set(asked.only) & {"plan", "list", "tasks"} else ():
        print(f"filling a register of {size:,}", file=sys.stderr)
        with world(empty, size, today) as (filled, bare):
            for case in cases(filled, tuple(asked.only), bare, today):
                print(f"timing: {case.label}", file=sys.stderr)
                yield measure(case, application, seconds=asked.seconds)
    if "reminders" in asked.only:
        print(f"planning the reminders of {REMINDED:,}", file=sys.stderr)
        with world(empty, REMINDED, today) as (filled, bare):
            yield measure_reminders(filled, bare, today, seconds=asked.seconds)


def approval(asked: argparse.Namespace) -> Iterator[OpenPage | Approving]:
    """Measure the pages of approval, and approvals, where they were asked for."""
    if "open" in asked.only:
        print(f"opening the pages of approval in a register of {OPENED}", file=sys.stderr)
        with redirect_stdout(sys.stderr):
            application = get_internal_wsgi_application()
        with world(_migrated(), OPENED, clock.today()) as (filled, _bare):
            yield from measure_open_pages(filled, application, seconds=asked.seconds / 2)
    if "approvals" in asked.only:
        print("approving", file=sys.stderr)
        yield from measure_approvals()


def storms(asked: argparse.Namespace) -> Iterator[Storm | Queue]:
    """Measure the storms that were asked for; nobody who asks for everything waits for them."""
    for kind in STORMS:
        if kind in asked.only:
            print(f"sending: {kind}", file=sys.stderr)
            yield from measure_storm(kind)


def scans(asked: argparse.Namespace) -> Iterator[Scan]:
    """Measure the planning of a slot for many deadlines, where it was asked for."""
    if "scan" in asked.only:
        print("planning many deadlines", file=sys.stderr)
        yield from measure_scans(asked.deadlines, million=asked.million)


def documents(asked: argparse.Namespace) -> Iterator[Document]:
    """Measure the readers of documents, where they were asked for."""
    if "documents" in asked.only:
        print("reading documents", file=sys.stderr)
        yield from measure_documents()


def exports(asked: argparse.Namespace) -> Iterator[Export]:
    """Measure plans as files, and a file compared with its plan, where that was asked for."""
    if "exports" in asked.only:
        print("writing plans to files", file=sys.stderr)
        yield from measure_exports(_migrated(), clock.today(), seconds=asked.seconds)


def main(given: Sequence[str]) -> int:
    """Measure and print; 1 when asked to gate and something is over its limit."""
    asked = arguments(given)
    found = list(results(asked))
    more = [*approval(asked), *storms(asked), *scans(asked), *documents(asked), *exports(asked)]
    if asked.json:
        print(json.dumps([*map(as_json, found), *(each.as_json() for each in more)], indent=2))
    else:
        print("\n".join([*([table(found)] if found else []), *(each.line() for each in more)]))
    return exit_code([*found, *more], gate=asked.gate)


def exit_code(
    found: Iterable[Result | OpenPage | Approving | Storm | Queue | Scan | Document | Export], *, gate: bool
) -> int:
    """Return 1 when something is over its limit and that is to count, else 0."""
    return int(gate and any(result.faults for result in found))

"""Approvals in rounds: ours and by hand in turn on twin databases, then one writer and four at once.

Ours is the verb that the page calls once the code was right: from the lock of the journal to the commit. By hand the
same rows are written to a copy of the database as it was before, and both must hold the same in the end. Writers by
hand show what the chain itself lets several do at once, since everybody who writes to it holds its head.
"""

from __future__ import annotations

import gc
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.core.management import call_command
from django.db import connection, transaction

from bench.data import World, fill
from bench.minimum_approval import Approval, Bare, by_hand, written
from bench.runs import open_runs
from guidelines.approval.actions import Choice, decide
from guidelines.approval.models import Decision, DraftFile
from guidelines.approval.rules import Factor, Outcome
from guidelines.journal.verify import verify
from guidelines.journal.writing import Actor
from guidelines.lists import clock
from guidelines.models import Person, Step

SIZE, ROUNDS, CHUNK, WRITERS, EACH = 400, 9, 16, 4, 40


class Wrong(Exception):
    """What was written is not what should have been: the times say nothing."""


@dataclass(frozen=True)
class Press:
    """One approval about to be given."""

    step: Step
    choice: Choice
    chair: Person
    now: datetime

    def __call__(self) -> None:
        """Give it."""
        by = Actor("user", f"person:{self.chair.pk}")
        decide(self.step, self.choice, person=self.chair, by=by, now=self.now)


def figures(*, rounds: int = ROUNDS, chunk: int = CHUNK, each: int = EACH) -> dict[str, Any]:
    """Fill the settings' database, measure, and return milliseconds by round, statements, and what writers did."""
    now = clock.now()
    call_command("migrate", verbosity=0)
    needed = (rounds + 1) * chunk + each * (WRITERS + 1)
    with transaction.atomic():
        world = fill(SIZE, now.date())
        taken = iter(presses_of(world, open_runs(world, needed, now), now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that has run for a day
    twin = twin_of_database()
    ours, hand, sql = side_by_side([[next(taken) for _number in range(chunk)] for _round in range(rounds + 1)], twin)
    shares = {count: [[next(taken) for _n in range(each)] for _w in range(count)] for count in (1, WRITERS)}
    writers = {count: _at_once(given) for count, given in shares.items()}
    beside = {str(count): _by_hand_at_once(given, twin) for count, given in shares.items()}
    if fault := verify():
        raise Wrong(f"the chain is broken: {fault}")
    return {
        "engine": connection.vendor,
        "statements": sql,
        "ours": ours,
        "hand": hand,
        "writers": {str(count): found for count, found in writers.items()},
        "writers_by_hand": beside,
    }


def presses_of(world: World, steps: Sequence[Step], now: datetime) -> list[Press]:
    """The approvals of these steps, in their order."""
    found = Step.objects.filter(pk__in=[step.pk for step in steps]).select_related("revision").order_by("pk")
    files = dict(DraftFile.objects.values_list("revision", "document__sha256"))
    chair = world.chair.person
    return [
        Press(
            step, Choice(Outcome.APPROVE, UUID(int=step.pk), files[step.revision_id], 1, factor=Factor.CODE), chair, now
        )
        for step in found
    ]


# --- in turn


def side_by_side(rounds: list[list[Press]], copy: str) -> tuple[list[float], list[float], int]:
    """Return milliseconds an approval by round, ours and by hand in the copy, and how many statements ours takes.

    The first round is not counted. Raises Wrong where the two databases differ in the end.
    """
    ours: list[float] = []
    hand: list[float] = []
    sql = 0
    with ExitStack() as closing:
        bare, twin = (_bare(name) for name in ("", copy))
        for each in (bare, twin):
            closing.callback(each.connection.close)
        for presses in rounds:
            with _counting() as count:
                ours.append(_milliseconds(presses))
                sql = count() // len(presses)
            made = [written(bare, press.step.pk) for press in presses]
            hand.append(_milliseconds([partial(by_hand, twin, given) for given in made]))
        if bare.everything() != twin.everything():
            raise Wrong("ours and by hand left different rows")
    return ours[1:], hand[1:], sql


def _milliseconds(acts: Sequence[Callable[[], None]]) -> float:
    """Milliseconds each took: of this processor with SQLite, by the clock where a server does the work."""
    clock_of = process_time if connection.vendor == "sqlite" else perf_counter
    gc.collect()
    started = clock_of()
    for act in acts:
        act()
    return (clock_of() - started) * 1000 / len(acts)


@contextmanager
def _counting() -> Iterator[Callable[[], int]]:
    """Count the statements, the bounds of transactions among them."""
    seen: list[None] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        seen.append(None)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield lambda: len(seen)


def twin_of_database() -> str:
    """Copy the database as it is; returns the file or the name of the copy."""
    connection.close()
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        copy = Path(name).with_name(f"twin-{uuid4().hex}.sqlite3")  # never one that an earlier log lies beside
        return str(shutil.copyfile(name, copy))
    with psycopg.connect(**{**_place(), "dbname": "postgres"}, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE twin TEMPLATE {name}")
    return "twin"


def _bare(name: str = "") -> Bare:
    """The bare driver on the settings' database, or on another of that name, set up as Django sets it up."""
    name = name or str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        opened = sqlite3.connect(name, isolation_level=None)
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            opened.execute(f"PRAGMA {pragma}")
        return Bare(opened, "sqlite")
    return Bare(psycopg.connect(**{**_place(), "dbname": name}, autocommit=True), "postgresql")


def _place() -> dict[str, Any]:
    config = connection.settings_dict
    return {"host": config["HOST"], "port": config["PORT"], "user": config["USER"]}


# --- at once


def _at_once(shares: list[list[Press]]) -> dict[str, Any]:
    """Give each share in a process of its own; returns approvals a second, errors, and how many were lost."""
    seconds, errors = _in_processes(_write, shares)
    keys = [press.choice.key for share in shares for press in share]
    lost = len(keys) - len(errors) - Decision.objects.filter(key__in=keys).count()
    return {"a_second": len(keys) / seconds, "errors": errors, "lost": lost}


def _by_hand_at_once(shares: list[list[Press]], copy: str) -> float:
    """Write what these shares led to into the copy, each in a process of its own; returns approvals a second."""
    bare = _bare()
    made = [[written(bare, press.step.pk) for press in share] for share in shares]
    bare.connection.close()
    seconds, errors = _in_processes(partial(_write_by_hand, copy), made)
    if errors:
        raise Wrong(f"by hand: {errors[0]}")
    return sum(len(share) for share in made) / seconds


def _in_processes(target: Callable[..., None], shares: Sequence[Any]) -> tuple[float, list[str]]:
    """Let processes begin together, one for each share; returns the seconds until all are done, and what failed."""
    connection.close()
    context = get_context("fork")
    ready, done = context.Barrier(len(shares) + 1), context.Queue()
    writers = [context.Process(target=target, args=(share, ready, done)) for share in shares]
    for writer in writers:
        writer.start()
    ready.wait(60)
    started = perf_counter()
    errors = [error for _writer in writers for error in done.get(timeout=120)]
    seconds = perf_counter() - started
    for writer in writers:
        writer.join()
    return seconds, errors


def _write(share: list[Press], ready: Any, done: Any) -> None:
    """What a writer does: open its connection, wait for the others, give its approvals."""
    connection.ensure_connection()
    ready.wait(60)
    done.put(_errors(share))
    connection.close()


def _write_by_hand(copy: str, share: list[Approval], ready: Any, done: Any) -> None:
    bare = _bare(copy)
    ready.wait(60)
    done.put(_errors([partial(by_hand, bare, given) for given in share]))
    bare.connection.close()


def _errors(acts: Sequence[Callable[[], None]]) -> list[str]:
    found = []
    for act in acts:
        try:
            act()
        except Exception as error:
            found.append(f"{type(error).__name__}: {error}")
    return found

"""The pages that are measured, each with its minimum by hand and the limit it must keep (performance.md 7, 8)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from bench.data import SHARED, World
from bench.minimum_list import list_page
from bench.minimum_plan import plan_page
from bench.minimum_tasks import tasks_page
from bench.seen import Shown, list_rows, plan_rows, task_titles
from bench.timing import Times
from guidelines.models import Group, User

KINDS = ("plan", "list", "tasks", "reminders", "open", "approvals")
BYTES_A_ROW = 1500  # foundations 28


@dataclass(frozen=True)
class Goal:
    """A limit: how a figure is made from the times of each round, what it must not exceed, and what is hoped for."""

    words: str
    figures: Callable[[Times], list[float]]
    must: float
    aim: float


@dataclass(frozen=True)
class Case:
    """A page in a register of `size` guidelines: who opens it (None: the public), and the same rows made by hand.

    `data_queries` is how many statements read the register or the plan, beyond those of the empty page unless the menu
    shows what the page does (`is_in_menu`). The bytes of a row have no limit where that is None: each of the small
    group's rows names a second group.
    """

    kind: str
    label: str
    size: int
    user: User | None
    path: str
    minimum: Callable[[], bytes]
    seen: Callable[[str], Shown]
    goal: Goal
    data_queries: int
    is_in_menu: bool = False
    bytes_a_row: int | None = None


def times_hand(must: float, aim: float) -> Goal:
    """At most so many times the minimum by hand."""
    return Goal("ours / by hand", lambda times: times.ratios("ours", "hand"), must, aim)


def _above_empty(reference: str) -> Callable[[Times], list[float]]:
    """What a page costs beyond its frame, as often as the reference."""

    def figures(times: Times) -> list[float]:
        rounds = zip(times["ours"], times["empty"], times[reference], strict=True)
        return [(ours - empty) / limit for ours, empty, limit in rounds]

    return figures


ABOVE_EMPTY = Goal("(ours - empty) / by hand", _above_empty("hand"), 4.0, 2.0)
PUBLIC_LIST = Goal("ours / by hand in Django", lambda times: times.ratios("ours", "keyset"), 3.0, 2.0)
SIGNED_IN_LIST = Goal("(ours - empty) / by hand in Django", _above_empty("keyset"), 3.0, 2.0)
TASKS = Goal("ours / empty", lambda times: times.ratios("ours", "empty"), 2.5, 1.7)


def plan_goal(rows: int) -> Goal:
    """Return the limit of a plan page with so many rows."""
    if rows < 400:
        return ABOVE_EMPTY
    return times_hand(3.0, 2.0) if rows < 10_000 else times_hand(1.5, 1.1)


def cases(world: World, kinds: tuple[str, ...], connection: sqlite3.Connection, today: date) -> Iterator[Case]:
    """Give the cases of a register; the small group's plan where it is smaller than the register."""
    if "plan" in kinds:
        yield _plan(world, world.large, world.chair, world.size, connection, today)
        if world.size > SHARED:
            yield replace(_plan(world, world.small, world.small_chair, SHARED, connection, today), bytes_a_row=None)
    if "list" in kinds:
        yield _list(world, None, connection, today)
        yield _list(world, world.secretariat, connection, today)
    if "tasks" in kinds:
        yield _tasks(world, connection)


def _plan(world: World, group: Group, user: User, rows: int, connection: sqlite3.Connection, today: date) -> Case:
    me = user.person.pk
    return Case(
        kind="plan",
        label=f"plan of {rows:,}",
        size=world.size,
        user=user,
        path=reverse("plan", args=[group.slug]),
        minimum=lambda: plan_page(connection, group.pk, me, today),
        seen=plan_rows,
        goal=plan_goal(rows),
        data_queries=3,
        bytes_a_row=BYTES_A_ROW,
    )


def _list(world: World, user: User | None, connection: sqlite3.Connection, today: date) -> Case:
    return Case(
        kind="list",
        label="list, signed in" if user else "list, public",
        size=world.size,
        user=user,
        path=reverse("guidelines"),
        minimum=lambda: list_page(connection, today, published=user is None),
        seen=list_rows,
        goal=SIGNED_IN_LIST if user else PUBLIC_LIST,
        data_queries=2,
    )


def _tasks(world: World, connection: sqlite3.Connection) -> Case:
    person = world.lead.person.pk
    return Case(
        kind="tasks",
        label="my tasks",
        size=world.size,
        user=world.lead,
        path=reverse("tasks"),
        minimum=lambda: tasks_page(connection, person),
        seen=task_titles,
        goal=TASKS,
        data_queries=4,  # the entries, the revisions under way, new deadlines asked for, answers to reminders
        is_in_menu=True,
    )

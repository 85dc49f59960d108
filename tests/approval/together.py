"""Processes that act at once: each has a connection of its own, and one barrier lets all of them go.

with together(decide, sizes=(2, 8)) as race:
    told = race([order, order])

They come from one process that holds the product already, and stay from round to round. To prove a test, a protection
is taken away in them: `without`.
"""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import django
from django.apps import apps

if not apps.ready:  # in the process that the others come from
    django.setup()

from django.db import connection, models
from django.test import Client

from dsg_planner import urls  # noqa: F401 - every page is loaded once, before there are many processes
from guidelines.approval import actions
from guidelines.approval.actions import decisions
from guidelines.approval.views import decisions as pages
from guidelines.lists import clock
from guidelines.lists.errors import Refused
from guidelines.people.actions import fresh

Order = dict[str, Any]
Race = Callable[[list[Order]], list[str]]
PATIENCE = 60  # seconds that one waits for the others

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "pytest"])
_barriers: dict[int, Any] = {}


# --- what they do


def decide(**order: Any) -> str:
    """Decide as a page's verb does, and return the key of the decision."""
    return str(actions.decide(**order).pk)


def post(url: str, form: dict[str, str], session: dict[str, str]) -> str:
    """Send a page's form, and return what a browser is told: the status, and where to go on."""
    client = Client()
    client.cookies.load(session)
    answer = client.post(url, form)
    return f"{answer.status_code} {answer.headers.get('Location', '')}"


# --- protections taken away


def nothing() -> None:
    """Leave everything as it is."""


def without_lock() -> None:
    """Let everybody read what another is about to change: no row is locked, and SQLite locks at the first write."""
    models.QuerySet.select_for_update = lambda rows, **_how: rows.all()
    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["transaction_mode"] = "DEFERRED"


def without_key() -> None:
    """Take each sending of a page for the first."""
    decisions._stored = lambda *_facts: None


def without_page() -> None:
    """Take a code for spent, whichever page it was spent on; every press asks, also one that comes after the answer."""
    fresh._typed_before = lambda *_facts: None
    pages.stored_decision = lambda *_facts, **_more: None


# --- all at once


@contextmanager
def together(
    call: Callable[..., str],
    sizes: Collection[int],
    *,
    without: Callable[[], None] = nothing,
    clock_offset: timedelta = timedelta(0),
) -> Iterator[Race]:
    """Give a function that sends each of its orders from a process of its own, and returns what came of each.

    Every number of orders that is sent at once must be one of `sizes`. What is refused is told by the name of its
    class, any other error by its traceback.
    """
    barriers = {size: _CONTEXT.Barrier(size) for size in sizes}
    facts = (dict(connection.settings_dict), barriers, without, clock_offset)
    with ProcessPoolExecutor(max(sizes), _CONTEXT, _begin, facts) as pool:
        yield lambda orders: list(pool.map(partial(_send, call, len(orders)), orders))


def _begin(database: dict[str, Any], barriers: dict[int, Any], without: Callable[[], None], offset: timedelta) -> None:
    connection.settings_dict.update(database)
    clock.set_offset(lambda: offset)
    _barriers.update(barriers)
    without()


def _send(call: Callable[..., str], size: int, order: Order) -> str:
    try:
        connection.ensure_connection()
        _barriers[size].wait(PATIENCE)
        return call(**order)
    except Refused as refused:
        return type(refused).__name__
    except Exception:
        return traceback.format_exc()

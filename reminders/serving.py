"""Runs the site on one machine: the web server and the built-in loop as children of one process.

No child outlives it: on Linux the kernel ends them when the parent dies, however it dies. There they are forked, too:
what the parent has loaded and checked is neither loaded nor checked again.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType

import django
from django.core.management import call_command
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

_CHILDREN = multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")
"""How a child begins: elsewhere than on Linux a fork is not safe, and the child loads the site anew."""

PR_SET_PDEATHSIG = 1
PATIENCE = 10.0
LOOK = 0.2
MOST_RESTARTS = 5
FORGIVEN_AFTER = 600.0


def is_free(host: str, port: int) -> bool:
    """Return whether nothing listens on the port, and we may."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def run_web(host: str, port: int) -> None:
    """Be the web server until told to stop."""
    multiprocessing.set_start_method(_CHILDREN.get_start_method(), force=True)  # for granian's worker, too
    Granian(
        "dsg_planner.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=3,
    ).serve()


def run_loop(*options: str) -> None:
    """Be the built-in loop until told to stop."""
    django.setup()
    call_command("run_loop", *options)


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _live(job: Callable[[], None]) -> None:
    """Do a job as a child, in a session of its own.

    That keeps Ctrl-C from reaching it before the parent has said how to end.
    """
    os.setsid()
    _die_with_parent()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_DFL)
    job()


@dataclass
class Family:
    """The child processes of one site, by their jobs; a child that dies is started again, a few times."""

    jobs: list[Callable[[], None]]
    children: dict[int, BaseProcess] = field(default_factory=dict)
    restarts: list[float] = field(default_factory=list)
    is_ending: bool = False

    def start(self) -> None:
        """Start every job, and end them all when this process is asked to end."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._asked_to_end)
        for index in range(len(self.jobs)):
            self._spawn(index)

    def add(self, job: Callable[[], None]) -> None:
        """Start one more child, as well looked after as the others."""
        self.jobs.append(job)
        self._spawn(len(self.jobs) - 1)

    def _spawn(self, index: int) -> None:
        connections.close_all()  # a connection does not survive to be in two processes
        child = _CHILDREN.Process(target=_live, args=(self.jobs[index],))
        child.start()
        self.children[index] = child

    def _asked_to_end(self, signum: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def watch(self) -> int:
        """Stay until asked to end; return 0 then, 1 where children died five times within ten minutes."""
        while not self.is_ending:
            dead = [index for index, child in self.children.items() if not child.is_alive()]
            self.restarts = [at for at in self.restarts if time.monotonic() - at < FORGIVEN_AFTER]
            if dead and len(self.restarts) >= MOST_RESTARTS:
                self.end()
                return 1
            for index in dead:
                self.restarts.append(time.monotonic())
                self._spawn(index)
            time.sleep(LOOK)
        self.end()
        return 0

    def end(self) -> None:
        """End every child: politely, then not."""
        for child in self.children.values():
            if child.is_alive():
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children.values():
            child.join(max(0.1, deadline - time.monotonic()))
            if child.is_alive():
                child.kill()
                child.join()

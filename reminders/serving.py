"""Runs the site on one machine: the web server and the built-in loop as children of one process.

No child outlives it: on Linux the kernel ends them when the parent dies, however it dies.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

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


def web_command(host: str, port: int) -> list[str]:
    """Return the command of the web server."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1", "--blocking-threads", "4"]
    quiet = ["--log-level", "warning", "--no-ws", "--workers-kill-timeout", "3"]
    return [sys.executable, "-m", "granian", *options, *quiet, "dsg_planner.wsgi:application"]


def loop_command(*options: str) -> list[str]:
    """Return the command of the built-in loop."""
    return [sys.executable, "manage.py", "run_loop", *options]


def _die_with_parent() -> None:
    """Ask the kernel to end this process when its parent ends; only Linux knows how."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Family:
    """The child processes of one site; a child that dies is started again, a few times."""

    commands: list[list[str]]
    children: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    restarts: list[float] = field(default_factory=list)
    is_ending: bool = False

    def start(self) -> None:
        """Start every command, and end them all when this process is asked to end."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._asked_to_end)
        for index in range(len(self.commands)):
            self._spawn(index)

    def add(self, command: list[str]) -> None:
        """Start one more child, as well looked after as the others."""
        self.commands.append(command)
        self._spawn(len(self.commands) - 1)

    def _spawn(self, index: int) -> None:
        # A session of their own keeps Ctrl-C from reaching the children before the parent has said how to end.
        self.children[index] = subprocess.Popen(  # noqa: S603 - our own commands
            self.commands[index], preexec_fn=_die_with_parent, start_new_session=True, env=os.environ.copy()
        )

    def _asked_to_end(self, signum: int, frame: FrameType | None) -> None:
        self.is_ending = True

    def watch(self) -> int:
        """Stay until asked to end; return 0 then, 1 where children died five times within ten minutes."""
        while not self.is_ending:
            dead = [index for index, child in self.children.items() if child.poll() is not None]
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
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

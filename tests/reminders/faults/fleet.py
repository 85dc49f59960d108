"""The processes of a test, started, killed, stopped and followed by others as a seeded list says."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.faults.processes import ROOT, database_url
from tests.reminders.faults.sink import Sink
from tests.services.redis import RedisServer


class Zygote:
    """Forks processes of the product that are loaded already; on the database of the tests."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "MIGRATE_DATABASE_URL"}
        environment |= {"DATABASE_URL": database_url(), "SITE_URL": "http://testserver", "LOG_LEVEL": "WARNING"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reminders.faults.zygote"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def fork(self, order: dict[str, Any]) -> int:
        """Return the process id of a new child."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def end(self) -> None:
        """No more children."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()


@dataclass
class Fleet:
    """The processes of one test, by name; `now` is the moment at which they begin."""

    zygote: Zygote
    folder: Path
    sink: Sink
    now: datetime
    redis: RedisServer | None = None
    hasten: float = 0.0
    settings: dict[str, Any] = field(default_factory=dict)
    broken: str = ""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    pids: dict[str, int] = field(default_factory=dict)
    began: float = field(default_factory=time.time)

    @property
    def jumps(self) -> Path:
        """The file that says by how many seconds every clock has jumped."""
        return self.folder / "jumps"

    def start(self, name: str, mode: str, *, skew: float = 0.0, **options: Any) -> int:
        """Start a process of a mode of tests.faults.runner, its clock `skew` seconds wrong."""
        url = self.redis.url if self.redis else ""
        order = {
            "mode": mode,
            "now": self.now.isoformat(),
            "skew": skew,
            "jumps": str(self.jumps),
            "hasten": self.hasten,
            "broken": self.broken,
            "count": 10**6,
            "every": 0.2,
            "schedule": str(self.folder / f"schedule-{name}"),
            "log": str(self.folder / f"{name}.log"),
            "settings": {
                "EMAIL_URL": self.sink.url,
                "REDIS_URL": url,
                "CELERY_BROKER_URL": url or "memory://",
                "CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 5, "socket_connect_timeout": 3},
                "MAILS_PER_MINUTE": 0,
                **self.settings,
            },
            **options,
        }
        self.orders[name] = order
        self.pids[name] = self._fork(order)
        return self.pids[name]

    def _fork(self, order: dict[str, Any]) -> int:
        """The process begins at the moment that the others have come to."""
        later = datetime.fromisoformat(order["now"]).timestamp() + time.time() - self.began
        return self.zygote.fork({**order, "now": datetime.fromtimestamp(later, tz=self.now.tzinfo).isoformat()})

    def again(self, name: str) -> int:
        """Start a process anew that has died."""
        self.pids[name] = self._fork(self.orders[name])
        return self.pids[name]

    def kill(self, name: str) -> None:
        """End a process at once, and start its successor."""
        self.signal(name, signal.SIGKILL)
        self.again(name)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a process, where it lives."""
        with suppress(ProcessLookupError):
            os.kill(self.pids[name], number)

    def gone(self, name: str) -> bool:
        """True where a process has ended."""
        return not _lives(self.pids[name])

    def pool(self, name: str) -> list[int]:
        """The pool children of a worker."""
        pid = self.pids[name]
        try:
            return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except OSError:
            return []

    def jump(self, seconds: float) -> None:
        """Move every clock."""
        before = float(self.jumps.read_text()) if self.jumps.exists() else 0.0
        fresh = self.jumps.with_suffix(".new")
        fresh.write_text(str(before + seconds))
        fresh.rename(self.jumps)

    def stop(self) -> None:
        """End everything that was started here."""
        for pid in self.pids.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
                os.killpg(pid, signal.SIGTERM)
        until = time.monotonic() + 5
        while time.monotonic() < until and any(_lives(pid) for pid in self.pids.values()):
            time.sleep(0.05)
        for pid in self.pids.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)

    def logs(self) -> str:
        """What the processes said."""
        return "\n".join(f"== {path.name}\n{path.read_text()}" for path in sorted(self.folder.glob("*.log")))[-8000:]


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def fleet(*given: Any, **options: Any) -> Iterator[Fleet]:
    """A fleet whose processes end with the block."""
    made = Fleet(*given, **options)
    made.folder.mkdir(parents=True, exist_ok=True)
    try:
        yield made
    finally:
        made.stop()


# --- the driver


@dataclass(frozen=True)
class Fault:
    """At so many seconds after the start, what happens to whom."""

    at: float
    kind: str
    target: str = ""
    amount: float = 0.0


def kills(seed: int, count: int, seconds: float, targets: dict[str, int]) -> list[Fault]:
    """So many kills within so many seconds, of targets by their weight; the same for the same seed."""
    dice = random.Random(seed)
    names, weights = list(targets), list(targets.values())
    times = sorted(dice.uniform(0, seconds) for _ in range(count))
    return [Fault(at, "kill", dice.choices(names, weights)[0]) for at in times]


def drive(ships: Fleet, faults: list[Fault]) -> int:
    """Let the faults happen in their order and return how many kills hit a living process."""
    start, hits = time.monotonic(), 0
    for fault in sorted(faults, key=lambda each: each.at):
        time.sleep(max(0.0, start + fault.at - time.monotonic()))
        hit = _befall(ships, fault)
        if fault.kind == "kill" and not hit:  # who was to die was dead already
            living = [name for name, order in ships.orders.items() if order["mode"] == "loop" and not ships.gone(name)]
            hit = _kill(ships, living[0]) if living else 0
        hits += hit
    return hits


def _befall(ships: Fleet, fault: Fault) -> int:
    if fault.kind == "kill":
        return _kill(ships, fault.target)
    if fault.kind == "freeze":
        ships.signal(fault.target, signal.SIGSTOP)
    elif fault.kind == "thaw":
        ships.signal(fault.target, signal.SIGCONT)
    elif fault.kind == "jump":
        ships.jump(fault.amount)
    elif fault.kind == "flush" and ships.redis is not None:
        subprocess.run(["redis-cli", "-p", str(ships.redis.port), "flushall"], check=False, capture_output=True)
    elif fault.kind == "empty" and ships.redis is not None:
        ships.redis.kill()
        for path in ships.redis.folder.glob("appendonlydir/*"):
            path.unlink()
        ships.redis.start()
    return 0


def _kill(ships: Fleet, target: str) -> int:
    """A name, or "name/pool" for one of a worker's children, which the worker itself replaces."""
    name, _, part = target.partition("/")
    if not part:
        alive = _lives(ships.pids[name])
        ships.kill(name)
        return int(alive)
    children = ships.pool(name)
    if not children:
        return 0
    with suppress(ProcessLookupError):
        os.kill(random.choice(children), signal.SIGKILL)
    return 1

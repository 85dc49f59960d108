"""`python -m bench.reader PORT`: opens a page at a constant rate until standard input ends, then prints JSON.

In a process of its own, so that what is measured is the site and not who waits for it. A page counts from the moment at
which it was to be asked for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from contextlib import closing
from http.client import HTTPConnection

PAGES_A_SECOND, LINES = 5, 4


def opens(port: int) -> bool:
    """True where the public list answers."""
    try:
        with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as line:
            line.request("GET", "/retningslinjer/")
            return line.getresponse().status == 200
    except OSError:
        return False


class Reader:
    """Reads while the block runs; then `p99` is known, and how many pages failed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.waits: list[float] = []
        self.failed = 0

    def __enter__(self) -> Reader:
        command = [sys.executable, "-m", "bench.reader", str(self.port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        told, _none = self._process.communicate(timeout=60)
        found = json.loads(told)
        self.waits, self.failed = found["waits"], found["failed"]

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 pages came."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(len(waits) * 0.99))] * 1000 if waits else 0.0


def _read(port: int, part: int, begun: float, stop: threading.Event, waits: list[float | None]) -> None:
    """Every page of one line, None for one that failed."""
    number = part
    while True:
        wished = begun + number / PAGES_A_SECOND
        if stop.wait(max(0.0, wished - time.monotonic())):
            return
        waits.append(time.monotonic() - wished if opens(port) else None)
        number += LINES


def main(port: int) -> None:
    """Read until standard input ends."""
    waits: list[float | None] = []
    stop, begun = threading.Event(), time.monotonic()
    threads = [threading.Thread(target=_read, args=(port, part, begun, stop, waits)) for part in range(LINES)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join(30)
    came = [wait for wait in waits if wait is not None]
    print(json.dumps({"waits": came, "failed": len(waits) - len(came)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))

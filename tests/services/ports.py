"""Free ports of this machine, and waiting for a server to answer on one."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """Return a TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(answers: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Return when `answers` says yes; raises TimeoutError naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not answers():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not answer within {seconds} s")
        time.sleep(0.02)


def listens(port: int) -> bool:
    """Return whether a connection to `port` of the loopback address is taken."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True

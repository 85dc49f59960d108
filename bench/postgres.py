"""A throw-away PostgreSQL beside the bench, where the server's programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OPTIONS = ("max_connections=20", "listen_addresses=127.0.0.1")  # else as shipped: every commit is synced


def programs() -> Path | None:
    """Return the folder of the newest installed server programs, None where there is no server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else found[-1].parent if found else None


@contextmanager
def postgres() -> Iterator[str | None]:
    """Give the address of an empty database `bench` on a server of our own, None where none is installed."""
    folder = programs()
    if folder is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="dsg-bench-postgres-") as scratch:
        user = "postgres" if os.geteuid() == 0 else None  # the server refuses root
        if user is not None:
            account = pwd.getpwnam(user)
            os.chown(scratch, account.pw_uid, account.pw_gid)
        data, port = f"{scratch}/data", free_port()
        _run(
            [str(folder / "initdb"), "-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"], user
        )
        options = [word for option in OPTIONS for word in ("-c", option)]
        command = [str(folder / "postgres"), "-D", data, "-p", str(port), "-k", scratch, *options]
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(command, user=user, cwd=scratch, stdout=quiet, stderr=quiet)
        try:
            _wait([str(folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)])
            make = [str(folder / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "bench"]
            _run([*make, "bench"], user)
            yield f"postgresql://bench@127.0.0.1:{port}/bench"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def free_port() -> int:
    """Return a TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], user: str | None) -> None:
    subprocess.run(command, user=user, cwd="/", check=True, capture_output=True)


def _wait(ready: list[str], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while subprocess.run(ready, check=False).returncode:
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL did not answer")
        time.sleep(0.05)

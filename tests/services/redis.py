"""A real redis-server on a free port, with its append-only file in a scratch folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.services.ports import free_port, listens, wait_until


class RedisServer:
    """Start, stop and kill one redis-server; `url` stays the same over restarts and so does what it holds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return when it answers."""
        program = shutil.which("redis-server")
        if program is None:
            raise FileNotFoundError("redis-server")
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        options += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        with (self.folder / "redis.log").open("ab") as log:
            self._process = subprocess.Popen([program, *options], stdout=log, stderr=log)
        wait_until(lambda: listens(self.port), "redis-server")

    def stop(self) -> None:
        """End the server in good order; does nothing where it does not run."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None

    def kill(self) -> None:
        """End the server at once, as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=20)
        self._process = None

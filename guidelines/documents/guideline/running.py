"""Foreign files are opened by a process of their own: started here, and ended here when it takes too long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.documents.guideline import child

BUSY = _("Other documents are being read just now. Load the page again in a moment.")
WAIT = child.SECONDS + 10.0  # seconds by the clock, for a process that sleeps uses no processor
_PATIENCE = 5.0  # seconds somebody waits for a turn
_TURNS = threading.BoundedSemaphore(2)  # in each process of the site, whose other threads go on answering
_ROOT = Path(__file__).resolve().parents[3]


class NotRead(Exception):
    """The child could not read the file: it `is_damaged`, or it takes more than is allowed."""

    def __init__(self, *, is_damaged: bool) -> None:
        super().__init__(is_damaged)
        self.is_damaged = is_damaged


class Busy(NotRead):
    """Others' files are being read just now: nothing is known of this one."""

    def __init__(self) -> None:
        super().__init__(is_damaged=False)


def in_child(kind: str, data: bytes, *, wait: float = WAIT) -> Any:
    """What the child process read, as JSON says it; raises NotRead for what it was killed for, or died of, and Busy.

    `wait` is how many seconds it may take by the clock, waiting for a turn included.
    """
    command = [sys.executable, "-m", child.__name__, kind]
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    asked = time.monotonic()
    if not _TURNS.acquire(timeout=min(_PATIENCE, wait)):
        raise Busy
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the file only on its input
            command,
            input=data,
            capture_output=True,
            timeout=wait - (time.monotonic() - asked),
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotRead(is_damaged=False) from error
    finally:
        _TURNS.release()
    if done.returncode != child.OK:
        raise NotRead(is_damaged=done.returncode == child.DAMAGED)
    if len(done.stdout) > child.MAX_OUTPUT:
        raise NotRead(is_damaged=False)
    return json.loads(done.stdout)

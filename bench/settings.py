"""The settings of the bench: the product's own, on throw-away databases, its log written to nowhere."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path

_scratch = tempfile.TemporaryDirectory(prefix="dsg-planner-bench-")
atexit.register(_scratch.cleanup)
SCRATCH = Path(_scratch.name)

for name in ("DEBUG", "DEMO", "REDIS_URL", "ALLOWED_HOSTS", "SITE_URL", "CACHE_URL", "MIGRATE_DATABASE_URL"):
    os.environ.pop(name, None)
os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{SCRATCH / 'empty.sqlite3'}"
os.environ["SECRET_KEY"] = "key-of-the-bench-and-of-nothing-else-0123456789"
os.environ["MEDIA_ROOT"] = str(SCRATCH / "media")
os.environ["STATIC_ROOT"] = str(SCRATCH / "static")
os.environ["EMAIL_URL"] = "consolemail://"

from dsg_planner.settings import *  # noqa: E402, F403
from dsg_planner.settings import LOGGING as _LOGGING  # noqa: E402

ROOT_URLCONF = "bench.urls"
# the lines are made as in production, and end nowhere
_NOWHERE = {"class": "logging.FileHandler", "filename": os.devnull, "formatter": "line"}
LOGGING = {**_LOGGING, "handlers": {"stderr": _NOWHERE}}

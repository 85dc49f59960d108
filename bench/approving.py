"""`python -m bench.approving`: approvals in the database that BENCH_DATABASE_URL names, else in SQLite; prints JSON."""

from __future__ import annotations

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench.rounds import figures  # noqa: E402

sys.stdout.write(json.dumps(figures()))

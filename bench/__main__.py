"""`python -m bench`: fill throw-away databases, measure, print."""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from bench.command import main  # noqa: E402

sys.exit(main(sys.argv[1:]))

"""Prints how well the reader reads a corpus of its own seed.

python -m tests.documents.corpus --count 500 --seed 20261122 [--slips] [--only 17,42] [--keep FOLDER]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()

from tests.documents.corpus.running import in_words, run


def main() -> None:
    """Make, read, compare and print."""
    options = _options()
    numbers = [int(part) for part in options.only.split(",")] if options.only else list(range(options.count))
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    table = run(options.seed, numbers, jobs=options.jobs, keep=options.keep)
    lines = sorted(table.slips, key=lambda slip: slip.split(" ", 1)[1]) if options.slips else []
    lines += [in_words(table), f"seed {options.seed}, {time.monotonic() - started:.0f} s"]
    sys.stdout.write("\n".join(lines) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.documents.corpus", description=__doc__)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="numbers of documents")
    parser.add_argument("--slips", action="store_true", help="print every slip")
    parser.add_argument("--keep", type=Path, help="leave the files here")
    return parser.parse_args()


if __name__ == "__main__":
    main()

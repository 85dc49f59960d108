"""Damaged files are read or refused: nothing breaks, nothing is left behind, nothing runs on (reliability F3)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("count", [90, pytest.param(10_000, marks=pytest.mark.faults)])
def test_damaged_files_break_nothing(count: int) -> None:
    """Run apart: the process of the tests has threads, and must not be copied."""
    command = [sys.executable, "-m", "tests.documents.guideline.mutating", str(count), "20261122"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert (said["broken"], said["left_behind"]) == ([], 0), done.stderr[-2000:]
    assert said["slowest_seconds"] < 10
    assert sum(said["outcomes"].values()) == count
    assert {"pdf read", "pdf refused", "docx read", "docx refused", "text read"} <= said["outcomes"].keys()

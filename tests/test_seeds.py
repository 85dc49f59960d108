"""The seed documents are found by their number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def test_a_seed_is_found_by_its_prefix(seed_file: Callable[[str], Path]) -> None:
    assert seed_file("000").name.startswith("000_")

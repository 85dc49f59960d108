"""Fixtures that every room shares."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def seed_file() -> Callable[[str], Path]:
    """A function from a prefix ("000") to the seed document of that number; skips visibly where there are no seeds."""

    def find(prefix: str) -> Path:
        found = sorted((ROOT.parent / "shared" / "seeds").glob(f"{prefix}_*.txt"))
        if not found:
            pytest.skip(f"seed {prefix} is not beside this checkout")
        return found[0]

    return find

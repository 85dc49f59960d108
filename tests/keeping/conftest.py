"""What the tests of backup and restore share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.keeping.places import Place
from tests.services.database import become, migrated


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with nothing in it, to copy."""
    made = migrated()
    if made is not None:
        return made
    place = Place(tmp_path_factory.mktemp("template") / "new")
    done = place.manage("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    return place.database


@pytest.fixture
def new_place(template: Path, tmp_path: Path) -> Callable[[], Place]:
    """Make a new, empty installation."""
    made: list[Place] = []

    def make() -> Place:
        made.append(Place(tmp_path / f"place-{len(made)}", template))
        return made[-1]

    return make


@pytest.fixture
def owner(transactional_db: None, store: Path) -> Iterator[None]:
    """Work as the owner of the tables, as `restore` does, with a store of its own."""
    become("MIGRATE_DATABASE_URL")
    yield
    become("DATABASE_URL")

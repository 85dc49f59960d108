"""What the journal's tests share: someone to write of, a way to write, and the owner's powers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from guidelines.journal import triggers
from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, writing
from guidelines.people.models import Group
from tests.services.database import become

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
SOMEBODY = Actor("user", "7")
COLUMNS = ", ".join(field.column for field in Event._meta.concrete_fields)


@pytest.fixture
def group(db: None) -> Group:
    return Group.objects.order_by("pk")[0]


@pytest.fixture
def write(group: Group) -> Callable[..., list[Event]]:
    """Write `count` events about the group in one block."""

    def _write(count: int = 1, **rest: Any) -> list[Event]:
        with writing(SOMEBODY, now=NOW) as journal:
            return [journal.record("noted", group, **rest) for _ in range(count)]

    return _write


@pytest.fixture
def as_owner(transactional_db: None) -> Iterator[None]:
    """Work as the owner of the tables, who may switch triggers off."""
    become("MIGRATE_DATABASE_URL")
    yield
    become("DATABASE_URL")


@pytest.fixture
def unguarded(as_owner: None) -> None:
    """Work as the owner with the triggers off; the flush after the test puts them back."""
    triggers.remove(connection)

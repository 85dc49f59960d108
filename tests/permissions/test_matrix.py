"""Walks every address × method × role against the declared table, without and with a CSRF token (C1, C2, C12)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories
from tests.permissions import matrix  # noqa: F401 - fills ROWS
from tests.permissions.table import NOT_FOUND, ROLES, ROWS, Row, World, world

ALLOWED_TO_CHANGE = {"django_session", "guidelines_calendarevent"}
"""When the visitor was last seen; and what a calendar was told, so that it hears of what is moved or gone later."""

READING, WRITING = ("GET", "HEAD"), ("POST", "PUT", "PATCH", "DELETE")
NOWHERE = "/findes/ikke/"
pytestmark = pytest.mark.no_cover  # others test what forty requests a row run through; measured they take twice as long

DEMO_URLS = "tests.permissions.demo_urls"

by_row = pytest.mark.parametrize("row", ROWS, ids=[f"{number}-{row.name}" for number, row in enumerate(ROWS)])


@pytest.fixture
def the_world(db: None, request: pytest.FixtureRequest, settings: Any) -> World:
    """The world of the row that is tested, in the demo where the row is of the demo."""
    cache.clear()
    if request.node.callspec.params["row"].is_demo:
        settings.DEMO, settings.ROOT_URLCONF = True, DEMO_URLS
    return world()


def _clients(of: World, roles: Sequence[str] = ROLES, *, csrf: bool = False) -> dict[str, Client]:
    clients = {role: Client(enforce_csrf_checks=csrf) for role in roles}
    for role, client in clients.items():
        if role in of.people:
            factories.sign_in(client, of.people[role])
    return clients


def _read(response: Any) -> Any:
    """The answer, with the file it hands out read to its end, and so closed."""
    for _part in response.streaming_content if response.streaming else ():
        pass
    return response


def _write(client: Client, method: str, url: str, data: dict[str, Any]) -> Any:
    """The answer to a request that may write; what it wrote is taken back."""
    with transaction.atomic():
        response = client.post(url, data) if method == "POST" else client.generic(method, url)
        transaction.set_rollback(True)
    cache.clear()
    return response


def _names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}" if pattern.name else f"(unnamed) {pattern.pattern}"


@pytest.mark.parametrize("urls", [None, DEMO_URLS])
def test_every_address_has_a_row_and_every_row_an_address(urls: str | None) -> None:
    declared = {row.name for row in ROWS if not row.is_demo or urls == DEMO_URLS}
    assert sorted(set(_names(get_resolver(urls).url_patterns))) == sorted(declared)


def _plain(response: Any, url: str) -> str:
    """The body without what differs by nature: the address itself, tokens, the reference number."""
    body = response.content.decode().replace(url, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|\b[0-9a-f]{8}\b', "", body)


def _dump() -> dict[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in ALLOWED_TO_CHANGE]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@by_row
def test_each_role_gets_what_the_table_says_and_reading_changes_nothing(row: Row, the_world: World) -> None:
    """What is not theirs looks like what is not there (C2); GET and HEAD of all roles leave every table alone (C12)."""
    url, data = row.url(the_world), row.posted(the_world)
    clients = _clients(the_world)
    before, found = _dump(), {}
    for role, client in clients.items():
        for method in READING:
            found[method, role] = _read(client.generic(method, url))
    assert _dump() == before
    for role, client in clients.items():
        for method in WRITING:
            found[method, role] = _write(client, method, url, data)
    answers = {key: row.answer(*key) for key in found}
    assert {key: (answers[key], got.status_code) for key, got in found.items() if not answers[key].fits(got)} == {}
    hidden = [role for role in ROLES if answers["GET", role] == NOT_FOUND]
    nowhere = {role: _plain(clients[role].get(NOWHERE), NOWHERE) for role in hidden}
    assert {role: _plain(found["GET", role], url) for role in hidden} == nowhere


@by_row
def test_nothing_is_written_without_a_csrf_token(row: Row, the_world: World) -> None:
    url, data = row.url(the_world), row.posted(the_world)
    clients = _clients(the_world, ("anonymous", "secretariat"), csrf=True)  # Django asks for it before the role counts
    codes = {
        (role, method): _write(client, method, url, data).status_code
        for role, client in clients.items()
        for method in WRITING
    }
    assert {key for key, code in codes.items() if code != 403} == (set(codes) if row.is_csrf_exempt else set())

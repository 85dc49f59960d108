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
from tests.permissions.table import METHODS, NOT_FOUND, ROLES, ROWS, Row, World, world

ALLOWED_TO_CHANGE = {"django_session"}  # when the visitor was last seen; nothing of the product
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
SOME_ROLES = ("anonymous", "lead", "secretariat")  # where the role makes no difference to what is tested

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


def _ask(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> Any:
    """The answer; whatever the request wrote is rolled back."""
    with transaction.atomic():
        response = client.generic(method, url) if method != "POST" else client.post(url, data or {})
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


@by_row
def test_each_role_gets_what_the_table_says(row: Row, the_world: World) -> None:
    url, data = row.url(the_world), row.posted(the_world)
    deviations = []
    for role, client in _clients(the_world).items():
        for method in METHODS:
            response = _ask(client, method, url, data)
            if not row.answer(method, role).fits(response):
                deviations.append((method, role, row.answer(method, role), response.status_code))
    assert deviations == []


@by_row
def test_what_is_not_yours_looks_like_what_is_not_there(row: Row, the_world: World) -> None:
    bodies = set()
    nowhere, url = "/findes/ikke/", row.url(the_world)
    for role, client in _clients(the_world).items():
        if row.answer("GET", role) == NOT_FOUND:
            same = _plain(_ask(client, "GET", nowhere), nowhere) == _plain(_ask(client, "GET", url), url)
            bodies.add((role, same))
    assert {role for role, same in bodies if not same} == set()


def _plain(response: Any, url: str) -> str:
    """The body without what differs by nature: the address itself, tokens, the reference number."""
    body = response.content.decode().replace(url, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|\b[0-9a-f]{8}\b', "", body)


@by_row
def test_nothing_is_written_without_a_csrf_token(row: Row, the_world: World) -> None:
    url, data = row.url(the_world), row.posted(the_world)
    codes = {
        (role, method): _ask(client, method, url, data).status_code
        for role, client in _clients(the_world, SOME_ROLES, csrf=True).items()
        for method in UNSAFE
    }
    assert {key for key, code in codes.items() if code != 403} == (set(codes) if row.is_csrf_exempt else set())


def _dump() -> dict[str, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in ALLOWED_TO_CHANGE]
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows[table] = sorted(map(repr, cursor.fetchall()))
    return rows


@by_row
def test_reading_twice_changes_nothing(row: Row, the_world: World) -> None:
    clients, url = _clients(the_world, SOME_ROLES), row.url(the_world)
    before = _dump()
    for client in clients.values():
        for method in ("GET", "HEAD", "GET", "HEAD"):
            client.generic(method, url)
    assert _dump() == before

"""Calls a WSGI function as a server would, in this process, and counts the statements a page makes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connection
from django.test import Client

from guidelines.models import User

PLAN = ("guideline", "guidelineversion", "planentry", "assignment", "revision", "step")
DATA = re.compile(rf'^SELECT .*? FROM "guidelines_(?:{"|".join(PLAN)})"|^SELECT COUNT', re.DOTALL)


class Failed(Exception):
    """A page answered with another status than 200."""


def session_of(user: User) -> str:
    """Return the cookie of a new session of this user, stored as signing in stores it."""
    client = Client()
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def fetch(application: WSGIApplication, path: str, cookie: str = "") -> bytes:
    """Return the body that the application answers a GET with; raises Failed unless the status is 200."""
    environ: WSGIEnvironment = {"PATH_INFO": path, "HTTP_HOST": "localhost", "HTTP_COOKIE": cookie}
    setup_testing_defaults(environ)
    status = []

    def start(line: str, headers: list[tuple[str, str]], exc_info: Any = None, /) -> Callable[[bytes], object]:
        status.append(line)
        return lambda data: None

    response: Iterable[bytes] = application(environ, start)
    body = b"".join(response)
    if close := getattr(response, "close", None):
        close()
    if not status[0].startswith("200"):
        raise Failed(f"{path}: {status[0]}")
    return body


def bare(page: Callable[[], bytes]) -> WSGIApplication:
    """Return a WSGI function around a page made by hand."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = page()
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    return application


@dataclass(frozen=True)
class Statements:
    """The SELECTs of one request, in their order."""

    sql: tuple[str, ...]

    def data(self, frame: Statements) -> int:
        """How many read the register, the plan or a count, and are not asked by the frame of every page."""
        beyond = Counter(self.sql) - Counter(frame.sql)
        return sum(number for sql, number in beyond.items() if DATA.search(sql))


@contextmanager
def statements() -> Iterator[Callable[[], Statements]]:
    """Collect what is read from the database; what comes back says so at the end."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("SELECT"):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield lambda: Statements(tuple(seen))

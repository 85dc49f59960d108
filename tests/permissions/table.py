"""How the permission matrix is written: roles, expected answers, and the world whose pages are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from guidelines.models import Group, Guideline, Person, PlanEntry, Revision
from guidelines.planning.rules import Stage
from tests import factories

ROLES = ("anonymous", "reader", "lead", "chair", "deputy", "other_chair", "secretariat")


def is_login(response: HttpResponse) -> bool:
    """True for a redirect to the sign-in page."""
    return response.status_code == 302 and response.headers["Location"].startswith(reverse("account_login"))


@dataclass(frozen=True)
class Answer:
    """A class of answers: one of these status codes, or a redirect to the sign-in page."""

    name: str
    codes: frozenset[int]
    or_login: bool = False

    def fits(self, response: HttpResponse) -> bool:
        """True when the response is of this class."""
        return self.or_login if is_login(response) else response.status_code in self.codes

    def __repr__(self) -> str:
        return self.name


OK = Answer("OK", frozenset({200, 204}))
MOVED = Answer("MOVED", frozenset({301, 302, 303}))
HEARD = Answer("HEARD", frozenset({200, 204, 302, 303, 400, 409, 422, 429}))  # let in: done, or told what is wrong
LOGIN = Answer("LOGIN", frozenset(), or_login=True)
NOT_FOUND = Answer("NOT_FOUND", frozenset({404}))
REFUSED = Answer("REFUSED", frozenset({403}))
NO_METHOD = Answer("NO_METHOD", frozenset({405}))
NEVER = Answer("NEVER", frozenset({403, 404, 405}), or_login=True)  # methods that a row does not name

Expected = Mapping[str, Answer]


def everyone(answer: Answer) -> Expected:
    """The same answer for all."""
    return dict.fromkeys(ROLES, answer)


def signed_in(answer: Answer, *, anonymous: Answer = LOGIN) -> Expected:
    """An answer for everybody with an account; the others are sent to the sign-in page."""
    return {**everyone(answer), "anonymous": anonymous}


def only(answer: Answer, *roles: str, others: Answer = NOT_FOUND, anonymous: Answer = LOGIN) -> Expected:
    """An answer for these roles; `others` for the rest of those signed in, `anonymous` for those who are not."""
    return {**everyone(others), "anonymous": anonymous, **dict.fromkeys(roles, answer)}


def secretariat(answer: Answer, **rest: Answer) -> Expected:
    """An answer for the secretariat alone."""
    return only(answer, "secretariat", **rest)


def leaders(answer: Answer, **rest: Answer) -> Expected:
    """An answer for chair and deputy of the page's own group (DSG) and the secretariat."""
    return only(answer, "chair", "deputy", "secretariat", **rest)


def participants(answer: Answer, **rest: Answer) -> Expected:
    """An answer for the leaders and for the tovholder of the guideline."""
    return only(answer, "lead", "chair", "deputy", "secretariat", **rest)


@dataclass(frozen=True)
class World:
    """What the pages are about: DSG with one published guideline, planned and under way; DGCG is another group."""

    group: Group
    other_group: Group
    guideline: Guideline
    entry: PlanEntry
    revision: Revision
    stranger: Person  # nobody's own page
    people: Mapping[str, Person]  # role -> person; nobody for "anonymous"
    more: dict[str, Any] = field(default_factory=dict)  # what single rows add


def once(make: Callable[[World], Any]) -> Callable[[World], Any]:
    """Make a thing once a world, so that a test may ask for every row in the same one."""

    @wraps(make)
    def kept(of: World) -> Any:
        if make.__name__ not in of.more:
            of.more[make.__name__] = make(of)
        return of.more[make.__name__]

    return kept


def world() -> World:
    """The same world for every row."""
    own, other = factories.group("DSG"), factories.group("DGCG")
    guideline = factories.guideline("Prøvesarkomer", owner=own)
    factories.version(guideline, published=date(2022, 3, 1))
    people = {
        "reader": factories.reader(),
        "lead": factories.reader(),
        "chair": factories.chair_of(own),
        "deputy": factories.deputy_of(own),
        "other_chair": factories.chair_of(other),
        "secretariat": factories.secretariat(),
    }
    entry = factories.entry(guideline, 2030, leads=[people["lead"]])
    revision = factories.revision(entry, Stage.DRAFT)
    return World(own, other, guideline, entry, revision, factories.person(), people)


Arguments = Mapping[str, Any] | Callable[[World], Mapping[str, Any]]


@dataclass(frozen=True)
class Row:
    """One address and what each role gets from it, method by method; methods not named answer NEVER."""

    name: str
    args: Arguments
    expected: Mapping[str, Expected]
    data: Arguments
    is_csrf_exempt: bool
    is_demo: bool

    def url(self, world: World) -> str:
        """The address in this world."""
        return reverse(self.name, kwargs=dict(_filled(self.args, world)))

    def posted(self, world: World) -> dict[str, Any]:
        """The form that POST sends."""
        return dict(_filled(self.data, world))

    def answer(self, method: str, role: str) -> Answer:
        """What the role gets; HEAD gets what GET does."""
        expected = self.expected.get("GET" if method == "HEAD" else method)
        return expected[role] if expected else NEVER


def _filled(arguments: Arguments, world: World) -> Mapping[str, Any]:
    return arguments(world) if callable(arguments) else arguments


ROWS: list[Row] = []


def row(
    name: str,
    *,
    args: Arguments | None = None,
    data: Arguments | None = None,
    is_csrf_exempt: bool = False,
    is_demo: bool = False,
    **expected: Expected,
) -> None:
    """Add a row: the URL's name, its arguments and, for each method it knows, who gets what.

    `args` and `data` (the form of POST) are a dict, or a function from the World to one. `is_demo`: the address is
    there in the demo alone, and is asked there.
    """
    ROWS.append(Row(name, args or {}, expected, data or {}, is_csrf_exempt, is_demo))

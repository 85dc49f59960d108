"""One case measured: the same rows, the statements, the bytes, the times."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import partial
from statistics import median
from wsgiref.types import WSGIApplication

from django.urls import reverse

from bench.browser import Statements, bare, fetch, session_of, statements
from bench.cases import Case
from bench.timing import Times, in_turn


class Different(Exception):
    """Ours and the minimum by hand do not show the same rows: their times say nothing about each other."""


@dataclass(frozen=True)
class Page:
    """What a page shows and costs without a clock. Bytes are those above the empty page, by row."""

    rows: int
    queries: int
    data_queries: int
    bytes_a_row: float
    gzip_a_row: float
    hand_bytes_a_row: float


@dataclass(frozen=True)
class Result:
    """A case with what was measured; times in milliseconds."""

    case: Case
    page: Page
    times: Times

    @property
    def figures(self) -> tuple[float, float, float]:
        """The goal's figure: median, least and most of the rounds."""
        figures = self.case.goal.figures(self.times)
        return median(figures), min(figures), max(figures)

    @property
    def faults(self) -> list[str]:
        """What is over its limit; empty when all is well."""
        page, case = self.page, self.case
        found = []
        if self.figures[0] > case.goal.must:
            found.append("time")
        if page.data_queries > case.data_queries:
            found.append("queries")
        if case.bytes_a_row is not None and page.bytes_a_row > case.bytes_a_row:
            found.append("bytes")
        return found


def look(case: Case, application: WSGIApplication) -> Page:
    """Open the page, the empty one and the minimum; raises Different where the rows are not the same."""
    cookie = session_of(case.user) if case.user else ""
    fetch(application, case.path, cookie)  # what is read once and kept is not the page's
    with statements() as read:
        ours = fetch(application, case.path, cookie)
        asked = read()
    empty = fetch(application, reverse("bench-empty"), cookie)
    with statements() as read:
        fetch(application, reverse("bench-empty"), cookie)
        frame = read()
    hand = case.minimum()
    shown, wanted = case.seen(ours.decode()), case.seen(hand.decode())
    if not shown or shown != wanted:
        raise Different(f"{case.label}: {_first_difference(shown, wanted)}")
    rows = sum(len(row) > 1 for row in shown) or len(shown)
    return Page(
        rows=rows,
        queries=len(asked.sql),
        data_queries=asked.data(Statements(()) if case.is_in_menu else frame),
        bytes_a_row=(len(ours) - len(empty)) / rows,
        gzip_a_row=(len(gzip.compress(ours, 6)) - len(gzip.compress(empty, 6))) / rows,
        hand_bytes_a_row=len(hand) / rows,
    )


def _first_difference(shown: list[tuple[str, ...]], wanted: list[tuple[str, ...]]) -> str:
    for place, (one, other) in enumerate(zip(shown, wanted, strict=False)):
        if one != other:
            return f"row {place} shows {one}, by hand {other}"
    return f"{len(shown)} rows, by hand {len(wanted)}"


def measure(case: Case, application: WSGIApplication, *, seconds: float = 4.0) -> Result:
    """Look at the page, then time ours, the minimum, the empty page and the minimum inside Django in turn."""
    page = look(case, application)
    cookie = session_of(case.user) if case.user else ""
    functions = {
        "ours": partial(fetch, application, case.path, cookie),
        "hand": partial(fetch, bare(case.minimum), case.path, cookie),
        "empty": partial(fetch, application, reverse("bench-empty"), cookie),
    }
    if case.kind == "list":
        functions["keyset"] = partial(fetch, application, reverse("bench-keyset"))
    return Result(case, page, in_turn(functions, seconds=seconds))

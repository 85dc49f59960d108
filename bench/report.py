"""The figures as a table for people, and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bench.measuring import Result

HEAD = ("page", "register", "rows", "ours", "by hand", "empty", "x by hand", "goal", "must", "", "SQL", "B/row", "gzip")
GROWTH = (("plan of 60", 1.3), ("list, public", 1.3), ("list, signed in", 1.3), ("my tasks", 1.2))  # performance.md 8


def as_json(result: Result) -> dict[str, Any]:
    """Return everything measured of one case; times in milliseconds of processor time, medians."""
    case, page, times = result.case, result.page, result.times
    figure, least, most = result.figures
    return {
        "page": case.label,
        "kind": case.kind,
        "register": case.size,
        "rows": page.rows,
        "rounds": len(times["ours"]),
        "ms": {name: round(times.median(name), 3) for name in times},
        "goal": {
            "words": case.goal.words,
            "median": round(figure, 2),
            "min": round(least, 2),
            "max": round(most, 2),
            "must": case.goal.must,
            "aim": case.goal.aim,
        },
        "queries": {"all": page.queries, "data": page.data_queries, "budget": case.data_queries},
        "bytes_a_row": {
            "html": round(page.bytes_a_row),
            "gzip": round(page.gzip_a_row),
            "by_hand": round(page.hand_bytes_a_row),
        },
        "over": result.faults,
    }


def table(results: Sequence[Result]) -> str:
    """Return the table, and below it how the cost grows with the register."""
    lines = [HEAD, *map(_line, results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    drawn = [
        "  ".join(cell.ljust(width) if column in (0, 7) else cell.rjust(width) for column, (cell, width) in cells)
        for cells in ([(place, pair) for place, pair in enumerate(zip(line, widths, strict=True))] for line in lines)
    ]
    return "\n".join([*(line.rstrip() for line in drawn), *growth(results)])


def _line(result: Result) -> tuple[str, ...]:
    case, page, times = result.case, result.page, result.times
    figure, least, most = result.figures
    ratio = times.ratios("ours", "hand")
    return (
        case.label,
        f"{case.size:,}",
        f"{page.rows:,}",
        *(f"{times.median(name):,.1f}" if name in times else "" for name in ("ours", "hand", "empty")),
        f"{sorted(ratio)[len(ratio) // 2]:.2f}",
        f"{figure:.2f} ({least:.2f}-{most:.2f}) {case.goal.words}",
        f"{case.goal.must:.1f}",
        "over: " + ", ".join(result.faults) if result.faults else "ok",
        f"{page.data_queries} of {page.queries}",
        f"{page.bytes_a_row:,.0f}" if page.bytes_a_row else "",
        f"{page.gzip_a_row:,.0f}" if page.gzip_a_row else "",
    )


def growth(results: Iterable[Result]) -> list[str]:
    """Return a line for each page that must not grow with the register: its cost in the largest over the smallest."""
    lines = []
    listed = [result for result in results if result.case.size >= 400]
    for label, must in GROWTH:
        found = sorted((result for result in listed if result.case.label == label), key=lambda each: each.case.size)
        if len(found) < 2:
            continue
        first, last = found[0], found[-1]
        ratio = min(last.times["ours"]) / min(first.times["ours"])  # the least of each: minutes lie between them
        verdict = "ok" if ratio <= must else "over"
        lines.append(
            f"{label}: {first.case.size:,} -> {last.case.size:,} guidelines costs {ratio:.2f} x (must {must}) {verdict}"
        )
    return ["", *lines] if lines else []

"""Where everything of a drawing stands, in units of its own; templates/desk/load_*.html draw it as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 360
ROW = 24
LEFT, RIGHT = 92, 300  # of the bars; labels stand before them, numbers after
SQUARE, STEP = 9, 11
IN_A_LINE, LINES = 2, 2
CELLS_FROM, CELL = 108, 44


@dataclass(frozen=True)
class Bar:
    """A row: its label, a full and a hatched part, the number behind them, and whether it is far above the mean."""

    label: str
    full: float
    hatched: float
    number: str
    is_heavy: bool = False


@dataclass(frozen=True)
class DrawnBar:
    """A bar in its place: the text's base line, the top and height of the bar, and both parts."""

    bar: Bar
    base: int
    top: int
    x: float
    full: float
    hatched_x: float
    hatched: float
    number_x: float


@dataclass(frozen=True)
class BarChart:
    """Bars below each other; `key` tells its parts from those of other drawings of the page."""

    key: str
    title: str
    description: str
    width: int
    height: int
    thickness: int
    bars: list[DrawnBar]


def bar_chart(key: str, title: str, description: str, bars: Sequence[Bar]) -> BarChart:
    """Return the bars in their places, the longest as long as there is room."""
    longest = max((bar.full + bar.hatched for bar in bars), default=0) or 1
    unit = (RIGHT - LEFT) / longest
    drawn = [_drawn(bar, place * ROW, unit) for place, bar in enumerate(bars)]
    return BarChart(key, title, description, WIDTH, len(bars) * ROW, ROW - 8, drawn)


def _drawn(bar: Bar, top: int, unit: float) -> DrawnBar:
    full, hatched = round(bar.full * unit, 1), round(bar.hatched * unit, 1)
    end = round(LEFT + full + hatched, 1)
    return DrawnBar(bar, top + ROW - 8, top + 4, LEFT, full, round(LEFT + full, 1), hatched, round(end + 6, 1))


@dataclass(frozen=True)
class Cell:
    """A year of a person: how many, four squares at most, whether they are too many, and where the number stands."""

    number: int
    squares: list[tuple[int, int]]
    is_above: bool
    x: int
    base: int


@dataclass(frozen=True)
class SquareRow:
    """A person with a cell a year."""

    label: str
    base: int
    cells: list[Cell]


@dataclass(frozen=True)
class SquareChart:
    """A square for each guideline, persons below each other and years beside each other."""

    title: str
    description: str
    width: int
    height: int
    square: int
    heads: list[tuple[str, int]]
    rows: list[SquareRow]


def square_chart(
    title: str, description: str, years: Sequence[int], persons: Iterable[tuple[str, Sequence[tuple[int, bool]]]]
) -> SquareChart:
    """Return the squares in their places; a person is a name, and for each year how many and whether it is too much."""
    heads = [(str(year), CELLS_FROM + place * CELL) for place, year in enumerate(years)]
    rows = [_row(name, cells, (place + 1) * ROW) for place, (name, cells) in enumerate(persons)]
    width = max(WIDTH, CELLS_FROM + len(years) * CELL)
    return SquareChart(title, description, width, (len(rows) + 1) * ROW, SQUARE, heads, rows)


def _row(name: str, cells: Sequence[tuple[int, bool]], top: int) -> SquareRow:
    base = top + ROW - 8
    drawn = []
    for place, (number, is_above) in enumerate(cells):
        x = CELLS_FROM + place * CELL
        drawn_number = min(number, IN_A_LINE * LINES)
        first = top + (1 if drawn_number > IN_A_LINE else ROW - 8 - SQUARE)
        squares = [(x + at % IN_A_LINE * STEP, first + at // IN_A_LINE * STEP) for at in range(drawn_number)]
        drawn.append(Cell(number, squares, is_above, x + min(number, IN_A_LINE) * STEP + 1, base))
    return SquareRow(name, base, drawn)

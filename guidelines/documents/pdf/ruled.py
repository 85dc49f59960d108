"""Tables with ruling lines: where lines cross there are cells, and where a line is missing two cells are one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guidelines.documents.grids import Grid
from guidelines.documents.pdf.cells import cell_text
from guidelines.documents.pdf.page import Page, Rule, Word

_NEAR = 3.0  # points: lines no farther apart are one line, drawn double or in pieces
_SHORTEST = 8.0
# More lines than this, once put together, are a drawing.
MAX_LINES = 300
MAX_CELLS = 6_000


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its first row and column, and the row and column after its last."""

    row: int
    column: int
    end_row: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Frame:
    """The lines of one table: where its columns and rows begin and end, and the cell at each row and column."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: dict[tuple[int, int], Box]

    def box_at(self, x: float, y: float) -> Box | None:
        """The cell at a place."""
        row, column = _band(self.ys, y), _band(self.xs, x)
        return None if row is None or column is None else self.boxes[row, column]


def frames_of(page: Page) -> list[Frame]:
    """The ruled tables of a page with three columns or more, from the top."""
    across, down = _joined(page.across), _joined(page.down)
    if len(across) > MAX_LINES or len(down) > MAX_LINES:
        return []
    frames = [frame for lines in _groups(across, down) if (frame := _frame(*lines)) is not None]
    return sorted(frames, key=lambda frame: frame.ys[0])


def grid_of(frame: Frame, words: Iterable[Word]) -> tuple[Grid, list[Word]]:
    """The cells of a table with their texts, those of merged cells repeated, and the words outside of it."""
    inside: dict[Box, list[Word]] = {}
    outside: list[Word] = []
    for word in words:
        box = frame.box_at(word.across, word.down)
        if box is None:
            outside.append(word)
        else:
            inside.setdefault(box, []).append(word)
    rows = [[""] * (len(frame.xs) - 1) for _ in range(len(frame.ys) - 1)]
    across: set[tuple[int, int]] = set()
    down: set[tuple[int, int]] = set()
    for box in set(frame.boxes.values()):
        text = _text(frame, box, inside.get(box, []))
        for row in range(box.row, box.end_row):
            for column in range(box.column, box.end_column):
                rows[row][column] = text
                across.update([(row, column)] if column > box.column else [])
                down.update([(row, column)] if row > box.row else [])
    return Grid(rows, "", frozenset(across), frozenset(down), wraps=True), outside


def _text(frame: Frame, box: Box, words: list[Word]) -> str:
    """The text of a cell, which keeps the same room at its right as at its left."""
    if not words:
        return ""
    left, right = frame.xs[box.column], frame.xs[box.end_column]
    return cell_text(words, right - max(min(word.x0 for word in words) - left, 0.0))


def _joined(rules: Iterable[Rule]) -> list[Rule]:
    """Lines at the same place that touch or overlap as one line each."""
    found: list[Rule] = []
    for same in _clusters(sorted(rules, key=lambda rule: rule.at)):
        at = sum(rule.at for rule in same) / len(same)
        start, end = None, 0.0
        for rule in sorted(same, key=lambda rule: rule.start):
            if start is None or rule.start > end + _NEAR:
                found += [Rule(at, start, end)] if start is not None else []
                start, end = rule.start, rule.end
            end = max(end, rule.end)
        found += [Rule(at, start, end)] if start is not None else []
    return [rule for rule in found if rule.end - rule.start >= _SHORTEST]


def _clusters(rules: Sequence[Rule]) -> list[list[Rule]]:
    found: list[list[Rule]] = []
    for rule in rules:
        if found and rule.at - found[-1][0].at <= _NEAR:
            found[-1].append(rule)
        else:
            found.append([rule])
    return found


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines by tables: lines that touch, and those that touch them."""
    parent = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for i, flat in enumerate(across):
        for j, steep in enumerate(down):
            if _reaches(flat, steep.at) and _reaches(steep, flat.at):
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for i, flat in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(flat)
    for j, steep in enumerate(down):
        groups.setdefault(root(len(across) + j), ([], []))[1].append(steep)
    return list(groups.values())


def _reaches(rule: Rule, place: float) -> bool:
    return rule.start - _NEAR <= place <= rule.end + _NEAR


def _frame(across: Sequence[Rule], down: Sequence[Rule]) -> Frame | None:
    """The table that lines make; None where they make none of three columns."""
    if not across or not down:
        return None
    xs = _places([*(r.at for r in down), min(r.start for r in across), max(r.end for r in across)])
    ys = _places([*(r.at for r in across), min(r.start for r in down), max(r.end for r in down)])
    if len(xs) < 4 or len(ys) < 2 or len(xs) * len(ys) > MAX_CELLS:
        return None
    boxes = _boxes(xs, ys, across, down)
    return Frame(xs, ys, boxes) if boxes is not None else None


def _places(values: Iterable[float]) -> tuple[float, ...]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return tuple(found)


def _boxes(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], Box] | None:
    """The cells, those without a line between them put together; None where one is no rectangle."""
    walls = {(row, column) for column in range(1, len(xs) - 1) for row in range(len(ys) - 1)
             if _has_line(down, xs[column], (ys[row] + ys[row + 1]) / 2)}  # fmt: skip
    floors = {(row, column) for row in range(1, len(ys) - 1) for column in range(len(xs) - 1)
              if _has_line(across, ys[row], (xs[column] + xs[column + 1]) / 2)}  # fmt: skip
    boxes: dict[tuple[int, int], Box] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in boxes:
                continue
            box = _grown(row, column, walls, floors, (len(ys) - 1, len(xs) - 1))
            cells = {(r, c) for r in range(box.row, box.end_row) for c in range(box.column, box.end_column)}
            if cells & boxes.keys() or any(
                (r, c) not in walls for r in range(box.row, box.end_row) for c in (box.column, box.end_column)
                if 0 < c < len(xs) - 1
            ):  # fmt: skip
                return None
            boxes.update(dict.fromkeys(cells, box))
    return boxes


def _grown(
    row: int, column: int, walls: set[tuple[int, int]], floors: set[tuple[int, int]], size: tuple[int, int]
) -> Box:
    """The cell that begins here: as far to the right and then down as no line ends it."""
    end_column, end_row = column + 1, row + 1
    while end_column < size[1] and (row, end_column) not in walls:
        end_column += 1
    while end_row < size[0] and all((end_row, c) not in floors for c in range(column, end_column)):
        end_row += 1
    return Box(row, column, end_row, end_column)


def _has_line(rules: Sequence[Rule], place: float, middle: float) -> bool:
    """Whether a line stands at the place and reaches over the middle of the cell's side."""
    return any(abs(rule.at - place) <= 2 * _NEAR and rule.start <= middle <= rule.end for rule in rules)


def _band(edges: Sequence[float], place: float) -> int | None:
    """Between which two edges a place is."""
    if not edges[0] <= place < edges[-1]:
        return None
    return next(at for at in range(len(edges) - 1) if place < edges[at + 1])

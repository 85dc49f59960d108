"""Which column of a grid holds what: read from its headings, and where they are silent from what stands below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from guidelines.documents.exported import PREFIX
from guidelines.documents.grids import Grid
from guidelines.documents.headers import role_of, totals_line, year_of
from guidelines.documents.marks import read_mark
from guidelines.documents.names import people_score
from guidelines.documents.wording import is_blank, one_line

KindLabel = Literal["new", "revision"]
_MARK_ROLES = {"kind", "new", "revision"}
_EXTRA_ROLES = ("version", "approved", "submitted", "groups", "note")
# Columns and rows that are looked at to tell what a column holds.
_WIDTH, _SAMPLE = 60, 200


@dataclass(frozen=True, slots=True)
class Label:
    """What the heading cells above one column say."""

    role: str | None = None
    year: int | None = None

    def merged(self, below: Label) -> Label:
        """This heading with the one under it."""
        return Label(self.role or below.role, below.year or self.year)


Labels = dict[int, Label]


@dataclass(slots=True)
class Columns:
    """The columns of a planskema. `years` keeps the order of the file; `is_given` where the caller headed them."""

    title: int
    people: int | None = None
    more_people: list[int] = field(default_factory=list)
    year: int | None = None
    years: dict[int, int] = field(default_factory=dict)
    kinds: dict[int, KindLabel] = field(default_factory=dict)
    marks: list[int] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    is_given: bool = False


def labels_of(row: Sequence[str]) -> Labels:
    """The headings among the cells of a row, by column."""
    found = {}
    for column, cell in enumerate(row[:_WIDTH]):
        if cell and len(cell) < 200:
            label = Label(None if (year := year_of(cell)) else role_of(cell), year)
            if label != Label():
                found[column] = label
    return found


def is_heading(row: Sequence[str], labels: Labels, *, after_heading: bool) -> bool:
    """Whether a row is a heading: it names the title or the people and something more, or it lists years."""
    if not labels:
        return False
    years = {label.year for label in labels.values() if label.year}
    roles = {label.role for label in labels.values() if label.role}
    filled = {cell for cell in row if cell}
    is_all_labels = len(filled) == len({row[column] for column in labels})
    if len(years) >= 2 or (years and after_heading):
        return is_all_labels or bool(roles & {"title", "people"})
    if "title" in roles or "people" in roles:
        return len(roles) + len(years) >= 2 and (is_all_labels or len(labels) >= 2)
    return after_heading and is_all_labels and not totals_line(next(iter(filled)))


def columns_of(grid: Grid, labels: Labels, rows: Sequence[int], year_columns: Sequence[int] | None) -> Columns | None:
    """The columns of the rows under these headings; None where no title can be told."""
    sample = [grid.rows[at] for at in rows[:_SAMPLE]]
    width = max((len(cells) for cells in sample), default=0)
    taken = {column for column, label in labels.items() if label.role or label.year}
    taken |= {at for cells in sample for at, cell in enumerate(cells[:_WIDTH]) if cell.startswith(PREFIX)}
    free = [column for column in range(min(width, _WIDTH)) if column not in taken]
    title = _first(labels, "title")
    if title is None:
        title = _longest(sample, free)
    if title is None:
        return None
    people = _first(labels, "people")
    if people is None:
        people = next((c for c in free if c != title and _share(sample, c, _is_people) >= 0.5), None)
    columns = Columns(title, people, year=_first(labels, "year"))
    for column, label in sorted(labels.items()):
        _place(columns, column, label)
    known = {column for column, label in labels.items() if label.role and label.role not in _MARK_ROLES}
    _find_marks(
        columns, sample, [c for c in range(min(width, _WIDTH)) if c not in known | {title, people}], year_columns
    )
    return columns if columns.years or columns.marks or columns.year is not None or people is not None else None


def _place(columns: Columns, column: int, label: Label) -> None:
    """Puts one headed column where it belongs."""
    if label.role == "new" or label.role == "revision":
        columns.kinds[column] = "new" if label.role == "new" else "revision"
    if label.year:
        columns.years[column] = label.year
    elif label.role in _MARK_ROLES and column not in (columns.title, columns.people):
        columns.marks.append(column)
    elif label.role == "people" and column != columns.people:
        columns.more_people.append(column)
    elif label.role in _EXTRA_ROLES:
        columns.others.setdefault(label.role, column)


def _find_marks(
    columns: Columns, sample: list[list[str]], candidates: Sequence[int], year_columns: Sequence[int] | None
) -> None:
    """Finds columns of marks that no year heads; the caller's years head them where their number fits."""
    if columns.years or columns.year is not None:
        return
    run = [column for column in candidates if _is_mark_column(sample, column)]
    filled = [column for column in run if _filled(sample, column)]
    for choice in (run, filled):
        adjoining = bool(choice) and choice[-1] - choice[0] == len(choice) - 1
        if year_columns and filled and adjoining and len(choice) == len(year_columns):
            columns.years = dict(zip(choice, year_columns, strict=True))
            columns.marks, columns.is_given = [], True
            return
    columns.marks = sorted({*columns.marks, *filled})


def _first(labels: Labels, role: str) -> int | None:
    return next((column for column, label in sorted(labels.items()) if label.role == role and not label.year), None)


def _filled(sample: list[list[str]], column: int) -> list[str]:
    return [cells[column] for cells in sample if column < len(cells) and not is_blank(cells[column])]


def _share(sample: list[list[str]], column: int, test: Callable[[str], bool]) -> float:
    filled = _filled(sample, column)
    return sum(test(text) for text in filled) / len(filled) if filled else 0.0


def _is_people(text: str) -> bool:
    return people_score(text.split("\n")) > 0


def _is_mark_column(sample: list[list[str]], column: int) -> bool:
    """Whether nothing but marks (or figures of totals) stands in the column."""
    return all(
        read_mark(text).is_mark or (one_line(text).isdigit() and len(text) < 5) for text in _filled(sample, column)
    )


def _longest(sample: list[list[str]], free: Sequence[int]) -> int | None:
    """The column with the longest texts, if they are long enough to be titles."""
    means = {c: sum(map(len, texts)) / len(texts) for c in free if (texts := _filled(sample, c))}
    best = max(means, key=lambda column: means[column], default=None)
    return best if best is not None and means[best] >= 8 else None

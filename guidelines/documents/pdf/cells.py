"""The words of a cell as text: lines that merely wrapped are told from those that were ended on purpose."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from guidelines.documents.grids import MAX_CELL
from guidelines.documents.pdf.page import Line, Word, lines_of
from guidelines.documents.wording import ENDED

_BLANK = 0.5  # of the height of a line: more room than a blank takes


def cell_text(words: Iterable[Word], right: float | None = None) -> str:
    """The text of a cell whose words may reach as far as `right`, else as far as its longest line does.

    A line ends for good where the next word would have fitted: there somebody pressed Enter. Any other only wraps.
    """
    lines = lines_of(words)
    if not lines:
        return ""
    edge = max(line.words[-1].x1 for line in lines)
    edge = max(edge, right) if right is not None else edge
    ends = (ENDED if _was_ended(above, below, edge) else "\n" for above, below in pairwise(lines))
    text = lines[0].text + "".join(end + line.text for end, line in zip(ends, lines[1:], strict=True))
    return text[:MAX_CELL].strip()


def _was_ended(above: Line, below: Line, edge: float) -> bool:
    """Whether the first word below would have fitted on the line above."""
    last, first = above.words[-1], below.words[0]
    return last.x1 + _BLANK * last.height + (first.x1 - first.x0) < edge

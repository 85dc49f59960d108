"""Where the people of one row end and the title of the next begins, in text that has lost its cells.

Every split is scored: how much the one part looks like a list of names, how much the other like a title. Nothing
here knows the words of a particular plan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from guidelines.documents.names import people_score
from guidelines.documents.text_marks import Item
from guidelines.documents.wording import one_line

MAX_PEOPLE_LINES = 12
MAX_TITLE_LINES = 14
MAX_LINES, MAX_TITLE = 40, 1_000
_CLOSED_BRACKET = re.compile(
    r"(?:version|vers\.?|v\.?)\s*\d[\d.,_]*\s*\)$|\(\s*\d{6,8}[^()]*\)$|\b(?:udgå|sammenlæg|nedlæg|withdr|merge)[^()]{0,80}\)$"
    r"|[–-] (?:udgår|udgået)$",
    re.IGNORECASE,
)
# A title that stops with one of these goes on, whatever the next line looks like.
_OPEN_END = re.compile(
    r"(?:\b(?:af|med|hos|til|ved|og|eller|for|i|på|om|fra|efter|of|with|in|and|or|the|by)|[,–-])$", re.IGNORECASE
)


def split_before_title(items: Sequence[Item], width: int) -> tuple[int, float]:
    """People first, then the title of the next row: how many items are people, and the score of that split."""
    choices = [
        (people_score(texts(items[:k])) + title_score(texts(items[k : k + MAX_TITLE_LINES]), width), -k)
        for k in range(min(len(items), MAX_PEOPLE_LINES + 1))
    ]
    score, k = max(choices, default=(0.0, 0))
    return -k, score


def split_after_title(items: Sequence[Item], width: int) -> tuple[int, float]:
    """The title first, then people: how many items are title, and the score of that split."""
    choices = [
        (title_score(texts(items[:k]), width) + people_score(texts(items[k : k + MAX_PEOPLE_LINES])), k)
        for k in range(1, min(len(items), MAX_TITLE_LINES) + 1)
    ]
    score, k = max(choices, default=(0.0, 0))
    return k, score


def leading_people(items: Sequence[Item], *, is_end: bool = False) -> int:
    """How many items at the beginning are people, where no title follows that could help to tell.

    At the sure end of a table (`is_end`) a lone last word is rather the rest of a name than the start of a text.
    """
    scores = [people_score(texts(items[:k])) for k in range(min(len(items), MAX_PEOPLE_LINES) + 1)]
    best = [k for k, score in enumerate(scores) if score == max(scores)]
    return best[-1] if is_end else best[0]


def title_score(lines: Sequence[str], width: int) -> float:
    """How much some lines look like one title, broken where a column of `width` signs would break it."""
    if sum(map(len, lines)) > MAX_TITLE:
        return -6.0
    text = one_line("\n".join(lines))
    bare = re.sub(r"[(\[][^)\]]*[)\]]?", " ", text).strip()
    if not re.search(r"[^\W\d_]{2}", bare):
        return -6.0
    score = -3.0 if text[0].islower() or text[0] in "(),;–-" else 0.0
    score += 1.0 if re.search(r"(?:^|\s)[a-zæøå]{2,}", bare) else 0.0
    score += 1.0 if _CLOSED_BRACKET.search(text) else 0.0
    score -= 2.0 if text.count("(") != text.count(")") else 0.0
    score -= 2.0 if len(text) > 250 else 0.0
    score -= 1.5 if people_score([bare]) > 0 else 0.0
    inner = sum(bool(_CLOSED_BRACKET.search(one_line("\n".join(lines[: at + 1])))) for at in range(len(lines) - 1))
    return score - inner - 0.8 * sum(_breaks_early(a, b, width) for a, b in pairwise(lines))


def _breaks_early(line: str, following: str, width: int) -> bool:
    """Whether a line ends although the next word would have fitted: two texts rather than one wrapped."""
    if following[:1].islower() or following[:1] in "(–-," or line.endswith(("-", "–", "\u00ad", ",", ":")):
        return False
    return len(line) + 1 + len(following.split()[0]) < 0.75 * width


def split_titles(items: Sequence[Item]) -> list[tuple[list[Item], list[Item]]]:
    """A run of title lines as (title, people) of rows: rows without a mark stand inside, told by a closed bracket
    with version or date, or by people between. The last has no people: they come after its mark."""
    rows: list[tuple[list[Item], list[Item]]] = []
    rest = list(items[-MAX_LINES:])
    at = 1
    while at < len(rest):
        people = _people_inside(rest, at)
        if people or _begins_anew(rest, at):
            rows.append((rest[:at], rest[at : at + people]))
            rest, at = rest[at + people :], 1
        else:
            at += 1
    return [*rows, (rest, [])]


def _begins_anew(items: Sequence[Item], at: int) -> bool:
    """Whether a new title begins here: the one before has ended with its bracket or its note."""
    following = items[at].text
    return _ends_title(items[:at]) and following[0] not in "(–-," and not following[0].islower()


def _ends_title(items: Sequence[Item]) -> bool:
    return bool(_CLOSED_BRACKET.search(one_line("\n".join(texts(items[-4:])))))


def _people_inside(items: Sequence[Item], at: int) -> int:
    """How many items from here are people with another title after them; 0 where the words go on as a title."""
    people = leading_people(items[at:])
    after = items[at + people].text if at + people < len(items) else ""
    if not people or not after or after[0] in "(–-,)" or after[0].islower() or _OPEN_END.search(items[at - 1].text):
        return 0
    is_sure = people_score(texts(items[at : at + people])) >= (1.0 if _ends_title(items[:at]) else 1.5)
    return people if is_sure else 0


def rows_at_end(items: Sequence[Item]) -> tuple[list[tuple[list[Item], list[Item]]], list[Item]]:
    """Rows without a mark after the last people of a table, as (title, people), and what is left and is none."""
    rows: list[tuple[list[Item], list[Item]]] = []
    rest = list(items)
    while True:
        at = next((k for k in range(1, min(len(rest), 6) + 1) if _ends_title(rest[:k])), 0)
        if not at:
            return rows, rest
        people = leading_people(rest[at:])
        rows.append((rest[:at], rest[at : at + people]))
        rest = rest[at + people :]


def texts(items: Sequence[Item]) -> list[str]:
    """The words of the items."""
    return [item.text for item in items]

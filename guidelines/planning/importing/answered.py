"""The answers to an upload as its page sends them: what it showed, what was said since, and what becomes of both (D9).

Pure. Every answer has the name of its field, so that two people who answer different rows both keep theirs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from guidelines.planning.importing.forms import read_answers
from guidelines.planning.importing.review import Review
from guidelines.planning.importing.types import Answers

BLANK = "?"
"""Before an answer that is stored and that the page could not show: one to an earlier plan, or not the viewer's."""

LONG = 19  # no number of an event has as many digits
SKIP, TAKE = "skip-", "take-"

Fields = Mapping[str, str]
"""Answers by the names of their fields, without those that say nothing."""


def as_fields(answers: Answers) -> dict[str, str]:
    """Return answers as the fields of the page send them; `read_answers` turns them back."""
    named = (("year-", answers.years), ("match-", answers.matches), ("date-", answers.dates), (TAKE, answers.takes))
    found = {f"{prefix}{key}": str(value) for prefix, given in named for key, value in given.items()}
    return found | {f"{SKIP}{row}": "1" for row in answers.skipped}


def row_of(name: str) -> int:
    """Return the number of the row that a field is about."""
    return int(name.split("-")[1])


@dataclass(frozen=True)
class Sent:
    """What a page sent: the answers that it `knew`, those of them that were `blank` on it, and what was `said` anew.

    In `said` an answer that was taken away is "". `since` is the newest event that the page could know of, None where
    it does not say.
    """

    knew: Fields
    blank: frozenset[str]
    said: Fields
    since: int | None = None

    def into(self, stored: Fields) -> dict[str, str]:
        """Return the answers as they are with what was said; of an earlier plan's, those that were blank are gone."""
        late = {name for name in self.blank - set(self.said) if name.startswith(TAKE)}
        kept = {name: value for name, value in stored.items() if name not in late or value != self.knew[name]}
        return {name: value for name, value in {**kept, **self.said}.items() if value}

    def unseen(self, stored: Fields, *, whole: bool) -> list[str]:
        """Return which answers stand otherwise than the page knew and than it says itself, in the order of the rows.

        Those that were said anew; all where the act is about the `whole` import.
        """
        names = {*self.said, *self.knew, *stored} if whole else set(self.said)
        return sorted((name for name in names if self._is_unseen(name, stored.get(name, ""))), key=_place)

    def _is_unseen(self, name: str, stands: str) -> bool:
        """Nobody says anything in the place of an answer that was not shown to them, but for one to an earlier plan."""
        knew = self.knew.get(name, "")
        if name not in self.said:
            return stands != knew
        is_hidden = name in self.blank and not name.startswith(TAKE)
        return stands not in ("" if is_hidden else knew, self.said[name])


def _place(name: str) -> tuple[int, str]:
    return row_of(name), name


def read_sent(data: Fields) -> Sent:
    """Return what a page sent; what its form does not hold was not said anew, but for a tick that was taken away."""
    told = _told(data.get("shown", ""))
    knew = {name: value.removeprefix(BLANK) for name, value in told.items()}
    blank = frozenset(name for name, value in told.items() if value.startswith(BLANK))
    mine = as_fields(read_answers(data))
    asked = {name for name in knew if name in data or name.startswith(SKIP)} | set(mine)
    said = {name: mine.get(name, "") for name in asked}
    anew = {name: value for name, value in said.items() if value != _displayed(name, knew, blank)}
    since = data.get("seen", "")
    return Sent(knew, blank, anew, int(since) if since.isdecimal() and len(since) < LONG else None)


def _displayed(name: str, knew: Fields, blank: Collection[str]) -> str:
    return "" if name in blank else knew.get(name, "")


def _told(text: str) -> dict[str, str]:
    """Return what a page says that it showed; nothing where that was tampered with."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    texts = {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return {name: value for name, value in texts.items() if name in as_fields(read_answers(_plain(name, value)))}


def _plain(name: str, value: str) -> dict[str, str]:
    return {name: value.removeprefix(BLANK)}


def shown(review: Review, stored: Fields, said: Collection[str] = ()) -> str:
    """Return what the page's form carries: the answers that are stored, and which of them it does not show.

    What somebody has `said` and is shown in their place counts as seen: both sides stand on the page.
    """
    fields = dict(_controls(review))
    told = {
        name: value if name in said or fields.get(name) == value else f"{BLANK}{value}"
        for name, value in stored.items()
    }
    return json.dumps(told, separators=(",", ":"))


def _controls(review: Review) -> Iterator[tuple[str, str]]:
    """Give the fields of the page, each with what stands in it."""
    for item in review.rows:
        row = item.plan.row
        if item.asks_year and row.year in review.choices:
            yield f"year-{row.row}", str(row.year)
        if item.resembles and item.match in ("new", item.proposed):
            yield f"match-{row.row}", item.match
        if item.date in [reading.isoformat() for reading in row.approved_readings]:
            yield f"date-{row.row}", item.date
        if item.is_skipped:
            yield f"{SKIP}{row.row}", "1"
        for part, difference in ((found.part, found) for _label, found in item.differences):
            for value, _words, is_chosen in difference.options:
                if is_chosen:
                    yield f"{TAKE}{row.row}-{part}", value

"""Pure rules of the inbox: which case stands in which view, in what order, and what a query finds."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from guidelines.approval.rules import Position

FREE, MINE = "ledig", "mig"
KNOWN = ("visning", "gruppe", "hos")
"""What the address of the list may ask for, and what a saved view keeps."""


class Kind(enum.StrEnum):
    """What a row waits for; UNLED: a consultation asks a group that nobody leads; UNWRITTEN: the authors have it, and
    every one of them is recused; CHAIRS: a clinical approval that somebody is there to give. The last five are no
    cases: answers of tovholdere, a request for a new deadline, and an address that takes no mail.
    """

    NEW = "new"
    REVIEW = "review"
    APPROVED = "approved"
    NOBODY = "nobody"
    UNLED = "unled"
    UNWRITTEN = "unwritten"
    RETURNED = "returned"
    CHAIRS = "chairs"
    DECLINED = "declined"
    HELP = "help"
    WITHDRAW = "withdraw"
    NEW_DATE = "new_date"
    REFUSED = "refused"


ANSWERS = frozenset({Kind.DECLINED, Kind.HELP, Kind.WITHDRAW})
"""What tovholdere answered, which somebody acts on and marks as dealt with."""
_PREFIXES = {**dict.fromkeys(ANSWERS, "svar-"), Kind.NEW_DATE: "frist-", Kind.REFUSED: "mail-"}


class View(enum.StrEnum):
    """The views that are always there, by their word in the address."""

    ALL = "alle"
    NEW = "nye"
    REVIEW = "gennemgang"
    APPROVED = "publicering"
    NOBODY = "ingen"
    RETURNED = "retur"
    CHAIRS = "formand"
    ANSWERS = "svar"
    REFUSED = "afvist"


KINDS_OF: dict[View, frozenset[Kind]] = {
    View.ALL: frozenset(Kind) - {Kind.RETURNED, Kind.CHAIRS},
    View.NEW: frozenset({Kind.NEW}),
    View.REVIEW: frozenset({Kind.REVIEW}),
    View.APPROVED: frozenset({Kind.APPROVED}),
    View.NOBODY: frozenset({Kind.NOBODY, Kind.UNLED, Kind.UNWRITTEN}),
    View.RETURNED: frozenset({Kind.RETURNED}),
    View.CHAIRS: frozenset({Kind.CHAIRS}),
    View.ANSWERS: ANSWERS | {Kind.NEW_DATE},
    View.REFUSED: frozenset({Kind.REFUSED}),
}
"""*Alle* is what the secretariat is to act on; what others have, authors or chairs, stands in views of its own."""


@dataclass(frozen=True)
class Row:
    """One case as the list shows it. `holder` "" where it is free; `step` is the clinical step that nobody can decide.

    `is_again`: it had come back and was sent in again; `rests_until`: put off to that day. What is no case has
    `revision` 0 and the key of its own row in `item`: an answer of `person` about the guideline `about`, with its text
    and whom to ask instead; a request to move the deadline from one day to another; a person with the refused address.
    """

    revision: int
    kind: Kind
    slug: str
    title: str
    language: str
    groups: tuple[str, ...]
    group_slugs: tuple[str, ...]
    label_from: str
    label_to: str
    since: date
    due: date | None
    holder: str = ""
    holder_key: int | None = None
    is_again: bool = False
    rests_until: date | None = None
    may_take: bool = False
    step: int | None = None
    item: int = 0
    about: int = 0
    person: str = ""
    text: str = ""
    suggested: str = ""
    from_on: date | None = None
    to_on: date | None = None

    @property
    def key(self) -> str:
        """By what an address or a form names the row."""
        return f"{_PREFIXES[self.kind]}{self.item}" if self.kind in _PREFIXES else str(self.revision)

    @property
    def is_case(self) -> bool:
        """True for a revision under way; False for an answer, a request or an address."""
        return self.kind not in _PREFIXES

    def waited(self, today: date) -> int:
        """Return for how many days it has been where it is."""
        return max((today - self.since).days, 0)


@dataclass(frozen=True)
class Query:
    """What the address asks for; unknown words ask for nothing."""

    view: View = View.ALL
    group: str = ""
    holder: str = ""

    @property
    def is_filtered(self) -> bool:
        """True where less than the view is asked for."""
        return bool(self.group or self.holder)


def query_of(asked: Mapping[str, str]) -> Query:
    """Return what an address asks for."""
    word = asked.get("visning", "")
    view = View(word) if word in set(View) else View.ALL
    return Query(view, asked.get("gruppe", "")[:100], asked.get("hos", "")[:20])


def found(rows: Iterable[Row], query: Query, viewer: int | None) -> list[Row]:
    """Return the rows of a view that the filters let through: the longest waiting first."""
    kinds = KINDS_OF[query.view]
    listed = (row for row in rows if row.kind in kinds and _fits(row, query, viewer))
    return sorted(listed, key=lambda row: (row.since, row.revision, row.key))


def _fits(row: Row, query: Query, viewer: int | None) -> bool:
    if query.group and query.group not in row.group_slugs:
        return False
    if query.holder == FREE:
        return row.holder_key is None
    if query.holder == MINE:
        return row.holder_key is not None and row.holder_key == viewer
    return not query.holder or str(row.holder_key) == query.holder


def counts(rows: Sequence[Row]) -> dict[View, int]:
    """Return how many cases stand in each view, without the filters."""
    return {view: sum(row.kind in kinds for row in rows) for view, kinds in KINDS_OF.items()}


# --- acts on several rows at once


class Act(enum.StrEnum):
    """What can be done with several rows at once, by its word in the form."""

    TAKE = "tag"
    GIVE = "giv"
    RELEASE = "slip"
    SEEN = "set"


class Hindrance(enum.Enum):
    """Why an act does nothing to a case, as its place shows; who may have it is asked by the verb itself."""

    ELSEWHERE = enum.auto()
    APPROVED = enum.auto()
    MINE = enum.auto()
    TAKEN = enum.auto()
    FREE = enum.auto()


def hindrance(act: Act, place: Position, holder: int | None, viewer: int) -> Hindrance | None:
    """Return what is in the way of an act; `holder` has the case, None where it is free. None: nothing is."""
    if place is Position.APPROVED:
        return Hindrance.APPROVED
    if place not in (Position.SUBMITTED, Position.REVIEW):
        return Hindrance.ELSEWHERE
    if act is Act.TAKE and holder is not None:
        return Hindrance.MINE if holder == viewer else Hindrance.TAKEN
    return Hindrance.FREE if act is Act.RELEASE and place is Position.SUBMITTED else None

"""What an export of ours says about each row, in a token beside it: who the row is, and what its cells held then.

A token carries what the layout cannot, and tells which cells were changed since. It proves nothing: what it names is
looked up in the plan again, and a file without tokens is read by its words alone (docs/planskema.md).
"""

from __future__ import annotations

import json
import re
import unicodedata
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import asdict, dataclass, field
from hashlib import blake2s
from typing import Any

from guidelines.documents.wording import tidy

PREFIX = "r1~"
BOOKMARK, NAMESPACE = "planskema_", "urn:dsg-planner:planskema:1"  # in Word a row has a bookmark, a part the tokens
TITLE, PEOPLE, OTHER = "title", "people", "other"
MOST = 24 * 1024  # bytes a token may unpack to
MOST_PARTS = 60  # entries of a row, its tovholdere, its groups, its cells
MOST_BRACKETS = 400  # what they are written with, and what a title may have of them; lists in lists take long to read
LONGEST, LONGEST_NAME, LONGEST_LABEL = 1_000, 200, 20  # signs of its words, of a name, of a version
FIRST_YEAR, LAST_YEAR = 2000, 2100
_BEYOND_LATIN = "\u0250"
_Key = tuple[str, int]
_TOKEN = re.compile(r"r1~[A-Za-z0-9_-]{8,}={0,2}")
# What no document can hold: control signs, halves of pairs, signs that are none. Line ends and tabs are not among them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what the database cannot hold; its titles may have the rest


@dataclass(frozen=True, slots=True)
class ExportedEntry:
    """A plan entry as the row showed it; `cell` is the cell its mark stood in: the year, or OTHER."""

    pk: int
    year: int | None
    kind: str
    outcome: str
    cell: str


@dataclass(frozen=True, slots=True)
class ExportedRow:
    """A row of an export with the values behind its words; dates are ISO, as precise as known.

    `cells` holds the fingerprints of the cells that were not empty, by name: TITLE, PEOPLE, each year, OTHER.
    """

    guideline: int
    title: str
    is_working_title: bool = False
    version: str | None = None
    approved: str | None = None
    submitted: str | None = None
    groups: tuple[str, ...] = ()
    leads: tuple[tuple[str, str | None], ...] = ()
    entries: tuple[ExportedEntry, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    at: str = ""

    def is_edited(self, cell: str, text: str) -> bool:
        """Whether a cell holds other words than it was exported with."""
        return self.cells.get(cell, "") != fingerprint(text)


@dataclass(frozen=True, slots=True)
class Told:
    """A row of a file that has our token: what was exported, and the cells whose words are others now.

    `has_words` is False where the cells themselves cannot be read, as on a page.
    """

    row: ExportedRow
    edited: frozenset[str] = frozenset()
    has_words: bool = True


def squeezed(text: str) -> str:
    """The letters of a text in one form, without blanks and what is not seen: programs change those by themselves."""
    plain = UNPRINTABLE.sub("", tidy(text)).replace("\u00ad", "")
    return "".join(unicodedata.normalize("NFKC", plain).split()).lstrip("'’")


def drawn_letters(text: str) -> str:
    """The Latin letters and figures of a text: what is sure to come back from a page, whatever its fonts lack."""
    return "".join(sign for sign in squeezed(text) if sign < _BEYOND_LATIN and sign.isalnum())


def is_turned(text: str) -> bool:
    """Whether some of a text runs from right to left, so that a page has it in another order."""
    return any(unicodedata.bidirectional(sign) in ("R", "AL", "AN", "RLE", "RLO", "RLI") for sign in text)


def fingerprint(text: str) -> str:
    """A short hash of a cell's letters; "" for an empty one."""
    plain = squeezed(text)
    return blake2s(plain.encode("utf-8", "replace"), digest_size=5).hexdigest() if plain else ""


def token(row: ExportedRow) -> str:
    """The row as a word that may stand in a cell, a bookmark's part, or the properties of a file."""
    plain = json.dumps(asdict(row), ensure_ascii=False, separators=(",", ":"))
    return PREFIX + urlsafe_b64encode(zlib.compress(plain.encode("utf-8", "replace"), 9)).decode()


def read_token(text: str) -> ExportedRow | None:
    """The row a token was made from; None for anything else, however much it looks like one."""
    plain = text.strip()
    if not _TOKEN.fullmatch(plain):
        return None
    try:
        inflate = zlib.decompressobj()
        data = inflate.decompress(urlsafe_b64decode(plain.removeprefix(PREFIX)), MOST)
        is_ours = inflate.eof and sum(map(data.count, (b"[", b"{"))) <= MOST_BRACKETS
        return _row(json.loads(data)) if is_ours else None
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, RecursionError):
        return None


def tokens_in(text: str) -> Iterator[ExportedRow]:
    """The rows of all tokens in a text, in its order, one by one: whoever reads them says when they are too many."""
    return (row for found in _TOKEN.finditer(text) if (row := read_token(found[0])))


def token_of(cells: Iterable[str]) -> ExportedRow | None:
    """The row of the last cell that is a token; None where none is."""
    return next((row for cell in reversed(list(cells)) if cell.startswith(PREFIX) and (row := read_token(cell))), None)


def _row(data: Mapping[str, Any]) -> ExportedRow:
    """The values, each of the kind it has to be; raises ValueError, TypeError or KeyError."""
    parts: list[Sized] = [data[name] for name in ("entries", "leads", "groups", "cells")]
    if not data["title"].strip() or any(len(part) > MOST_PARTS for part in parts):
        raise ValueError
    entries = [ExportedEntry(**_typed(entry)) for entry in data["entries"]]
    leads = [(_text(name, LONGEST_NAME), _maybe(group, LONGEST_NAME)) for name, group in data["leads"]]
    return ExportedRow(
        guideline=_number(data["guideline"]),
        title=_text(data["title"]),
        is_working_title=bool(data["is_working_title"]),
        version=_maybe(data["version"], LONGEST_LABEL),
        approved=_maybe(data["approved"]),
        submitted=_maybe(data["submitted"]),
        groups=tuple(_text(group) for group in data["groups"]),
        leads=tuple(leads),
        entries=tuple(entries),
        cells={_text(name): _text(value) for name, value in data["cells"].items()},
        at=_text(data["at"]),
    )


def _typed(entry: Mapping[str, Any]) -> dict[str, Any]:
    year = entry["year"]
    texts = {name: _text(entry[name]) for name in ("kind", "outcome", "cell")}
    return {"pk": _number(entry["pk"]), "year": None if year is None else _year(year), **texts}


def _text(value: Any, longest: int = LONGEST) -> str:
    """A word that a page and the database can hold."""
    if not isinstance(value, str) or len(value) > longest or UNSTORABLE.search(value):
        raise ValueError
    return value


def _maybe(value: Any, longest: int = LONGEST) -> str | None:
    return None if value is None else _text(value, longest)


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError
    return int(value)


def _year(value: Any) -> int:
    if not FIRST_YEAR <= _number(value) <= LAST_YEAR:
        raise ValueError
    return int(value)


def owners_of(told: list[Told | None]) -> list[int | None]:
    """For each row of a file the one that speaks for what was exported: itself, or the row that it is a copy of.

    Each entry stands once. A row that was copied is a new one, as is the one whose title was changed.
    """
    owners: dict[_Key, int] = {}
    for changed in (False, True):
        for at, item in enumerate(told):
            if item is not None and (TITLE in item.edited) is changed:
                keys = _keys(item.row)
                if owners.keys().isdisjoint(keys):
                    owners.update(dict.fromkeys(keys, at))
    return [None if item is None else _owner(owners, item.row) for item in told]


def _owner(owners: Mapping[_Key, int], row: ExportedRow) -> int:
    return min(owners[key] for key in _keys(row) if key in owners)


def without_strangers(told: list[Told | None], titles: list[str]) -> list[Told | None]:
    """Drop what is told of a row whose title cell is now that of another exported row: its words were moved there.

    Cells that were sorted or pasted without the column of tokens are read by their words.
    """
    owners: dict[str, set[int]] = {}
    for item in told:
        if item is not None:
            owners.setdefault(item.row.cells.get(TITLE, ""), set()).add(item.row.guideline)
    return [
        None if item and TITLE in item.edited and owners.get(fingerprint(title), set()) - {item.row.guideline} else item
        for item, title in zip(told, titles, strict=True)
    ]


def _keys(row: ExportedRow) -> list[_Key]:
    """What may stand once in a file: each entry; a guideline that has none."""
    return [("entry", entry.pk) for entry in row.entries] or [("guideline", row.guideline)]

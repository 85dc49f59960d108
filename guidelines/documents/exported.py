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
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2s
from typing import Any

from guidelines.documents.wording import tidy

PREFIX = "r1~"
BOOKMARK, NAMESPACE = "planskema_", "urn:dsg-planner:planskema:1"  # in Word a row has a bookmark, a part the tokens
TITLE, PEOPLE, OTHER = "title", "people", "other"
MOST = 64 * 1024  # bytes a token may unpack to
MOST_ENTRIES, LONGEST = 60, 1_000  # entries of a row, signs of one of its words
FIRST_YEAR, LAST_YEAR = 2000, 2100
_BEYOND_LATIN = "\u0250"
_TOKEN = re.compile(r"r1~[A-Za-z0-9_-]{8,}={0,2}")
# What no document can hold: control signs, halves of pairs, signs that are none. Line ends and tabs are not among them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what the database cannot hold; its titles may have the rest


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
    """A row of a file that has our token: what was exported, and the cells whose words are others now."""

    row: ExportedRow
    edited: frozenset[str] = frozenset()


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
        return _row(json.loads(data)) if inflate.eof else None
    except (ValueError, TypeError, KeyError, AttributeError, zlib.error, RecursionError):
        return None


def tokens_in(text: str) -> list[ExportedRow]:
    """The rows of all tokens in a text, in its order."""
    return [row for found in _TOKEN.findall(text) if (row := read_token(found))]


def token_of(cells: Iterable[str]) -> ExportedRow | None:
    """The row of the last cell that is a token; None where none is."""
    return next((row for cell in reversed(list(cells)) if cell.startswith(PREFIX) and (row := read_token(cell))), None)


def _row(data: Mapping[str, Any]) -> ExportedRow:
    """The values, each of the kind it has to be; raises ValueError, TypeError or KeyError."""
    if not data["title"].strip() or len(data["entries"]) > MOST_ENTRIES:
        raise ValueError
    entries = [ExportedEntry(**_typed(entry)) for entry in data["entries"]]
    leads = [(_text(name), None if group is None else _text(group)) for name, group in data["leads"]]
    return ExportedRow(
        guideline=_number(data["guideline"]),
        title=_text(data["title"]),
        is_working_title=bool(data["is_working_title"]),
        version=_maybe(data["version"]),
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


def _text(value: Any) -> str:
    """A word that a page and the database can hold."""
    if not isinstance(value, str) or len(value) > LONGEST or _UNSTORABLE.search(value):
        raise ValueError
    return value


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _number(value: Any) -> int:
    if not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError
    return int(value)


def _year(value: Any) -> int:
    if not FIRST_YEAR <= _number(value) <= LAST_YEAR:
        raise ValueError
    return int(value)


def once_each(told: list[Told | None]) -> list[Told | None]:
    """Let each exported row stand once: a row that was copied is a new one, as is the one whose title was changed."""
    owners: dict[tuple[int, ...], int] = {}
    for at, item in enumerate(told):
        if item is not None:
            key = _key(item.row)
            first = owners.get(key)
            if first is None or (TITLE in told[first].edited and TITLE not in item.edited):  # type: ignore[union-attr]
                owners[key] = at
    kept = set(owners.values())
    return [item if at in kept else None for at, item in enumerate(told)]


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


def _key(row: ExportedRow) -> tuple[int, ...]:
    return (row.guideline, *(entry.pk for entry in row.entries))

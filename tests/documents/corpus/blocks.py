"""What a document is made of before it becomes Word or PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, with its number in the words where it has one."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph; `is_tight` is one line of a run of short lines."""

    text: str
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A bulleted list; a newline inside an item breaks its line."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A list whose numbers the word processor writes; `first` is the number of its first item."""

    items: tuple[str, ...]
    first: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table, its first row the head."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The rest goes on the next page."""


Block = Heading | Para | Bullets | Numbered | Table | PageBreak


@dataclass(frozen=True, slots=True)
class Pages:
    """What stands on every page: the head's group and the foot's template version, None where there is none."""

    group: str | None
    template: str | None
    second_template: str | None = None


@dataclass(slots=True)
class Case:
    """A document as bytes with its file name, and the truth as plain data: its facts and the planted rule codes."""

    number: int
    file_name: str
    data: bytes
    facts: dict[str, Any]
    codes: set[str] = field(default_factory=set)

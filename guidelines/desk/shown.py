"""What a page showed of each line that a press would change, as its form sends it back: "7:3,5;9:4"."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

_LONGEST_KEY = 18


def is_key(text: str) -> bool:
    """Return whether a text that was sent can be the key of a row."""
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY


def write_shown(lines: Iterable[tuple[object, str]]) -> str:
    """Return the lines, each its key and what was shown of it, as one text."""
    return ";".join(f"{key}:{shown}" for key, shown in lines)


def read_shown(text: str) -> dict[str, str]:
    """Return what the page showed of each line, by its key; 404 for what no page writes."""
    pairs = [part.partition(":") for part in text.split(";") if part]
    if not all(mark and is_key(key) for key, mark, _shown in pairs):
        raise Http404
    return {key: shown for key, _mark, shown in pairs}


def write_keys(keys: Iterable[int]) -> str:
    """Return keys, in their order, as what is shown of a line."""
    return ",".join(map(str, keys))


def read_keys(text: str) -> tuple[int, ...]:
    """Return the keys of a line in their order; raises ValueError for what holds none."""
    return tuple(int(key) for key in text.split(","))

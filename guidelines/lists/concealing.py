"""Addresses that open a page without signing in: their secret part stays out of logs and of others' pages."""

from __future__ import annotations

import re
from typing import Any

CONCEALED = "…"
_SECRET = re.compile(r"(/(?:svar|hoering|kalender/\d+)/)[^/\s\"'?]{20,}")  # a number of ours is never that long


def concealed(value: Any) -> Any:
    """The value, a text or texts within lists and dicts, without the secret part of addresses."""
    match value:
        case str():
            return _SECRET.sub(rf"\g<1>{CONCEALED}", value)
        case dict():
            return {key: concealed(item) for key, item in value.items()}
        case list() | tuple():
            return type(value)(concealed(item) for item in value)
    return value

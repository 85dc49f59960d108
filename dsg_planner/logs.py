"""What the log must not hold: the secret part of addresses that open a page without signing in."""

from __future__ import annotations

import re
from typing import Any

from structlog.typing import EventDict

_SECRET = re.compile(r"(/(?:svar|hoering)/)[^/\s\"'?]{20,}")  # a number of ours is never that long
CONCEALED = "…"


def conceal(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Take the secret part of addresses out of every text of a log entry, tracebacks included."""
    return {key: concealed(value) for key, value in event.items()}


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

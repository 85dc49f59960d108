"""What the log must not hold: the secret part of addresses that open a page without signing in."""

from __future__ import annotations

from typing import Any

from structlog.typing import EventDict

from guidelines.lists.concealing import concealed


def conceal(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Take the secret part of addresses out of every text of a log entry, tracebacks included."""
    return {key: concealed(value) for key, value in event.items()}

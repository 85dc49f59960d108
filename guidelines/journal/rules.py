"""What a link of the chain is: canonical text, its digest, the salted digest of a detail (foundations 10)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

GENESIS = "0" * 64
_OPAQUE = re.compile(r"[\w.:+/#-]{0,80}")


def canonical(values: Mapping[str, Any]) -> str:
    """The values as JSON text that has one form only: sorted keys, no spaces, ASCII; lazy texts and dates as str."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"), allow_nan=False, default=str)


def chained(previous: str, text: str) -> str:
    """The digest (SHA-256, hex) of an event: over the digest before it and its own text."""
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def salted(salt: str, personal: str) -> str:
    """The digest (SHA-256, hex) by which the chain knows a detail without holding it."""
    return hashlib.sha256(f"{salt}\n{personal}".encode()).hexdigest()


def opaque(value: Any) -> Any:
    """The fact as it stands in the chain for good; dates become ISO text.

    Raises ValueError for a text that could be a name or a sentence (spaces, @, over 80 characters): what a person wrote
    belongs in the detail, which can be erased. Raises TypeError for what JSON does not have.
    """
    match value:
        case None | bool() | int():
            return value
        case date():
            return value.isoformat()
        case str() if _OPAQUE.fullmatch(value):
            return str(value)
        case str():
            raise ValueError(f"A fact is a key, a code or a date; {value!r} belongs in personal.")
        case Mapping():
            return {str(key): opaque(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            items = [opaque(item) for item in value]
            return sorted(items) if isinstance(value, set | frozenset) else items
    raise TypeError(f"A fact cannot be a {type(value).__name__}.")

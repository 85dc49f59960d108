"""Any number of keys as one value of a statement: no limit of variables, and the same text for one as for thousands."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL


def among(keys: Iterable[int]) -> RawSQL:
    """Return keys for a filter: `filter(pk__in=among(keys))`."""
    return _given(sorted(set(keys)), "bigint")


def among_texts(keys: Iterable[str]) -> RawSQL:
    """Return keys that are texts, as the journal keeps them, for a filter."""
    return _given(sorted(set(keys)), "text")


def _given(keys: list[int] | list[str], kind: str) -> RawSQL:
    if connection.vendor == "postgresql":
        return RawSQL(f"SELECT unnest(%s::{kind}[])", (keys,))  # noqa: S611 - our own two words
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(keys),))

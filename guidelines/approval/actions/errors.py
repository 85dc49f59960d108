"""Why a verb of approval refuses, where a page must tell the cases apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from guidelines.approval.rules import Missing
from guidelines.lists.errors import Refused

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Stale(Refused):
    """What was shown is no longer what stands there; `changes` says what changed, a sentence each (reliability A6)."""

    def __init__(self, message: str | _StrPromise, changes: Sequence[str]) -> None:
        super().__init__(message)
        self.changes = list(changes)


class Conflict(Refused):
    """The same key was sent with another content before (reliability A5)."""


class NotReady(Refused):
    """Approval cannot be asked for yet; `missing` is what stands in the way, in the order of the page."""

    def __init__(self, message: str | _StrPromise, missing: Sequence[Missing]) -> None:
        super().__init__(message)
        self.missing = list(missing)

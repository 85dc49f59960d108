"""How something is refused: the exception a verb raises, and the status of the page that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNPROCESSABLE = 422  # the status of a form shown again with what is wrong
CONFLICT = 409  # the status of a page whose answer came too late: what it showed is no longer so


class Refused(Exception):
    """A change was refused; nothing was written.

    `message` is a sentence for the person who asked (a lazy translation, so that it is read in their language).
    Every room raises its own subclass; views show the message, commands print it.
    """

    def __init__(self, message: str | _StrPromise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)

"""Why an uploaded document is not taken, with the status that a page answers with."""

from __future__ import annotations

from guidelines.lists.errors import Refused


class UnusableFile(Refused):
    """The file was not taken and nothing of it was kept; `status` is the HTTP status that says so."""

    status = 415


class FileTooLarge(UnusableFile):
    """The file has more bytes than settings.DOCUMENT_LIMIT."""

    status = 413


class StoreFull(UnusableFile):
    """The disk of the store has no room for the file."""

    status = 507

"""Why the child process hands back nothing; apart, so that no parser is loaded to say so."""

from __future__ import annotations


class TooLarge(Exception):
    """The document has more pages or text than a guideline has."""


class Unread(Exception):
    """The file is refused for what it is."""


class Damaged(Unread):
    """The document cannot be opened, or has a password."""

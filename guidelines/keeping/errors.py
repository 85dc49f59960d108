"""Why a backup is not made or not restored."""

from __future__ import annotations


class UnusableBackup(Exception):
    """The archive cannot be trusted or does not fit here; nothing was touched. The reason is English, for operators."""


class OccupiedPlace(Exception):
    """There is something already where the backup was to be restored; nothing was touched."""

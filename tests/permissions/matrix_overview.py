"""The permission matrix of *Overblik*: the secretariat, and those who lead groups in theirs. See matrix.py."""

from __future__ import annotations

from tests.permissions.table import OK, only, row

_LOOKERS = ("chair", "deputy", "other_chair", "secretariat")
row("overview", GET=only(OK, *_LOOKERS))
row("overview-rows", GET=only(OK, *_LOOKERS))
row("overview-steps", GET=only(OK, *_LOOKERS))

"""The permission matrix of *Belastning*: everybody signed in sees at least what is their own. See matrix.py."""

from __future__ import annotations

from tests.permissions.table import OK, row, signed_in

row("load", GET=signed_in(OK))

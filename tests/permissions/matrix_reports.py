"""The permission matrix of the annual reports: a group's own, and the country's for the secretariat. See matrix.py."""

from __future__ import annotations

from tests.permissions.table import OK, leaders, only, row, secretariat

_OWN, _COUNTRY = {"slug": "dsg", "year": 2022}, {"slug": "landet", "year": 2022}

row("reports", GET=only(OK, "chair", "deputy", "other_chair", "secretariat"))
row("annual-report", args=_OWN, GET=leaders(OK))
row("annual-report", args=_COUNTRY, GET=secretariat(OK))
for _form in ("docx", "pdf"):
    row("annual-report-file", args={**_OWN, "form": _form}, GET=leaders(OK))
    row("annual-report-file", args={**_COUNTRY, "form": _form}, GET=secretariat(OK))

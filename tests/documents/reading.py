"""Short ways to read a planskema and to name what came out."""

from __future__ import annotations

from typing import Any

from guidelines.documents.planskema import read_planskema
from guidelines.documents.planskema_types import PlanRow, Planskema

GROUPS = ("DSG", "DGCG", "DLCG", "DMCG-PAL")


def read(data: bytes | str, name: str = "plan.txt", **options: Any) -> Planskema:
    """The planskema, for DSG unless told otherwise."""
    content = data.encode() if isinstance(data, str) else data
    return read_planskema(content, file_name=name, **{"group": "DSG", "known_groups": GROUPS, **options})


def row_of(title: str, mark: str = "x Rev.", people: str = "Anna Berg") -> PlanRow:
    """The one row of a table with these cells."""
    table = f'Titel\t2026\t2027\tTovholder\n"{title}"\t"{mark}"\t\t"{people}"\n'
    (row,) = read(table).rows
    return row


def titles(plan: Planskema) -> list[str]:
    return [row.title for row in plan.rows]


def names(row: PlanRow) -> list[str]:
    return [person.name for person in row.tovholdere]


def codes(row: PlanRow) -> list[str]:
    return [doubt.code for doubt in row.doubts]


def findings(plan: Planskema) -> list[str]:
    return [finding.code for finding in plan.findings]

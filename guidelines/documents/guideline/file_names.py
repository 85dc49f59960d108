"""The name of a published file, a second witness to the document: `dsg_slug_v1_1_admgodk21122020.pdf` (domain 2.6)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from guidelines.documents.dates import parse_date
from guidelines.documents.guideline.bodies import Groups
from guidelines.documents.guideline.facts import NameWitness

_NAME = re.compile(
    r"^(?P<group>[a-zæøå-]{2,14})_(?P<slug>.+?)"
    r"(?:_v(?P<major>\d{1,2})[_.](?P<minor>\d{1,2}))?"
    r"(?:_(?:adm\w*godk\w*?)_?(?P<day>\d{6,8}))?$",
    re.IGNORECASE,
)


def read_file_name(name: str, groups: Groups) -> NameWitness:
    """What the name says; a name of another pattern says nothing."""
    found = _NAME.match(PurePosixPath(name.replace("\\", "/")).stem)
    if not found or not (found["major"] or found["day"]):
        return NameWitness()
    known = {spelling.casefold(): abbreviation for spelling, abbreviation in groups.items()}
    readings = parse_date(found["day"]) if found["day"] else []
    version = f"{found['major']}.{found['minor']}" if found["major"] else None
    approved_on = readings[0].first if readings and readings[0].precision == "day" else None
    return NameWitness(known.get(found["group"].casefold()), found["slug"], version, approved_on)

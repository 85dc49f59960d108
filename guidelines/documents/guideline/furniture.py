"""Running heads and feet: read once for the group and the template's version, then out of the way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guidelines.documents.guideline.bodies import Groups, find_groups
from guidelines.documents.guideline.facts import Place, Stated
from guidelines.documents.guideline.lines import Line

_HEAD = re.compile(r"^klinisk\s+retningslinje\s*[│|l/–-]?\s*kræft\b(?P<group>.*)$", re.IGNORECASE)
_FOOT = re.compile(
    r"^skabelon\s*(?:version|v\.?)\s*(?P<version>\d{1,2}(?:[.,]\d{1,2})?)\s*(?:(?:side\s*)?\d{1,3}(?:\s*af\s*\d{1,3})?)?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"^(?:side\s*)?\d{1,3}(?:\s*(?:af|/)\s*\d{1,3})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Furniture:
    """What running heads and feet say: the group, and each template version once."""

    group: Stated | None
    templates: tuple[Stated, ...]
    placeholder: Stated | None


def strip_furniture(lines: tuple[Line, ...], groups: Groups) -> tuple[tuple[Line, ...], Furniture]:
    """The lines without running heads, feet and, where the document has pages, page numbers; and what those say."""
    kept: list[Line] = []
    group: Stated | None = None
    placeholder: Stated | None = None
    templates: dict[str, Stated] = {}
    edges = _edges(lines)
    for line in lines:
        head, foot = _HEAD.match(line.text), _FOOT.match(line.text)
        quote = line.quote()
        if head:
            named = find_groups(head["group"], groups)
            group = group or (Stated(named[0], quote) if named else None)
            if "DMCG" in head["group"].split():
                placeholder = placeholder or Stated("DMCG", quote)
        elif foot:
            templates.setdefault(foot["version"].replace(",", "."), Stated(foot["version"].replace(",", "."), quote))
        elif not (line.place.kind == "page" and _PAGE.match(line.text) and id(line) in edges):
            kept.append(line)
    return tuple(kept), Furniture(group, tuple(templates.values()), placeholder)


def _edges(lines: tuple[Line, ...]) -> frozenset[int]:
    """The first and the last line of each page, by identity: where a lone number is the page's."""
    first: dict[Place, int] = {}
    last: dict[Place, int] = {}
    for line in lines:
        first.setdefault(line.place, id(line))
        last[line.place] = id(line)
    return frozenset((*first.values(), *last.values()))

"""The marks of a planskema: x, X, ✓, Rev., ny, or the year itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from guidelines.documents.wording import is_blank, one_line

GLYPHS = frozenset("*xX×✓✔☑☒✗✘✕✖●■•√+")
REVISION_WORDS = frozenset(
    {"rev", "revision", "revisioner", "revideres", "revideret", "revidering", "revised", "revise", "r", "opdatering",
     "opdateres", "update", "updated"}
)  # fmt: skip
NEW_WORDS = frozenset({"ny", "nye", "nyt", "new", "udarbejdes", "nyudvikling"})
_NONE = frozenset({"0", "nej", "no", "ikke", "☐", "□", "ingen", "none", "n/a", "na", "?"})
_FILLERS = frozenset(
    """
    ja yes planlagt planlægges planned i og in primo medio ultimo start slut forår efterår sommer
    vinter spring autumn q1 q2 q3 q4 1. 2. 3. 4. kvartal kv halvår jan feb mar apr maj jun jul aug
    sep sept okt nov dec januar februar marts april juni juli august september oktober november
    december mindre større fuld full minor major retningslinje guideline påbegyndes igangsættes
    igangsat
    """.split()
)
_MOVED_AWAY = re.compile(r"→\s*(?:20\d\d)?\s*,?")
_ENDED = re.compile(r"udgå|udgår|udgået|sammenl|nedlæg|withdraw|merge|slettes|lukkes|ophør|udfases", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkReading:
    """What a mark's words mean: whether it marks at all, new or revision, its own year, and what stays unclear."""

    is_mark: bool = False
    kind: Literal["new", "revision"] | None = None
    year: int | None = None
    glyph: str = ""
    is_unclear: bool = False
    is_ended: bool = False


def read_mark(text: str) -> MarkReading:
    """The meaning of one cell; one that only fills (blank, dash, 0, "nej") or says "→ 2028", moved, is no mark."""
    text = _MOVED_AWAY.sub(" ", text)
    words = [word for word in re.split(r"[\s,;/]+", one_line(text)) if word]
    if is_blank(text):
        return MarkReading()
    if _ENDED.search(text):
        return MarkReading(is_ended=True)
    plain = [word.strip("()[]{}.:?!*") or word for word in words]
    folded = [word.casefold() for word in plain]
    if all(word in _NONE for word in folded):
        return MarkReading()
    if plain in (["1"], ["I"]):
        return MarkReading(is_mark=True, glyph=plain[0])
    kinds = {"revision" for word in folded if word in REVISION_WORDS} | {"new" for w in folded if w in NEW_WORDS}
    years = {int(word) for word in plain if re.fullmatch(r"20\d\d", word)}
    glyph = next((word for word in plain if word in GLYPHS), "")
    known = GLYPHS | REVISION_WORDS | NEW_WORDS | _FILLERS
    has_filler = any(word in _FILLERS for word in folded)
    strange = [f for f in folded if f not in known and not re.fullmatch(r"20\d\d" + r"|\d{1,2}" * has_filler, f)]
    is_clear = not strange and len(kinds) <= 1 and len(years) <= 1 and "?" not in text
    has_sign = bool(glyph or kinds or years) or not strange
    kind: Literal["new", "revision"] | None = None
    if len(kinds) == 1:
        kind = "new" if "new" in kinds else "revision"
    return MarkReading(has_sign, kind, years.pop() if len(years) == 1 else None, glyph, not is_clear)

"""Guidelines that a document says will come: a sentence with a guideline of its own, that it is awaited, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guidelines.documents.guideline.facts import Quote
from guidelines.documents.guideline.lines import Line, Passage

MOST = 10
_NOUN = r"(?:[\w-]{0,40}retningslinje|[\w-]{0,40}vejledning|guidelines?)"
_OWN = re.compile(rf"\b(?:en|et|a|an|one)\s+(?:(?!retningslinje)[\w-]+\s+){{0,3}}?(?P<noun>{_NOUN})\b", re.IGNORECASE)
"""A guideline that is not this one: with an indefinite article, and three words between at most."""
_AWAITED = re.compile(
    r"\b(?:afvent\w*|forvent\w*|planlagt|planlægges|undervejs|under udarbejdelse|udarbejdes|udkommer|er på vej"
    r"|vil blive (?:udarbejdet|udgivet|publiceret)|forestår|kommer"
    r"|awaited|expected|forthcoming|planned|in preparation|under way|being (?:written|prepared|developed)"
    r"|will be (?:published|written|developed))\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\b(?:denne|nærværende|this|present)\s+(?:kliniske?\s+|clinical\s+)?(?:retningslinje|guideline)", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)20[2-9]\d(?!\d)")
_ABOUT = re.compile(r"\b(?:om|vedrørende|omhandlende|for|on|about|regarding)\s+(?P<title>\w.+)", re.IGNORECASE)
_END = re.compile(
    r"\s*(?:[,;:(]|\.(?:\s|$)|\b(?:i|in|ved|medio|ultimo|primo)\s+20\d\d"
    r"|\b(?:som|der|hvor|which|that|er|is|bliver|vil|will|forventes|afventes|planlægges|udkommer|kommer)\b).*$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class AnnouncedGuideline:
    """A guideline to come as another tells of it: its title as far as it is told, its year; None where not told."""

    title: str | None
    year: int | None
    quote: Quote


def read_announced(lines: Sequence[Line]) -> tuple[AnnouncedGuideline, ...]:
    """Return the guidelines that the lines say will come, in their order, at most MOST; each sentence once.

    A sentence about this very guideline announces none, nor does one that says neither a year nor a title.
    """
    passage = Passage(lines)
    found: dict[str, AnnouncedGuideline] = {}
    for hit in _OWN.finditer(passage.text):
        quote = passage.quote(hit.start(), hit.end(), 0.7)
        if quote.text in found or not _AWAITED.search(quote.text) or _ITSELF.search(quote.text):
            continue
        made = _announced(quote, hit["noun"])
        if made.year or made.title:
            found[quote.text] = made
        if len(found) == MOST:
            break
    return tuple(found.values())


def _announced(quote: Quote, noun: str) -> AnnouncedGuideline:
    behind = quote.text.partition(noun)[2]
    years = {int(year) for year in _YEAR.findall(quote.text)}
    return AnnouncedGuideline(_title(behind), years.pop() if len(years) == 1 else None, quote)


def _title(behind: str) -> str | None:
    """What the guideline will be about, from the words behind it; None where they do not say."""
    about = _ABOUT.search(behind)
    if about is None or about.start() > 40:
        return None
    title = _END.sub("", about["title"]).strip(" .–-")
    if not 3 <= len(title) <= _LONGEST_TITLE:
        return None
    return title[0].upper() + title[1:]

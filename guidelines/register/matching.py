"""Which known guideline a document belongs to: a proposal with its reasons, never a decision; titles may differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from guidelines.documents.guideline.file_names import read_file_name
from guidelines.documents.guideline.report import GuidelineReport
from guidelines.lists.danish import fold
from guidelines.register.likeness import Likeness, plainly
from guidelines.register.rules import ascii_text, tidy_label

MOST = 5
ALIKE = 0.75  # how alike two titles are to be named for it, from 0 to 1
SHARED = 0.5  # how much of a title must stand in the document, rare words counting more
_WORD = re.compile(r"\w{3,}")
_STEM = 6  # letters by which inflected forms are one word
_COMMON = frozenset(
    "af og til ved med hos for fra som den det der med samt eller the and for with of in kliniske klinisk kliniskes"
    " retningslinje retningslinjer behandling behandlingen udredning diagnostik opfølgning patient patienter kræft"
    " cancer medicinsk kirurgisk voksne danske dansk sygdom guideline guidelines treatment".split()
)


@dataclass(frozen=True)
class Known:
    """A guideline of the register, as far as a document can tell of it; `files` are names of its earlier files."""

    slug: str
    title: str
    short_name: str = ""
    groups: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A guideline that may be the document's, and why."""

    known: Known
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Told:
    """What a guideline is compared by, worked out once: its titles, and its telling words by their stem."""

    known: Known
    names: tuple[str, ...]
    words: dict[str, str]


def propose(report: GuidelineReport, known: Sequence[Known]) -> list[Match]:
    """The likeliest guidelines, the best first, at most MOST; none where nothing but a group speaks for one."""
    told, rarity = _told(known)
    likeness = Likeness(report.facts.title.value if report.facts.title else "")
    said = _words(_said(report))
    return _best(_match(report, likeness, one, said, rarity) for one in told)


def similar_titles(title: str, known: Sequence[Known]) -> list[Match]:
    """The guidelines whose titles resemble this one, the likeliest first, at most MOST; with what they share.

    Danish letters may be written any way; a word counts the less the more titles have it.
    """
    told, rarity = _told(known)
    likeness, words = Likeness(title), _words(title)
    return _best(_similar(likeness, words, one, rarity) for one in told)


def _told(known: Iterable[Known]) -> tuple[list[_Told], Counter[str]]:
    """What the guidelines are compared by, and how many of them have each word."""
    told = [
        _Told(one, tuple(plainly(name) for name in (one.title, one.short_name) if name), _words(_name(one)))
        for one in known
    ]
    return told, Counter(word for one in told for word in one.words)


def _best(found: Iterable[Match | None]) -> list[Match]:
    matches = [match for match in found if match]
    return sorted(matches, key=lambda match: (-match.score, match.known.title))[:MOST]


def _similar(likeness: Likeness, words: dict[str, str], told: _Told, rarity: Counter[str]) -> Match | None:
    """What makes the titles resemble each other: as a whole, or by the words of the shorter one."""
    reasons: list[str] = []
    share, shared = _shared(told.words, words, rarity)
    backwards = _shared(words, told.words, rarity)[0] if shared else 0.0
    has_words = max(share, backwards) >= SHARED and bool(shared)
    alike = likeness.to(told.names) if has_words else likeness.reaches(ALIKE, told.names)
    if alike >= ALIKE:
        reasons.append(_("The titles are alike."))
    if has_words:
        reasons.append(_("Both titles have: %(words)s.") % {"words": ", ".join(shared)})
    return Match(told.known, 2 * alike + share + backwards, tuple(reasons)) if reasons else None


def _match(
    report: GuidelineReport, likeness: Likeness, told: _Told, said: dict[str, str], rarity: Counter[str]
) -> Match | None:
    """What speaks for a guideline; None where neither file name, title nor words do."""
    known = told.known
    reasons: list[str] = []
    score = 0.0
    if _same_file(report.name.slug, known):
        score += 3
        reasons.append(_("The file has the same name as before."))
    alike = likeness.reaches(ALIKE, told.names)
    if alike:
        score += 2 * alike
        reasons.append(_("The titles are alike."))
    share, shared = _shared(told.words, said, rarity)
    if share >= SHARED:
        score += 2 * share
        reasons.append(_("The document has words of the title: %(words)s.") % {"words": ", ".join(shared)})
    if not reasons:
        return None
    more, why = _beside(report, known)
    return Match(known, score + more, (*reasons, *why))


def _beside(report: GuidelineReport, known: Known) -> tuple[float, list[str]]:
    """What supports a match without making one: the group, and a version it was made from."""
    group = report.facts.group.value if report.facts.group else report.name.group
    why = [_("The group is the same: %(group)s.") % {"group": group}] if group in known.groups else []
    bases = {tidy_label(stated.value) for stated in report.facts.base_versions} & known.labels
    if bases:
        why.append(_("It was made from version %(label)s, which is registered.") % {"label": min(bases)})
    return 0.5 * len(why), why


def _same_file(slug: str | None, known: Known) -> bool:
    if not slug:
        return False
    before = {read_file_name(name, {}).slug for name in known.files}
    return _plain(slug) in {_plain(known.slug), *(_plain(name) for name in before if name)}


def _plain(slug: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", ascii_text(slug).casefold()).strip("-")


def _shared(own: dict[str, str], said: dict[str, str], rarity: Counter[str]) -> tuple[float, list[str]]:
    """How much of a title's words is said, each weighing less the more titles have it; and those words."""
    shared = [word for word in own if word in said]
    if not shared:
        return 0.0, []
    weights = {word: 1 / max(1, rarity[word]) for word in own}
    return sum(weights[word] for word in shared) / sum(weights.values()), [own[word] for word in shared]


def _words(text: str) -> dict[str, str]:
    """The telling words of a text by their stem, as they are written."""
    stems = ((_stem(found.group()), found.group()) for found in _WORD.finditer(text))
    return {stem: word for stem, word in stems if stem is not None}


@lru_cache(maxsize=8192)
def _stem(word: str) -> str | None:
    """What inflected forms of the word begin with; None for a common word or a number."""
    folded = fold(word)
    return None if folded in _COMMON or word.isdigit() else ascii_text(folded)[:_STEM]


def _name(known: Known) -> str:
    return f"{known.title} {known.short_name}"


def _said(report: GuidelineReport) -> str:
    """Where a document says what it is about: title, recommendations, and the name of its file."""
    facts = report.facts
    parts: Iterable[str] = (facts.title.value if facts.title else "", (report.name.slug or "").replace("_", " "))
    return " ".join((*parts, *(item.text for item in facts.recommendations)))

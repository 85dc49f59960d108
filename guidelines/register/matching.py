"""Which known guideline a document belongs to: a proposal with its reasons, never a decision; titles may differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from guidelines.documents.guideline.file_names import read_file_name
from guidelines.documents.guideline.report import GuidelineReport
from guidelines.lists.danish import fold
from guidelines.register.rules import ascii_text, tidy_label

MOST = 5
ALIKE = 0.75  # how alike two titles are to be named for it, from 0 to 1
SHARED = 0.5  # how much of a title must stand in the document, rare words counting more
_WORD = re.compile(r"\w{3,}")
_MOST_SIGNS = 400  # of a title that are compared
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


def propose(report: GuidelineReport, known: Sequence[Known]) -> list[Match]:
    """The likeliest guidelines, the best first, at most MOST; none where nothing but a group speaks for one."""
    rarity = Counter(word for guideline in known for word in _words(_name(guideline)))
    told = _words(_told(report))
    found = [match for guideline in known if (match := _match(report, guideline, told, rarity))]
    return sorted(found, key=lambda match: (-match.score, match.known.title))[:MOST]


def similar_titles(title: str, known: Sequence[Known]) -> list[Match]:
    """The guidelines whose titles resemble this one, the likeliest first, at most MOST; with what they share.

    Danish letters may be written any way; a word counts the less the more titles have it.
    """
    rarity = Counter(word for guideline in known for word in _words(_name(guideline)))
    told = _words(title)
    found = [match for guideline in known if (match := _similar(title, told, guideline, rarity))]
    return sorted(found, key=lambda match: (-match.score, match.known.title))[:MOST]


def _similar(title: str, told: dict[str, str], known: Known, rarity: Counter[str]) -> Match | None:
    """What makes the titles resemble each other: as a whole, or by the words of the shorter one."""
    reasons: list[str] = []
    alike = _alike(title, known)
    if alike >= ALIKE:
        reasons.append(_("The titles are alike."))
    share, shared = _shared(known, told, rarity)
    backwards, _words_of = _shared(Known("", title), _words(_name(known)), rarity)
    if max(share, backwards) >= SHARED and shared:
        reasons.append(_("Both titles have: %(words)s.") % {"words": ", ".join(shared)})
    return Match(known, 2 * alike + share + backwards, tuple(reasons)) if reasons else None


def _match(report: GuidelineReport, known: Known, told: dict[str, str], rarity: Counter[str]) -> Match | None:
    """What speaks for a guideline; None where neither file name, title nor words do."""
    reasons: list[str] = []
    score = 0.0
    if _same_file(report.name.slug, known):
        score += 3
        reasons.append(_("The file has the same name as before."))
    alike = _alike(report.facts.title.value if report.facts.title else "", known)
    if alike >= ALIKE:
        score += 2 * alike
        reasons.append(_("The titles are alike."))
    share, shared = _shared(known, told, rarity)
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


def _alike(title: str, known: Known) -> float:
    """How alike the titles are, from 0 to 1; the short name counts as one."""
    if not title:
        return 0.0
    own, names = _plainly(title[:_MOST_SIGNS]), [_plainly(name) for name in (known.title, known.short_name) if name]
    return max((SequenceMatcher(None, own, name).ratio() for name in names), default=0.0)


def _shared(known: Known, told: dict[str, str], rarity: Counter[str]) -> tuple[float, list[str]]:
    """How much of the title the document says, each word weighing less the more titles have it; and the words."""
    own = _words(_name(known))
    weights = {word: 1 / max(1, rarity[word]) for word in own}
    shared = [word for word in own if word in told]
    whole = sum(weights.values())
    return (sum(weights[word] for word in shared) / whole if whole else 0.0), [own[word] for word in shared]


def _words(text: str) -> dict[str, str]:
    """The telling words of a text by their stem, as they are written."""
    written = (found.group() for found in _WORD.finditer(text))
    return {_plainly(word)[:_STEM]: word for word in written if fold(word) not in _COMMON and not word.isdigit()}


def _plainly(text: str) -> str:
    """The text folded, with Danish letters as they are written without them."""
    return ascii_text(fold(text))


def _name(known: Known) -> str:
    return f"{known.title} {known.short_name}"


def _told(report: GuidelineReport) -> str:
    """Where a document says what it is about: title, recommendations, and the name of its file."""
    facts = report.facts
    parts: Iterable[str] = (facts.title.value if facts.title else "", (report.name.slug or "").replace("_", " "))
    return " ".join((*parts, *(item.text for item in facts.recommendations)))

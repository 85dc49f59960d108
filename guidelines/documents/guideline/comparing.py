"""The difference between two files of one guideline: recommendations with their strengths, and sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.facts import Recommendation
from guidelines.documents.guideline.headings import Section

Kind = Literal["added", "changed", "removed"]
T = TypeVar("T")

ALIKE = 0.5  # share of words that two recommendations have in common to be one that was changed
NUMBERED_ALIKE = 0.1  # what the same number in the same block counts beside it
MOST_WORDS, MOST_SENTENCES, MOST_PAIRED = 400, 600, 100  # beyond these nothing is laid side by side
_SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÆØÅ•\d])")
_UNSAID = frozenset({"contents", "recommendations"})  # of no interest, and told by themselves


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both have, or only one of them."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class RecommendationChange:
    """What became of one recommendation. `number` and `block` as the newer file has them, of a removed one the older's.

    `before` and `after` are its strengths in each file, empty where it is not there or has none.
    """

    kind: Kind
    number: str | None
    block: str | None
    pieces: tuple[Piece, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_regraded(self) -> bool:
        """True for one that stands in both files with other strengths."""
        return self.kind == "changed" and self.before != self.after


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What became of one section, by its heading; `pieces` are the sentences only one file has.

    No pieces: it is too long to be laid side by side.
    """

    kind: Kind
    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs: recommendations in the newer file's order and the removed last, sections the same way.

    `kept` counts the recommendations that are the same, word for word.
    """

    recommendations: tuple[RecommendationChange, ...]
    sections: tuple[SectionChange, ...]
    kept: int

    def counted(self, kind: Kind) -> int:
        """How many recommendations were added, changed or removed."""
        return sum(change.kind == kind for change in self.recommendations)

    @property
    def regraded(self) -> int:
        """How many recommendations have other strengths."""
        return sum(change.is_regraded for change in self.recommendations)

    def __bool__(self) -> bool:
        return bool(self.recommendations or self.sections)


def compare(before: Reading, after: Reading) -> Difference:
    """The difference between an older and a newer file; where words break into lines and pages does not count."""
    older, newer = before.facts.recommendations, after.facts.recommendations
    pairs, gone, new = _paired(older, newer, _words_of, _alike)
    changes = [_changed(old, now) for old, now in pairs]
    changed = {id(now): change for (_old, now), change in zip(pairs, changes, strict=True) if change is not None}
    added = {id(now): _one_sided("added", now) for now in new}
    removed = [_one_sided("removed", old) for old in gone]
    told = {**changed, **added}
    ordered = tuple(told[id(item)] for item in newer if id(item) in told)
    return Difference(
        (*ordered, *removed), tuple(_sections(before.sections, after.sections)), sum(one is None for one in changes)
    )


def _words_of(item: Recommendation) -> str:
    return " ".join(item.text.split())


def _alike(old: Recommendation, now: Recommendation) -> float:
    """The share of words in common, a little more for the same number in the same block."""
    return _share(old.text, now.text) + (NUMBERED_ALIKE if (old.number, old.block) == (now.number, now.block) else 0.0)


def _share(one: str, other: str) -> float:
    first, second = Counter(one.casefold().split()), Counter(other.casefold().split())
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def _paired(
    older: Sequence[T], newer: Sequence[T], key: Callable[[T], Hashable], alike: Callable[[T, T], float]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pair those with the same key in their order, then the most alike first; return pairs, and the rest of each."""
    pairs: list[tuple[T, T]] = []
    waiting: dict[Hashable, list[T]] = {}
    for item in older:
        waiting.setdefault(key(item), []).append(item)
    new = []
    for item in newer:
        same = waiting.get(key(item))
        if same:
            pairs.append((same.pop(0), item))
        else:
            new.append(item)
    left = {id(item) for rest in waiting.values() for item in rest}
    gone = [item for item in older if id(item) in left]
    if len(gone) * len(new) <= MOST_PAIRED**2:
        scores = [(alike(old, now), -i, -j) for i, old in enumerate(gone) for j, now in enumerate(new)]
        taken: set[tuple[str, int]] = set()
        for score, i, j in sorted(scores, reverse=True):
            if score >= ALIKE and ("old", -i) not in taken and ("new", -j) not in taken:
                taken |= {("old", -i), ("new", -j)}
                pairs.append((gone[-i], new[-j]))
        gone = [item for at, item in enumerate(gone) if ("old", at) not in taken]
        new = [item for at, item in enumerate(new) if ("new", at) not in taken]
    return pairs, gone, new


def _changed(old: Recommendation, now: Recommendation) -> RecommendationChange | None:
    if _words_of(old) == _words_of(now) and old.strengths == now.strengths:
        return None
    pieces = tuple(pieces_of(old.text.split(), now.text.split(), MOST_WORDS))
    return RecommendationChange("changed", now.number, now.block, pieces, old.strengths, now.strengths)


def _one_sided(kind: Literal["added", "removed"], item: Recommendation) -> RecommendationChange:
    pieces = (Piece(kind, _words_of(item)),)
    before, after = (item.strengths, ()) if kind == "removed" else ((), item.strengths)
    return RecommendationChange(kind, item.number, item.block, pieces, before, after)


def pieces_of(before: Sequence[str], after: Sequence[str], most: int) -> Iterator[Piece]:
    """What two runs of words (or sentences) share and do not; beyond `most` all of the one, then of the other."""
    if max(len(before), len(after)) > most:
        yield from _sides(before, after)
        return
    for tag, start, end, first, last in SequenceMatcher(None, before, after).get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(before[start:end]))
        else:
            yield from _sides(before[start:end], after[first:last])


def _sides(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    if before:
        yield Piece("removed", " ".join(before))
    if after:
        yield Piece("added", " ".join(after))


# --- sections


def _sections(before: Iterable[Section], after: Iterable[Section]) -> Iterator[SectionChange]:
    older, newer = _told(before), _told(after)
    pairs, gone, new = _paired(older, newer, lambda section: (_name(section), _body(section)), _same_section)
    differing = [(old, now) for old, now in pairs if _body(old) != _body(now)]
    told = {id(now): _section("changed", now, _sentences(old), _sentences(now)) for old, now in differing}
    told |= {id(now): _section("added", now, (), _sentences(now)) for now in new}
    yield from (told[id(section)] for section in newer if id(section) in told)
    yield from (_section("removed", old, _sentences(old), ()) for old in gone)


def _told(sections: Iterable[Section]) -> list[Section]:
    return [section for section in sections if section.name not in _UNSAID]


def _same_section(old: Section, now: Section) -> float:
    """Sections of one name are one, the more alike the surer; of several names they never are."""
    return 1 + _share(old.body.text, now.body.text) if _name(old) == _name(now) else 0.0


def _name(section: Section) -> str:
    """The canonical name; an appendix of no known name is told by its heading."""
    return section.heading.casefold() if section.name == "appendix" else section.name


def _body(section: Section) -> str:
    return " ".join(section.body.text.split())


def _sentences(section: Section) -> tuple[str, ...]:
    text = _body(section)
    return tuple(_SENTENCE.split(text)) if text else ()


def _section(kind: Kind, section: Section, before: Sequence[str], after: Sequence[str]) -> SectionChange:
    if max(len(before), len(after)) > MOST_SENTENCES:
        return SectionChange(kind, section.heading, ())
    apart = (piece for piece in pieces_of(before, after, MOST_SENTENCES) if piece.kind != "same")
    return SectionChange(kind, section.heading, tuple(apart))

"""One title compared with a whole register: the same answers as by the plain formula, in a time that holds."""

from __future__ import annotations

import time
import unicodedata
from collections import Counter
from difflib import SequenceMatcher

from hypothesis import given, settings
from hypothesis import strategies as st

from guidelines.lists.danish import _fold_apart, fold
from guidelines.register.likeness import plainly
from guidelines.register.matching import ALIKE, MOST, SHARED, Known, _words, similar_titles

SECONDS = 4  # of processor, for a register of 3,000
WORDS = st.sampled_from(
    "Sarkom sarkomer knogle knogler Knoglesarkom behandling af hos børn boern Bo\u0308rn Kæmpecelletumor åbne aabne"
    " 2028 GIST gister Ærø Müller nær næse".split()
)
TITLES = st.one_of(st.lists(WORDS, max_size=6).map(" ".join), st.text("aæ bø-CÅé", max_size=30))
KNOWN = st.lists(st.tuples(TITLES, TITLES), max_size=8)


def plain(title: str, known: list[Known]) -> list[tuple[str, float, int]]:
    """The formula as it is said: every title with every other one, the likeliest first."""
    rarity = Counter(word for one in known for word in _words(f"{one.title} {one.short_name}"))
    found = []
    for one in known:
        names = [plainly(name) for name in (one.title, one.short_name) if name]
        ratios = [SequenceMatcher(None, plainly(title), name).ratio() for name in names if title]
        alike = max(ratios, default=0.0)
        own, said = _words(f"{one.title} {one.short_name}"), _words(title)
        both = [part(own, said, rarity) for own, said in ((own, said), (said, own))]
        reasons = (alike >= ALIKE) + (max(both) >= SHARED)
        if reasons:
            found.append((one.slug, 2 * alike + both[0] + both[1], reasons, one.title))
    best = sorted(found, key=lambda match: (-match[1], match[3]))[:MOST]
    return [(slug, score, reasons) for slug, score, reasons, _title in best]


def part(own: dict[str, str], said: dict[str, str], rarity: Counter[str]) -> float:
    weights = {word: 1 / max(1, rarity[word]) for word in own}
    whole = sum(weights.values())
    return sum(weights[word] for word in own if word in said) / whole if whole else 0.0


@settings(max_examples=300, deadline=None)
@given(TITLES, KNOWN)
def test_what_is_passed_over_changes_no_answer(title: str, names: list[tuple[str, str]]) -> None:
    known = [Known(f"g{at}", name, short) for at, (name, short) in enumerate(names)]
    found = [(match.known.slug, match.score, len(match.reasons)) for match in similar_titles(title, known)]
    assert found == plain(title, known)


def test_a_long_register_is_compared_in_a_moment() -> None:
    roots = "sarkom lymfom knogle lever hjerne prostata melanom recidiv genetik smerter".split()
    known = [
        Known(f"g{at}", f"{roots[at % 10]} og {roots[at // 10 % 10]} hos ældre med {roots[at // 100 % 10]} nummer {at}")
        for at in range(3_000)
    ]
    similar_titles("Hals", known[:10])
    for title in ("Desmoid fibromatose i bløddele hos unge", "x" * 400):
        started = time.process_time()
        assert similar_titles(title, known) == []
        assert time.process_time() - started < SECONDS


def test_signs_are_folded_alone_as_they_are_in_a_text() -> None:
    signs = [chr(code) for code in range(0x20, 0xD800) if not unicodedata.combining(chr(code))]
    assert [sign for sign in signs if fold(f"a{sign}b") != fold_in_text(sign)] == []


def fold_in_text(sign: str) -> str:
    return _fold_apart(" ".join(f"a{sign}b".split()))

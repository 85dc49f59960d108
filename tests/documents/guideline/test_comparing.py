"""The difference between two files: what became of each recommendation, its strengths, and of each section."""

from __future__ import annotations

import time

import pytest

from guidelines.documents.guideline.comparing import Difference, compare, pieces_of
from tests.documents.guideline.reading import read, whole

ONE = "1. Patienter kan tilbydes scanning (B)"
TWO = "2. Kontrol kan ske efter et år (C)"
FORM = {"same": "{}", "added": "+{}+", "removed": "-{}-"}


def difference(before: str, after: str) -> Difference:
    return compare(read(before).reading, read(after).reading)


def recommendations(*after: str, before: tuple[str, ...] = (ONE, TWO)) -> list[tuple]:
    """Kind, number, words with + and - around what differs, strengths of both; and how many are kept at the end."""
    older, newer = (whole(recommendations="\n".join(("Udredning", *lines))) for lines in (before, after))
    found = difference(older, newer)
    rows = [
        (change.kind, change.number, told(change.pieces), "".join(change.before), "".join(change.after))
        for change in found.recommendations
    ]
    return [*rows, found.kept]


def told(pieces) -> str:
    return " ".join(FORM[piece.kind].format(piece.text) for piece in pieces)


def sections(before: str, after: str) -> list[tuple[str, str, str]]:
    return [(change.kind, change.heading, told(change.pieces)) for change in difference(before, after).sections]


def test_a_file_does_not_differ_from_itself():
    found = difference(whole(), whole())
    assert (bool(found), found.recommendations, found.sections, found.kept) == (False, (), (), 2)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            (ONE, TWO, "3. Alle bør tilbydes træning (A)"),
            [("added", "3", "+Alle bør tilbydes træning (A)+", "", "A"), 2],
        ),
        ((ONE,), [("removed", "2", "-Kontrol kan ske efter et år (C)-", "C", ""), 1]),
        (
            (ONE, "2. Kontrol bør ske efter et år (C)"),
            [("changed", "2", "Kontrol -kan- +bør+ ske efter et år (C)", "C", "C"), 1],
        ),
        (
            (ONE, "2. Kontrol kan ske efter et år (A)"),
            [("changed", "2", "Kontrol kan ske efter et år -(C)- +(A)+", "C", "A"), 1],
        ),
        (
            ("1. Ny viden (D)", "2. Patienter kan tilbydes scanning (B)", "3. Kontrol kan ske efter et år (C)"),
            [("added", "1", "+Ny viden (D)+", "", "D"), 2],
        ),
        (
            (ONE, "2. Alle bør tilbydes træning (A)"),
            [
                ("added", "2", "+Alle bør tilbydes træning (A)+", "", "A"),
                ("removed", "2", "-Kontrol kan ske efter et år (C)-", "C", ""),
                1,
            ],
        ),
    ],
    ids=["added", "removed", "reworded", "regraded", "renumbered", "replaced"],
)
def test_what_became_of_recommendations(after, expected):
    assert recommendations(*after) == expected


def test_the_counts_are_those_of_the_recommendations():
    newer = whole(recommendations="\n".join(("Udredning", ONE, TWO.replace("(C)", "(A)"), "3. Noget ganske andet (D)")))
    found = difference(whole(recommendations=f"Udredning\n{ONE}\n{TWO}"), newer)
    assert (found.counted("added"), found.counted("changed"), found.counted("removed")) == (1, 1, 0)
    assert (found.regraded, found.kept) == (1, 1)


def test_what_became_of_sections():
    before = whole(search="Der er søgt i marts 2025 i PubMed. Hits blev læst af to.", update="Om fem år.")
    after = whole(search="Der er søgt i maj 2025 i PubMed. Hits blev læst af to.", update="Om fem år.")
    assert sections(before, after) == [
        (
            "changed",
            "Litteratursøgning",
            "-Der er søgt i marts 2025 i PubMed.- +Der er søgt i maj 2025 i PubMed.+",
        )
    ]
    without = before.replace("6. Monitorering\nDatabasen følger det.\n", "")
    assert sections(before, without) == [("removed", "6. Monitorering", "-Databasen følger det.-")]
    assert sections(without, before) == [("added", "6. Monitorering", "+Databasen følger det.+")]


def test_lines_that_break_elsewhere_are_no_difference():
    long = "Der er søgt i marts 2025 i PubMed, og alle hits blev læst af to læger hver for sig."
    assert not difference(whole(search=long), whole(search=long.replace(", og", ",\nog").replace(" hver", "\nhver")))


def test_a_section_moved_in_is_not_taken_for_its_neighbour():
    block = "Litteratur og evidensgennemgang\nDer er læst artikler.\n"
    before, new = whole(), block.replace("artikler", "rapporter om kirurgi")
    after = before.replace(block, new + block)
    assert sections(before, after) == [
        ("added", "Litteratur og evidensgennemgang", "+Der er læst rapporter om kirurgi.+")
    ]


def test_what_is_too_long_is_not_laid_side_by_side():
    words = [str(number) for number in range(500)]
    assert [piece.kind for piece in pieces_of(words, words[1:], 400)] == ["removed", "added"]
    assert [piece.kind for piece in pieces_of(words, words[1:], 600)] == ["removed", "same"]
    many = " ".join(f"Sætning nummer {number} står her." for number in range(700))
    assert sections(whole(search="Kort."), whole(search=many)) == [("changed", "Litteratursøgning", "")]


def test_files_full_of_alike_lines_are_compared_in_a_moment():
    items = [f"{number}. Patienter kan tilbydes scanning af {number % 7} slags (B)" for number in range(1, 400)]
    older = whole(recommendations="\n".join(("Udredning", *items)), search="Af. Og. " * 290)
    newer = older.replace("tilbydes", "gives").replace("Af. Og.", "Og. Af.")
    first, other = read(older).reading, read(newer).reading
    start = time.process_time()
    assert compare(first, other).sections
    assert time.process_time() - start < 5

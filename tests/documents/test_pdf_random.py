"""Plans put together at random and printed as PDF in many looks: read as in Word, or their years are asked for."""

from __future__ import annotations

import random
from typing import Any

import pytest

from guidelines.documents.planskema_types import Planskema
from tests.documents.files import word
from tests.documents.pdfs import Look, pdf
from tests.documents.reading import read
from tests.documents.test_random_plans import TITLES, some_people

HEADING = "Retningslinje-titel (senest godkendt, versionsnr.)"
RULED = ["0.5pt", "1pt + gray", "(x, y) => (left: if x > 0 { 0.5pt }, top: 0.5pt, bottom: 0.5pt)"]
UNRULED = ["none", "(x, y) => (bottom: 0.5pt)", "(x, y) => (left: 0.5pt, right: 0.5pt)"]
PAGES = ['paper: "a4"', 'paper: "a4", flipped: true', 'paper: "a4", height: 12cm, numbering: "1 / 1"',
         'width: 29.7cm, height: 10cm, header: [Planskema for gruppen]']  # fmt: skip
ABOVE = "= Planskema 2026-2028\n\nEn tekst, som fylder mere end en linje på siden, og som handler om alt det, der er i"
ABOVE += " planen for årene 2026 og 2027 samt det, der følger efter.\n"
BELOW = "En note efter tabellen, som fylder en hel linje eller to og handler om noget andet end det, der står ovenfor."


def some_table(chance: random.Random, years: list[int]) -> list[list[str]]:
    """A table of two heading rows, some rows and its totals."""
    separator = chance.choice([", ", "; ", " / ", " og ", "\n", ",\n"])
    rows, counts = [], {"revision": [0] * len(years), "new": [0] * len(years)}
    for title in chance.sample(TITLES, chance.randint(2, 12)):
        kind, year, sign = chance.choice(["new", "revision", "revision"]), chance.choice(years), chance.choice("xX✓")
        words = {"new": [" (ny)", "\n(ny)"], "revision": ["", "\nRev.", " Rev."]}[kind]
        counts[kind][years.index(year)] += 1
        version = f" (21042{chance.randint(0, 5)} version {chance.randint(1, 3)}.{chance.randint(0, 4)})"
        marks = [sign + chance.choice(words) if column == year else "" for column in years]
        rows.append([title + (version if kind == "revision" else ""), *marks, separator.join(some_people(chance))])
    both = [a + b for a, b in zip(counts["revision"], counts["new"], strict=True)]
    totals = [["Antal revisioner", counts["revision"]], ["Antal nye retningslinjer", counts["new"]],
              ["Antal retningslinjer i alt", both]]  # fmt: skip
    return [
        [HEADING, "Udarbejdes / Revideres", *[""] * (len(years) - 1), "Tovholder"],
        ["", *map(str, years), ""],
        *rows,
        *([str(label), *map(str, figures), f"Total {sum(figures)}"] for label, figures in totals),
    ]


def some_look(chance: random.Random, strokes: list[str], years: int) -> Look:
    columns = [f"(3fr, {'1fr, ' * years}2fr)", f"(1fr, {'auto, ' * years}1fr)", f"(6cm, {'1.6cm, ' * years}4cm)"]
    centred = f"(x, y) => if 0 < x and x < {years + 1} {{ center + top }} else {{ left + top }}"
    return Look(
        page=chance.choice(PAGES),
        columns=chance.choice(columns),
        stroke=chance.choice(strokes),
        inset=chance.choice(["5pt", "3pt", "(x: 5pt, y: 7pt)", "(x: 6pt, y: 2pt)"]),
        align=chance.choice(["left + top", "left + horizon", centred]),
        size=chance.choice(["8pt", "10pt", "11pt"]),
        heading=2,
        repeats=chance.random() < 0.6,
        merged=chance.random() < 0.6,
        text=chance.choice(["", ", hyphenate: true", ', font: "DejaVu Sans"']),
        above=chance.choice(["", ABOVE]),
        below=chance.choice(["", BELOW]),
    )


def facts(plan: Planskema) -> Any:
    return plan.as_json()["rows"], plan.years, plan.stated, plan.agree


def both_readings(seed: int, strokes: list[str]) -> tuple[Planskema, Planskema]:
    chance = random.Random(seed)
    years = list(range(2026, 2026 + chance.choice([2, 3, 4])))
    table = some_table(chance, years)
    return read(pdf(table, some_look(chance, strokes, len(years))), "plan.pdf"), read(word(table), "plan.docx")


@pytest.mark.parametrize("seed", range(12))
def test_a_table_with_lines_reads_as_in_word(seed: int) -> None:
    printed, written = both_readings(seed, RULED)
    assert facts(printed) == facts(written)


@pytest.mark.parametrize("seed", range(100, 118))
def test_a_table_without_lines_reads_as_in_word_or_asks(seed: int) -> None:
    printed, written = both_readings(seed, UNRULED)
    is_asked = all(row.year_basis in ("unknown", "totals") for row in printed.rows)
    assert is_asked or facts(printed) == facts(written)


def test_most_tables_without_lines_are_told() -> None:
    asked = [any(row.year is None for row in both_readings(seed, UNRULED)[0].rows) for seed in range(100, 112)]
    assert sum(asked) <= 4

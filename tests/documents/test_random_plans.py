"""Plans put together at random and broken over lines as a PDF breaks them read back to what went in."""

from __future__ import annotations

import random
import textwrap

import pytest

from tests.documents.reading import names, read

TITLES = [
    "Udredning og behandling af planocellulært karcinom i mundhulen",
    "Lungemetastaser fra kolorektal cancer - kirurgi",
    "Opfølgning efter behandling for brystkræft",
    "Hodgkin lymfom hos voksne",
    "Kronisk lymfatisk leukæmi (CLL)",
    "Testikelcancer",
    "Nyrecancer: udredning, kirurgi og onkologi",
    "Management of low-grade glioma",
    "Akut myeloid leukæmi (AML) – intensiv behandling",
    "Ewing sarkom",
    "Waldenströms makroglobulinæmi",
    "Smertebehandling med opioider hos patienter med kræft i palliative forløb",
    "Lokaliseret peniscancer",
    "Mb. Paget i vulva",
    "Merkelcelle karcinom",
    "Delirium",
]
FIRST = "Anna Bo Carl Dorte Eva Finn Ida Jens Lars Ole Pia Søren Åse Maj-Lis Jens-Peter Øjvind".split()
MIDDLE = ["", "", "", "A.", "M.", "H", "Holm", "Bech", "R."]
LAST = "Berg Lund Hansen Baad-Hansen Krarup-Hansen Al-Farra Ågård Østergaard Kjær Rossen Toft Dahl Rømer".split()
HEADING = [
    "Planskema 2026-2028",
    "",
    "Retningslinje-titel (senest godkendt, versionsnr.)",
    "Udarbejdes / Revideres",
    "Tovholder",
    "2026 2027 2028",
    "",
]

Row = tuple[str, str, str | None, list[str]]


def some_people(chance: random.Random) -> list[str]:
    made = (
        " ".join(part for part in (chance.choice(FIRST), chance.choice(MIDDLE), chance.choice(LAST)) if part)
        for _ in range(chance.choice([0, 1, 1, 2, 2, 3, 4, 5]))
    )
    return list(dict.fromkeys(made))


def some_row(chance: random.Random, title: str, separator: str, widths: tuple[int, int]) -> tuple[Row, list[str]]:
    kind = chance.choice(["new", "revision", "revision", "revision"])
    version = (
        f"{chance.randint(1, 3)}.{chance.randint(0, 4)}" if kind == "revision" and chance.random() < 0.85 else None
    )
    cell = f"{title} (2104{chance.randint(20, 25)} version {version})" if version else title
    cell = f"Arbejdstitel: {cell} NY" if kind == "new" and chance.random() < 0.5 else cell
    mark = chance.choice("xX")
    marks = [f"{mark} (ny)"] if kind == "new" else chance.choice([[mark, "Rev."], [f"{mark} Rev. "]])
    people = some_people(chance)
    words = separator.join(people) or chance.choice(["NN", ""])
    wrapped = [
        textwrap.wrap(text, width, break_on_hyphens=False) for text, width in zip((cell, words), widths, strict=True)
    ]
    return (title, kind, version, people), [*wrapped[0], *marks, *wrapped[1]]


@pytest.mark.parametrize("seed", range(60))
def test_a_random_plan_reads_back(seed: int) -> None:
    chance = random.Random(seed)
    widths = chance.choice([60, 80, 95]), chance.choice([25, 40, 60, 90])
    separator, blanks = chance.choice([", ", "; ", " / ", " og "]), chance.choice([0, 0.5])
    rows, lines = [], list(HEADING)
    for title in chance.sample(TITLES, chance.randint(2, 10)):
        row, written = some_row(chance, title, separator, widths)
        rows.append(row)
        for line in written:
            lines += [line, ""] if chance.random() < blanks else [line]
    new = sum(kind == "new" for _, kind, _, _ in rows)
    lines += [f"Antal revisioner Total {len(rows) - new}", f"Antal nye retningslinjer Total {new}"]
    plan = read("\n".join(lines))
    assert [(row.title, row.kind, row.version, names(row)) for row in plan.rows] == rows
    assert plan.agree is True

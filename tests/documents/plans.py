"""A fictional planskema in the forms it may come in, and what it says."""

from __future__ import annotations

HEADING = """Dansk Hud Gruppe (DHG)

Landsdækkende kliniske retningslinjer: Planskema 2026-2028

Retningslinje-titel (senest godkendt, versionsnr.)
Udarbejdes / Revideres

Tovholder
2026 2027 2028

"""
ROWS = """Basalcellekarcinom hos voksne - udredning og behandling af
patienter (010224 version 1.0)
x

Rev.
Åse Ærø, Øjvind Ågård-Holm,
Maja Al-Farra
Ewing Sarkom (150323 version
2.1)
x
rev
Jens P. Lund og Else
Kirkegaard
Merkelcellekarcinom
(version 1.1)
X Rev.
NN
Arbejdstitel: Von Hippel Lindau NY
x (ny)
Bo Dahl; Karla Friis / Ib Juhl
"""
TOTALS = """
Antal revisioner 2 1 0 Total 3

Antal nye retningslinjer 0 1 0 Total 1

Antal retningslinjer i alt 2 2 0 Total i alt: 4
"""
TEXT = HEADING + ROWS + TOTALS

TABLE_HEADING = [
    ["Retningslinje-titel (senest godkendt, versionsnr.)", "Udarbejdes / Revideres", "", "", "Tovholder"],
    ["", "2026", "2027", "2028", ""],
]
TABLE_ROWS = [
    ["Basalcellekarcinom hos voksne - udredning og behandling af patienter (010224 version 1.0)", "x\nRev.", "", "",
     "Åse Ærø, Øjvind Ågård-Holm, Maja Al-Farra"],
    ["Ewing Sarkom (150323 version 2.1)", "x rev", "", "", "Jens P. Lund og Else Kirkegaard"],
    ["Merkelcellekarcinom (version 1.1)", "", "X Rev.", "", "NN"],
    ["Arbejdstitel: Von Hippel Lindau NY", "", "x (ny)", "", "Bo Dahl; Karla Friis / Ib Juhl"],
]  # fmt: skip
TABLE_TOTALS = [
    ["Antal revisioner", "2", "1", "0", "Total 3"],
    ["Antal nye retningslinjer", "0", "1", "0", "Total 1"],
    ["Antal retningslinjer i alt", "2", "2", "0", "Total i alt: 4"],
]
TABLE = TABLE_HEADING + TABLE_ROWS + TABLE_TOTALS

TITLES = ["Basalcellekarcinom hos voksne - udredning og behandling af patienter", "Ewing Sarkom", "Merkelcellekarcinom",
          "Von Hippel Lindau"]  # fmt: skip
PEOPLE = [
    ["Åse Ærø", "Øjvind Ågård-Holm", "Maja Al-Farra"],
    ["Jens P. Lund", "Else Kirkegaard"],
    [],
    ["Bo Dahl", "Karla Friis", "Ib Juhl"],
]

"""Fictional titles and names that look Danish: long, with æ, ø, å, the way a plan holds them."""

from __future__ import annotations

from itertools import product

from guidelines.register.rules import ascii_text

_WHAT = (
    "Udredning af",
    "Kirurgisk behandling af",
    "Onkologisk behandling af",
    "Strålebehandling af",
    "Opfølgning efter",
    "Patologisk diagnostik ved",
    "Billeddiagnostik ved",
    "Rehabilitering efter",
    "Palliation ved",
    "Arvelig disposition for",
)
_WHICH = (
    "højmalign",
    "lavmalign",
    "lokaliseret",
    "metastaserende",
    "recidiverende",
    "avanceret",
    "tidlig",
    "okkult",
    "multifokal",
    "sjælden",
)
_TUMOUR = ("adenoprøvom", "bløddelsprøvom", "fibroprøvom", "kæmpecelleprøvom", "neuroprøvom", "øreprøvom", "åreprøvom")
_WHERE = (
    "i øvre luftveje",
    "i bækkenet",
    "i underlivet",
    "i hals og hoved",
    "i brystvæggen",
    "i ekstremiteterne",
    "i huden",
    "i mediastinum",
    "hos børn og unge",
    "hos ældre & skrøbelige",
    "hos gravide",
    "i lever og galdeveje",
    "i øjet",
    "i skjoldbruskkirtlen",
    "uden kendt udgangspunkt",
)
_FIRST = (
    "Agnete Aksel Bodil Birger Carsten Cæcilie Ditte Dyveke Ejnar Esben Frode Freja Gudrun Gorm Holger Hjørdis Inge "
    "Ivar Jeppe Jytte Kåre Karen Laust Lærke Mogens Maren Niels Nynne Otto Oda Palle Pia Rasmus Rødja Søren Signe "
    "Troels Tove Uffe Ulla Vagn Vibeke Ødis Åse"
).split()
_LAST = (
    "Ager Bæk Birkelund Dam Dalsgård Engholm Enevold Fjord Fuglsang Grøn Gammelby Holt Høj Iversholm Juul Kjær Klit "
    "Lund Løvig Møl Mosegård Nørholt Næs Overbæk Poulsgård Ravn Risager Skov Sønderby Toft Thorlev Udby Vang "
    "Vestergård Ørbæk Østerby Åkær Ålund"
).split()


def titles(count: int) -> list[str]:
    """Return as many different titles, spread over the alphabet; at most 10,500."""
    made = [" ".join(parts) for parts in product(_WHAT, _WHICH, _TUMOUR, _WHERE)]
    if count > len(made):
        raise ValueError(f"there are {len(made)} titles, not {count}")
    step = 7919  # a prime that does not divide their number: each title once, neighbours far apart
    return [made[place * step % len(made)] for place in range(count)]


def names(count: int) -> list[str]:
    """Return as many names of people; the same name comes back with a letter between."""
    pairs = [(first, last) for last in _LAST for first in _FIRST]
    rounds = 0
    found: list[str] = []
    while len(found) < count:
        middle = f" {chr(ord('A') + rounds - 1)}." if rounds else ""
        found += [f"{first}{middle} {last}" for first, last in pairs]
        rounds += 1
    return found[:count]


def slug(title: str, number: int) -> str:
    """Return an address for a title, made unique by its number."""
    words = "".join(letter if letter.isalnum() else "-" for letter in ascii_text(title).lower())
    return f"{'-'.join(filter(None, words.split('-')))[:80]}-{number}"

"""The list of authors and what each declares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidelines.documents.guideline.facts import Author
from guidelines.documents.guideline.lines import Line, Passage
from guidelines.documents.names import name_score, read_people

_BULLET = re.compile(r"^(?:[•●▪◦○*·‣–—-]|\(?\d{1,2}[.)])\s*")
_STOP = re.compile(
    r"^(?:jf\.|jævnfør|i henhold til|for detaljer\w*|se (?:også )?habilitets|habilitetspolitik)", re.IGNORECASE
)
_DECLARES = re.compile(
    r"(?:ingen|intet|ikke nogen)\s+(?:\w+\s+){0,2}?"
    r"(?:interessekonflikt\w*|habilitets\w*|konflikt\w*|at (?:erklære|deklarere))"
    r"|har ingen (?:\w+\s+)?(?:interesse|habilitet)\w*|no conflicts? of interest"
    r"|(?:har )?(?:modtaget|modtager|deltaget i|været|honorar\w*|undervis\w+ for|advisory|foredrag"
    r"|konsulent for|rådgiver for"
    r"|interessekonflikt\w*\s*:|tilknytning til|aktier|ejer)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"^(?:har )?(?:ingen|intet|ikke nogen|no )", re.IGNORECASE)
_TITLE = re.compile(
    r"(?:(?:ledende|klinisk|specialeansvarlig|uddannelsesansvarlig|1\.|første)\s+)*(?:over|afdelings|reserve|special|chef)?læge"
    r"|(?:klinisk\s+)?(?:professor|lektor|sygeplejerske|fysioterapeut|ergoterapeut|psykolog|bioanalytiker|farmaceut"
    r"|statistiker|patientrepræsentant|specialist|konsulent|sygeplejespecialist|diætist|radiograf)(?:\s+mso)?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"hospital|sygehus|universitet|klinik|afdeling|\bafd\b|region|institut|center|aarhus|århus|aalborg|ålborg|odense|esbjerg"
    r"|vejle|herlev|roskilde|københavn|næstved|viborg|randers|herning|kolding|sønderborg",
    re.IGNORECASE,
)
_DEGREE = re.compile(r",?\s*(?:ph\.?\s?d\.?|dr\.?\s?med\.?|d\.?m\.?sc\.?|mso|m\.?d\.?)\s*$", re.IGNORECASE)


def read_authors(body: Passage) -> tuple[Author, ...]:
    """The authors in the order of the list; a name without a declaration has None there."""
    return tuple(author for entry in _entries(body.lines) if (author := _author(entry)))


def _entries(lines: tuple[Line, ...]) -> Iterator[list[Line]]:
    """The lines of each author: begun by a bullet, or by a name and a comma once the entry before is closed."""
    entry: list[Line] = []
    for line in lines:
        if _STOP.match(line.text) or line.text.startswith("http"):
            break
        if entry and _begins(line, entry):
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


def _begins(line: Line, entry: list[Line]) -> bool:
    if _BULLET.match(line.text):
        return True
    if _BULLET.match(entry[0].text) and not line.starts:
        return False
    so_far = " ".join(part.text for part in entry)
    is_closed = bool(_DECLARES.search(so_far)) or so_far.rstrip().endswith(".") or line.starts
    return is_closed and _starts_with_name(line.text)


def _starts_with_name(text: str) -> bool:
    name, comma, _ = _BULLET.sub("", text).partition(",")
    return bool(comma) and name_score(_bare(name)) > 0


def _bare(name: str) -> str:
    people = read_people(name).people
    return people[0].name if people else name.strip()


def _author(entry: list[Line]) -> Author | None:
    """One author, or None where the lines name nobody."""
    passage = Passage(entry)
    text = _BULLET.sub("", passage.text)
    found = _DECLARES.search(text)
    facts, declaration = (text[: found.start()], text[found.start() :].strip()) if found else (text, None)
    parts = [part.strip(" .;:") for part in re.split(r",|;|\s[–—-]\s", facts) if part.strip(" .;:")]
    if not parts:
        return None
    name = _bare(_DEGREE.sub("", parts[0]))
    if name_score(name) <= 0:
        return None
    title = next((part for part in parts[1:] if _TITLE.match(part)), None)
    rest = [part for part in parts[1:] if part != title and not _DEGREE.fullmatch(part)]
    at = next((at for at, part in enumerate(rest) if _PLACE.search(part)), len(rest))
    specialty = ", ".join(rest[:at]) or None
    conflict = None if declaration is None else not _NONE.match(declaration)
    quote = passage.exact(0, len(passage.text))
    return Author(name, title, specialty, ", ".join(rest[at:]) or None, declaration, conflict, quote)

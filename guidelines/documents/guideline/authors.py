"""The list of authors and what each declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from guidelines.documents.guideline.facts import Author
from guidelines.documents.guideline.lines import Line, Passage
from guidelines.documents.names import name_score, read_people

_BULLET = re.compile(r"^(?:[•●▪◦○*·‣–—-]|\(?\d{1,2}[.)])\s*")
_STOP = re.compile(
    r"^(?:jf\.|jævnfør|i henhold til|for detaljer\w*|se (?:også )?habilitets|habilitetspolitik)"
    r"|findes her|kan ses|henvises|https?:|www\.|hjemmeside|politik(?:ken)? for",
    re.IGNORECASE,
)
_REVIEWERS = re.compile(r"^(?:eksterne?\s+|interne?\s+)?(?:reviewere?(?:ne)?|bedømmere?)\s*:?$", re.IGNORECASE)
_TABLE_HEAD = re.compile(r"^navn\s+(?:titel|stilling|speciale|ansæt|afdeling|habilitet)", re.IGNORECASE)
_NO_TIES = (
    r"(?:ingen|intet|ikke nogen)\s+(?:\w{1,40}\s+){0,2}?"
    r"(?:interessekonflikt\w*|habilitets\w*|konflikt\w*|at (?:erklære|deklarere))"
)
# What a word begins with that may have run together with the word of the cell before.
_FIRST = r"(?-i:\w?(?:[a-zæøå]{0,30}|[A-ZÆØÅ]{0,30}))"
_DECLARES = re.compile(
    _NO_TIES + r"|har ingen (?:\w{1,40}\s+)?(?:interesse|habilitet)\w*|no conflicts? of interest"
    rf"|(?:(?<!\w)|(?-i:(?<=[a-zæøå])(?=[A-ZÆØÅ])))(?:har )?(?:modtaget|modtager|deltaget i|været|{_FIRST}honorar\w*"
    r"|undervis\w{1,30} for|advisory|foredrag"
    rf"|konsulent for|rådgiver for|{_FIRST}støtte (?:fra|til)|{_FIRST}bevilling"
    r"|interessekonflikt\w{0,30}\s*:|tilknytning til|aktier|ejer)\b",
    re.IGNORECASE,
)
_NONE = re.compile(r"^(?:har )?(?:ingen|intet|ikke nogen|no )", re.IGNORECASE)
_NONE_WHOLE = re.compile(rf"(?:{_NO_TIES})\.?$", re.IGNORECASE)
_ROLE = (
    r"\w*(?:læge|professor|lektor|sygeplejerske|terapeut|psykolog|analytiker|farmaceut|fysiker|statistiker|repræsentant"
    r"|specialist|konsulent|diætist|radiograf|koordinator|ingeniør|leder|forsker|assistent|bibliotekar|rådgiver|kemiker"
    r"|biolog|jordemoder|kandidat|studerende)(?:\s+(?:mso|emeritus))?"
)
_TITLE = re.compile(rf"(?:[\w.]+\s+){{0,2}}?{_ROLE}", re.IGNORECASE)
_PLACE = re.compile(
    r"hospital|sygehus|universitet|klinik|afdeling|\bafd\b|region|institut|center|aarhus|århus|aalborg|ålborg|odense|esbjerg"
    r"|vejle|herlev|roskilde|københavn|næstved|viborg|randers|herning|kolding|sønderborg",
    re.IGNORECASE,
)
_DEGREE = re.compile(r",?\s*(?:ph\.?\s?d\.?|dr\.?\s?med\.?|d\.?m\.?sc\.?|mso|m\.?d\.?)\s*$", re.IGNORECASE)
_LONGEST = 30  # lines of an entry that are looked back at
_MOST = 500  # entries of one list
_MOST_SIGNS = 3_000  # of an entry; what is longer is no author's
_UPPER = "A-ZÆØÅÄÖÜÉ"
_ROW = re.compile(
    rf"(?P<name>[{_UPPER}][\w'’.-]*(?:\s+[{_UPPER}][\w'’.-]*){{1,4}})\s+"
    rf"(?P<title>(?=[a-zæøå])(?:[a-zæøå]+\s+)?{_ROLE}(?:,\s(?:[a-zæøå]+\s)?{_ROLE})?)(?=\s|$|[{_UPPER}])\s*"
)
_ROW_START = re.compile(rf"(?P<name>(?:[{_UPPER}][\w'’.-]*\s+){{2,5}})[a-zæøå]{{4,}}(?:[\s,{_UPPER}]|$)")
# A row without a title: the name ends where a department or a hospital begins, and no word of it may be part of that.
_UNTITLED = re.compile(
    rf"(?P<name>(?:(?!\w*sk\s)[{_UPPER}][\w'’.-]*\s+){{2,5}}?)(?=(?:Klinik|Afdeling|Afsnit|Institut|Center|Enhed) for\s"
    rf"|[{_UPPER}]\w*isk\s(?:Afdeling|Klinik|Institut|Center)(?:[\s,]|$)|(?:Rig|Region)shospitalet|Sygehus\s"
    rf"|(?:(?:Nykøbing|S(?:ank|k|c)t\.?|Aleris|Capio)\s)?[{_UPPER}][\w-]+\s(?:(?:Univers\w+|Region)shospital"
    r"|(?:Univers\w+s\s)?Hospital|Sygehus)(?![a-zæøå]))"
)
_SURE, _UNSURE = 0.9, 0.75
_WHOLE_PLACE = re.compile(r"(?:hospital(?:et)?|sygehus|universitet)$", re.IGNORECASE)


# A surname and a title from two cells of a table whose words have run together.
_GLUED = re.compile(
    r"(?<=\s)([A-ZÆØÅ][\w-]*?[a-zæøå])(?=(?:(?:speciale|uddannelses)ansvarlig|ledende|klinisk"
    r"|(?:over|afdelings|reserve|special|chef)?læge"
    r"|professor|lektor|(?:special)?sygeplejerske|(?:fysio|ergo)terapeut|hospitalsfysiker|psykolog)(?:\s|,|$))"
)


def read_authors(body: Passage) -> tuple[Author, ...]:
    """The authors in the order of the list; a name without a declaration has None there."""
    return _people(body, "authors")


def read_declared_reviewers(body: Passage) -> tuple[Author, ...]:
    """The reviewers who stand under a label of their own in the list of authors."""
    return _people(body, "reviewers")


def declares(body: Passage) -> bool:
    """Whether somebody declares something there, whoever it is."""
    return bool(_DECLARES.search(body.text))


def _people(body: Passage, kind: str) -> tuple[Author, ...]:
    entries = [entry for group, entry in islice(_entries(body.lines), _MOST) if group == kind]
    return tuple(author for entry in entries if (author := _author(entry)))


def _entries(lines: tuple[Line, ...]) -> Iterator[tuple[str, list[Line]]]:
    """The lines of each author: begun by a bullet, or by a name and a comma once the entry before is closed.

    What follows the list is nobody's: it is passed over up to the next entry that begins.
    """
    entry: list[Line] = []
    kind, is_table, signs = "authors", False, 0
    for line in lines:
        if is_table:
            line = Line(_GLUED.sub(r"\1 ", line.text), line.place, line.starts)
        is_table = is_table or bool(_TABLE_HEAD.match(line.text))
        label = _REVIEWERS.match(line.text)
        is_over = bool(label or _STOP.search(line.text) or _TABLE_HEAD.match(line.text))
        is_row = is_table and _is_row(line.text)
        if entry and (is_over or is_row or signs > _MOST_SIGNS or _begins(line, entry) or _is_behind(line, entry)):
            yield kind, entry
            entry, signs = [], 0
        kind = "reviewers" if label else kind
        if not is_over and (entry or is_row or _may_begin(line)):
            entry.append(line)
            signs += len(line.text) + 1
    if entry:
        yield kind, entry


def _is_row(text: str) -> bool:
    """Whether a line of a table begins with a name and not with a place or a declaration."""
    found = _ROW_START.match(text)
    return found is not None and not _PLACE.search(found["name"]) and not _DECLARES.match(text)


def _may_begin(line: Line) -> bool:
    return bool(_BULLET.match(line.text)) or _starts_with_name(line.text)


def _begins(line: Line, entry: list[Line]) -> bool:
    if _BULLET.match(line.text):
        return True
    if _BULLET.match(entry[0].text) and not line.starts:
        return False
    so_far = " ".join(part.text for part in entry[-_LONGEST:])
    is_closed = bool(_DECLARES.search(so_far)) or so_far.rstrip().endswith(".") or line.starts
    is_next = _has_title(line.text) or (bool(_WHOLE_PLACE.search(so_far)) and _has_place(line.text))
    return (is_closed or is_next) and _starts_with_name(line.text)


def _has_title(text: str) -> bool:
    """Whether a line has somebody's title among its parts, as the first line of an entry has."""
    return any(_TITLE.fullmatch(part.strip(" .")) for part in text.split(",")[1:])


def _has_place(text: str) -> bool:
    """Whether a line names somebody's place, and behind the name, as the one line of an entry does."""
    name, *parts = text.split(",")
    return not _PLACE.search(name) and any(_WHOLE_PLACE.search(part.strip(" .")) for part in parts)


def _is_behind(line: Line, entry: list[Line]) -> bool:
    """Whether a line that names nobody stands behind a finished entry and is no line of it."""
    so_far = " ".join(part.text for part in entry[-_LONGEST:])
    declared = _DECLARES.search(so_far)
    is_done = bool(_NONE_WHOLE.search(so_far)) or (bool(declared) and line.starts)
    return is_done and not _DECLARES.match(line.text) and line.text[:1].isupper()


def _starts_with_name(text: str) -> bool:
    plain = _BULLET.sub("", text)
    if "\t" in plain:
        return name_score(_bare(plain.split("\t")[0])) > 0
    name, comma, _ = re.sub(r"\s[–—-]\s", ", ", plain).partition(",")
    untitled = _UNTITLED.match(plain)
    is_named = any(
        name_score(_bare(words)) > 0 for words in (name if comma else "", untitled["name"] if untitled else "")
    )
    return is_named or bool(_ROW.match(plain))


def _bare(name: str) -> str:
    people = read_people(name).people
    return people[0].name if people else name.strip()


def _author(entry: list[Line]) -> Author | None:
    """One author, or None where the lines name nobody."""
    passage = Passage(entry)
    text = _with_commas(_BULLET.sub("", passage.text))
    found = _DECLARES.search(text)
    facts, declaration = (text[: found.start()], _whole(text[found.start() :])) if found else (text, None)
    parts = [part.strip(" .;:") for part in re.split(r",|;|\s[–—-]\s|(?<=\w{3})\.\s", facts) if part.strip(" .;:")]
    if not parts:
        return None
    name = _bare(_DEGREE.sub("", parts[0]))
    if name_score(name) <= 0 or _PLACE.search(name):
        return None
    titles = [part for part in parts[1:] if _TITLE.fullmatch(part)]
    rest = [part for part in parts[1:] if part not in titles and not _DEGREE.fullmatch(part)]
    at = next((at for at, part in enumerate(rest) if _PLACE.search(part)), len(rest))
    specialty = ", ".join(rest[:at]) or None
    conflict = None if declaration is None else not _NONE.match(declaration)
    is_parted = _UNTITLED.match(_BULLET.sub("", passage.text)) is None
    quote = passage.opening(confidence=_SURE if is_parted else _UNSURE)
    title = ", ".join(titles) or None
    return Author(name, title, specialty, ", ".join(rest[at:]) or None, declaration, conflict, quote)


def _whole(declaration: str) -> str:
    """A declaration with "A/S" put together where a line ended inside it."""
    return re.sub(r"(?<=\w/) (?=\w)", "", declaration).strip()


def _with_commas(text: str) -> str:
    """The facts set apart by commas, also those of a table's row, whose cells may have run together."""
    if "\t" in text:
        return ", ".join(cell.strip() for cell in text.split("\t") if cell.strip())
    row, untitled = _ROW.match(text), _UNTITLED.match(text)
    if row and "," not in row["name"]:
        return f"{row['name']}, {row['title']}, {text[row.end() :]}"
    return f"{untitled['name']}, {text[untitled.end() :]}" if untitled else text

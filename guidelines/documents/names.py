"""Names of people: taking a list of them apart, and telling it from a title."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guidelines.documents.planskema_types import NamedPerson
from guidelines.documents.wording import ENDED, join_lines, one_line, tidy

_UPPER = "A-ZÆØÅÄÖÜÉÈÁÀÓÒÍÚÝÞÐŠŽŁÇÑ"
_PARTICLES = frozenset("af av von van de der den du la le di da del el al bin ibn dos zu ter ten y e i".split())
_NAME_WORD = re.compile(rf"(?:[{_UPPER}][\w'’.]*|[a-zæøå]{{1,3}}['’][{_UPPER}]\w*)(?:-[{_UPPER}\w][\w'’.]*)*")
_INITIAL = re.compile(rf"[{_UPPER}][a-zæøå]?\.?(?:-?[{_UPPER}]\.?)?")
_NOBODY = re.compile(
    r"(?:n\.? ?n\.?|tbd|tba|\?+|[-–—.…]+|ingen|ikke (?:udpeget|besat|afklaret|valgt|fundet)|mangler|afventer"
    r"|vakant|vacant"
    r"|ubesat|udpeges(?: senere)?|n/a|na|ukendt|unknown|none|not (?:yet )?(?:appointed|named)|to be (?:decided"
    r"|named)"
    r"|følger|x+)\.?",
    re.IGNORECASE,
)
# Words for what people are, not who they are; kept out of the names.
_TITLE = re.compile(
    r"(?:(?:ledende|klinisk|kliniske|specialeansvarlig|uddannelsesansvarlig|administrerende|1\.|første)\s+)*"
    r"(?:over|afdelings|reserve|special|klinik|hoved|praktiserende )?læge(?!\w)"
    r"|(?:klinisk|adjungeret|associate|assistant)?\s*prof(?:essor)?(?:\.|(?!\w))(?:\s*(?:emeritus|mso))?"
    r"|dr\.?\s?med(?:\.|(?!\w))|d\.?m\.?sc\.?(?!\w)|dr(?:\.|(?=\s))|ph\.?\s?d(?:\.|(?!\w))(?:[- ]?stud\w*\.?)?"
    r"|cand\.\s?\w+\.?|lektor(?!\w)"
    r"|m\.?d\.?(?=$|[\s,])|msc(?!\w)|(?:klinisk\s+)?(?:sygeplejerske|specialsygeplejerske|fysioterapeut"
    r"|sygeplejespecialist)(?!\w)"
    r"|(?:konsulent|senior consultant|consultant|physician|surgeon|patolog|radiolog|onkolog|kirurg"
    r"|ortopædkirurg|hæmatolog"
    r"|formand|forperson|næstformand|tovholdere?|lead|forskningsleder|sektionsleder|cheflæge|ansvarlig"
    r"|dr)(?!\w)[.:]?",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"hospital|sygehus|universitet|klinik|afdeling|\bafd\b|rigshosp|region|institut|center|\b(?:AUH|OUH|RH|SUH"
    r"|SVS|AAUH|KAS)\b",
    re.IGNORECASE,
)
_HOSPITALS = frozenset({"AUH", "OUH", "RH", "SUH", "SVS", "AAUH", "KAS", "MD", "PHD", "NN", "HGH", "BFH", "OUH/SVS"})
# Endings and words of subjects, organisations and headings, which no person in a list is called.
_SUBJECT = re.compile(
    r"\w*(?:(?:sark|karcin|carcin|myel|gli|lymf|lymph|melan|aden|blast|fibr|neur|endotheli|papill|kondr|chondr"
    r"|thym|sygd)"
    r"om(?:er|erne|et|a|as|e)?|omatose|logi|logisk|logiske|logy|terapi|therapy|kræft|cancer|tumou?rs?"
    r"|tumor(?:er|en)|sygdomme"
    r"|behandling(?:en)?|treatment|kirurgi|kirurgisk|surgery|metastas\w{1,3}|retningslinj\w{1,4}"
    r"|vejledning(?:er)?|guidelines?"
    r"|opfølgning|udredning|diagnostik|diagnosis|rapport|beretning|screening|monitorering|rehabilitering|visitation"
    r"|bestråling|henvisning|forebyggelse|undersøgelse|anbefaling(?:er)?|organisering|management|assessment"
    r"|opati|leukæmi"
    r"|leukemia|an[æe]mia?|metri|itis|osis|(?:fibr|tromb|nekr|cirr|skler|sten|amyloid|histiocyt|myelomat)ose"
    r"|plasi\w{0,2}|skopi"
    r"|(?:plade|basal|merkel|kim|kæmpe|små|stor|klar|stam)celle\w*|grafi|scanning|resektion|transplantation"
    r"|infektion)"
    r"|dansk|danish|gruppe|group|national\w*|klinisk\w*|total|antal|planskema|kemo|palliat\w*|kurativ\w*|primær\w*"
    r"|sekundær\w*|tidlig|akut\w*|avanceret|lokal\w*|lokaliseret|stromal|desmoid|benign\w*|malign\w*|soft"
    r"|tissue|cell"
    r"|the|of|bilag|kilde|tabel|figur|stadie|stage|børn|voksne|ældre|patienter|database\w*|referat|dagsorden"
    r"|strategi",
    re.IGNORECASE,
)
# More than this is no cell of tovholdere.
MAX_PEOPLE = 1_500
# What a lone word counts: several of them, set apart by commas, may still be a list of surnames or initials.
_HALF = -0.5
_SEPARATORS = re.compile(r"[,;/|•·\t]|\s(?:og|and|samt|&|\+)\s|\s[–—-]\s|&")


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """The people of a cell, and the words of it that could be neither read as a name nor set aside."""

    people: tuple[NamedPerson, ...] = ()
    unclear: tuple[str, ...] = ()


def read_people(text: str, known_groups: Collection[str] = (), *, wraps: bool = False) -> PeopleReading:
    """The people named in a cell, in order, each once; "NN" and the like are nobody.

    With `wraps` a line end may stand inside a name, as in text taken from a PDF; without, it parts two names.
    """
    people: dict[str, NamedPerson] = {}
    unclear: list[str] = []
    previous = ""
    leading: str | None = None
    for piece in _pieces(_split_lines(text[:MAX_PEOPLE], wraps)):
        before, _, after = piece.partition(":")
        if after.strip() and _group_name(before, known_groups):
            leading, piece = _group_name(before, known_groups), after
        name, group = _name_and_group(piece, known_groups)
        lone = _group_name(name, known_groups) if name.casefold() in {g.casefold() for g in known_groups} else None
        if lone and previous:
            people[previous] = NamedPerson(people[previous].name, people[previous].group or lone)
        elif not name or _NOBODY.fullmatch(name) or _PLACE.search(name):
            continue
        elif name_score(name) <= -2 or lone:
            unclear.append(name)
        else:
            previous = name.casefold()
            people.setdefault(previous, NamedPerson(name, group or leading))
    return PeopleReading(tuple(people.values()), tuple(unclear))


def people_score(lines: Iterable[str]) -> float:
    """How much some lines of text look like a list of people: above 0 likely, below 0 rather something else."""
    whole = "\n".join(lines)
    if len(whole) > MAX_PEOPLE:
        return -9.0
    text = _split_lines(whole, wraps=True)
    if not text.strip():
        return 0.0
    found = [name for piece in _pieces(text) if (name := _name_and_group(piece, ())[0])]
    scores = [1.0 if _NOBODY.fullmatch(name) else name_score(name) for name in found]
    are_halves = len(found) > 1 and all(score == _HALF for score in scores)
    score = 0.3 * len(found) if are_halves else sum(scores)
    if re.search(r"(?:[,;/&]|\bog|\band)\s*$", text) or text.count("(") > text.count(")"):
        score -= 2.0
    return score


def name_score(name: str) -> float:
    """How much one piece looks like a full name; a lone word is half a name, a word of a subject is none."""
    words = name.split()
    if not words or len(name) > 60 or re.search(r"[\d:()\[\]@?!]", name):
        return -3.0
    if any(word not in _PARTICLES and not _NAME_WORD.fullmatch(word) for word in words) or words[0] in {"i", "e", "y"}:
        return -3.0
    if any(_is_subject(word) for word in words):
        return -3.0
    if len(words) == 1:
        return _HALF
    if len(words) > 5:
        return -1.5
    if _INITIAL.fullmatch(words[-1]) and not (len(words) == 2 and len(words[-1]) > 2):
        return -0.6
    return 0.3 if any(len(word) > 2 and word.isupper() for word in words) else 1.5


def _is_subject(word: str) -> bool:
    return any(_SUBJECT.fullmatch(part) for part in word.strip(".'’").split("-"))


def _split_lines(text: str, wraps: bool) -> str:
    """The text on one line, with a separator wherever a line end parts two names."""
    joined = ""
    for part in text.split(ENDED):
        for at, line in enumerate(" ".join(line.split()) for line in tidy(part).split("\n")):
            if joined and line and _parts(joined, line, wraps and at > 0):
                joined = f"{joined}; {line}"
            else:
                joined = join_lines(joined, line)
    return joined.replace("\u00ad", "")


def _parts(before: str, after: str, wraps: bool) -> bool:
    """Whether the line end between them parts two names rather than standing inside one."""
    left, right = _pieces_of(before)[-1].strip(), _pieces_of(after)[0].strip()
    if not left or not right or after.startswith("("):
        return False
    left, right = (re.sub(r"\([^)]*\)", "", side).strip() for side in (left, right))
    right = re.sub(r"\s(?:og|and|samt|&)$", "", right)
    if _INITIAL.fullmatch(left.split()[-1] if left.split() else "") or left.endswith("-"):
        return False
    if not wraps:
        return _stands_alone(left) and _stands_alone(right)
    return len(left.split()) >= 2 and len(right.split()) >= 2 and name_score(left) > 0


def _stands_alone(text: str) -> bool:
    """Initials, or more than one word: not half a name."""
    return len(text.split()) > 1 or (text.isupper() and len(text) <= 5)


def _pieces_of(text: str) -> list[str]:
    """The text between separators; separators inside brackets do not count."""
    shielded = re.sub(r"\([^)]*\)", lambda found: re.sub(r"[^()]", "\x00", found.group(0)), text)
    pieces, at = [], 0
    for found in _SEPARATORS.finditer(shielded):
        pieces.append(text[at : found.start()])
        at = found.end()
    return [*pieces, text[at:]]


def _pieces(text: str) -> list[str]:
    """The names of a list; "Berg, Anna; Lund, Bo" is turned round."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    surname_first = rf"[{_UPPER}][\w'’-]+, [{_UPPER}][\w'’. -]+"
    if len(parts) > 1 and all(re.fullmatch(surname_first, part) for part in parts):
        return [" ".join(reversed(part.split(", "))) for part in parts]
    return [piece.strip() for piece in _pieces_of(text) if piece.strip()]


def _name_and_group(piece: str, known_groups: Collection[str]) -> tuple[str, str | None]:
    """The name without titles, brackets, addresses and the group in its bracket."""
    group = None
    for inside in re.findall(r"[(\[]([^)\]]*)[)\]]?", piece):
        group = group or _group_name(inside, known_groups)
    name = re.sub(r"[(\[][^)\]]*[)\]]?", " ", piece)
    name = re.sub(r"\S+@\S+|<[^>]*>|\+?\d[\d ]{6,}", " ", name)
    name = one_line(_TITLE.sub(_title_gone, name)).strip(" .,:;*-–—)")
    tail = re.search(r"\.$", piece.strip()) and re.search(rf"(?:^|\s)[{_UPPER}]$", name)
    return (f"{name}." if tail else name), group


def _title_gone(found: re.Match[str]) -> str:
    """A title goes only where it is a word of its own: "Dr" does, the end of "Lodrup" does not."""
    start = found.start()
    return found.group(0) if start and (found.string[start - 1].isalnum() or found.string[start - 1] in "-'") else " "


def _group_name(text: str, known_groups: Collection[str]) -> str | None:
    """The group an abbreviation names: a known one as it is known, else anything written like an abbreviation."""
    plain = one_line(text).strip(" .")
    for known in known_groups:
        if known.casefold() == plain.casefold():
            return known
    looks = re.fullmatch(rf"[{_UPPER}][\w-]{{1,11}}", plain) and sum(sign.isupper() for sign in plain) >= 2
    return plain if looks and plain.upper() not in _HOSPITALS else None

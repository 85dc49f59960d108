"""The documented searches: database, date, initials of who searched, hits; and the lines of a search history."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guidelines.documents.dates import FuzzyDate, find_dates, locate_dates
from guidelines.documents.guideline.facts import Query, Search
from guidelines.documents.guideline.lines import Passage

# Databases by the words they are recognised by. Medline is searched through PubMed and Ovid; both count as it.
_DATABASES = {
    "PubMed": r"pub\s?med|medline",
    "Embase": r"embase",
    "Cinahl": r"cinahl",
    "Cochrane": r"cochrane",
    "GIN": r"g-?i-?n(?:\s+international)?|guidelines international network",
    "NICE": r"nice",
    "SIGN": r"sign",
    "PsycINFO": r"psyc\s?info",
    "Web of Science": r"web of science",
    "Scopus": r"scopus",
    "SweMed+": r"swemed\+?",
    "UpToDate": r"up\s?to\s?date",
    "PEDro": r"pedro",
    "Epistemonikos": r"epistemonikos",
    "TRIP": r"trip(?: database)?",
}
_SIGNS = {
    name: re.compile(rf"(?<![\w/.-])(?:{words})(?![\w-]|\.(?:org|com|uk|net))", re.IGNORECASE)
    for name, words in _DATABASES.items()
}
_CASED = {
    "SIGN": re.compile(r"\bSIGN\b"),
    "NICE": re.compile(r"\bNICE\b"),
    "TRIP": re.compile(r"\bTRIP\b"),
    "GIN": re.compile(r"\bG-?I-?N\b"),
}
_URL = re.compile(r"https?://\S+|(?<!\S)\S{0,200}(?:\.org|\.net|\.uk|\.com)/\S*")
_TAIL = re.compile(r"(?:\s+(?:library|international))?(?:\s*\((?:pub\s?med|medline|uk)\))?", re.IGNORECASE)
_HITS = re.compile(r"(?P<n>\d{1,6})\s*(?:hits?|fund|artikler|referencer|resultater|items?)\b", re.IGNORECASE)
_CELL = re.compile(r"\d{4}\s+(?:[A-ZÆØÅ]{2,4}\s+)?(?P<n>\d{1,6})$")  # a last cell with the figure alone
_INITIALS = re.compile(r"(?<![\w.])[A-ZÆØÅ]{2,4}(?!\w|\.\w)")
_QUERY = re.compile(r"^(?P<number>#\d{1,3})\b\s*(?P<rest>.*)$")
_COUNT = re.compile(r"(?:^|\s)(?P<n>\d{1,6})$")
_PLANNED = re.compile(
    r"\b(?:ventes|forventes|planlægges|planlagt|skal|vil|næste|kommende|fremtidig\w*)\b", re.IGNORECASE
)
_LONGEST = 400  # signs of a sentence before and after a date
_ABROAD = frozenset({"UK", "US", "USA", "EU", "DK"})
_DATED_SEARCH = re.compile(r"(?<!\w)(?!under|an|be)\w{0,20}søg(?:ning|t|estreng)|searched|search date", re.IGNORECASE)


def databases_in(text: str) -> dict[str, int]:
    """The databases a text names and where each stands first; addresses are not read."""
    plain = _URL.sub(lambda found: " " * len(found.group()), text)
    hits = {}
    for name, sign in _SIGNS.items():
        found = _CASED.get(name, sign).search(plain)
        if found:
            hits[name] = found.start()
    return dict(sorted(hits.items(), key=lambda item: item[1]))


def mentions(text: str) -> list[tuple[str, int, int]]:
    """Every mention of a database with its offsets, a bracket or *Library* behind it included."""
    plain = _URL.sub(lambda found: " " * len(found.group()), text)
    found = [
        (name, hit.start(), _TAIL.match(plain, hit.end()).end())  # type: ignore[union-attr]
        for name, sign in _SIGNS.items()
        for hit in _CASED.get(name, sign).finditer(plain)
    ]
    return sorted(found, key=lambda mention: mention[1])


def read_searches(body: Passage) -> tuple[Search, ...]:
    """The searches in one Bilag: each date with the database named last before it, and the hits beside it."""
    return tuple(_searches(body))


def _searches(body: Passage) -> Iterator[Search]:
    database, waits = "", False
    for line in body.lines:
        if _QUERY.match(line.text):
            return
        named = list(databases_in(line.text))
        dates = [readings[0] for _, readings in find_dates(_URL.sub(" ", line.text)) if readings[0].precision == "day"]
        if named:
            database, waits = named[0], True
        if dates and database and waits:
            hits = _HITS.search(line.text) or _CELL.search(line.text)
            initials = _initials(line.text, dates[0].source)
            quote = line.quote(0.9 if hits else 0.8)
            yield Search(database, dates[0], initials, int(hits["n"]) if hits else None, quote)
            waits = False


def _initials(text: str, day: str) -> str | None:
    """Who searched: the initials after the date, else those before it; a country is nobody."""
    before, _, after = text.partition(day)
    for part in (after, before):
        found: list[str] = [name for name in _INITIALS.findall(_without_databases(part)) if name not in _ABROAD]
        if found:
            return found[0]
    return None


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around these offsets, by its full stops, as far as one may reach."""
    earliest, latest = max(start - _LONGEST, 0), end + _LONGEST
    first = max(text.rfind(". ", earliest, start), earliest)
    last = text.find(". ", end, latest)
    return text[first : last if last >= 0 else latest]


def _without_databases(text: str) -> str:
    """The line without names of databases and months, which look like initials."""
    for sign in (*_SIGNS.values(), *_CASED.values()):
        text = sign.sub(" ", text)
    return re.sub(r"\d{1,2}-[A-Z]{3}-\d{4}", " ", text)


def read_queries(body: Passage) -> tuple[Query, ...]:
    """The lines `#1 … 2` of a search history, the hits standing at the end of the last line of each."""
    found: list[Query] = []
    current: tuple[str, int, int] | None = None
    for at, line in enumerate(body.lines):
        query = _QUERY.match(line.text)
        if query:
            if current:
                found.append(_query(body, current[0], current[1], at))
            current = (query["number"], at, 0)
    if current:
        found.append(_query(body, current[0], current[1], len(body.lines)))
    return tuple(found)


def _query(body: Passage, number: str, start: int, end: int) -> Query:
    """One line of the history; its hits are the lone number that closes it, None where none does."""
    hits = None
    lines = body.lines[start : min(end, start + 12)]
    for at, line in enumerate(lines):
        counted = _COUNT.search(line.text)
        if counted and (line.text == counted["n"] or at > 0 or _QUERY.match(line.text)):
            if _is_of_a_date(line.text, counted["n"], lines[at - 1].text if at else ""):
                continue
            hits, lines = int(counted["n"]), lines[: at + 1]
            break
    part = Passage(lines)
    return Query(number, hits, part.opening(confidence=0.8))


def _is_of_a_date(text: str, number: str, before: str) -> bool:
    """Whether a number ends a date: "from 01-JAN-2021", also where the line breaks inside it."""
    if text == number:
        return before.endswith("-") and len(number) == 4
    if len(number) > 4 and re.search(r"(?:from|fra|since|after|efter)\s*$", text[: -len(number)], re.IGNORECASE):
        return True  # a year and the figure of the next cell have run together
    return bool(re.search(r"[-./]\s?$", text[: -len(number)]) or re.fullmatch(r"(?:19|20)\d\d", number))


def last_search(texts: list[Passage]) -> tuple[FuzzyDate, Passage, int, int] | None:
    """The latest date at which a text says that it was searched, with where its words stand; no bare year counts."""
    best: tuple[FuzzyDate, Passage, int, int] | None = None
    for passage in texts:
        for date in locate_dates(passage.text):
            if date.only is None or date.only.precision == "year" or date.words.isdigit():
                continue
            sentence = _sentence(passage.text, date.start, date.end)
            if _PLANNED.search(sentence):
                continue
            if _DATED_SEARCH.search(sentence) and (best is None or date.only.last > best[0].last):
                best = (date.only, passage, date.start, date.end)
    return best

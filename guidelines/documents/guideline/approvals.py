"""Who approved, when it was heard, and when it is to be revised: the prose of template 10, chapter 5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guidelines.documents.dates import FuzzyDate, add_months, locate_dates
from guidelines.documents.guideline.bodies import Groups, find_groups, find_persons, find_role, find_secretariat
from guidelines.documents.guideline.facts import Body, Consultation, DateFact, DateName, Held, Stated
from guidelines.documents.guideline.lines import Passage

_NUMBERS = {
    "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "otte": 8, "ni": 9, "ti": 10,
    "andet": 2, "tredje": 3, "fjerde": 4, "femte": 5, "anden": 2, "hvert": 1, "hver": 1,
}  # fmt: skip
_COUNT = r"(?P<n>\d{1,3}|" + "|".join(_NUMBERS) + r")"
_INTERVALS = (
    re.compile(
        rf"(?:om|efter|inden for|senest|hver(?:t)?)\s+(?:senest\s+|ca\.\s+)?{_COUNT}\.?\s*"
        r"(?P<unit>år|måned(?:er)?|mdr\.?)(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(r"(?:hvert)\s+(?P<n>andet|tredje|fjerde|femte)\s+(?P<unit>år)", re.IGNORECASE),
    re.compile(rf"{_COUNT}\s*(?P<unit>år)\s+(?:efter|fra)\b", re.IGNORECASE),
    re.compile(r"(?P<yearly>årligt?|hvert år|en gang om året|én gang årligt)(?!\w)", re.IGNORECASE),
)
_ANCHORS: tuple[tuple[str, DateName], ...] = (
    (r"faglig\w* godkend", "clinical_approval"),
    (r"administrativ\w* godkend", "administrative_approval"),
    (r"publi[sc]|udgiv|offentliggør", "published"),
    (r"litteratursøgning|seneste søgning|sidste søgning", "last_search"),
)
_NOT_HELD = re.compile(
    r"(?:ikke\s+(?:\w+\s+){0,2}?(?:i|til|gennemført|afholdt)\s+(?:\w+\s+)?høring|ingen\s+(?:\w+\s+)?høring|uden\s+(?:\w+\s+)?høring"
    r"|høring\s+(?:er|har|blev)\s+ikke)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:(?:har været|er|været|blev|sendt|forelagt)\s+(?:\w+\s+){0,3}?(?:i|til)\s+(?:\w+\s+){0,2}?høring"
    r"|høringssvar|høringsperiode|kommenteret af|kritisk gennemlæst|høring\s+(?:hos|blandt|ved|i|blev|er)\b)",
    re.IGNORECASE,
)


_HEARING = re.compile(r"høring|review", re.IGNORECASE)
_APPROVED_LAST = re.compile(r"godken\w*(?:(?!høring).)*$", re.IGNORECASE)
_TENSE = re.compile(
    r"(?P<done>(?:senest\w* )?(?:opdateret|revideret|godkendt)(?!\w)|godkendelse\w*|publicer\w+|udgivet|søgning\w*)"
    r"|(?P<ahead>næste|planl\w+|opdateres|revideres|skal|vil|forvent\w+|udløb\w*|gyldig\w*)",
    re.IGNORECASE,
)


def _before(text: str, at: int) -> str:
    """What stands before a place in its sentence, 400 signs at most."""
    return re.split(r"(?<=[^\W\d]{2})[.!?;]\s", text[max(0, at - 400) : at])[-1]


def first_date(passage: Passage) -> tuple[FuzzyDate, int, int, float] | None:
    """The date a short section opens with, its offsets and how sure that is; None where it reads both ways or stands
    far in. A date on which it was heard is none on which it was approved.
    """
    found: list[tuple[FuzzyDate, int, int]] = []
    for date in locate_dates(passage.text):
        before = _before(passage.text, date.start)
        if date.start <= 250 and not (_HEARING.search(before) and not _APPROVED_LAST.search(before)):
            if date.only is None:
                return None
            found.append((date.only, date.start, date.end))
    if not found:
        return None
    return (*found[0], 0.95 if len({day.span for day, *_ in found}) == 1 else 0.75)


def approved_in(text: str) -> str:
    """The sentences on who approved, without those on who was only heard."""
    sentences = re.split(r"(?<=\w\w\.)\s+", text)
    return " ".join(
        part for part in sentences if not re.search("høring", part, re.I) or re.search("godken", part, re.I)
    )


def read_body(text: str, groups: Groups) -> Body | None:
    """Who is named as having approved; None where nobody is. Who was only heard approved nothing."""
    text = approved_in(text)
    persons = find_persons(text, groups)
    secretariat = find_secretariat(text)
    named = ((secretariat,) if secretariat else ()) + find_groups(text, groups)
    role = find_role(text)
    return Body(persons, named, role) if persons or named or role else None


def approving_groups(text: str, groups: Groups) -> tuple[str, ...]:
    """The groups named after the word *godkendt*: who approved, not who was heard."""
    text = approved_in(text)
    found = re.search(r"godkendt\s+(?:af|i|ved)\b", text, re.IGNORECASE)
    return find_groups(text[found.end() :], groups) if found else ()


def read_interval(text: str) -> tuple[int, int, int] | None:
    """The interval a plan for updating states, in months, with its offsets; None where it states none."""
    for sign in _INTERVALS:
        found = sign.search(text)
        if not found:
            continue
        parts = found.groupdict()
        if parts.get("yearly"):
            return 12, found.start(), found.end()
        number = parts["n"].lower()
        count = int(number) if number.isdecimal() else _NUMBERS.get(number, 0)  # regex takes ſ for s, and ı for i
        months = count * (12 if parts["unit"].lower() == "år" else 1)
        if 0 < months <= 240:
            return months, found.start(), found.end()
    return None


def read_anchor(text: str) -> DateName | None:
    """The date an interval is said to count from, None where the words name none (domain M9)."""
    return next((name for sign, name in _ANCHORS if re.search(sign, text, re.IGNORECASE)), None)


def next_revision(passage: Passage, anchors: Sequence[tuple[DateName, FuzzyDate | None]]) -> DateFact | None:
    """The planned revision of a section *Plan for opdatering*: the date it states, else its interval counted out.

    `anchors` are the dates an interval may count from, the likeliest first; where none is known the value is None.
    """
    interval, dated = read_interval(passage.text), _planned(passage)
    stated = read_anchor(passage.text)
    if dated:
        is_sure = interval is None and len({day.span for day, *_ in dated}) == 1
        day, start, end = dated[0]
        return DateFact(day, passage.quote(start, end, 0.95 if is_sure else 0.75))
    if not interval:
        return None
    months, start, end = interval
    candidates = [pair for pair in anchors if pair[0] == stated] if stated else list(anchors)
    name, anchor = next(
        ((name, day) for name, day in candidates if day), (candidates[0][0] if candidates else None, None)
    )
    value = shifted(anchor, months) if anchor else None
    return DateFact(value, passage.quote(start, end, 0.9 if stated else 0.75), months, name, bool(stated))


def _planned(passage: Passage) -> list[tuple[FuzzyDate, int, int]]:
    """The dates of a plan with their offsets, without those on which something has been done."""
    found = []
    for date in locate_dates(passage.text):
        signs = [sign.lastgroup for sign in _TENSE.finditer(_before(passage.text, date.start))]
        if date.only and (not signs or signs[-1] == "ahead"):
            found.append((date.only, date.start, date.end))
    return found


def shifted(day: FuzzyDate, months: int) -> FuzzyDate:
    """The date so many months later, as precise as the one it counts from."""
    moved = add_months(day.first, months)
    if day.precision == "day":
        return FuzzyDate.day(moved, day.source)
    return (
        FuzzyDate.month(moved.year, moved.month, day.source)
        if day.precision == "month"
        else FuzzyDate.year(moved.year, day.source)
    )


def read_consultation(sections: Sequence[Passage], approvals: Sequence[Passage], groups: Groups) -> Consultation:
    """Whether it was heard: a plain denial anywhere counts most, then any word of it; parties are the groups named."""
    passages = [*sections, *approvals]
    for sign, held in _SIGNS:
        for passage in passages:
            found = sign.search(passage.text)
            if found:
                quote = passage.quote(found.start(), found.end())
                if held == "false":
                    return Consultation(held, (), quote)
                named = dict.fromkeys(name for part in passages for name in find_groups(part.text, groups))
                heard = tuple(Stated(name, part.opening()) for part, name in _named(sections, groups))
                return Consultation(held, tuple(named), quote, heard, _heard_by_approval(approvals, groups))
    return Consultation()


_SIGNS: tuple[tuple[re.Pattern[str], Held], ...] = ((_NOT_HELD, "false"), (_HELD, "true"))
_HEARD_BY = re.compile(r"høring (?:internt )?(?:i|hos|blandt)\s+(?P<rest>[^.]{0,80})", re.IGNORECASE)


def _named(passages: Sequence[Passage], groups: Groups) -> Iterator[tuple[Passage, str]]:
    for passage in passages:
        for name in find_groups(passage.text, groups):
            yield passage, name


def _heard_by_approval(passages: Sequence[Passage], groups: Groups) -> tuple[Stated, ...]:
    return tuple(
        Stated(name, passage.quote(*hit.span()))
        for passage in passages
        if (hit := _HEARD_BY.search(passage.text))
        for name in find_groups(re.split(r"\bgodkend", hit["rest"])[0], groups)
    )

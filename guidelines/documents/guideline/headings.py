"""The sections of the templates 8 to 10, found by the words of their headings and never by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidelines.documents.guideline.lines import Line, Passage

# Canonical name, the heading as template 10 has it, and other spellings; chapters first. Source: domain 2.5.
_CHAPTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("recommendations", "Anbefalinger (Quick guide)", ("anbefalinger", "quick guide", "anbefalinger - quick guide")),
    ("introduction", "Introduktion", ("indledning",)),
    ("basis", "Grundlag", ("grundlag for anbefalingerne",)),
    ("references", "Referencer", ("referenceliste", "litteraturliste", "litteratur", "references")),
    ("method", "Metode", ("metoder", "metodebeskrivelse")),
    ("monitoring", "Monitorering", ("monitoreringsplan",)),
    ("appendices", "Bilag", ()),
    ("about", "Om denne kliniske retningslinje", ("om denne retningslinje",)),
)
_OUTSIDE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("summary", "English summary", ("summary in english", "engelsk resumé")),
    ("contents", "Indholdsfortegnelse", ("indhold",)),
)
_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("purpose", "Formål", ()),
    ("patients", "Patientgruppe", ("patientgruppen",)),
    ("audience", "Målgruppe for brug af retningslinjen", ("målgruppe",)),
    ("evidence", "Litteratur og evidensgennemgang", ("litteratur- og evidensgennemgang", "evidensgennemgang")),
    ("values", "Patientværdier og -præferencer", ("patientværdier og præferencer",)),
    ("rationale", "Rationale", ()),
    ("remarks", "Bemærkninger og overvejelser", ()),
    ("search", "Litteratursøgning", ("søgestrategi",)),
    ("review", "Litteraturgennemgang", ("evidensvurdering",)),
    ("wording", "Formulering af anbefalinger", ()),
    ("stakeholders", "Interessentinvolvering", ()),
    ("consultation", "Høring", ("høringsproces", "ekstern høring", "høring og review", "høring og godkendelse")),
    ("approval", "Godkendelse", ()),
    ("clinical_approval", "Faglig godkendelse", ()),
    ("administrative_approval", "Administrativ godkendelse", ()),
    ("cost", "Anbefalinger, der udløser betydelig merudgift", ("anbefalinger der udløser betydelig merudgift",)),
    ("research", "Behov for yderligere forskning", ()),
    ("authors", "Forfattere og habilitet", ("forfattere", "forfattergruppe", "arbejdsgruppe og habilitet")),
    ("update_plan", "Plan for opdatering", ("opdatering",)),
    ("template", "Version af retningslinjeskabelon", ("version af skabelon",)),
    (
        "change_log",
        "Ændringslog fra tidligere versioner",
        ("nyt siden sidst (ændringslog)", "nyt siden sidst", "ændringslog"),
    ),
    ("search_guidelines", "Søgning efter guidelines", ("søgning efter kliniske retningslinjer",)),
    ("search_reviews", "Søgning efter systematiske reviews", ("søgning efter sekundær litteratur",)),
    ("search_primary", "Søgning efter primær litteratur", ("søgning efter primærlitteratur",)),
)
CHAPTERS = frozenset(name for name, *_ in _CHAPTERS + _OUTSIDE)
# What a whole document should have, by the first template it belongs to (domain 2.5).
EXPECTED = tuple(
    (name, heading)
    for name, heading, _ in _CHAPTERS + _SECTIONS
    if name not in {"approval", "search_guidelines", "search_reviews", "search_primary", "cost", "template"}
)
_NUMBER = re.compile(r"(?:kapitel\s+)?(?P<chapter>\d{1,2})(?:\.\d{1,2})*\.?\s+(?=\S)", re.IGNORECASE)
_APPENDIX = re.compile(r"bilag\s+(?P<appendix>\d{1,2})\s*(?:[-–—:.]\s*)?", re.IGNORECASE)
_CITED = re.compile(r"bilag\s+\d{1,2}\.", re.IGNORECASE)  # the end of a sentence
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|\s\.(?:\s\.)+)\s*\d{0,3}$|\t\d{1,3}$")
_SINCE = re.compile(r"nyt siden (?:sidst|version|v\.)", re.IGNORECASE)
_LONGEST = 80


def _folded(heading: str) -> str:
    plain = re.sub(r"\s*[-–—]\s*", "-", " ".join(heading.casefold().split())).strip(" :.")
    return plain.replace(" -", "-")


_NAMES = {
    _folded(spelling): name
    for name, heading, others in _CHAPTERS + _OUTSIDE + _SECTIONS
    for spelling in (heading, *others)
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading. `appendix`: the number of a Bilag, else None."""

    name: str
    heading: str
    line: Line
    body: Passage
    number: str | None = None
    appendix: int | None = None


@dataclass(frozen=True, slots=True)
class _Heading:
    name: str
    at: int
    number: str | None
    appendix: int | None


_INLINE = re.compile(
    r"(?P<label>faglig godkendelse|administrativ godkendelse|plan for opdatering|høring|forfattere)\s*:\s*(?=\S)",
    re.IGNORECASE,
)


def part_labels(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, with a label such as *Faglig godkendelse:* on a line of its own where its text follows it at once."""
    for line in lines:
        found = _INLINE.match(line.text)
        if found:
            yield Line(found.group().strip(), line.place, line.starts)
            yield Line(line.text[found.end() :], line.place)
        else:
            yield line


def sections(lines: tuple[Line, ...]) -> tuple[Section, ...]:
    """Every section in the order of the document; a table of contents is none of them.

    Inside a change log a bare name such as *Anbefalinger* is a cell of its table: only a numbered chapter, a Bilag or
    a section of another kind ends it.
    """
    found = list(_headings(lines))
    whole = []
    for at, heading in enumerate(found):
        end = found[at + 1].at if at + 1 < len(found) else len(lines)
        line = lines[heading.at]
        body = Passage(lines[heading.at + 1 : end])
        whole.append(Section(heading.name, line.text, line, body, heading.number, heading.appendix))
    return tuple(whole)


def _headings(lines: tuple[Line, ...]) -> Iterable[_Heading]:
    current = ""
    for at, line in enumerate(lines):
        heading = _heading(line.text, at)
        if heading is None or heading.name == "contents":
            continue
        is_bare = heading.number is None and heading.appendix is None
        if current == "change_log" and is_bare and heading.name not in {"about", "appendices", "summary"}:
            continue
        current = heading.name
        yield heading


def _heading(text: str, at: int) -> _Heading | None:
    """The heading a line is, or None where it is none; an unknown Bilag is one too."""
    if len(text) > _LONGEST or _LEADERS.search(text) or (text[:1].islower() and text.endswith(".")):
        return None  # the last of these is the end of a sentence that wraps
    appendix = None if text[:1].islower() or _CITED.fullmatch(text) else _APPENDIX.match(text)
    number = None if appendix else _NUMBER.match(text)
    words = text[(appendix or number).end() :] if appendix or number else text  # type: ignore[union-attr]
    name = _NAMES.get(_folded(words)) or _NAMES.get(_folded(re.sub(r"\s*\([^)]*\)\s*$", "", words)))
    if name is None and _SINCE.match(words) and len(words) < 40:
        name = "change_log"
    if appendix:
        return _Heading(name or "appendix", at, None, int(appendix["appendix"]))
    return _Heading(name, at, number["chapter"] if number else None, None) if name else None


def is_chapter(line: Line) -> bool:
    """Whether the line heads one of the template's chapters."""
    heading = _heading(line.text, 0)
    return heading is not None and heading.name in CHAPTERS


def is_contents(line: Line) -> bool:
    """Whether the line heads a table of contents."""
    heading = _heading(line.text, 0)
    return heading is not None and heading.name == "contents"


def canonical(words: str) -> str | None:
    """The canonical name of a section called so, None where the template has none of that name."""
    return _NAMES.get(_folded(words))

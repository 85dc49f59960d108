"""From the lines of a guideline document to its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from guidelines.documents.guideline import approvals, changes, headings, parties
from guidelines.documents.guideline.authors import read_authors, read_declared_reviewers
from guidelines.documents.guideline.bodies import Groups, find_reviewers
from guidelines.documents.guideline.cover import read_cover
from guidelines.documents.guideline.dating import read_dates, read_queries, read_searches
from guidelines.documents.guideline.document import Reading
from guidelines.documents.guideline.facts import (
    Author,
    GuidelineFacts,
    Quote,
    Recommendation,
    SectionFact,
    Stated,
)
from guidelines.documents.guideline.furniture import strip_furniture
from guidelines.documents.guideline.headings import Section
from guidelines.documents.guideline.lines import Line, Passage
from guidelines.documents.guideline.recommendations import read_recommendations

_TEMPLATE = re.compile(
    r"version\s+(?P<version>\d{1,2}(?:[.,]\d{1,2})?)\s+af\s+skabelon|skabelon(?:en)?\s*(?:version|v\.)\s*(?P<other>\d{1,2}(?:[.,]\d{1,2})?)",
    re.IGNORECASE,
)
_DANISH = re.compile(r"(?<!\w)(?:og|er|af|til|ikke|med|der|det|ved|som)(?!\w)", re.IGNORECASE)
_ENGLISH = re.compile(r"(?<!\w)(?:the|and|is|of|to|with|was|for|not)(?!\w)", re.IGNORECASE)
_COVER_LABELS = frozenset({"approval", "clinical_approval", "administrative_approval"})
_TITLE_NOISE = re.compile(r"klinisk\s+retningslinje\s*[│|l/–-]?\s*kræft|kliniske? retningslinjer?\b", re.IGNORECASE)


def read_lines(lines: tuple[Line, ...], groups: Groups) -> Reading:
    """Read a document; `groups` maps every spelling of a group to its abbreviation."""
    kept, furniture = strip_furniture(lines, groups)
    body = next((at for at, line in enumerate(kept) if headings.is_chapter(line)), len(kept))
    kept = (*kept[:body], *headings.part_labels(kept[body:]))
    sections = headings.sections(kept)
    first = next((at for at, line in enumerate(kept) if sections and line is sections[0].line), len(kept))
    inner = next((section.line for section in sections if section.name not in _COVER_LABELS), None)
    end = next((at for at, line in enumerate(kept) if line is inner or headings.is_contents(line)), first)
    head = kept[:end]
    cover = read_cover(head)
    if cover:
        labels = {id(line) for line in head}
        sections = tuple(s for s in sections if not (s.name in _COVER_LABELS and id(s.line) in labels))
    reading = Reading(GuidelineFacts(), sections, kept, cover, furniture)
    return Reading(_facts(reading, groups), sections, kept, cover, furniture)


def _facts(reading: Reading, groups: Groups) -> GuidelineFacts:
    dates, others = read_dates(reading)
    quotes: dict[str, Quote] = {}
    clinical = parties.read_clinical_body(reading, groups, quotes)
    administrative = parties.read_administrative_body(reading, groups, quotes)
    owner = parties.read_update_owner(reading, groups)
    group = parties.read_group(reading, owner, clinical, quotes, groups)
    body = parties.read_professional_body(group, owner, clinical, quotes, groups)
    logs = [
        log
        for section in reading.named("change_log")
        if (log := changes.read_change_log(section.heading, section.body))
    ]
    return GuidelineFacts(
        language=_language(reading.lines),
        title=_title(reading),
        group=group,
        professional_body=body,
        version=_version(reading),
        base_versions=changes.base_versions(_base_passages(reading)),
        template_versions=_templates(reading),
        dates=dates,
        other_dates=others,
        clinical_approval_by=clinical,
        administrative_approval_by=administrative,
        approval_quotes=quotes,
        update_owner=owner,
        authors=tuple(author for body_ in reading.bodies("authors") for author in read_authors(body_)),
        reviewers=_reviewers(reading),
        recommendations=_recommendations(reading),
        sections=_sections(reading.sections),
        change_log=logs[0] if logs else None,
        searches=read_searches(reading),
        queries=read_queries(reading),
        consultation=approvals.read_consultation(
            reading.bodies("consultation"), reading.bodies("clinical_approval", "approval"), groups
        ),
    )


def _recommendations(reading: Reading) -> tuple[Recommendation, ...]:
    return next((found for body in reading.bodies("recommendations") if (found := read_recommendations(body))), ())


def _version(reading: Reading) -> Stated | None:
    value = reading.cover.values.get("version") if reading.cover else None
    if not reading.cover or not value or not value.version:
        return None
    return Stated(changes.number_of(value.version), reading.cover.passage.quote(value.start, value.end, 0.95))


def _base_passages(reading: Reading) -> list[Passage]:
    bodies = reading.bodies("method", "search", "review", "wording", "consultation", "approval")
    logs = [Passage((section.line, *section.body.lines)) for section in reading.named("change_log")]
    return bodies + logs


def _templates(reading: Reading) -> tuple[Stated, ...]:
    """Each template version stated, prose first; "10" and "10.0" are one."""
    found: list[Stated] = []
    for passage in reading.bodies("template"):
        for hit in _TEMPLATE.finditer(passage.text):
            version = (hit["version"] or hit["other"]).replace(",", ".")
            found.append(Stated(version, passage.quote(hit.start(), hit.end(), 0.95)))
    seen: dict[str, Stated] = {}
    for stated in (*found, *reading.furniture.templates):
        seen.setdefault(stated.value.removesuffix(".0"), stated)
    return tuple(seen.values())


def _title(reading: Reading) -> Stated | None:
    if not reading.cover or not reading.cover.title:
        return None
    start, end = reading.cover.title
    words = _TITLE_NOISE.sub(" ", reading.cover.passage.text[start:end])
    title = " ".join(words.split()).strip(" |│–-")
    return Stated(title, reading.cover.passage.exact(start, end, 0.7)) if title else None


def _reviewers(reading: Reading) -> tuple[Author, ...]:
    """Who reviewed: those listed with their declarations, and those a sentence names who have declared nothing."""
    authors = {author.name.casefold() for body in reading.bodies("authors") for author in read_authors(body)}
    found = {
        reviewer.name.casefold(): reviewer
        for body in reading.bodies("authors")
        for reviewer in read_declared_reviewers(body)
    }
    for passage in reading.bodies("consultation", "review", "stakeholders", "approval", "clinical_approval"):
        for name, start, end in find_reviewers(passage.text):
            if name.casefold() not in authors:
                quote = passage.quote(start, end, 0.8)
                found.setdefault(name.casefold(), Author(name, None, None, None, None, None, quote))
    return tuple(found.values())


def _sections(found: Iterable[Section]) -> tuple[SectionFact, ...]:
    """The sections that are there, in order and each name once, then those of the template that are not."""
    present: dict[str, SectionFact] = {}
    for section in found:
        if section.name != "appendix":
            present.setdefault(section.name, SectionFact(section.heading, section.name, True))
    missing = [SectionFact(heading, name, False) for name, heading in headings.EXPECTED if name not in present]
    return (*present.values(), *missing)


def _language(lines: Iterable[Line]) -> str | None:
    text = " ".join(line.text for line in list(lines)[:600])
    danish, english = len(_DANISH.findall(text)), len(_ENGLISH.findall(text))
    if danish + english < 10:
        return None
    return "da" if danish > english else "en"

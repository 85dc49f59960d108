"""What a document says, in the shape of `read_guideline --json`; a tuple holds answers that are all right.

Drawn from the plan and from what was put on the pages, never from reading them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from tests.documents.corpus import days, words
from tests.documents.corpus.blocks import Block, Heading, Para
from tests.documents.corpus.plan import Person, Plan

SECTIONS = {
    "Anbefalinger (Quick guide)": "recommendations",
    "Anbefalinger": "recommendations",
    "Introduktion": "introduction",
    "Grundlag": "basis",
    "Referencer": "references",
    "Referenceliste": "references",
    "Metode": "method",
    "Monitorering": "monitoring",
    "Monitoreringsplan": "monitoring",
    "Bilag": "appendices",
    "Om denne kliniske retningslinje": "about",
    "English summary": "summary",
    "Formål": "purpose",
    "Patientgruppe": "patients",
    "Målgruppe for brug af retningslinjen": "audience",
    "Rationale": "rationale",
    "Litteratur og evidensgennemgang": "evidence",
    "Patientværdier og -præferencer": "values",
    "Bemærkninger og overvejelser": "remarks",
    "Litteratursøgning": "search",
    "Litteraturgennemgang": "review",
    "Formulering af anbefalinger": "wording",
    "Interessentinvolvering": "stakeholders",
    "Høring": "consultation",
    "Høring og godkendelse": "consultation",
    "Godkendelse": "approval",
    "Faglig godkendelse": "clinical_approval",
    "Administrativ godkendelse": "administrative_approval",
    "Anbefalinger, der udløser betydelig merudgift": "cost",
    "Behov for yderligere forskning": "research",
    "Forfattere": "authors",
    "Forfattere og habilitet": "authors",
    "Plan for opdatering": "update_plan",
    "Version af retningslinjeskabelon": "template",
    "Nyt siden sidst (ændringslog)": "change_log",
    "Ændringslog fra tidligere versioner": "change_log",
    "Ændringslog": "change_log",
    "Søgning efter guidelines": "search_guidelines",
    "Søgning efter systematiske reviews": "search_reviews",
    "Søgning efter primær litteratur": "search_primary",
}


def facts(plan: Plan, blocks: list[Block]) -> dict[str, Any]:
    """Every field of the JSON that the document decides."""
    group = plan.head if plan.head in words.NAMES else plan.owner or _approving(plan)
    bodies = [body for body in (_approving(plan), plan.owner) if body and group and body != group]
    return {
        "title": plan.title if plan.layout != "none" else None,
        "group": group,
        "professional_body": bodies[0] if bodies else None,
        "version": plan.version
        if plan.has_cover or (plan.layout == "title" and "no version" not in plan.flags)
        else None,
        "based_on_version": _base(plan),
        "template_version": _template(plan),
        "language": ("en", "da") if plan.language == "en" else "da",
        "dates": _dates(plan),
        "clinical_approval_by": _clinical_by(plan),
        "administrative_approval_by": _administrative_by(plan),
        "update_owner": plan.owner,
        "authors": [_person(one) for one in plan.authors],
        "reviewers": [_person(one) | {"title": None, "specialty": None, "affiliation": None} for one in plan.reviewers],
        "recommendations": [
            {"number": str(rec.number), "block": rec.block, "text": rec.text, "strengths": list(rec.grades)}
            for rec in plan.recs
        ],
        "sections": sorted(_sections(blocks)),
        "change_log": _change_log(plan),
        "searches": [
            {"database": s.database, "date": s.on.isoformat(), "responsible": s.initials, "hits": s.hits}
            for s in plan.searches
        ],
        "consultation": {"held": "unknown" if plan.held is None else plan.held, "parties": _parties(plan)},
    }


def _approving(plan: Plan) -> str | None:
    """The group named as approving, in prose or in the cover's bracket."""
    on_cover = plan.has_cover and "no approver on cover" not in plan.flags
    return plan.approving if on_cover or plan.has_prose_approval else None


def _base(plan: Plan) -> str | None:
    if "other base" in plan.extra or not plan.flags & {"log names base", "prose names base"}:
        return None
    return plan.base


def _template(plan: Plan) -> object:
    stated = [plan.extra["foot"], plan.extra.get("other template", "")]
    if plan.is_ten:
        stated.append(plan.extra.get("other template", plan.template))
    told = tuple(dict.fromkeys(part for part in stated if part))
    return told or None


def _dates(plan: Plan) -> dict[str, Any]:
    clinical = _cut(plan.clinical, "clinical month" in plan.flags)
    administrative: object = _cut(plan.admin, "admin month" in plan.flags)
    if "dates differ" in plan.flags:
        administrative = (administrative, days.later(plan.admin, 2).isoformat())
    submitted = None if "submitted reads both ways" in plan.flags else plan.submitted
    plain = {"submitted": submitted, "published": plan.published, "expiry": plan.expiry}
    found: dict[str, Any] = {name: {"value": _cut(day, False)} for name, day in plain.items() if day}
    found["last_search"] = {"value": plan.search.isoformat()}
    found["administrative_approval"] = {"value": administrative}
    if clinical:
        found["clinical_approval"] = {"value": clinical}
    revision = _revision(plan)
    return found | ({"next_revision": revision} if revision else {})


def _cut(day: date | None, is_month: bool) -> str | None:
    return day.isoformat()[: 7 if is_month else 10] if day else None


def _revision(plan: Plan) -> dict[str, Any] | None:
    if plan.revision:
        whole = plan.revision.isoformat()
        value: object = whole
        if "revision month" in plan.flags or "revision year" in plan.flags:
            short = whole[: 7 if "revision month" in plan.flags else 4]
            value = (short, whole) if plan.has_cover and plan.has_update_plan else short
        return {"value": value}
    if not plan.interval:
        return None
    anchor = plan.anchor or "administrative_approval"
    return {"value": _counted(plan, anchor), "interval_months": plan.interval, "counts_from": anchor}


def _counted(plan: Plan, anchor: str) -> str | None:
    """The interval counted out from a date the document states, as precise as that one."""
    known = {
        "administrative_approval": plan.admin,
        "clinical_approval": plan.clinical,
        "published": plan.published,
        "last_search": plan.search,
    }
    coarse = {"administrative_approval": "admin month", "clinical_approval": "clinical month"}.get(anchor)
    start = known[anchor]
    return _cut(days.later(start, plan.interval or 0), coarse in plan.flags) if start else None


def _clinical_by(plan: Plan) -> dict[str, Any] | None:
    persons = [plan.approver.name] if plan.has_prose_approval and plan.approver else []
    groups = [name for name in (_approving(plan),) if name]
    role = plan.role if persons else None
    return {"persons": persons, "groups": groups, "role": role} if persons or groups else None


def _administrative_by(plan: Plan) -> dict[str, Any] | None:
    on_cover = plan.has_cover and "no secretariat on cover" not in plan.flags
    if not on_cover and "secretariat in prose" not in plan.flags:
        return None
    return {"persons": [], "groups": [words.SECRETARIAT], "role": None}


def _person(one: Person) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "specialty": one.specialty,
        "affiliation": one.place,
        "declaration": one.ties,
        "has_conflict": one.has_ties if one.ties else None,
    }


def _sections(blocks: list[Block]) -> set[str]:
    """The canonical names of the headings on the pages."""
    found = {_heading(block.text) for block in blocks if isinstance(block, Heading)}
    inline = {
        _heading(block.text.partition(":")[0]) for block in blocks if isinstance(block, Para) and ": " in block.text
    }
    return {name for name in found | (inline & {"clinical_approval", "administrative_approval"}) if name}


def _heading(text: str) -> str | None:
    plain = re.sub(r"^(?:\d+\.?\s+|Bilag \d+(?: [–-] |: |\. ))", "", text)
    return SECTIONS.get(plain.removesuffix(":"))


def _change_log(plan: Plan) -> dict[str, Any] | None:
    if not plan.log:
        return None
    since = plan.base if "log names base" in plan.flags else None
    return {"since_version": since, "entries": [{"section": section, "text": text} for section, text in plan.log]}


def _parties(plan: Plan) -> object:
    heard = plan.extra.get("heard by")
    return ([*plan.parties, heard], plan.parties) if heard else plan.parties

"""The one JSON object that `read_guideline --json` prints (issue 5)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from guidelines.documents.guideline.facts import (
    DATE_NAMES,
    Author,
    Body,
    DateFact,
    GuidelineFacts,
    Place,
    Quote,
    Stated,
)

_HELD: dict[str, bool | str] = {"true": True, "false": False, "unknown": "unknown"}


def place_text(place: Place) -> str:
    """A place in words: "side 3", "afsnit 12", "linje 748"."""
    words = {"page": _("page %(number)s"), "paragraph": _("paragraph %(number)s"), "line": _("line %(number)s")}
    return words[place.kind] % {"number": place.number}


def facts_as_json(facts: GuidelineFacts) -> dict[str, Any]:
    """The facts as plain values; every field that is not null has its quotation under `evidence`."""
    evidence: dict[str, Any] = {}
    whole = _about(facts, evidence) | {
        "dates": {name: _date(name, facts.dates.get(name), evidence) for name in DATE_NAMES},
        "clinical_approval_by": _body(facts.clinical_approval_by),
        "administrative_approval_by": _body(facts.administrative_approval_by),
        "update_owner": _stated("update_owner", facts.update_owner, evidence),
        "authors": [_author(author) for author in facts.authors],
        "reviewers": [_author(author) for author in facts.reviewers],
        "recommendations": [
            {"number": item.number, "block": item.block, "text": item.text, "strengths": list(item.strengths)}
            for item in facts.recommendations
        ],
        "sections": [
            {"heading": item.heading, "canonical": item.canonical, "present": item.is_present}
            for item in facts.sections
        ],
        "change_log": _change_log(facts),
        "searches": [
            {
                "database": item.database,
                "date": item.on.isoformat() if item.on else None,
                "responsible": item.responsible,
                "hits": item.hits,
            }
            for item in facts.searches
        ],
        "consultation": {
            "held": _HELD[facts.consultation.held],
            "parties": list(facts.consultation.parties),
            "text": facts.consultation.quote.text if facts.consultation.quote else None,
        },
    }
    _lists_evidence(facts, evidence)
    return whole | {"evidence": evidence}


def _about(facts: GuidelineFacts, evidence: dict[str, Any]) -> dict[str, Any]:
    named = {
        "title": facts.title,
        "group": facts.group,
        "professional_body": facts.professional_body,
        "version": facts.version,
        "based_on_version": facts.based_on_version,
        "template_version": facts.template_version,
    }
    about: dict[str, Any] = {name: _stated(name, stated, evidence) for name, stated in named.items()}
    return about | {"language": facts.language}


def _stated(path: str, stated: Stated | None, evidence: dict[str, Any]) -> str | None:
    if stated is None:
        return None
    evidence[path] = quote_as_json(stated.quote)
    return stated.value


def quote_as_json(quote: Quote) -> dict[str, Any]:
    """Quotation, place and confidence."""
    return {"quote": quote.text, "place": place_text(quote.place), "confidence": quote.confidence}


def _date(path: str, fact: DateFact | None, evidence: dict[str, Any]) -> dict[str, Any] | None:
    if fact is None:
        return None
    evidence[f"dates.{path}"] = quote_as_json(fact.quote)
    whole: dict[str, Any] = {
        "value": fact.value.isoformat() if fact.value else None,
        "precision": fact.value.precision if fact.value else None,
        "quote": fact.quote.text,
        "place": place_text(fact.quote.place),
    }
    if fact.interval_months:
        whole |= {"interval_months": fact.interval_months, "counts_from": fact.counts_from}
    return whole


def _body(body: Body | None) -> dict[str, Any] | None:
    return {"persons": list(body.persons), "groups": list(body.groups), "role": body.role} if body else None


def _author(author: Author) -> dict[str, Any]:
    return {
        "name": author.name,
        "title": author.title,
        "specialty": author.specialty,
        "affiliation": author.affiliation,
        "declaration": author.declaration,
        "has_conflict": author.has_conflict,
    }


def _change_log(facts: GuidelineFacts) -> dict[str, Any] | None:
    log = facts.change_log
    if log is None:
        return None
    entries = [{"section": entry.section, "text": entry.text} for entry in log.entries]
    return {"since_version": log.since_version, "entries": entries}


def _lists_evidence(facts: GuidelineFacts, evidence: dict[str, Any]) -> None:
    """Quotations of what stands in lists, by name and place in the list; and of who approved."""
    for name in ("authors", "reviewers", "recommendations", "searches"):
        for at, item in enumerate(getattr(facts, name)):
            evidence[f"{name}.{at}"] = quote_as_json(item.quote)
    for name, quote in facts.approval_quotes.items():
        evidence[name] = quote_as_json(quote)
    if facts.change_log:
        evidence["change_log"] = quote_as_json(facts.change_log.quote)
    if facts.consultation.quote:
        evidence["consultation"] = quote_as_json(facts.consultation.quote)

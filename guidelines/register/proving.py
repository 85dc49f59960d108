"""What is compared of versions: the bytes, the days and the label that events told of them (reliability A11)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.journal.comparing import COMPARED, Compared, Facts, Told
from guidelines.register.models import GuidelineVersion
from guidelines.register.wording import FACTS

DATES = ("last_search", "clinical_approval", "submitted", "administrative_approval", "published")
"""The days that every event of a version tells of; assessments and extensions have verbs of their own."""


def days_of(version: GuidelineVersion) -> dict[str, list[str]]:
    """The version's DATES that are known, each as its first and last day, for an event."""
    known: dict[str, FuzzyDate | None] = {name: getattr(version, name) for name in DATES}
    return {name: [fact.first.isoformat(), fact.last.isoformat()] for name, fact in known.items() if fact}


def told_dates(told: Told) -> dict[str, Any]:
    """Every one of the DATES as an event tells them in full, None for one that was not known; {} where it does not."""
    dates = told.facts.get("dates")
    return {} if dates is None else {name: dates.get(name) for name in DATES}


def told_label(told: Told) -> dict[str, Any]:
    """The label an event tells of; {} where its words are erased."""
    return {"label": told.words["label"]} if told.words and "label" in told.words else {}


def _registered(told: Told) -> Iterator[tuple[int, Facts]]:
    sha256 = told.facts["sha256"]
    said = {"sha256": sha256, "document": sha256, "outside": True, **told_dates(told), **told_label(told)}
    yield int(told.object_key), said


def _corrected(told: Told) -> Iterator[tuple[int, Facts]]:
    changed = told.facts["changed"]
    facts = {name: changed[name]["to"] for name in DATES if name in changed}
    if "sha256" in changed:
        facts |= {"sha256": changed["sha256"]["to"], "document": changed["sha256"]["to"]}
    yield int(told.facts["version"]), facts


def _rows() -> Iterator[tuple[int, Facts]]:
    """One approved outside may have no stored document, or get it later; one published here stands on it."""
    parts = [f"{name}_{end}" for name in DATES for end in ("first", "last")]
    names = ("pk", "label", "file_sha256", "document__sha256", "registered_outside", *parts)
    rows = GuidelineVersion.objects.order_by("pk").values_list(*names)
    for pk, label, sha256, document, is_from_outside, *days in rows.iterator(1000):
        facts = {
            "label": label,
            "sha256": sha256,
            "outside": is_from_outside,
            **dict(zip(DATES, _pairs(days), strict=True)),
        }
        yield pk, facts if document is None and is_from_outside else {**facts, "document": document}


def _pairs(days: list[date | None]) -> list[list[str] | None]:
    firsts, lasts = days[::2], days[1::2]
    return [
        [first.isoformat(), last.isoformat()] if first and last else None
        for first, last in zip(firsts, lasts, strict=True)
    ]


COMPARED["version"] = Compared(
    name=_("Version"),
    facts={
        "label": _("version number"),
        "sha256": _("SHA-256 of the document"),
        "document": _("SHA-256 of the stored document"),
        "outside": _("where it was approved"),
        **{name: FACTS[name] for name in DATES},
    },
    rows=_rows,
    tell={"version_registered": _registered, "version_corrected": _corrected},
)

"""The register as the rules look at it: a constant number of statements, however many guidelines there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from guidelines.desk.quality.facts import (
    DocumentError,
    DocumentFacts,
    EntryFacts,
    GuidelineFacts,
    LeadFacts,
    RegisterFacts,
    TieFacts,
    VersionFacts,
)
from guidelines.desk.quality.reading_persons import Held, Roles, read_held, read_persons, read_roles
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.models import StoredFile
from guidelines.documents.storing import path_of
from guidelines.planning.models import Assignment, PlanEntry, Revision
from guidelines.planning.models.entries import agreed_year
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion, RuleSwitch
from guidelines.register.rules import APPROVAL_ORDER

_FACT = ("first", "last", "precision", "source")
_GUIDELINE = ("pk", "slug", "title", "language", "is_working_title", "revision_months", "has_versions", "is_under_way")
_TIE = ("guideline_id", "group_id", "group__slug", "group__abbreviation", "group__revision_months", "role", "confirmed")
_VERSION = ("guideline_id", "pk", "label", "next_due_interval_months", "registered_outside")
_DOCUMENT = ("document_id", "document__kind", "document__size", "document__sha256")
_CHECK = tuple(f"check_of_document__{name}" for name in ("sha256", "is_intact", "is_readable", "errors"))
_DATES = tuple(f"{name}_{part}" for name in APPROVAL_ORDER for part in _FACT)


def read_register(groups: Collection[int] | None, today: date) -> RegisterFacts:
    """Return what the rules are asked of: of these groups, or with None of all, and then of persons, too.

    Seven statements, nine with persons; the files are looked for, not opened.
    """
    scope = _scope(groups)
    ties, versions = _ties(scope), _versions(scope)
    roles, held = read_roles(), read_held(scope)
    entries = _entries(scope, held, roles, ties, today)
    under = Revision.objects.underway().filter(guideline=OuterRef("pk"))
    any_version = GuidelineVersion.objects.filter(guideline=OuterRef("pk"))
    rows = scope.annotate(has_versions=Exists(any_version), is_under_way=Exists(under)).order_by("sort_key", "pk")
    off = _off()
    guidelines = tuple(
        _guideline(row, ties.get(row[0], []), versions.get(row[0]), entries.get(row[0], ()), groups or (), off)
        for row in rows.values_list(*_GUIDELINE)
    )
    persons = read_persons(held, roles, ties, today) if groups is None else ()
    return RegisterFacts(today, guidelines, tuple(persons))


def _scope(groups: Collection[int] | None) -> QuerySet[Guideline, Guideline]:
    in_use = Guideline.objects.in_use()
    if groups is None:
        return in_use
    return in_use.filter(pk__in=GuidelineGroup.objects.standing().filter(group__in=groups).values("guideline"))


def _ties(scope: QuerySet[Guideline, Guideline]) -> dict[int, list[TieFacts]]:
    rows = GuidelineGroup.objects.filter(guideline__in=scope).order_by("guideline_id", "group__sort_key", "pk")
    found = {pk: [TieFacts(*row[1:]) for row in own] for pk, own in groupby(rows.values_list(*_TIE), key=itemgetter(0))}
    return {pk: standing(ties) for pk, ties in found.items()}


def _guideline(
    row: Sequence[Any],
    ties: list[TieFacts],
    version: VersionFacts | None,
    entries: tuple[EntryFacts, ...],
    led: Collection[int],
    off: Mapping[str, Collection[int]],
) -> GuidelineFacts:
    pk, slug, title, language, is_working_title, months, has_versions, is_under_way = row
    return GuidelineFacts(
        pk=pk,
        slug=slug,
        title=title,
        language=language,
        is_working_title=is_working_title,
        months=months,
        ties=tuple(ties),
        plan=_plan(ties, led),
        has_versions=has_versions,
        version=_without(version, ties, off) if version else None,
        entries=entries,
        is_under_way=is_under_way,
    )


def _plan(ties: Iterable[TieFacts], led: Collection[int]) -> str:
    """The group in whose plan it is changed: one the viewer leads, else the owner, else any."""
    ordered = sorted(ties, key=lambda tie: (tie.group_id not in led, tie.role != "owner", not tie.may_own))
    return ordered[0].slug if ordered else ""


# --- plan entries


def _entries(
    scope: QuerySet[Guideline, Guideline],
    held: Iterable[Held],
    roles: Roles,
    ties: Mapping[int, list[TieFacts]],
    today: date,
) -> dict[int, tuple[EntryFacts, ...]]:
    leads: dict[int, list[LeadFacts]] = {}
    for item in held:
        if item.role == Assignment.Role.LEAD:
            groups = {tie.group_id for tie in ties.get(item.guideline, ())}
            has_left = item.is_stopped or roles.has_left(item.person, groups, today)
            leads.setdefault(item.entry, []).append(LeadFacts(item.person, item.name, has_left))
    found: dict[int, tuple[EntryFacts, ...]] = {}
    planned = PlanEntry.objects.planned().filter(guideline__in=scope).annotate(agreed=agreed_year())
    for guideline, pk, year, kind in planned.order_by("year", "pk").values_list("guideline_id", "pk", "agreed", "kind"):
        entry = EntryFacts(pk, year, kind, tuple(leads.get(pk, ())))
        found[guideline] = (*found.get(guideline, ()), entry)
    return found


# --- versions in force and their documents


def _versions(scope: QuerySet[Guideline, Guideline]) -> dict[int, VersionFacts]:
    language = get_language() or "da"
    columns = (*_VERSION, *_DOCUMENT, *_CHECK, *_DATES)
    rows = GuidelineVersion.objects.current().filter(guideline__in=scope).order_by().values_list(*columns)
    return {row[0]: _version(row, language) for row in rows}


def _version(row: Sequence[Any], language: str) -> VersionFacts:
    _guideline, pk, label, months, is_from_outside = row[: len(_VERSION)]
    rest = row[len(_VERSION) :]
    stored, kept, parts = rest[: len(_DOCUMENT)], rest[len(_DOCUMENT) : -len(_DATES)], rest[-len(_DATES) :]
    dates = tuple(
        (name, FuzzyDate(*parts[at : at + 4]) if parts[at] else None)
        for name, at in zip(APPROVAL_ORDER, range(0, len(parts), len(_FACT)), strict=True)
    )
    document = _document(stored, kept, language) if stored[0] else None
    return VersionFacts(pk, label, dates, months, is_from_outside, document)


def _document(stored: Sequence[Any], kept: Sequence[Any], language: str) -> DocumentFacts:
    key, kind, size, sha256 = stored
    is_there = _lies_there(StoredFile(key=key, kind=kind), size)
    of, is_intact, is_readable, errors = kept
    if of != sha256:
        return DocumentFacts(key.hex, is_there)
    found = tuple(DocumentError(one["code"], one["fingerprint"], one["message"][language]) for one in errors)
    return DocumentFacts(key.hex, is_there, is_intact, is_readable, found)


def _lies_there(stored: StoredFile, size: int) -> bool:
    """Whether a file of that size lies where the document's should; its bytes are read by `register.checked` alone."""
    try:
        return path_of(stored).stat().st_size == size
    except OSError:
        return False


def _off() -> dict[str, set[int]]:
    """The rules for documents that are off, with the groups they are off for."""
    off: dict[str, set[int]] = {}
    for code, group in RuleSwitch.objects.in_force().values_list("code", "group_id"):
        off.setdefault(code, set()).add(group)
    return off


def _without(version: VersionFacts, ties: Iterable[TieFacts], off: Mapping[str, Collection[int]]) -> VersionFacts:
    """The version without errors of rules that are off for its owner, or for all that may own where none does."""
    document = version.document
    if document is None or not document.errors or not off:
        return version
    owner = {tie.group_id for tie in ties if tie.role == "owner" and tie.confirmed}
    groups = owner or {tie.group_id for tie in ties if tie.may_own}
    left = tuple(one for one in document.errors if not groups or not groups <= set(off.get(one.code, ())))
    return replace(version, document=replace(document, errors=left))

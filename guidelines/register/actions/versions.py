"""Register versions that were approved outside the product."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.documents.models import StoredFile
from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.register.dropped import is_removed
from guidelines.register.facts import derive
from guidelines.register.models import Guideline, GuidelineVersion
from guidelines.register.rules import label_key, tidy_label


@dataclass(frozen=True)
class VersionFacts:
    """What a document says of a version; None or empty where it says nothing.

    `next_due` is the date as stated. With `next_due_months` it is counted from the fact named `counts_from`. A stored
    `document` gives the name and the fingerprint of the file.
    """

    label: str
    kind: str = GuidelineVersion.Kind.UNKNOWN
    dates: Mapping[str, FuzzyDate | None] = field(default_factory=dict)
    next_due_months: int | None = None
    counts_from: str = "administrative_approval"
    file_name: str = ""
    file_sha256: str = ""
    link: str = ""
    template_version: str = ""
    document: StoredFile | None = None


DATE_NAMES = (
    "last_search",
    "assessed",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "next_due",
    "expiry",
)


def register_version(guideline: Guideline, facts: VersionFacts, *, by: Actor, now: datetime) -> GuidelineVersion:
    """Store a version that was approved outside the product; the one with the highest label becomes current.

    The label is stored tidy ("v. 2,1" is 2.1) and is empty where no document gives it. Raises Refused when the
    guideline has that version already.
    """
    return register_versions([(guideline, facts)], by=by, now=now)[0]


def register_versions(
    stated: Sequence[tuple[Guideline, VersionFacts]], *, by: Actor, now: datetime
) -> list[GuidelineVersion]:
    """Store many versions as `register_version` does one, with few statements; raises as that does."""
    if not stated:
        return []
    keys = {guideline.pk for guideline, _facts in stated}
    with writing(by, now=now) as journal:
        list(Guideline.objects.select_for_update().filter(pk__in=keys).values_list("pk"))
        _refuse_removed(facts.document for _guideline, facts in stated)
        known = list(GuidelineVersion.objects.filter(guideline__in=keys).only("guideline", "label", "is_current"))
        labels = {(version.guideline_id, tidy_label(version.label)) for version in known}
        made = []
        for guideline, facts in stated:
            version = _version(guideline, facts)
            if (guideline.pk, version.label) in labels:
                raise Refused(_("Version %(label)s is registered already.") % {"label": version.label})
            if facts.document is not None and GuidelineVersion.objects.filter(document=facts.document).exists():
                raise Refused(_("The document belongs to another version by now. Load the page again."))
            labels.add((guideline.pk, version.label))
            made.append(version)
        _settle_current(known, made)
        GuidelineVersion.objects.bulk_create(made)
        journal.record_all(
            Record("version_registered", version, version.guideline, _stated(facts), {"label": version.label})
            for version, (_guideline, facts) in zip(made, stated, strict=True)
        )
    return made


def _refuse_removed(documents: Iterable[StoredFile | None]) -> None:
    """Raise Refused where a document is not kept any more; it cannot go while the journal's head is held."""
    if any(document is not None and is_removed(document) for document in documents):
        raise Refused(_("The document was not saved in time, and is not kept any more. Choose the file once more."))


def _version(guideline: Guideline, facts: VersionFacts) -> GuidelineVersion:
    version = GuidelineVersion(guideline=guideline, label=tidy_label(facts.label), kind=facts.kind)
    version.file_name, version.file_sha256 = facts.file_name, facts.file_sha256
    version.link, version.template_version = facts.link, facts.template_version
    if facts.document is not None:
        version.document, version.file_name = facts.document, facts.document.file_name
        version.file_sha256 = facts.document.sha256
    for name in DATE_NAMES:
        setattr(version, name, facts.dates.get(name))
    if facts.next_due_months is not None:
        _count_next_due(version, facts)
    return version


def _count_next_due(version: GuidelineVersion, facts: VersionFacts) -> None:
    """Derive next due from its interval, and store what it was counted from."""
    months = facts.next_due_months
    base = facts.dates.get(facts.counts_from)
    if base is None or months is None:
        raise Refused(_("The interval to the next revision has no date to count from."))
    first, last = add_months(base.first, months), add_months(base.last, months)
    due = FuzzyDate(first, last, base.precision, base.source)
    derive(version, "next_due", due, counts_from=facts.counts_from, interval_months=months)


def _settle_current(known: Iterable[GuidelineVersion], made: Iterable[GuidelineVersion]) -> None:
    """Make the version with the highest label the current one, before the new ones are stored."""
    newest: dict[int, GuidelineVersion] = {}
    for version in (*known, *made):
        before = newest.setdefault(version.guideline_id, version)
        if label_key(version.label) > label_key(before.label):
            newest[version.guideline_id] = version
    for version in made:
        version.is_current = newest[version.guideline_id] is version
    stale = [version.pk for version in known if version.is_current and newest[version.guideline_id] is not version]
    GuidelineVersion.objects.filter(pk__in=stale).update(is_current=False)
    risen = [version.pk for version in known if not version.is_current and newest[version.guideline_id] is version]
    GuidelineVersion.objects.filter(pk__in=risen).update(is_current=True)


def _stated(facts: VersionFacts) -> dict[str, Any]:
    dates = {name: [fact.first.isoformat(), fact.last.isoformat()] for name, fact in facts.dates.items() if fact}
    told = {
        "kind": str(facts.kind),
        "dates": dates,
        "sha256": facts.document.sha256 if facts.document else facts.file_sha256,
    }
    return told | {"document": str(facts.document.key)} if facts.document else told

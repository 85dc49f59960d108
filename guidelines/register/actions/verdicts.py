"""Verdicts that make no new version: assessed, extended, corrected, withdrawn, merged; each with its reason.

There is no undo: a later verdict corrects an earlier one, and both stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.models import StoredFile
from guidelines.journal.writing import Actor, writing
from guidelines.lists.dates import long_date
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.register.models import Guideline, GuidelineVersion, Verdict

CORRECTABLE = (
    "last_search",
    "clinical_approval",
    "submitted",
    "administrative_approval",
    "published",
    "next_due",
    "expiry",
)
"""The dated facts a correction may change; an assessment has a verdict of its own."""
SIGNED = ("clinical_approval", "submitted", "administrative_approval")
"""Those that say what was signed, and when: on a version that was published here they come of the decisions."""


@dataclass(frozen=True)
class Correction:
    """What is corrected on a version: the facts named, each with what it should have been (None: not known).

    `link` None and `document` None leave what stands. The file of a version that was approved outside is replaced
    without new approval; the journal keeps the SHA-256 of both.
    """

    dates: Mapping[str, FuzzyDate | None] = field(default_factory=dict)
    link: str | None = None
    document: StoredFile | None = None


def correctable(version: GuidelineVersion | None) -> tuple[str, ...]:
    """The dated facts of the version that a correction may change: not the days of decisions that were made here."""
    if version is None or version.registered_outside:
        return CORRECTABLE
    return tuple(name for name in CORRECTABLE if name not in SIGNED)


def assess(
    guideline: Guideline,
    *,
    on: FuzzyDate,
    next_due: FuzzyDate | None = None,
    reason: str,
    person: Person | None = None,
    by: Actor,
    now: datetime,
) -> Verdict:
    """Record that the version that holds was assessed and is still valid; its clock of assessment begins again.

    `next_due` moves the next revision too, None leaves it. Raises Refused without a reason or a version, for a day to
    come, before what was assessed already, and for a next revision that is not later than the present one, or past.
    """
    _reason(reason, _("Write what the assessment rests on."))
    with writing(by, now=now) as journal:
        version = _current(_locked(guideline))
        if on.first > timezone.localdate(now):
            raise Refused(_("The day of the assessment has not come yet."))
        known: FuzzyDate | None = version.assessed
        if known is not None and on.last < known.last:
            raise Refused(_("It was assessed later than that: %(date)s.") % {"date": long_date(known)})
        version.assessed = on
        _save(version, "assessed")
        before, facts = version.next_due, {"version": version.pk, "assessed": _days(on)}
        if next_due is not None:
            _move_next_due(version, next_due, now)
            facts |= {"from": _days(before), "to": _days(next_due)}
        moved = {"before": before, "after": next_due} if next_due is not None else {}
        verdict = _give(version, Verdict.Kind.ASSESSED, reason, person, now, **moved)
        journal.record("guideline_assessed", guideline, guideline=guideline, facts=facts, personal={"reason": reason})
    return verdict


def extend(
    guideline: Guideline, *, until: FuzzyDate, reason: str, person: Person | None = None, by: Actor, now: datetime
) -> Verdict:
    """Move the next revision of the version that holds to a later date; the earlier one is kept in the verdict.

    Raises Refused without a reason or a version, or where the date is past or not later than the present one.
    """
    _reason(reason, _("Write why the next revision can wait."))
    with writing(by, now=now) as journal:
        version = _current(_locked(guideline))
        before: FuzzyDate | None = version.next_due
        _move_next_due(version, until, now)
        verdict = _give(version, Verdict.Kind.EXTENDED, reason, person, now, before=before, after=until)
        facts = {"version": version.pk, "from": _days(before), "to": _days(until)}
        journal.record("guideline_extended", guideline, guideline=guideline, facts=facts, personal={"reason": reason})
    return verdict


def correct_version(
    version: GuidelineVersion,
    correction: Correction,
    *,
    reason: str,
    person: Person | None = None,
    by: Actor,
    now: datetime,
) -> Verdict:
    """Correct what a version says of itself; label and approval stay as they are.

    The file and the days of its approvals are corrected only where the version was approved outside: one published here
    stays on the bytes and the decisions that were signed (21 CFR 11.70). Raises Refused for those, without a reason,
    for a fact that cannot be corrected, or where nothing would change.
    """
    _reason(reason, _("Write what was wrong."))
    if unknown := set(correction.dates) - set(CORRECTABLE):
        raise Refused(_("These facts cannot be corrected: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    with writing(by, now=now) as journal:
        guideline = _locked(version.guideline)
        version = guideline.versions.select_related("document").get(pk=version.pk)
        _refuse_signed(version, correction)
        before: FuzzyDate | None = version.next_due
        changed = _apply(version, correction)
        if not changed:
            raise Refused(_("Nothing would change."))
        version.save()
        after = version.next_due if "next_due" in changed else None
        earlier = before if "next_due" in changed else None
        verdict = _give(version, Verdict.Kind.CORRECTION, reason, person, now, before=earlier, after=after)
        facts = {"version": version.pk, "changed": changed, **_file_of(version, changed)}
        personal = {"reason": reason, "label": version.label}
        journal.record("version_corrected", version, guideline=guideline, facts=facts, personal=personal)
    return verdict


def withdraw_guideline(
    guideline: Guideline, *, on: date, reason: str, person: Person | None = None, by: Actor, now: datetime
) -> Guideline:
    """Take a guideline out of use from a day on.

    Raises Refused without a reason, where it is out of use already, and while a revision of it is under way.
    """
    _reason(reason, _("Write why the guideline is withdrawn."))
    with writing(by, now=now) as journal:
        _in_use(_locked(guideline))
        _refuse_underway(guideline)
        guideline.withdrawn_on = on
        guideline.save(update_fields=["withdrawn_on"])
        _give(guideline.versions.current().first(), Verdict.Kind.WITHDRAWN, reason, person, now, guideline=guideline)
        facts = {"on": on.isoformat()}
        journal.record("guideline_withdrawn", guideline, guideline=guideline, facts=facts, personal={"reason": reason})
    return guideline


def merge(
    guideline: Guideline, into: Guideline, *, reason: str, person: Person | None = None, by: Actor, now: datetime
) -> Verdict:
    """Merge a guideline into another, which covers it from now on; its own page stays and leads there.

    Raises Refused without a reason, where either is out of use, both are the same, or a revision of it is under way.
    """
    _reason(reason, _("Write why the guideline is merged."))
    if guideline.pk == into.pk:
        raise Refused(_("A guideline cannot be merged into itself."))
    with writing(by, now=now) as journal:
        locked = Guideline.objects.select_for_update().order_by("pk").in_bulk([guideline.pk, into.pk])
        _in_use(locked[guideline.pk])
        _refuse_underway(guideline)
        if not _is_in_use(locked[into.pk]):
            raise Refused(_("The guideline to merge into is out of use."))
        guideline.merged_into = into
        guideline.save(update_fields=["merged_into"])
        version = guideline.versions.current().first()
        verdict = _give(version, Verdict.Kind.MERGED, reason, person, now, guideline=guideline, into=into)
        facts = {"into": into.pk}
        journal.record("guideline_merged", guideline, guideline=guideline, facts=facts, personal={"reason": reason})
    return verdict


# --- what they share


def _reason(reason: str, message: Any) -> None:
    if not reason.strip():
        raise Refused(message)


def _locked(guideline: Guideline) -> Guideline:
    return Guideline.objects.select_for_update().get(pk=guideline.pk)


def _is_in_use(guideline: Guideline) -> bool:
    return guideline.withdrawn_on is None and guideline.merged_into_id is None


def _in_use(guideline: Guideline) -> None:
    if not _is_in_use(guideline):
        raise Refused(_("The guideline is out of use already."))


def _refuse_underway(guideline: Guideline) -> None:
    """What people are writing or have signed is not dropped in passing: it is stopped first, with its own reason."""
    if guideline.revisions.filter(ended_on=None).exists():
        raise Refused(_("A revision of the guideline is under way. Stop it from its case first, with a reason."))


def _current(guideline: Guideline) -> GuidelineVersion:
    """The version that holds; raises Refused where there is none, or the guideline is out of use."""
    _in_use(guideline)
    version = guideline.versions.current().first()
    if version is None:
        raise Refused(_("The guideline has no approved version yet."))
    return version


def _move_next_due(version: GuidelineVersion, until: FuzzyDate, now: datetime) -> None:
    """Move the next revision to a later date; raises Refused where it is past, or not later than the present one."""
    before: FuzzyDate | None = version.next_due
    if until.last <= timezone.localdate(now):
        raise Refused(_("Choose a date to come."))
    if before is not None and until.last <= before.last:
        raise Refused(_("Choose a later date than the present one: %(date)s.") % {"date": long_date(before)})
    _state_next_due(version, until)
    _save(version, "next_due", "next_due_counts_from", "next_due_interval_months")


def _state_next_due(version: GuidelineVersion, due: FuzzyDate | None) -> None:
    """Set the next revision as a date that was stated, not counted from another."""
    version.next_due = due
    version.next_due_counts_from, version.next_due_interval_months = "", None


def _save(version: GuidelineVersion, *names: str) -> None:
    facts = [f"{name}_{part}" for name in names[:1] for part in ("first", "last", "precision", "source")]
    version.save(update_fields=[*facts, *names[1:]])


def _apply(version: GuidelineVersion, correction: Correction) -> dict[str, Any]:
    """Put the corrected facts on the version; return what changed: days, digests of files, whether the link did."""
    changed: dict[str, Any] = {}
    for name, fact in correction.dates.items():
        before: FuzzyDate | None = getattr(version, name)
        if _days(before) == _days(fact):
            continue
        changed[name] = {"from": _days(before), "to": _days(fact)}
        if name == "next_due":
            _state_next_due(version, fact)
        else:
            setattr(version, name, fact)
    if correction.link is not None and correction.link != version.link:
        version.link = correction.link
        changed["link"] = True
    document = correction.document
    if document is not None and document.sha256 != version.file_sha256:
        changed["sha256"] = {"from": version.file_sha256, "to": document.sha256}
        version.document, version.file_name, version.file_sha256 = document, document.file_name, document.sha256
    return changed


def _refuse_signed(version: GuidelineVersion, correction: Correction) -> None:
    if not version.registered_outside and (correction.document or set(correction.dates) & set(SIGNED)):
        raise Refused(
            _(
                "The document and the days of its approvals are those that were signed here, and cannot be corrected."
                " Start a new revision, so that the other document is approved too."
            )
        )


def _file_of(version: GuidelineVersion, changed: dict[str, Any]) -> dict[str, str]:
    """Name the stored file with its hash where it is another, so that the chain proves it (reliability A11)."""
    if "sha256" not in changed or version.document is None:
        return {}
    return {"document": str(version.document.key), "sha256": version.document.sha256}


def _days(fact: FuzzyDate | None) -> list[str] | None:
    return [fact.first.isoformat(), fact.last.isoformat()] if fact else None


def _give(
    version: GuidelineVersion | None,
    kind: Verdict.Kind,
    reason: str,
    person: Person | None,
    now: datetime,
    *,
    guideline: Guideline | None = None,
    before: FuzzyDate | None = None,
    after: FuzzyDate | None = None,
    into: Guideline | None = None,
) -> Verdict:
    about = guideline or (version.guideline if version else None)
    verdict = Verdict(guideline=about, version=version, kind=kind, reason=" ".join(reason.split()), merged_into=into)
    verdict.decided_on, verdict.decided_by = timezone.localdate(now), person
    verdict.next_due_before, verdict.next_due_after = before, after
    verdict.save()
    return verdict

"""The verbs of the register: make a guideline, tie it to groups, register a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from guidelines.documents.dates import FuzzyDate, add_months
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.lists.fields import with_keys
from guidelines.people.models import Group
from guidelines.register.facts import derive
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.rules import ascii_text, label_key, tidy_label

SLUG_LENGTH = 80
TITLE_LENGTH = 400


def create_guideline(
    *,
    title: str,
    owner: Group | None,
    by: Actor,
    now: datetime,
    is_working_title: bool = False,
    language: str = Guideline.Language.DANISH,
) -> Guideline:
    """Return a new guideline owned by `owner`; with None no group is its owner until one is confirmed.

    Raises Refused where the title is longer than 400 characters.
    """
    _refuse_long(title)
    with writing(by, now=now) as journal:
        guideline = Guideline.objects.create(
            title=title, slug=_free_slug(title), is_working_title=is_working_title, language=language
        )
        if owner is not None:
            GuidelineGroup.objects.create(guideline=guideline, group=owner, role=GuidelineGroup.Role.OWNER)
        facts = {"owner": owner.pk if owner else None}
        journal.record("guideline_created", guideline, guideline=guideline, facts=facts, personal={"title": title})
    return guideline


def _refuse_long(title: str) -> None:
    if len(title) > TITLE_LENGTH:
        shown = {"title": f"{title[:60]}…", "count": TITLE_LENGTH}
        raise Refused(_("The title “%(title)s” is too long. Keep it to %(count)s characters.") % shown)


def _free_slug(title: str) -> str:
    base = slugify(ascii_text(title))[:SLUG_LENGTH].rstrip("-") or "retningslinje"
    taken = set(Guideline.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


def retitle(guideline: Guideline, *, title: str, is_working_title: bool, by: Actor, now: datetime) -> Guideline:
    """Give a guideline another title; its address stays. An unchanged title writes nothing; a blank one is Refused."""
    title = " ".join(title.split())
    if not title:
        raise Refused(_("Write the title."))
    _refuse_long(title)
    if (title, is_working_title) == (guideline.title, guideline.is_working_title):
        return guideline
    with writing(by, now=now) as journal:
        before = guideline.title
        guideline.title, guideline.is_working_title = title, is_working_title
        guideline.save(update_fields=with_keys(guideline, "title", "is_working_title"))
        personal = {"from": before, "to": title}
        journal.record("guideline_retitled", guideline, guideline=guideline, personal=personal)
    return guideline


def link_group(
    guideline: Guideline, group: Group, *, role: str, confirmed: bool, by: Actor, now: datetime
) -> GuidelineGroup:
    """Tie a group to a guideline in a role; an existing tie in that role is returned as it stands."""
    with writing(by, now=now) as journal:
        link, created = GuidelineGroup.objects.get_or_create(
            guideline=guideline, group=group, role=role, defaults={"confirmed": confirmed}
        )
        if created:
            facts = {"group": group.pk, "role": role, "confirmed": confirmed}
            journal.record("group_linked", guideline, guideline=guideline, facts=facts)
    return link


def confirm_owner(guideline: Guideline, owner: Group, *, by: Actor, now: datetime) -> Guideline:
    """Settle which of the guideline's groups owns it; the others become confirmed co-owners (foundations 2).

    Raises Refused when the group has no tie to the guideline.
    """
    with writing(by, now=now) as journal:
        links = list(guideline.group_links.select_for_update().filter(role__in=["owner", "co_owner"]))
        if owner.pk not in {link.group_id for link in links}:
            raise Refused(_("Only a group that already takes part in the guideline can become its owner."))
        for link in sorted(links, key=lambda link: link.group_id == owner.pk):
            link.role = "owner" if link.group_id == owner.pk else "co_owner"
            link.confirmed = True
            link.save(update_fields=["role", "confirmed"])
        journal.record("owner_confirmed", guideline, guideline=guideline, facts={"owner": owner.pk})
    return guideline


@dataclass(frozen=True)
class VersionFacts:
    """What a document says of a version; None or empty where it says nothing.

    `next_due` is the date as stated. With `next_due_months` it is counted from the fact named `counts_from`.
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
    label = tidy_label(facts.label)
    with writing(by, now=now) as journal:
        Guideline.objects.select_for_update().get(pk=guideline.pk)
        if label in {tidy_label(known) for known in guideline.versions.values_list("label", flat=True)}:
            raise Refused(_("Version %(label)s is registered already.") % {"label": label})
        version = GuidelineVersion(guideline=guideline, label=label, kind=facts.kind)
        version.file_name, version.file_sha256 = facts.file_name, facts.file_sha256
        version.link, version.template_version = facts.link, facts.template_version
        for name in DATE_NAMES:
            setattr(version, name, facts.dates.get(name))
        if facts.next_due_months is not None:
            _count_next_due(version, facts)
        version.save()
        _settle_current(guideline)
        personal = {"label": label}
        journal.record("version_registered", version, guideline=guideline, facts=_stated(facts), personal=personal)
    version.refresh_from_db(fields=["is_current"])
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


def _settle_current(guideline: Guideline) -> None:
    """Make the version with the highest label the current one."""
    newest = max(guideline.versions.all(), key=lambda version: label_key(version.label))
    guideline.versions.filter(is_current=True).exclude(pk=newest.pk).update(is_current=False)
    guideline.versions.filter(pk=newest.pk, is_current=False).update(is_current=True)


def _stated(facts: VersionFacts) -> dict[str, Any]:
    dates = {name: [fact.first.isoformat(), fact.last.isoformat()] for name, fact in facts.dates.items() if fact}
    return {"kind": str(facts.kind), "dates": dates, "sha256": facts.file_sha256}


def withdraw_guideline(guideline: Guideline, *, on: date, reason: str, by: Actor, now: datetime) -> Guideline:
    """Take a guideline out of use from a day on; raises Refused without a reason."""
    if not reason.strip():
        raise Refused(_("Write why the guideline is withdrawn."))
    with writing(by, now=now) as journal:
        guideline.withdrawn_on = on
        guideline.save(update_fields=["withdrawn_on"])
        facts = {"on": on.isoformat()}
        journal.record("guideline_withdrawn", guideline, guideline=guideline, facts=facts, personal={"reason": reason})
    return guideline

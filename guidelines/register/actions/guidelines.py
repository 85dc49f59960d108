"""Make a guideline, name it, tie it to groups."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.errors import Refused
from guidelines.lists.fields import with_keys
from guidelines.people.models import Group
from guidelines.register.models import Guideline, GuidelineGroup
from guidelines.register.rules import ascii_text

SLUG_LENGTH = 80
TITLE_LENGTH = 400
RESERVED = ("registrer", "csv", "flere", "visninger", "ny")
"""What stands where an address does, and is a page of its own."""


@dataclass(frozen=True)
class Draft:
    """A guideline to be made; `named` are groups that a document ties to it, co-owners until somebody confirms."""

    title: str
    owner: Group | None
    is_working_title: bool = False
    language: str = Guideline.Language.DANISH
    named: tuple[Group, ...] = ()


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
    return create_guidelines([Draft(title, owner, is_working_title, language)], by=by, now=now)[0]


def create_guidelines(drafts: Sequence[Draft], *, by: Actor, now: datetime) -> list[Guideline]:
    """Return a new guideline for each draft, in their order, with few statements however many; raises as for one."""
    if not drafts:
        return []
    for draft in drafts:
        _refuse_long(draft.title)
    with writing(by, now=now) as journal:
        slugs = _free_slugs([draft.title for draft in drafts])
        made = [
            Guideline(title=draft.title, slug=slug, is_working_title=draft.is_working_title, language=draft.language)
            for draft, slug in zip(drafts, slugs, strict=True)
        ]
        Guideline.objects.bulk_create(made)
        pairs = list(zip(made, drafts, strict=True))
        GuidelineGroup.objects.bulk_create(link for guideline, draft in pairs for link in _links(guideline, draft))
        journal.record_all(record for guideline, draft in pairs for record in _told(guideline, draft))
    return made


def _links(guideline: Guideline, draft: Draft) -> Iterator[GuidelineGroup]:
    if draft.owner is not None:
        yield GuidelineGroup(guideline=guideline, group=draft.owner, role=GuidelineGroup.Role.OWNER)
    for group in draft.named:
        yield GuidelineGroup(guideline=guideline, group=group, role=GuidelineGroup.Role.CO_OWNER, confirmed=False)


def _told(guideline: Guideline, draft: Draft) -> Iterator[Record]:
    facts = {"owner": draft.owner.pk if draft.owner else None}
    yield Record("guideline_created", guideline, guideline, facts, {"title": draft.title})
    for group in draft.named:
        yield Record("group_linked", guideline, guideline, _linked(group, GuidelineGroup.Role.CO_OWNER, False))


def _linked(group: Group, role: str, confirmed: bool) -> dict[str, Any]:
    return {"group": group.pk, "role": role, "confirmed": confirmed}


def _refuse_long(title: str) -> None:
    if len(title) > TITLE_LENGTH:
        shown = {"title": f"{title[:60]}…", "count": TITLE_LENGTH}
        raise Refused(_("The title “%(title)s” is too long. Keep it to %(count)s characters.") % shown)


def _free_slugs(titles: Sequence[str]) -> Iterator[str]:
    """Return an address for each title that no guideline has, nor an earlier title; one statement."""
    bases = [slugify(ascii_text(title))[:SLUG_LENGTH].rstrip("-") or "retningslinje" for title in titles]
    shared = os.path.commonprefix(bases)  # noqa: RUF071 - of texts, letter by letter
    alike = Guideline.objects.filter(slug__startswith=shared)
    taken = {*alike.values_list("slug", flat=True), *RESERVED}
    for base in bases:
        candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
        slug = next(slug for slug in candidates if slug not in taken)
        taken.add(slug)
        yield slug


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
            facts = _linked(group, role, confirmed)
            journal.record("group_linked", guideline, guideline=guideline, facts=facts)
    return link


def confirm_owner(guideline: Guideline, owner: Group, *, by: Actor, now: datetime) -> Guideline:
    """Settle which of the guideline's groups owns it; the others become confirmed co-owners (foundations 2).

    Raises Refused when the group has no tie to the guideline, or one that nobody has confirmed while another group's
    ownership is.
    """
    with writing(by, now=now) as journal:
        links = list(guideline.group_links.select_for_update().filter(role__in=["owner", "co_owner"]))
        if owner.pk not in {link.group_id for link in links}:
            raise Refused(_("Only a group that already takes part in the guideline can become its owner."))
        _refuse_replacing(links, owner)
        for link in sorted(links, key=lambda link: link.group_id == owner.pk):
            link.role = "owner" if link.group_id == owner.pk else "co_owner"
            link.confirmed = True
            link.save(update_fields=["role", "confirmed"])
        journal.record("owner_confirmed", guideline, guideline=guideline, facts={"owner": owner.pk})
    return guideline


def _refuse_replacing(links: Sequence[GuidelineGroup], owner: Group) -> None:
    """A tie that a document alone states does not take the place of an owner that somebody has confirmed."""
    sitting = next((link for link in links if link.role == "owner" and link.confirmed), None)
    if sitting is None or any(link.group_id == owner.pk and link.confirmed for link in links):
        return
    shown = {"owner": sitting.group.abbreviation, "group": owner.abbreviation}
    message = _("%(owner)s is confirmed as the owner. Choose %(owner)s to confirm that %(group)s takes part.")
    raise Refused(message % shown)

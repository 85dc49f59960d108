"""Verbs of declarations of interest (habilitet): for a calendar year, and for one version in the making.

What was declared is for the secretariat and the person (foundations 22): the journal keeps it among the words that
no history shows and that can be erased.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.approval.models import Declaration, VersionDeclaration
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.models import Revision


def declare_year(
    person: Person, *, year: int, has_interests: bool, text: str, by: Actor, now: datetime, document: str = ""
) -> Declaration:
    """Declare for a calendar year; an earlier one of the year stays as replaced. The same again changes nothing.

    `document` names what the secretariat read it from, "" where the person declares. Raises Refused where there are
    interests but not which, or the year is neither this one nor the one before.
    """
    text = _checked(text, has_interests=has_interests)
    today = timezone.localdate(now)
    if year not in (today.year, today.year - 1):
        raise Refused(_("Declare for this year or the one before."))
    with writing(by, now=now) as journal:
        Person.objects.select_for_update().get(pk=person.pk)
        standing = _standing(person, year)
        if standing is not None and (standing.has_interests, standing.text) == (has_interests, text):
            return standing
        Declaration.objects.filter(person=person, year=year, replaced_at=None).update(replaced_at=now)
        declaration = Declaration.objects.create(
            person=person, year=year, has_interests=has_interests, text=text, declared_at=now
        )
        facts = {"person": person.pk, "year": year, "from_document": bool(document.strip())}
        personal = {"name": person.name, "interests": has_interests, "text": text, "document": document.strip()}
        journal.record("year_declared", declaration, facts=facts, personal=personal)
    return declaration


def declare_version(
    revision: Revision,
    *,
    person: Person,
    has_interests: bool,
    text: str,
    by: Actor,
    now: datetime,
    document: str = "",
) -> VersionDeclaration:
    """Declare for the version in the making, resting on this year's declaration, which is made alike where missing.

    Declaring again replaces what was said; the journal keeps both. Raises Refused where the revision has ended, or
    there are interests but not which.
    """
    text = _checked(text, has_interests=has_interests)
    with writing(by, now=now) as journal:
        revision = Revision.objects.select_for_update().select_related("guideline").get(pk=revision.pk)
        if revision.ended_on is not None:
            raise Refused(_("The revision has ended."))
        year = timezone.localdate(now).year
        basis = _standing(person, year)
        if basis is None:
            said = {"has_interests": has_interests, "text": text, "document": document}
            basis = declare_year(person, year=year, **said, by=by, now=now)  # type: ignore[arg-type]
        declared, is_new = VersionDeclaration.objects.update_or_create(
            revision=revision,
            person=person,
            defaults={"declaration": basis, "has_interests": has_interests, "text": text, "declared_at": now},
        )
        facts = {"person": person.pk, "basis": basis.pk, "again": not is_new, "from_document": bool(document.strip())}
        personal = {"name": person.name, "interests": has_interests, "text": text, "document": document.strip()}
        journal.record("version_declared", declared, guideline=revision.guideline, facts=facts, personal=personal)
    return declared


def _standing(person: Person, year: int) -> Declaration | None:
    return Declaration.objects.filter(person=person, year=year, replaced_at=None).first()


def _checked(text: str, *, has_interests: bool) -> str:
    """Return what is kept: nothing where there are no interests."""
    if not has_interests:
        return ""
    if not text.strip():
        raise Refused(_("Write which interests there are."))
    return text.strip()

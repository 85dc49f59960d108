"""Who is who on a guideline: those on its plan and those who lead its groups, each with every role (ux 10.5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.approval.standings import leaders
from guidelines.approval.wording import role
from guidelines.desk.guideline.reading import Dossier
from guidelines.lists.dates import long_date
from guidelines.people.access import Viewer
from guidelines.people.models import Person, Role
from guidelines.planning.models import Assignment, PlanEntry
from guidelines.planning.rules import HolderRole, Outcome


@dataclass
class PersonLine:
    """A person with the roles in words; `url` is the own page, "" for those who may not open it."""

    name: str
    url: str = ""
    roles: list[str] = field(default_factory=list)
    is_recused: bool = False


def read_leading(dossier: Dossier, today: date) -> list[Role]:
    """Return who leads the groups of a guideline today; one statement, none for those outside: they find the chair of
    a group on its own page.
    """
    return list(leaders(dossier.group_keys, today)) if dossier.is_inside else []


def people_of(dossier: Dossier, leading: Iterable[Role], viewer: Viewer) -> list[PersonLine]:
    """Return the people of a guideline, the tovholdere first; empty for those who are not signed in (foundations 22).

    That somebody is recused is told to the secretariat and to the person alone.
    """
    found: dict[int, PersonLine] = {}
    for person, words in [*_on_the_plan(dossier), *_leading(dossier, leading), *_reviewing(dossier)]:
        line = found.setdefault(person.pk, _line(person, dossier, viewer))
        if words not in line.roles:
            line.roles.append(words)
    return list(found.values())


def answer(item: Assignment) -> str:
    """Return what a tovholder has said of the role."""
    if item.confirmed_at:
        return _("confirmed %(date)s") % {"date": long_date(item.confirmed_at)}
    return _("not confirmed yet")


def _line(person: Person, dossier: Dossier, viewer: Viewer) -> PersonLine:
    is_own = viewer.is_secretariat or (viewer.person is not None and viewer.person.pk == person.pk)
    is_recused = is_own and dossier.case is not None and person.pk in dossier.case.recused
    return PersonLine(person.name, reverse("person", args=[person.pk]) if is_own else "", is_recused=is_recused)


def _on_the_plan(dossier: Dossier) -> Iterator[tuple[Person, str]]:
    """Those on entries still to be done; the tovholdere before the others."""
    planned = [entry for entry in dossier.entries if entry.outcome == Outcome.PLANNED]
    items = [(entry, item) for entry in planned for item in entry.assignments.all()]
    for entry, item in sorted(items, key=lambda pair: pair[1].role != Assignment.Role.LEAD):
        yield item.person, _role(entry, item, dossier)


def _role(entry: PlanEntry, item: Assignment, dossier: Dossier) -> str:
    names = {
        Assignment.Role.LEAD: _("lead author"),
        Assignment.Role.AUTHOR: _("author"),
        Assignment.Role.REVIEWER: _("reviewer"),
    }
    parts = [names[Assignment.Role(item.role)]]
    if entry.year is not None:
        parts.append(str(entry.year))
    if item.acting_for:
        parts.append(_("for %(group)s") % {"group": item.acting_for.abbreviation})
    words = " ".join(parts)
    if item.role == Assignment.Role.LEAD and dossier.is_inside:
        words += f" ({answer(item)})"
    return words


def _leading(dossier: Dossier, leading: Iterable[Role]) -> Iterator[tuple[Person, str]]:
    groups = {link.group_id: link.group.abbreviation for link in dossier.links}
    for item in leading:
        words = role(item.kind, groups.get(item.group_id or 0, ""))
        yield item.person, words[:1].lower() + words[1:]


def _reviewing(dossier: Dossier) -> Iterator[tuple[Person, str]]:
    for view in dossier.case.steps if dossier.case and dossier.is_inside else ():
        if view.step.holder_role == HolderRole.SECRETARIAT and view.step.holder_person is not None:
            yield view.step.holder_person, _("the secretariat, has the case")

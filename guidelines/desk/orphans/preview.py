"""What replacing somebody in all plans would do, row by row, before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _

from guidelines.desk.shown import read_keys, read_shown, write_keys, write_shown
from guidelines.lists.words import listed
from guidelines.people.models import Absence, Group, Person, Role
from guidelines.planning.actions.leads import Lead
from guidelines.planning.actions.replacing import Place, Seen, Skip, places
from guidelines.planning.load.held import days_by_year, read_held
from guidelines.register.models import Guideline, GuidelineGroup


@dataclass(frozen=True)
class Row:
    """A plan entry: who stands there now, who would, and why it stays as it is ("" where it does not).

    `ends` says that only the old person's seat ends, "" where the new one takes it.
    """

    guideline: Guideline
    year: int | None
    now: str
    then: str
    stays: str
    ends: str = ""


@dataclass(frozen=True)
class Preview:
    """All rows, how many would change, what the new person should know of, and the plan as it was seen."""

    rows: list[Row]
    taken: int
    notes: list[str]
    seen: str


def preview_of(old: Person, new: Person, groups: Collection[int] | None, today: date) -> Preview:
    """Return what would become of every plan entry of the old person; a constant number of statements."""
    found = [] if old.pk == new.pk else places(old, new, groups)
    taken = [place for place in found if place.skip is None]
    seen = write_shown((place.entry.pk, write_keys(place.seen)) for place in taken)
    return Preview([row_of(place, old, new) for place in found], len(taken), list(notes_of(new, taken, today)), seen)


def seen_in(text: str) -> Seen:
    """Return the entries, with who stood on each, as a preview wrote them; 404 for what no preview writes."""
    try:
        return [(int(entry), read_keys(keys)) for entry, keys in read_shown(text).items()]
    except ValueError as error:
        raise Http404 from error


def row_of(place: Place, old: Person, new: Person) -> Row:
    """Return what would become of one plan entry."""
    entry = place.entry
    stays = _stays(place.skip, new) if place.skip else ""
    then = "" if place.skip else _names(place.wanted)
    ends = "" if place.skip or not place.stood_already else _ends(old, new)
    return Row(entry.guideline, entry.agreed_year, _names(place.present), then, stays, ends)


def _ends(old: Person, new: Person) -> str:
    words = {"old": old.name, "new": new.name}
    return _("%(new)s is lead author of it already; %(old)s is so no longer.") % words


def _stays(skip: Skip, new: Person) -> str:
    return {
        Skip.DECLINED: _("%(name)s has said no to it."),
        Skip.FOREIGN: _("It belongs to another group."),
    }[skip] % {"name": new.name}


def _names(leads: Iterable[Lead]) -> str:
    return listed(f"{one.person} ({one.acting_for})" if one.acting_for else one.person.name for one in leads)


def notes_of(new: Person, taken: Collection[Place], today: date) -> Iterator[str]:
    """What speaks against it; none of it stops anybody."""
    if not taken:
        return
    guidelines = {place.entry.guideline_id for place in taken}
    ties = GuidelineGroup.objects.standing().filter(guideline__in=guidelines).values("group")
    groups = list(Group.objects.filter(pk__in=ties))
    ended = set(Role.objects.filter(person=new, group__in=groups, ends_on__lt=today).values_list("group", flat=True))
    present = set(Role.objects.on(today).filter(person=new, group__in=groups).values_list("group", flat=True))
    for group in groups:
        if group.pk in ended - present:
            yield _("%(name)s no longer has a role in %(group)s.") % {"name": new.name, "group": group}
    yield from _loads(new, taken, groups)
    yield from _absences(new, taken, today)


def _loads(new: Person, taken: Iterable[Place], groups: Iterable[Group]) -> Iterator[str]:
    most = min((group.most_revisions_per_person for group in groups), default=0)
    load = Counter(item.year for item in read_held() if item.person == new.pk)
    more = Counter(place.entry.agreed_year for place in taken if not place.stood_already)
    for year in sorted(year for year in more if year is not None):
        number = load[year] + more[year]
        if number > most:
            words = {"name": new.name, "number": number, "year": year, "most": most}
            yield _("%(name)s would have %(number)s in %(year)s; the group's limit is %(most)s.") % words


def _absences(new: Person, taken: Iterable[Place], today: date) -> Iterator[str]:
    years = {place.entry.agreed_year for place in taken}
    rows = Absence.objects.filter(person=new, ends_on__gte=today).values_list("starts_on", "ends_on")
    away = {year for starts_on, ends_on in rows for year, _days in days_by_year(starts_on, ends_on)}
    for year in sorted(year for year in years if year in away and year is not None):
        yield _("%(name)s is away for a part of %(year)s.") % {"name": new.name, "year": year}

"""What the search finds in the register, among people and pages, in a fixed number of statements at any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.desk.search.pages import pages_found
from guidelines.lists.danish import search_filter, search_forms
from guidelines.people.access import Viewer, may_see_people
from guidelines.people.models import Group, GroupAlias, Person, Role
from guidelines.people.rules import name_key
from guidelines.people.wording import role_in_group
from guidelines.register.listing import listed, matching
from guidelines.register.models import GuidelineGroup

MOST_LETTERS = 200
GUIDELINES, OTHERS = 20, 10
"""How many are shown of each sort; of more, the list of that sort has the rest."""


@dataclass(frozen=True)
class Hit:
    """One thing that was found: what it is called, where it is, and a line of facts."""

    label: str
    url: str
    meta: str = ""
    language: str = ""


@dataclass(frozen=True)
class Section:
    """What was found of one sort; `more_url` is the list with the rest, "" where all is shown."""

    key: str
    heading: str
    hits: list[Hit]
    more_url: str = ""


def tidy(query: str) -> str:
    """Return what is searched for: single spaces, no sign that a database cannot take, not too long."""
    return " ".join(query.replace("\x00", " ").split())[:MOST_LETTERS]


def search(query: str, viewer: Viewer, today: date) -> list[Section]:
    """Return what the words find of all that the viewer may see; without words the pages there are."""
    pages = [Hit(page.label, page.url) for page in pages_found(query, viewer)]
    if not query:
        return [Section("sider", _("Pages"), pages)]
    found = [_guidelines(query, viewer, today)]
    if may_see_people(viewer):
        found.append(_people(query, today))
    found += [_groups(query, viewer), Section("sider", _("Pages"), pages)]
    return [section for section in found if section.hits]


def _more(name: str, query: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': query})}"


def _guidelines(query: str, viewer: Viewer, today: date) -> Section:
    fields = ("pk", "slug", "title", "language", "is_working_title", "current__label")
    matches = listed(viewer, today).filter(matching(query, viewer))
    rows = list(matches.order_by(_closeness(query), "sort_key", "pk").values_list(*fields)[: GUIDELINES + 1])
    shown = rows[:GUIDELINES]
    groups = _groups_of([row[0] for row in shown])
    hits = []
    for pk, slug, title, language, is_working, label in shown:
        version = _("version %(label)s") % {"label": label} if label else ""
        working = _("Working title") if is_working else ""
        meta = " · ".join(part for part in (groups.get(pk, ""), version, working) if part)
        hits.append(Hit(title, reverse("guideline", args=[slug]), meta, language))
    return Section(
        "retningslinjer", _("Guidelines"), hits, _more("guidelines", query) if len(rows) > len(shown) else ""
    )


def _people(query: str, today: date) -> Section:
    matches = Person.objects.current().found(query).order_by(_closeness(query), "sort_key", "pk")
    rows = list(matches.values_list("pk", "name")[: OTHERS + 1])
    shown = rows[:OTHERS]
    roles = _roles_of([pk for pk, _name in shown], today)
    hits = [Hit(name, reverse("person", args=[pk]), roles.get(pk, "")) for pk, name in shown]
    return Section("personer", _("People"), hits, _more("people", query) if len(rows) > len(shown) else "")


def _groups(query: str, viewer: Viewer) -> Section:
    alias = GroupAlias.objects.filter(group=OuterRef("pk"), spelling_key=name_key(query))
    matches = Group.objects.filter(search_filter("search_text", query) | Exists(alias))
    rows = matches.order_by(_closeness(query), "sort_key", "pk").values_list("slug", "abbreviation", "name", "kind")
    first = list(rows[: OTHERS + 1])
    hits = [hit for row in first[:OTHERS] for hit in _group_hits(*row, viewer)]
    return Section("grupper", _("Groups"), hits, reverse("groups") if len(first) > OTHERS else "")


def _group_hits(slug: str, abbreviation: str, name: str, kind: str, viewer: Viewer) -> Iterator[Hit]:
    yield Hit(abbreviation, reverse("group", args=[slug]), name)
    if viewer.is_signed_in and kind != Group.Kind.UMBRELLA:
        yield Hit(_("The plan of %(group)s") % {"group": abbreviation}, reverse("plan", args=[slug]))


def _closeness(query: str) -> Combinable:
    """First what begins with the words, then where a word does, then the rest."""
    begins, word = Q(), Q()
    for form in search_forms(query):
        begins |= Q(search_text__startswith=form)
        word |= Q(search_text__contains=f" {form}")
    return Case(When(begins, then=Value(0)), When(word, then=Value(1)), default=Value(2))


def _groups_of(guidelines: Iterable[int]) -> dict[int, str]:
    """The abbreviations of each guideline's groups, the owner first."""
    rows = GuidelineGroup.objects.filter(guideline__in=guidelines).order_by("group__sort_key")
    told = rows.values_list("guideline", "role", "group__abbreviation")
    found: dict[int, list[str]] = {}
    for guideline, _role, name in sorted(told, key=lambda row: row[1] != GuidelineGroup.Role.OWNER):
        names = found.setdefault(guideline, [])
        if name not in names:
            names.append(name)
    return {guideline: "/".join(names) for guideline, names in found.items()}


def _roles_of(people: Iterable[int], today: date) -> dict[int, str]:
    """The roles that these people have today, in words."""
    rows = Role.objects.on(today).filter(person__in=people).order_by("group__sort_key", "kind")
    found: dict[int, list[str]] = {}
    for person, kind, group, title in rows.values_list("person", "kind", "group__abbreviation", "group__chair_title"):
        found.setdefault(person, []).append(role_in_group(kind, group or "", title or ""))
    return {person: ", ".join(names) for person, names in found.items()}

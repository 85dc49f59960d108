"""The guidelines of the register as matching needs them, and those a search finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from guidelines.lists.danish import fold, search_filter
from guidelines.people.access import Viewer
from guidelines.register.listing import listed, matching
from guidelines.register.matching import Known, Match
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.rules import tidy_label

MOST_FOUND = 20
MOST_TITLES = 200  # that a field suggests at once


def known_guidelines() -> list[Known]:
    """Return every guideline in use with its groups, versions and file names; three statements."""
    groups: dict[int, set[str]] = defaultdict(set)
    for key, abbreviation in GuidelineGroup.objects.values_list("guideline_id", "group__abbreviation"):
        groups[key].add(abbreviation)
    versions: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for key, label, name in GuidelineVersion.objects.order_by().values_list("guideline_id", "label", "file_name"):
        versions[key].append((label, name))
    return [
        Known(
            slug,
            title,
            short_name,
            frozenset(groups[key]),
            frozenset(tidy_label(label) for label, _name in versions[key]),
            tuple(name for _label, name in versions[key] if name),
        )
        for key, slug, title, short_name in Guideline.objects.in_use().values_list("pk", "slug", "title", "short_name")
    ]


def found_by(query: str, matches: Iterable[Match], viewer: Viewer, today: date) -> list[Guideline]:
    """Return the guidelines in use that a search finds and that are not proposed already; none for an empty one."""
    if not query:
        return []
    shown = [match.known.slug for match in matches]
    return list(listed(viewer, today).in_use().filter(matching(query, viewer)).exclude(slug__in=shown)[:MOST_FOUND])


def named(text: str) -> list[Guideline]:
    """Return the guidelines in use with this title, in capitals or small letters.

    Of several, or where none has it, the one whose address ends so, if there is one.
    """
    found = list(Guideline.objects.in_use().filter(Q(slug=text) | search_filter("search_text", text)))
    titled = [one for one in found if fold(one.title) == fold(text)]
    return titled if len(titled) == 1 else [one for one in found if one.slug == text] or titled


def titles(query: str, groups: Collection[int] | None = None) -> list[str]:
    """Return titles of guidelines in use in which the words occur, in Danish order, at most MOST_TITLES.

    Of these groups alone, or with None of all.
    """
    found = Guideline.objects.in_use().filter(search_filter("search_text", query))
    if groups is not None:
        found = found.filter(pk__in=GuidelineGroup.objects.standing().filter(group__in=groups).values("guideline"))
    return list(found.values_list("title", flat=True)[:MOST_TITLES])

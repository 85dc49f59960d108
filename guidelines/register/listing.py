"""What *Retningslinjer* is made from: guidelines with their current version, validity and groups, in one statement."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Coalesce, Concat

from guidelines.lists.danish import MAX_WORDS, search_filter
from guidelines.people.access import Viewer
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from guidelines.register.models.guidelines import GuidelineQuerySet
from guidelines.register.rules import tidy_label

SEPARATOR = "\n"


class Joined(Aggregate):
    """Texts of several rows as one, a line each, in no order that both databases would keep."""

    template = "%(function)s(%(expressions)s, %(separator)s)"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Render for SQLite."""
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", separator="CHAR(10)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Render for PostgreSQL."""
        return super().as_sql(compiler, connection, function="STRING_AGG", separator="CHR(10)", **context)


def listed(viewer: Viewer, today: date) -> GuidelineQuerySet:
    """Return the guidelines a viewer may see with what the list shows: `validity`, `approved_on`, `groups_as_text`."""
    return _described(today).all().visible_to(viewer)


def counted(viewer: Viewer) -> QuerySet[Any]:
    """Return a row for each guideline that `listed` gives the viewer: by its one current version for the public."""
    return Guideline.objects.all() if viewer.is_signed_in else GuidelineVersion.objects.filter(is_current=True)


@lru_cache(maxsize=2)
def _described(today: date) -> GuidelineQuerySet:
    """All guidelines as the list shows them; lazy, and kept because to build it takes longer than to run it."""
    return Guideline.objects.with_validity(today).annotate(
        approved_on=Coalesce("current__administrative_approval_last", "current__clinical_approval_last"),
        groups_as_text=groups_as_text(),
    )


def groups_as_text(path: str = "pk") -> Subquery:
    """Return the groups of the guideline that `path` leads to, for `group_names` to read."""
    links = GuidelineGroup.objects.filter(guideline=OuterRef(path)).order_by().values("guideline")
    return Subquery(links.annotate(text=Joined(Concat("role", Value(" "), "group__abbreviation"))).values("text"))


def group_names(text: str | None) -> list[str]:
    """Return the abbreviations in a row's `groups_as_text`: the owner first, then by name."""
    pairs = (line.split(" ", 1) for line in (text or "").split(SEPARATOR) if line)
    ranked = sorted((role != "owner", name.casefold(), name) for role, name in pairs)
    return list(dict.fromkeys(name for _, _, name in ranked))


def matching(query: str, viewer: Viewer) -> Q:
    """Return the condition that every word occurs in the title, a group's name or the version's number (ux 6.3).

    Those who are signed in also find guidelines by the tovholdere of their plan; the public sees no names.
    """
    condition = Q()
    for word in query.split()[:MAX_WORDS]:
        by_group = GuidelineGroup.objects.filter(search_filter("group__search_text", word), guideline=OuterRef("pk"))
        found = search_filter("search_text", word) | Exists(by_group) | Q(current__label=tidy_label(word))
        if viewer.is_signed_in:
            named = search_filter("plan_entries__assignments__person__search_text", word)
            counted = Q(
                plan_entries__outcome__in=("planned", "done", "missed")
            )  # whom a moved entry named counts no more
            working = Guideline.objects.filter(named & counted, plan_entries__assignments__ended_on=None)
            found |= Q(pk__in=working.order_by().values("pk"))
        condition &= found
    return condition

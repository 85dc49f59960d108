"""The filters of *Retningslinjer*; their names stand in the address."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.lists import clock
from guidelines.lists.filters import FilterSelect
from guidelines.lists.prepared import Prepared
from guidelines.people.models import Group
from guidelines.register.listing import matching
from guidelines.register.models import Guideline, GuidelineGroup
from guidelines.register.wording import STATES

YEARS_BACK, YEARS_AHEAD = 3, 6


def years_due() -> list[tuple[str, str]]:
    """Return the years one may ask for: three back, six ahead."""
    this_year = clock.today().year
    return [(str(year), str(year)) for year in range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1)]


def groups_with_plan() -> list[tuple[str, str]]:
    """Return the groups one may ask for, by name; one statement, written once."""
    return list(_groups())


@lru_cache(maxsize=1)
def _groups() -> Prepared:
    return Prepared(Group.objects.with_plan().values_list("slug", "abbreviation"))


class GuidelineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Search, group, validity, and the year in which the next revision is due."""

    q = django_filters.CharFilter(
        label=_("Search"), method="by_words", max_length=200, widget=TextInput(attrs={"type": "search"})
    )
    gruppe = django_filters.ChoiceFilter(
        label=_("Group"),
        choices=groups_with_plan,
        method="of_group",
        empty_label=pgettext_lazy("filter", "All"),
        widget=FilterSelect,
    )
    gyldighed = django_filters.ChoiceFilter(
        label=_("Validity"),
        field_name="validity",
        choices=[(state.value, word) for state, (_look, word) in STATES.items()],
        empty_label=pgettext_lazy("filter", "All"),
        widget=FilterSelect,
    )
    frist = django_filters.ChoiceFilter(
        label=_("Due in"),
        choices=years_due,
        method="due_in",
        empty_label=pgettext_lazy("filter", "All years"),
        widget=FilterSelect,
    )

    def by_words(self, found: QuerySet[Guideline], _name: str, words: str) -> QuerySet[Guideline]:
        """Keep what the words are found in."""
        return found.filter(matching(words, self.request.viewer))

    def of_group(self, found: QuerySet[Guideline], _name: str, slug: str) -> QuerySet[Guideline]:
        """Keep what the group has any role in."""
        return found.filter(Exists(GuidelineGroup.objects.filter(guideline=OuterRef("pk"), group__slug=slug)))

    def due_in(self, found: QuerySet[Guideline], _name: str, year: str) -> QuerySet[Guideline]:
        """Keep what is next due in the year."""
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        return found.filter(Q(due_on__gte=first, due_on__lte=last))

    class Meta:
        model = Guideline
        fields: list[Any] = []

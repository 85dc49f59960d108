"""The filters of *Historik*; their names stand in the address."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.forms import DateInput, TextInput
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guidelines.desk.history.reading import FAMILY_MODULES, actors_named, keys_of, verbs_of
from guidelines.journal.history import PERSONS
from guidelines.journal.models import Event
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.danish import search_filter
from guidelines.lists.filters import FilterSelect
from guidelines.register.filters import groups_with_plan
from guidelines.register.models import Guideline, GuidelineGroup

FAMILIES = {
    "retningslinjer": _("Guidelines and versions"),
    "plan": _("Plan"),
    "godkendelse": _("Approval"),
    "hoering": _("Consultation and interests"),
    "personer": _("People and roles"),
    "paamindelser": _("Reminders"),
}


def families() -> list[tuple[str, Any]]:
    """Return the families of verbs one may ask for."""
    return [(name, FAMILIES[name]) for name in FAMILY_MODULES]


class DaysInput(DateInput):
    """A date by the browser's own calendar, or written as 2026-11-21."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HistoryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Guideline, group, who, what kind of thing, and when."""

    retningslinje = django_filters.CharFilter(
        label=_("Guideline"), method="of_guideline", max_length=200, widget=TextInput(attrs={"type": "search"})
    )
    gruppe = django_filters.ChoiceFilter(
        label=_("Group"),
        choices=groups_with_plan,
        method="of_group",
        empty_label=pgettext_lazy("filter", "All"),
        widget=FilterSelect,
    )
    person = django_filters.CharFilter(
        label=pgettext_lazy("history", "Who"),
        method="by_person",
        max_length=100,
        widget=TextInput(attrs={"type": "search"}),
    )
    art = django_filters.ChoiceFilter(
        label=pgettext_lazy("history", "About"),
        choices=families,
        method="of_family",
        empty_label=pgettext_lazy("filter", "All"),
        widget=FilterSelect,
    )
    fra = django_filters.DateFilter(label=pgettext_lazy("period", "From"), method="since", widget=DaysInput)
    til = django_filters.DateFilter(label=pgettext_lazy("period", "To"), method="until", widget=DaysInput)

    def of_guideline(self, found: QuerySet[Event], _name: str, words: str) -> QuerySet[Event]:
        """Keep the guideline with this address, or those whose title has the words."""
        guidelines = Guideline.objects.filter(Q(slug=words) | search_filter("search_text", words))
        return found.filter(guideline_key__in=keys_of(guidelines))

    def of_group(self, found: QuerySet[Event], _name: str, slug: str) -> QuerySet[Event]:
        """Keep what happened to guidelines in which the group has any role."""
        linked = GuidelineGroup.objects.filter(group__slug=slug).values("guideline")
        return found.filter(guideline_key__in=keys_of(Guideline.objects.filter(pk__in=linked)))

    def by_person(self, found: QuerySet[Event], _name: str, words: str) -> QuerySet[Event]:
        """Keep what persons of this name did."""
        named = actors_named(search_filter("search_text", words))
        return found.filter(actor_kind__in=PERSONS, actor_key__in=named)

    def of_family(self, found: QuerySet[Event], _name: str, family: str) -> QuerySet[Event]:
        """Keep one kind of thing."""
        return found.filter(verb__in=verbs_of(family))

    def since(self, found: QuerySet[Event], _name: str, day: date) -> QuerySet[Event]:
        """Keep what happened on the day or later."""
        return found.filter(at__gte=_midnight(day))

    def until(self, found: QuerySet[Event], _name: str, day: date) -> QuerySet[Event]:
        """Keep what happened on the day or earlier."""
        return found.filter(at__lt=_midnight(day + timedelta(days=1)))

    class Meta:
        model = Event
        fields: list[Any] = []


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, COPENHAGEN)

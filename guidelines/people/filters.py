"""The filters of *Personer*."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guidelines.lists import clock
from guidelines.lists.filters import SearchFilter
from guidelines.people.models import Group, Person, Role


class PersonFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Part of the name, and the group in which somebody has a role today."""

    q = SearchFilter(label=_("Search for a name"))
    gruppe = django_filters.ModelChoiceFilter(
        label=_("Group"), queryset=Group.objects.all(), to_field_name="slug", method="in_group", empty_label=_("All")
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def in_group(self, found: QuerySet[Person], name: str, group: Group) -> QuerySet[Person]:
        """Persons with a role in the group today."""
        return found.filter(pk__in=Role.objects.on(clock.today()).filter(group=group).values("person"))

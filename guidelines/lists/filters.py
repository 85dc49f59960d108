"""Filters that lists share."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import TextInput

from guidelines.lists.danish import search_filter


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Free words, all of which must be in the search text (a `SearchTextField`), Danish letters in any spelling."""

    def __init__(self, *args: Any, field_name: str = "search_text", **kwargs: Any) -> None:
        widget = TextInput(attrs={"type": "search", "maxlength": 100})
        super().__init__(*args, field_name=field_name, **{"widget": widget, "max_length": 100, **kwargs})

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """What the words find; everything without words."""
        return qs.filter(search_filter(self.field_name, value)) if value else qs

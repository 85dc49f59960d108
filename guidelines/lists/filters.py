"""Filters that lists share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms import Select, TextInput
from django.forms.renderers import BaseRenderer
from django.utils.safestring import SafeString

from guidelines.lists.danish import search_filter
from guidelines.lists.rendering import attributes
from guidelines.lists.rows import text


class FilterSelect(Select):
    """A select of plain options, written at once: Django describes each option by a dict of ten before it draws it."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        """The same markup as Django's, for choices without groups."""
        chosen = self.format_value(value)
        options = [
            f'<option value="{text(key)}"{" selected" if str(key) in chosen else ""}>{text(label)}</option>'
            for key, label in self.choices
        ]
        given = attributes(self.build_attrs(self.attrs, attrs))
        return SafeString(f'<select name="{text(name)}"{given}>{"".join(options)}</select>')


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc]
    """Free words, all of which must be in the search text (a `SearchTextField`), Danish letters in any spelling."""

    def __init__(self, *args: Any, field_name: str = "search_text", **kwargs: Any) -> None:
        widget = TextInput(attrs={"type": "search", "maxlength": 100})
        super().__init__(*args, field_name=field_name, **{"widget": widget, "max_length": 100, **kwargs})

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        """What the words find; everything without words."""
        return qs.filter(search_filter(self.field_name, value)) if value else qs


class ChoicesFilter(forms.Form):
    """A form of choices that stand in the address; they are offered once it is known what there is."""

    def offer(self, choices: Mapping[str, list[tuple[str, Any]]]) -> None:
        """Let each field, by name, have these choices."""
        for name, offered in choices.items():
            field: Any = self.fields[name]
            field.choices = offered

    @property
    def is_narrowed(self) -> bool:
        """True where less is asked for than what the bare address shows."""
        return any(self.asked(name) for name in self.fields)

    def asked(self, name: str) -> str:
        """What is asked for, where it is one of the choices; anything else asks for nothing."""
        value = str(self.data.get(name, ""))
        field: Any = self.fields[name]
        return value if field.valid_value(value) else ""

"""Fields that hold what lists sort and search by; filled by their own `pre_save` (foundations 6).

Django calls `pre_save` in `save()` and `bulk_create()` for the fields it writes. Two doors go past it:

* `save(update_fields=["title"])` writes the title alone. Say `save(update_fields=with_keys(obj, "title"))`.
* `QuerySet.update()` and `bulk_update()` never ask. Do not change a source with them; `bulk_update` may be used after
  `fill_keys(obj)` with `with_keys(obj, "title")` as its fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from guidelines.lists.danish import search_text, sort_key


class SortKeyField(models.BinaryField[bytes, bytes]):
    """The Danish sort key of the attribute `source`; order a list by this column, on either database."""

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **{"editable": False, "default": b"", **kwargs})

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.source,)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        key = sort_key(str(getattr(model_instance, self.source) or ""))
        setattr(model_instance, self.attname, key)
        return key


class SearchTextField(models.TextField[str, str]):
    """The folded text of the attributes `sources`; ask it with `danish.search_filter`."""

    def __init__(self, *args: Any, sources: Sequence[str], **kwargs: Any) -> None:
        self.sources = tuple(sources)
        super().__init__(*args, **{"editable": False, "default": "", "blank": True, **kwargs})

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = search_text(" ".join(str(getattr(model_instance, source) or "") for source in self.sources))
        setattr(model_instance, self.attname, text)
        return text


def _keys(model: models.Model | type[models.Model]) -> list[SortKeyField | SearchTextField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SortKeyField | SearchTextField)]


def with_keys(model: models.Model | type[models.Model], *names: str) -> list[str]:
    """The field names, and after them the keys that are made from any of them: the `update_fields` of a save."""
    return [*names, *(key.name for key in _keys(model) if key.name not in names and set(key.sources) & set(names))]


def fill_keys(instance: models.Model) -> None:
    """Set every key of the instance from its sources, for the one door that does not ask: `bulk_update`."""
    for key in _keys(instance):
        key.pre_save(instance, add=False)

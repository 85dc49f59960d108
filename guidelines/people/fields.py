"""A column that always holds the comparable form of a name beside it."""

from __future__ import annotations

from typing import Any

from django.db import models

from guidelines.people.rules import name_key


class NameKeyField(models.CharField[str, str]):
    """The `name_key` of another field of the same row, written at each save."""

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Name the source for migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the source as it stands now."""
        key = name_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key

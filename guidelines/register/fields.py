"""A column by which version labels sort."""

from __future__ import annotations

from django.db import models

from guidelines.register.rules import label_key


class LabelKeyField(models.CharField[str, str]):
    """The sortable form of `label`, written at each save, so that 1.10 comes after 1.9."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the key of the label as it stands now."""
        key = label_key(getattr(model_instance, "label"))  # noqa: B009 - any model with a label
        setattr(model_instance, self.attname, key)
        return key

"""A dated fact as four columns: first and last possible day, precision, and the words read (foundations 3)."""

from __future__ import annotations

from typing import Any

from django.db import models

from guidelines.documents.dates import FuzzyDate

PRECISIONS = [("day", "day"), ("month", "month"), ("year", "year")]


class DatedFact:
    """Adds `<name>_first, _last, _precision, _source` to a model and reads them as one FuzzyDate, or None.

    A derived fact also gets `<name>_counts_from` (the name of the fact it counts from) and
    `<name>_interval_months`. Assigning a FuzzyDate or None fills the four columns.
    """

    def __init__(self, *, derived: bool = False) -> None:
        self.derived = derived
        self.name = ""

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        """Add the columns to the model; called by Django while the class is built."""
        self.name = name
        columns: dict[str, models.Field[Any, Any]] = {
            "first": models.DateField(null=True, blank=True),
            "last": models.DateField(null=True, blank=True),
            "precision": models.CharField(max_length=5, choices=PRECISIONS, blank=True),
            "source": models.CharField(max_length=300, blank=True),
        }
        if self.derived:
            columns["counts_from"] = models.CharField(max_length=30, blank=True)
            columns["interval_months"] = models.PositiveSmallIntegerField(null=True, blank=True)
        for suffix, column in columns.items():
            column.contribute_to_class(cls, f"{name}_{suffix}")
        setattr(cls, name, self)

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        """Return the fact as a FuzzyDate, None where it is unknown; the descriptor itself on the class."""
        if instance is None:
            return self
        first = getattr(instance, f"{self.name}_first")
        if first is None:
            return None
        return FuzzyDate(
            first,
            getattr(instance, f"{self.name}_last"),
            getattr(instance, f"{self.name}_precision"),
            getattr(instance, f"{self.name}_source"),
        )

    def __set__(self, instance: models.Model, value: FuzzyDate | None) -> None:
        """Fill the columns from a FuzzyDate, or empty them with None."""
        setattr(instance, f"{self.name}_first", value.first if value else None)
        setattr(instance, f"{self.name}_last", value.last if value else None)
        setattr(instance, f"{self.name}_precision", value.precision if value else "")
        setattr(instance, f"{self.name}_source", value.source if value else "")


def derive(instance: models.Model, name: str, value: FuzzyDate, *, counts_from: str, interval_months: int) -> None:
    """Fill a derived fact with its date, the fact it counts from and the interval in months."""
    setattr(instance, name, value)
    setattr(instance, f"{name}_counts_from", counts_from)
    setattr(instance, f"{name}_interval_months", interval_months)

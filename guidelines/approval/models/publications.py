"""Which version a revision became."""

from __future__ import annotations

from django.db import models

from guidelines.people.models import Person
from guidelines.planning.models import Revision
from guidelines.register.models import GuidelineVersion


class Publication(models.Model):
    """The version a revision was published as, by whom and when."""

    revision = models.OneToOneField(Revision, primary_key=True, on_delete=models.PROTECT, related_name="publication")
    version = models.OneToOneField(GuidelineVersion, on_delete=models.PROTECT, related_name="publication")
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version}"

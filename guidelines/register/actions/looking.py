"""*Markér gennemgået*: that somebody has looked a guideline through in the register is a fact of the journal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor, Record, writing
from guidelines.lists.clock import COPENHAGEN
from guidelines.lists.errors import Refused
from guidelines.register.models import Guideline

VERB = "guideline_looked_through"


def looked_through(guidelines: Collection[int]) -> dict[int, datetime]:
    """Return when each of these guidelines was last looked through, those that ever were; one statement."""
    events = Event.objects.filter(verb=VERB, guideline_key__in=[str(key) for key in guidelines]).order_by()
    latest = events.values("guideline_key").annotate(latest=Max("at")).values_list("guideline_key", "latest")
    return {int(key): at for key, at in latest}


def mark_looked_through(
    guidelines: Sequence[Guideline], *, expected: Mapping[int, datetime | None], by: Actor, now: datetime
) -> list[Event]:
    """Write that the guidelines were looked through now, all or none of them, and return the events.

    It says nothing of whether they still hold: that is a verdict. `expected` is when the writer saw that each was
    last looked through. Raises Refused where one was so meanwhile, or today already, or is out of use.
    """
    with writing(by, now=now) as journal:
        keys = [guideline.pk for guideline in guidelines]
        known = looked_through(keys)
        if any(known.get(key) != expected.get(key) for key in keys):
            raise Refused(_("Somebody has looked one of the guidelines through meanwhile. Look at the list again."))
        today = timezone.localdate(now, COPENHAGEN)
        if any(timezone.localdate(at, COPENHAGEN) == today for at in known.values()):
            raise Refused(_("One of the guidelines has been looked through today already."))
        if Guideline.objects.in_use().filter(pk__in=keys).count() != len(set(keys)):
            raise Refused(_("One of the guidelines is out of use."))
        return journal.record_all(Record(VERB, guideline, guideline) for guideline in guidelines)

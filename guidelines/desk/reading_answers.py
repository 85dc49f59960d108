"""What tovholdere answered that waits for somebody who leads their groups."""

from __future__ import annotations

from functools import lru_cache

from guidelines.desk.rules import LeadSaid
from guidelines.lists.prepared import Prepared
from guidelines.people.access import Viewer
from guidelines.people.models import Person
from guidelines.planning.models import LeadAnswer
from guidelines.register.models import Guideline, GuidelineGroup

KEPT = 64  # statements: those of the persons who were here last
COLUMNS = ("guideline", "guideline__title", "guideline__language", "person__name", "kind", "suggested")


def read_answers(viewer: Viewer) -> list[LeadSaid]:
    """Return what tovholdere of the groups the viewer leads answered and nobody has dealt with, the oldest first.

    One statement, none for those who lead no group; the viewer's own answers are for others to deal with.
    """
    if viewer.person is None or not viewer.led_groups:
        return []
    return [LeadSaid(*row) for row in _waiting(viewer.person, viewer.led_groups)]


@lru_cache(maxsize=KEPT)
def _waiting(person: Person, led_groups: frozenset[int]) -> Prepared:
    led = GuidelineGroup.objects.standing().filter(group__in=led_groups).values("guideline")
    waiting = LeadAnswer.objects.open().filter(guideline__in=Guideline.objects.in_use().filter(pk__in=led))
    return Prepared(waiting.exclude(person=person).order_by("at", "pk").values_list(*COLUMNS))

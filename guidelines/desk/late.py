"""For chairs: the guidelines of their groups that are late by a month or more, as the mail to a chair says (ux 5.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.desk.shapes import Item
from guidelines.lists.dates import long_date, relative_days
from guidelines.people.access import Viewer
from guidelines.planning.aims import DEADLINE_DAY, with_aim
from guidelines.planning.rules import target
from guidelines.register.models import Guideline, GuidelineGroup

LATE = timedelta(days=30)
"""So long after its deadline the chair is told of a guideline."""

LISTED = 10


def late_in_groups(viewer: Viewer, today: date) -> list[Item]:
    """Return what is late in the groups the viewer leads, the longest late first, ten at most; each leads to where a
    chair can act on it. One statement, none for those who lead no group.
    """
    if not viewer.led_groups:
        return []
    last = today - LATE
    led = GuidelineGroup.objects.standing().filter(group__in=viewer.led_groups, role__in=GuidelineGroup.OWNING)
    guidelines = with_aim(Guideline.objects.in_use().filter(pk__in=led.values("guideline")))
    bare = Q(aim_deadline=None, aim_due=None, aim_year__lte=last.year)
    found = guidelines.filter(Q(aim_deadline__lte=last) | Q(aim_deadline=None, aim_due__lte=last) | bare)
    late = [(on, row) for row in found.order_by("sort_key", "pk") if (on := _target(row)) is not None and on <= last]
    late.sort(key=lambda pair: pair[0])
    return [_item(row, on, today) for on, row in late[:LISTED]]


def _target(row: Any) -> date | None:
    day = (row.aim_month or DEADLINE_DAY[0], row.aim_day or DEADLINE_DAY[1])
    facts = {"deadline_on": row.aim_deadline, "next_due_on": row.aim_due, "planned_year": row.aim_year}
    found = target(**facts, deadline_day=day)
    return found.on if found else None


def _item(row: Guideline, on: date, today: date) -> Item:
    words = {"date": long_date(on), "time": relative_days(on, today)}
    sentence = _("should have been finished by %(date)s (%(time)s)") % words
    return Item(row.title, row.language, reverse("task-answer", args=[row.pk]), sentence)

"""What can be done about a line from the page on which its plan is approved; every act leads back there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.people.models import Group
from guidelines.people.seen import mark_of
from guidelines.planning.approved.differences import Change, Difference
from guidelines.planning.approved.questions import Asked, Question
from guidelines.planning.matrix import Entry, PlanRow
from guidelines.planning.row_state import entry_values

APPROVAL = "godkend"
"""What a form of an entry is told to return to the approval instead of the plan."""


@dataclass(frozen=True)
class Act:
    """A link, or where `fields` are given a press that sends them."""

    label: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


def acts_of_change(
    group: Group, one: Difference, row: PlanRow | None, entry: Entry | None, this_year: int, event: int
) -> list[Act]:
    """Return what may be done about a change; `row` and `entry` are those of the plan now, None where there is none.

    `event` is the newest one that was known when the plan was read.
    """
    if row is None or not row.may_edit:
        return []
    if row.facts.is_out_of_use:
        left = row.entry if one.is_of_use and row.entry and row.entry.is_planned else None
        return [_link(group, left, "entry-withdraw", _("Take out of the plan"))] if left else []
    if one.change is Change.GONE and not (row.entry and row.entry.is_planned):
        return [Act(_("Plan it again"), f"{reverse('entry-add', args=[group.slug])}?retningslinje={row.facts.id}")]
    if entry is None or not entry.is_planned:
        return []
    if one.change is Change.NEW:
        return [_link(group, entry, "entry-withdraw", _("Take out"))]
    if one.change is Change.MOVED and one.before and one.before.year and one.before.year >= this_year:
        return [_back_to(group, entry, one.before.year, event)]
    if one.change is Change.LEADS:
        return [_link(group, entry, "entry-leads", _("Change lead author …"))]
    return []


def _back_to(group: Group, entry: Entry, year: int, event: int) -> Act:
    url = reverse("entry-move", args=[group.slug, entry.id])
    sent = {"year": str(year), "reason": "", "back": APPROVAL, "seen": mark_of(entry_values(entry), event)}
    return Act(_("Back to %(year)s") % {"year": year}, url, sent)


def _link(group: Group, entry: Entry, name: str, label: str) -> Act:
    return Act(label, reverse(name, args=[group.slug, entry.id]))


def acts_of_question(group: Group, asked: Asked) -> list[Act]:
    """Return what may be done about what is open."""
    entry = asked.entry
    if not asked.row.may_edit:
        return []
    if entry is None:
        return [Act(_("Open"), reverse("guideline", args=[asked.row.facts.slug]))]
    if asked.question is Question.NO_LEAD:
        return [_link(group, entry, "entry-leads", _("Choose lead author"))]
    if asked.question is Question.NO_YEAR:
        return [_link(group, entry, "entry-year", _("Give it a year"))]
    return [
        _link(group, entry, "entry-move", _("Move to year …")),
        _link(group, entry, "entry-missed", _("Mark as not completed")),
    ]

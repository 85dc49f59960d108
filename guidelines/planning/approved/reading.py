"""Approvals of a plan as they are read, a fixed number of statements whatever the size of the plan."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from guidelines.journal.models import Event, EventDetail
from guidelines.people.access import ANONYMOUS
from guidelines.people.models import Group, GroupAlias, Person
from guidelines.planning.approved.content import Content, OutOfUse, content_of, is_first_form, read_content
from guidelines.planning.approved.differences import Difference, differences, with_persons
from guidelines.planning.matrix import Perspective, plan_rows
from guidelines.planning.models import PlanApproval, PlanRemark
from guidelines.planning.reading import read_plan
from guidelines.planning.sections import FULL_SPAN
from guidelines.register.models import Guideline

KEPT = 32  # plans as they were approved last: one a group
_read = lru_cache(maxsize=KEPT)(read_content)  # it never changes, and to read it takes longest of all

_UNUSED = {"guideline_withdrawn": OutOfUse.WITHDRAWN.value, "guideline_merged": OutOfUse.MERGED.value}


def latest_approval(group: Group) -> PlanApproval | None:
    """Return the group's newest approval with its `approver`, None where the plan was never approved; one statement."""
    own = PlanApproval.objects.filter(group=group).select_related("person__merged_into")
    return own.order_by("-pk").first()


def plan_of(approval: PlanApproval) -> Content:
    """Return the plan that was approved; no statement, and for a text of the first form three."""
    return _read_first_form(approval) if is_first_form(approval.text) else _read(approval.text)


def _read_first_form(approval: PlanApproval) -> Content:
    """The names that groups have or had by now, and the verdicts before the approval, say what its text does not."""
    groups = {**dict(GroupAlias.objects.values_list("spelling", "group")), **_keys_of_groups()}
    decided = Event.objects.filter(verb__in=_UNUSED, object_type="guideline", at__lte=approval.at).order_by("seq")
    unused = {int(key): _UNUSED[verb] for key, verb in decided.values_list("object_key", "verb")}
    return read_content(approval.text, groups, unused)


def _keys_of_groups() -> dict[str, int]:
    return dict(Group.objects.values_list("abbreviation", "pk"))


def present_content(group: Group, today: date) -> Content:
    """Return the group's plan as it would be approved now; three statements."""
    facts = read_plan(group, today, FULL_SPAN[0])
    return content_of(group.pk, plan_rows(facts, Perspective(ANONYMOUS, today)))


def changes_since(approval: PlanApproval, present: Content) -> list[Difference]:
    """Return what differs in the plan since it was approved; one statement, for those who were merged since."""
    merged = Person.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    kept = {key: into for key, into in merged if into is not None}
    return differences(with_persons(plan_of(approval), kept), present)


def names_of(persons: Collection[int]) -> dict[int, str]:
    """Return the names of persons by key; one statement."""
    return dict(Person.objects.filter(pk__in=persons).values_list("pk", "name"))


def abbreviations_of(groups: Collection[int]) -> dict[int, str]:
    """Return the abbreviations of groups by key, as they are today; one statement."""
    return dict(Group.objects.filter(pk__in=groups).values_list("pk", "abbreviation"))


def slugs_of(guidelines: Collection[int]) -> dict[int, str]:
    """Return the addresses of guidelines by key, without those that are no more; one statement."""
    return dict(Guideline.objects.filter(pk__in=guidelines).values_list("pk", "slug"))


def titles_of_group(group: Group) -> dict[int, str]:
    """Return the titles of all guidelines of a group by key, of those out of use too; one statement."""
    return dict(Guideline.objects.of_group(group).values_list("pk", "title"))


def approvals_of(group: Group) -> list[PlanApproval]:
    """Return the group's approvals with their `approver` and without their text, the newest first; one statement."""
    own = PlanApproval.objects.filter(group=group).select_related("person__merged_into")
    return list(own.defer("text").order_by("-pk"))


def remark_of(group: Group, person: Person | None) -> str:
    """Return what the person has kept to be sent with the group's next approval; "" for nothing; one statement."""
    kept = PlanRemark.objects.filter(group=group, person=person).first()
    return kept.text if kept else ""


def remark_with(approval: PlanApproval) -> str:
    """Return what was written to the group with an approval; "" for nothing, or where it was erased; two statements."""
    event = Event.objects.about(approval).filter(verb="plan_approved").first()
    detail = EventDetail.objects.filter(seq=event.seq).first() if event else None
    return str(detail.words.get("remark", "")) if detail else ""

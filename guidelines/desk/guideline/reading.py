"""What the page of a guideline is made from; a fixed number of statements, fewer for those who may see less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Prefetch

from guidelines.desk.rules import Holder, Run
from guidelines.journal.history import HistoryLine, history
from guidelines.journal.models import Event
from guidelines.people.access import Viewer
from guidelines.people.models import Group, Person
from guidelines.planning.access import is_inside
from guidelines.planning.models import Assignment, PlanEntry, Revision, Step
from guidelines.planning.rules import Outcome
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion

HISTORY_READ = 300
_ROLE_ORDER = {"owner": 0, "co_owner": 1, "professional_body": 2}
_PUBLIC_OUTCOMES = (Outcome.PLANNED, Outcome.DONE, Outcome.MISSED)


@dataclass(frozen=True)
class Dossier:
    """A guideline with what the viewer may see of it; `is_inside` tells how much that is (foundations 22)."""

    guideline: Guideline
    links: list[GuidelineGroup]
    versions: list[GuidelineVersion]
    entries: list[PlanEntry]
    is_inside: bool
    revision: Revision | None = None
    events: list[tuple[Event, HistoryLine]] = field(default_factory=list)

    @cached_property
    def current(self) -> GuidelineVersion | None:
        """The version that stands as its advice."""
        return next((version for version in self.versions if version.is_current), None)

    @cached_property
    def owner(self) -> Group | None:
        """The owner, confirmed or not; None where nobody could tell."""
        return next((link.group for link in self.links if link.role == "owner"), None)

    @property
    def is_owner_known(self) -> bool:
        """True when somebody has confirmed the owner."""
        return any(link.role == "owner" and link.confirmed for link in self.links)

    @property
    def group_keys(self) -> set[int]:
        """The groups with any role in the guideline."""
        return {link.group_id for link in self.links}

    @property
    def run(self) -> Run | None:
        """The revision under way with the holders of its open steps."""
        if self.revision is None:
            return None
        holders = [_holder(step) for step in self.revision.steps.all() if step.closed_on is None]
        found = self.revision
        return Run(found.pk, found.stage, found.is_returned, tuple(holders), found.plan_entry_id)

    @property
    def reached(self) -> dict[str, date]:
        """The day on which each stage of the revision under way was left."""
        steps: Iterable[Step] = self.revision.steps.all() if self.revision else ()
        return {step.stage: step.closed_on for step in steps if step.closed_on is not None}

    def reason_for(self, entry: PlanEntry, *verbs: str) -> str:
        """The reason that was given when an entry was moved or taken out; "" where none was, or it is erased."""
        told = (line for event, line in self.events if event.object_key == str(entry.pk) and event.verb in verbs)
        return next((line.reason for line in told), "")


def read_dossier(guideline: Guideline, viewer: Viewer) -> Dossier:
    """Return what the viewer may see of a guideline that is visible to them."""
    links = sorted(
        guideline.group_links.select_related("group").order_by("group__sort_key"),
        key=lambda link: _ROLE_ORDER[link.role],
    )
    versions = list(guideline.versions.order_by("-label_key", "-pk"))
    if not viewer.is_signed_in:
        return Dossier(guideline, links, versions, [], is_inside=False)
    entries = list(_entries(guideline))
    inside = is_inside(viewer, {link.group_id for link in links}, _participants(entries))
    if not inside:
        known = [entry for entry in entries if entry.outcome in _PUBLIC_OUTCOMES]
        return Dossier(guideline, links, versions, known, is_inside=False)
    steps = Step.objects.select_related("holder_group", "holder_person").order_by("since", "pk")
    revision = guideline.revisions.underway().prefetch_related(Prefetch("steps", steps)).first()
    events = list(Event.objects.for_guideline(guideline.pk)[:HISTORY_READ])
    told = list(zip(events, history(events), strict=True))
    return Dossier(guideline, links, versions, entries, is_inside=True, revision=revision, events=told)


def _entries(guideline: Guideline) -> Iterable[PlanEntry]:
    people = Assignment.objects.filter(ended_on=None).select_related("person", "acting_for")
    return (
        guideline.plan_entries.select_related("moved_to")
        .prefetch_related(Prefetch("assignments", people))
        .order_by("year", "pk")
    )


def _participants(entries: Iterable[PlanEntry]) -> set[int]:
    """The persons on the entries; not those of a moved one, whose people stand on the entry it became."""
    standing = (entry for entry in entries if entry.outcome != Outcome.MOVED)
    return {item.person_id for entry in standing for item in entry.assignments.all()}


def _holder(step: Step) -> Holder:
    group, person = step.holder_group, step.holder_person
    return Holder(
        step.holder_role,
        step.since,
        group.abbreviation if group else None,
        group.chair_title if group else "",
        person.name if person else None,
    )


def actor_names(lines: Iterable[HistoryLine]) -> dict[str, str]:
    """Return the names of the persons who acted, by the key in the journal; one statement."""
    keys = {line.actor_key.removeprefix("person:") for line in lines if line.actor_key.startswith("person:")}
    people = Person.objects.filter(pk__in=[key for key in keys if key.isdigit()]) if keys else Person.objects.none()
    return {f"person:{person.pk}": person.name for person in people}

"""What the page of a guideline is made from; a fixed number of statements, fewer for those who may see less."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from guidelines.approval.access import may_see_case
from guidelines.approval.models import Decision
from guidelines.approval.reading import Case, read_case
from guidelines.journal.history import HistoryLine, history
from guidelines.journal.models import Event
from guidelines.people.access import Viewer
from guidelines.people.models import Group, Person
from guidelines.planning.access import is_inside
from guidelines.planning.models import Assignment, PlanEntry, Revision, Step
from guidelines.planning.rules import Outcome
from guidelines.register.access import standing
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion, Verdict

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
    verdicts: list[Verdict] = field(default_factory=list)
    case: Case | None = None
    decisions: list[Decision] = field(default_factory=list)

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
    def is_out_of_use(self) -> bool:
        """True for one that is withdrawn, now or from a day to come, or merged into another."""
        return self.guideline.withdrawn_on is not None or self.guideline.merged_into_id is not None

    @property
    def group_keys(self) -> set[int]:
        """The groups with any role in the guideline that counts."""
        return {link.group_id for link in standing(self.links)}

    @property
    def reached(self) -> dict[str, date]:
        """The day on which each stage of the revision under way was left."""
        steps: Iterable[Step] = self.revision.steps.all() if self.revision else ()
        return {step.stage: step.closed_on for step in steps if step.closed_on is not None}

    def corrections_of(self, version: GuidelineVersion) -> list[Verdict]:
        """The corrections of the version, the newest first."""
        own = (item for item in self.verdicts if item.version_id == version.pk)
        return [item for item in own if item.kind == Verdict.Kind.CORRECTION]

    def reason_for(self, entry: PlanEntry, *verbs: str) -> str:
        """The reason that was given when an entry was moved or taken out; "" where none was, or it is erased."""
        told = (line for event, line in self.events if event.object_key == str(entry.pk) and event.verb in verbs)
        return next((line.reason for line in told), "")


def read_dossier(guideline: Guideline, viewer: Viewer, today: date) -> Dossier:
    """Return what the viewer may see of a guideline that is visible to them."""
    links = sorted(
        guideline.group_links.select_related("group").order_by("group__sort_key"),
        key=lambda link: _ROLE_ORDER[link.role],
    )
    facts: dict[str, Any] = {
        "guideline": guideline,
        "links": links,
        "versions": list(guideline.versions.select_related("document").order_by("-label_key", "-pk")),
        "verdicts": list(guideline.verdicts.select_related("merged_into", "decided_by", "version")),
    }
    if not viewer.is_signed_in:
        return Dossier(**facts, entries=[], is_inside=False)
    entries = list(_entries(guideline))
    revision = guideline.revisions.underway().prefetch_related(Prefetch("steps", Step.objects.order_by("pk"))).first()
    case = read_case(revision, today) if revision is not None else None
    inside = is_inside(viewer, {link.group_id for link in standing(links)}, _participants(entries))
    if not inside and not (case is not None and may_see_case(viewer, case)):
        known = [entry for entry in entries if entry.outcome in _PUBLIC_OUTCOMES]
        return Dossier(**facts, entries=known, is_inside=False)
    events = list(Event.objects.for_guideline(guideline.pk)[:HISTORY_READ])
    return Dossier(
        **facts,
        entries=entries,
        is_inside=True,
        revision=revision,
        events=list(zip(events, history(events), strict=True)),
        case=case,
        decisions=list(_decisions(guideline)),
    )


def _decisions(guideline: Guideline) -> Iterable[Decision]:
    """The approvals in force, of what is under way and of the versions that came of it, the newest first."""
    found = Decision.objects.in_force().approving().filter(revision__guideline=guideline)
    return found.select_related("acting_for", "revision__publication__version").order_by("-pk")


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


def actor_names(lines: Iterable[HistoryLine]) -> dict[str, str]:
    """Return the names of the persons who acted, by the key in the journal; one statement."""
    keys = {line.actor_key.removeprefix("person:") for line in lines if line.actor_key.startswith("person:")}
    people = Person.objects.filter(pk__in=[key for key in keys if key.isdigit()]) if keys else Person.objects.none()
    return {f"person:{person.pk}": person.name for person in people}

"""The verb that writes an import: all of it or nothing, through the same doors as every other change."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from guidelines.documents.planskema_types import Planskema
from guidelines.journal.writing import Actor, writing
from guidelines.people.actions import add_person
from guidelines.people.models import Group, Person
from guidelines.people.rules import name_key
from guidelines.planning.actions import add_entry, assign_leads, note_submission, set_year
from guidelines.planning.actions.leads import Lead
from guidelines.planning.importing.known import Known, load_known
from guidelines.planning.importing.matching import title_language
from guidelines.planning.importing.plan import Answers, ImportPlan, LeadNamed, RowPlan, plan_import
from guidelines.planning.models import PlanEntry
from guidelines.planning.rules import Kind
from guidelines.register.actions import VersionFacts, create_guideline, link_group, register_version, retitle
from guidelines.register.models import Guideline, GuidelineGroup


def preview_import(planskema: Planskema, group: Group, answers: Answers | None = None) -> ImportPlan:
    """Return what importing would change now; writes nothing."""
    return plan_import(planskema, load_known(group), answers)


def apply_import(
    planskema: Planskema, group: Group, *, content: bytes, by: Actor, now: datetime, answers: Answers | None = None
) -> ImportPlan:
    """Write a planskema into the group's plan and return what was changed; an error in any row leaves nothing written.

    The comparison is made under the journal's lock, so that two imports at once do not both create. An import that
    changes nothing writes no event.
    """
    with writing(by, now=now) as journal:
        known = load_known(group)
        plan = plan_import(planskema, known, answers)
        _Writer(known, group, by, now).write(plan)
        changes = plan.changes()
        if changes["created"] or changes["updated"]:
            facts = {**changes, "sha256": sha256(content).hexdigest()}
            journal.record("plan_imported", group, facts=facts)
    return plan


class _Writer:
    """Writes the rows of one import, remembering the persons and guidelines it has made on the way."""

    def __init__(self, known: Known, group: Group, by: Actor, now: datetime) -> None:
        self.known, self.group, self.by, self.now = known, group, by, now
        self.groups = Group.objects.in_bulk()
        self.made_persons: dict[str, Person] = {}
        self.made_guidelines: dict[int, Guideline] = {}
        self.made_entries: dict[int, PlanEntry] = {}

    def write(self, plan: ImportPlan) -> None:
        for row in plan.rows:
            if row.change in ("created", "updated"):
                self._write_row(row)

    def _write_row(self, plan: RowPlan) -> None:
        guideline = self._guideline(plan)
        if plan.adds_version:
            self._add_version(guideline, plan)
        entry = self._entry(guideline, plan)
        if entry is None:
            return
        if plan.sets_year and plan.row.year is not None:
            entry = set_year(entry, year=plan.row.year, year_basis=plan.row.year_basis, by=self.by, now=self.now)
        if plan.adds_entry or plan.sets_leads:
            assign_leads(entry, [self._lead(lead) for lead in plan.leads], by=self.by, now=self.now)
        if plan.row.submitted_on is not None and (plan.adds_entry or plan.sets_submitted):
            note_submission(entry, submitted=plan.row.submitted_on, by=self.by, now=self.now)

    def _guideline(self, plan: RowPlan) -> Guideline:
        if plan.creates:
            self.made_guidelines[plan.guideline] = guideline = self._create(plan)
        elif plan.guideline < 0:
            return self.made_guidelines[plan.guideline]
        else:
            guideline = Guideline.objects.get(pk=plan.guideline)
        if plan.drops_working_title and not plan.creates:
            retitle(guideline, title=guideline.title, is_working_title=False, by=self.by, now=self.now)
        if plan.creates or plan.links_groups:
            self._link(guideline, plan)
        return guideline

    def _create(self, plan: RowPlan) -> Guideline:
        owner = self.group if len(plan.groups) == 1 else None
        return create_guideline(
            title=plan.row.title,
            owner=owner,
            is_working_title=plan.row.is_working_title,
            language=title_language(plan.row.title),
            by=self.by,
            now=self.now,
        )

    def _link(self, guideline: Guideline, plan: RowPlan) -> None:
        """Tie the groups not tied yet; with several, nobody is the owner until somebody says so (foundations 2)."""
        owner = {self.group.pk} if len(plan.groups) == 1 else set()
        tied = owner if plan.creates else self.known.group_links.get(plan.guideline, frozenset())
        for key in plan.groups:
            if key not in tied:
                role = GuidelineGroup.Role.CO_OWNER
                link_group(guideline, self.groups[key], role=role, confirmed=False, by=self.by, now=self.now)

    def _add_version(self, guideline: Guideline, plan: RowPlan) -> None:
        facts = VersionFacts(plan.row.version or "", dates={"administrative_approval": plan.row.approved_on})
        register_version(guideline, facts, by=self.by, now=self.now)

    def _entry(self, guideline: Guideline, plan: RowPlan) -> PlanEntry | None:
        if plan.adds_entry:
            kind, basis = Kind(plan.row.kind), plan.row.year_basis
            entry = add_entry(guideline, year=plan.row.year, year_basis=basis, kind=kind, by=self.by, now=self.now)
            self.made_entries[-plan.row.row] = entry
            return entry
        if plan.entry is None:
            return None
        return self.made_entries.get(plan.entry) or PlanEntry.objects.get(pk=plan.entry)

    def _lead(self, lead: LeadNamed) -> Lead:
        name, key, group = lead.name, lead.person, lead.group
        person = Person.objects.get(pk=key) if key is not None else self.made_persons.get(name_key(name))
        if person is None:
            person = add_person(name=name, by=self.by, now=self.now)
            self.made_persons[name_key(name)] = person
        return Lead(person, self.groups.get(group) if group is not None else None)

"""The verb that writes an import: all of it or nothing, through the same doors as every other change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.utils.translation import ngettext

from guidelines.documents.dates import FuzzyDate
from guidelines.documents.planskema_types import Planskema
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.actions import add_persons
from guidelines.people.models import Group, Person
from guidelines.people.rules import name_key
from guidelines.planning.actions import assign_leads, change_kind, move_entry, note_submission, set_year
from guidelines.planning.actions.leads import Lead
from guidelines.planning.actions.many import EntryDraft, add_entries
from guidelines.planning.importing.known import Known, load_known
from guidelines.planning.importing.matching import title_language
from guidelines.planning.importing.plan import plan_import
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import Answers, ImportPlan, RowPlan
from guidelines.planning.models import PlanEntry
from guidelines.planning.rules import Kind
from guidelines.planning.wording import MOVED_IN_FILE
from guidelines.register.actions import (
    Draft,
    VersionFacts,
    create_guidelines,
    link_group,
    register_versions,
    retitle,
)
from guidelines.register.models import Guideline, GuidelineGroup


def preview_import(
    planskema: Planskema, group: Group, answers: Answers | None = None, importer: Importer | None = None
) -> ImportPlan:
    """Return what importing would change now; writes nothing."""
    return plan_import(planskema, load_known(group), answers, importer)


def apply_import(
    planskema: Planskema,
    group: Group,
    *,
    content: bytes,
    by: Actor,
    now: datetime,
    answers: Answers | None = None,
    importer: Importer | None = None,
) -> ImportPlan:
    """Write a planskema into the group's plan and return what was changed; an error in any row leaves nothing written.

    What is not for `importer` to do is not written, and stands as a doubt on its row; None may do the least. Raises
    Refused where an answer was given to something else than what a row asks by now.
    The comparison is made under the journal's lock, so that two imports at once do not both create. An import that
    changes nothing writes no event.
    """
    with writing(by, now=now) as journal:
        known = load_known(group)
        plan = plan_import(planskema, known, answers, importer)
        if plan.stale:
            raise Refused(_stale(plan))
        changes = plan.changes()
        if changes["created"] or changes["updated"]:
            _Writer(known, group, by, now).write(plan)
            facts = {**changes, "sha256": sha256(content).hexdigest()}
            journal.record("plan_imported", group, facts=facts)
    return plan


def _stale(plan: ImportPlan) -> str:
    rows = ", ".join(str(row.row.row) for row in plan.stale)
    message = ngettext(
        "The plan was changed after you answered row %(rows)s. Nothing is written; see the row, and answer again.",
        "The plan was changed after you answered rows %(rows)s. Nothing is written; see the rows, and answer again.",
        len(plan.stale),
    )
    return message % {"rows": rows}


class _Writer:
    """Writes the rows of one import: moves first, for they leave years, what is new all at once by kind, then the rest.

    `plan_import` has compared each row with what the rows before its turn leave behind, so this order stores the same.
    """

    def __init__(self, known: Known, group: Group, by: Actor, now: datetime) -> None:
        self.known, self.group, self.by, self.now = known, group, by, now
        self.groups = Group.objects.in_bulk()
        self.persons: dict[int | str, Person] = {}
        self.guidelines: dict[int, Guideline] = {}
        self.entries: dict[int, PlanEntry] = {}

    def write(self, plan: ImportPlan) -> None:
        """Write the rows that change something."""
        changed = (row for row in plan.rows if row.change in ("created", "updated"))
        rows = sorted(changed, key=lambda row: row.turn)
        self._gather(rows)
        self._add_persons(rows)
        self._create(rows)
        for row in rows:
            if row.guideline > 0:
                self._change_guideline(self.guidelines[row.guideline], row)
        self._add_versions(rows)
        for row in rows:
            if row.moves:
                self._move(row)
        self._add_entries([row for row in rows if row.adds_entry])
        for row in rows:
            if row.entry is not None and not row.adds_entry:
                self._change_entry(row)

    def _gather(self, rows: Sequence[RowPlan]) -> None:
        """Read the persons, guidelines and entries that the rows speak of; three statements."""
        leads = {lead.person for row in rows for lead in row.leads if lead.person is not None}
        self.persons.update(Person.objects.in_bulk(leads))
        self.guidelines.update(Guideline.objects.in_bulk({row.guideline for row in rows if row.guideline > 0}))
        self.entries.update(PlanEntry.objects.in_bulk({row.entry for row in rows if row.entry and row.entry > 0}))

    def _add_persons(self, rows: Sequence[RowPlan]) -> None:
        writes_leads = [row for row in rows if row.adds_entry or row.sets_leads]
        names = {name_key(lead.name): lead.name for row in writes_leads for lead in row.leads if lead.person is None}
        self.persons.update(zip(names, add_persons(list(names.values()), by=self.by, now=self.now), strict=True))

    def _create(self, rows: Sequence[RowPlan]) -> None:
        created = [row for row in rows if row.creates]
        made = create_guidelines([self._draft(row) for row in created], by=self.by, now=self.now)
        self.guidelines.update({row.guideline: guideline for row, guideline in zip(created, made, strict=True)})

    def _draft(self, plan: RowPlan) -> Draft:
        """A guideline of one group is owned by it; with several, nobody is the owner until somebody says so."""
        language, is_working = title_language(plan.row.title), plan.row.is_working_title
        if len(plan.groups) == 1:
            return Draft(plan.row.title, self.group, is_working, language)
        return Draft(plan.row.title, None, is_working, language, tuple(self.groups[key] for key in plan.groups))

    def _change_guideline(self, guideline: Guideline, plan: RowPlan) -> None:
        if plan.retitles:
            is_working = plan.row.is_working_title and not plan.drops_working_title
            retitle(guideline, title=plan.row.title, is_working_title=is_working, by=self.by, now=self.now)
        elif plan.drops_working_title:
            retitle(guideline, title=guideline.title, is_working_title=False, by=self.by, now=self.now)
        if plan.links_groups:
            for key in plan.groups:
                if key not in self.known.group_links.get(guideline.pk, frozenset()):
                    role = GuidelineGroup.Role.CO_OWNER
                    link_group(guideline, self.groups[key], role=role, confirmed=False, by=self.by, now=self.now)

    def _add_versions(self, rows: Sequence[RowPlan]) -> None:
        stated = [
            (self.guidelines[plan.guideline], VersionFacts(plan.row.version or "", dates=_approval(plan)))
            for plan in rows
            if plan.adds_version
        ]
        register_versions(stated, by=self.by, now=self.now)

    def _add_entries(self, rows: Sequence[RowPlan]) -> None:
        made = add_entries([self._entry(plan) for plan in rows], by=self.by, now=self.now)
        self.entries.update({plan.new_entry: entry for plan, entry in zip(rows, made, strict=True)})

    def _entry(self, plan: RowPlan) -> EntryDraft:
        row, guideline = plan.row, self.guidelines[plan.guideline]
        return EntryDraft(guideline, row.year, Kind(row.kind), row.year_basis, self._leads(plan), row.submitted_on)

    def _move(self, plan: RowPlan) -> None:
        entry, year = self.entries[plan.entry or 0], plan.row.year
        if year is not None:
            moved = move_entry(entry, to_year=year, reason=MOVED_IN_FILE, by=self.by, now=self.now)
            self.entries[plan.new_entry] = moved

    def _change_entry(self, plan: RowPlan) -> None:
        entry, row = self.entries[plan.new_entry if plan.moves else plan.entry or 0], plan.row
        if plan.sets_year and row.year is not None:
            entry = set_year(entry, year=row.year, year_basis=row.year_basis, by=self.by, now=self.now)
        if plan.sets_kind:
            entry = change_kind(entry, kind=Kind(row.kind), by=self.by, now=self.now)
        if plan.sets_leads:
            assign_leads(entry, self._leads(plan), by=self.by, now=self.now)
        if plan.sets_submitted and row.submitted_on is not None:
            note_submission(entry, submitted=row.submitted_on, by=self.by, now=self.now)

    def _leads(self, plan: RowPlan) -> list[Lead]:
        return [
            Lead(self.persons[lead.key], self.groups[lead.group] if lead.group is not None else None)
            for lead in plan.leads
        ]


def _approval(plan: RowPlan) -> dict[str, FuzzyDate | None]:
    return {"administrative_approval": plan.row.approved_on}

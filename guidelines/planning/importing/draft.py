"""A plan as an import would leave it, row by row: each row is compared with what the rows before it have written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from guidelines.documents.exported import PEOPLE, TITLE
from guidelines.documents.planskema_types import Doubt, PlanRow
from guidelines.documents.told import placed
from guidelines.planning.importing.choosing import Choosing
from guidelines.planning.importing.comparing import compared, doubting, once
from guidelines.planning.importing.edited import TAKEN, with_edits
from guidelines.planning.importing.known import Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.matching import Match, title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import NEW, Answers, LeadNamed, RowPlan
from guidelines.planning.rules import Outcome
from guidelines.register.actions import TITLE_LENGTH


class Draft:
    """What is known, with what the rows taken so far would have written. `own` are the importer's to write in."""

    def __init__(self, known: Known, importer: Importer, answers: Answers) -> None:
        self.known, self.importer, self.answers = known, importer, answers
        tied = (pk for pk, groups in known.group_links.items() if known.group in groups)
        self.own = known.own.union(tied) if importer.is_secretariat else known.own
        self.choosing = Choosing(known, self.own, importer, answers.takes)
        self.guidelines = dict(known.guidelines)
        self.made: dict[str, int] = {}
        self.elsewhere = {title_key(item.title): pk for pk, item in known.guidelines.items() if pk not in self.own}
        self.spoken: dict[int, PlanRow] = {}
        self.working: set[int] = set()
        self.turn = 0

    def plan(self, row: PlanRow, match: Match) -> RowPlan:
        """Return what a row changes; a guideline that it creates is known to the rows after it."""
        origin = row.origin
        stored = self.choosing.exported(origin) if origin else None
        if origin is not None and stored is not None:
            guideline, asked = self.guidelines[stored.pk], self.choosing.question(row, stored)
            read = _read_row(row, guideline, self.known)
            takes = self.answers.takes
            return self._checked(with_edits(read, origin, guideline, self.known, self.importer, takes, asked))
        plan = self._checked(self._by_words(row, match))
        asked = self.choosing.asked.get(row.row)
        return replace(plan, differences=(asked,)) if asked is not None else plan

    def take(self, plan: RowPlan) -> RowPlan:
        """Take a row as written, unless it is held; return it with its turn."""
        self.turn += 1
        self._speak(plan)
        if not plan.is_held:
            before = self.guidelines[plan.guideline]
            self.guidelines[plan.guideline] = _after(plan, before)
        return replace(plan, turn=self.turn)

    def _speak(self, plan: RowPlan) -> None:
        entry, origin = plan.new_entry if plan.adds_entry or plan.moves else plan.entry, plan.row.origin
        is_own = plan.adds_entry or origin is None or origin.entry is not None
        if entry is not None and plan.leads and is_own:  # even where it is held: what it waits for is no other's to say
            self.spoken.setdefault(entry, plan.row)
        if plan.row.is_working_title and not plan.is_held:
            self.working.add(plan.guideline)

    def _checked(self, plan: RowPlan) -> RowPlan:
        """What a row before this one has said of the same entry or title stays: or each run would turn it round."""
        if plan.drops_working_title and plan.guideline in self.working:
            plan = replace(plan, drops_working_title=False)
        said = self.spoken.get(plan.entry) if plan.entry is not None and plan.sets_leads else None
        if said is None:
            return plan
        number = said.cells.place.rpartition("!")[2] or str(said.row)
        message = _("Row %(row)s says who leads the entry. What stands here is not written; let one row say it.")
        doubt = Doubt("said_before", placed(plan.row, PEOPLE, message % {"row": number}), plan.row.cells.people)
        return replace(plan, sets_leads=False, row=doubting(plan.row, doubt))

    def _by_words(self, row: PlanRow, match: Match) -> RowPlan:
        match, key = self._decided(row, match), title_key(row.title)
        if match.guideline is not None:
            return self._planned(row, match, self.guidelines[match.guideline])
        if key in self.made:
            return self._planned(row, Match(self.made[key]), self.guidelines[self.made[key]])
        new = KnownGuideline(-row.row, row.title, row.is_working_title)
        if row.has_doubt("title_missing"):
            return replace(_read_row(row, new, self.known), is_held=True)
        if len(row.title) > TITLE_LENGTH:
            message = _("The title is too long. Shorten it in the file to %(count)s characters, and import it again.")
            words = placed(row, TITLE, message % {"count": TITLE_LENGTH})
            doubt = Doubt("title_too_long", words, f"{row.title[:60]}…")
            return replace(_read_row(doubting(row, doubt), new, self.known), is_held=True)
        self.made[key], self.guidelines[new.pk] = new.pk, new
        return replace(self._planned(row, Match(new.pk), new), creates=True)

    def _decided(self, row: PlanRow, match: Match) -> Match:
        """The match, or the question whether another group's guideline is meant; else the answer given to that."""
        elsewhere = self.elsewhere.get(title_key(row.title))
        if match.guideline is None and elsewhere is not None:
            match = Match(elsewhere, is_proposal=True)
        answer = self.answers.matches.get(row.row)
        if not match.is_proposal or match.guideline is None or answer is None:
            return match
        if answer == NEW:
            return Match(None)
        is_taken = answer == match.guideline and self._may_take(match.guideline)
        return Match(match.guideline) if is_taken else match

    def _may_take(self, guideline: int) -> bool:
        return guideline in self.own or self.importer.may_take(self.known.owners.get(guideline, {}))

    def _planned(self, row: PlanRow, match: Match, guideline: KnownGuideline) -> RowPlan:
        plan = _read_row(row, guideline, self.known)
        if not match.is_proposal:
            return compared(plan, guideline, self.known, self.importer)
        if self._may_take(guideline.pk):
            return replace(plan, row=doubting(row, _resembling(guideline)), is_held=True, may_match=True)
        owners = list(self.known.owners.get(guideline.pk, {}).values())
        return replace(plan, row=doubting(row, _elsewhere(guideline, owners)), is_held=True)


def is_blocked(plan: RowPlan) -> bool:
    """Whether a row waits for another to leave the year that it goes to."""
    return plan.row.has_doubt(TAKEN)


def _after(plan: RowPlan, before: KnownGuideline) -> KnownGuideline:
    """The guideline once the row is written."""
    row = plan.row
    versions = {**before.versions, **({row.version: _day(row)} if plan.adds_version and row.version else {})}
    entries = [_entry_after(plan, entry) if entry.pk == plan.entry else entry for entry in before.entries]
    was = next((entry for entry in before.entries if entry.pk == plan.entry), None)
    if plan.moves and was is not None:
        moved = replace(_entry_after(plan, was), pk=plan.new_entry, year=row.year, outcome=Outcome.PLANNED.value)
        entries.append(replace(moved, moved_from=was.pk))
    if plan.adds_entry:
        leads, submitted = _keyed(plan), _submitted(row)
        entries.append(KnownEntry(plan.new_entry, row.year, row.kind, Outcome.PLANNED.value, submitted, leads))
    is_first = plan.adds_version and before.pk > 0 and before.current is None
    current = row.version if is_first else before.current
    title = row.title if plan.retitles else before.title
    return replace(before, title=title, versions=versions, entries=entries, current=current)


def _entry_after(plan: RowPlan, entry: KnownEntry) -> KnownEntry:
    """The entry of a row once it is written; one that is moved stays behind."""
    row = plan.row
    return replace(
        entry,
        year=row.year if plan.sets_year else entry.year,
        outcome=Outcome.MOVED.value if plan.moves else entry.outcome,
        kind=row.kind if plan.sets_kind else entry.kind,
        leads=_keyed(plan) if plan.sets_leads else entry.leads,
        submitted=_submitted(row) if plan.sets_submitted else entry.submitted,
    )


def _keyed(plan: RowPlan) -> tuple[tuple[int | str, int | None], ...]:
    return tuple((lead.key, lead.group) for lead in plan.leads)


def _submitted(row: PlanRow) -> date | None:
    return row.submitted_on.last if row.submitted_on else None


def _day(row: PlanRow) -> date | None:
    return row.approved_on.last if row.approved_on else None


def _read_row(row: PlanRow, guideline: KnownGuideline, known: Known) -> RowPlan:
    leads = once(
        LeadNamed(person.name, known.person(person.name), known.group_key(person.group) if person.group else None)
        for person in row.tovholdere
    )
    groups = tuple(dict.fromkeys(key for name in row.groups if (key := known.group_key(name)) is not None))
    groups = groups if known.group in groups else (known.group, *groups)
    return RowPlan(row, guideline.pk, leads=leads, groups=groups)


def _resembling(guideline: KnownGuideline) -> Doubt:
    message = _("The title resembles a guideline that is known already. Is it the same one?")
    return Doubt("title_resembles", message, guideline.title)


def _elsewhere(guideline: KnownGuideline, owners: list[str]) -> Doubt:
    message = _("The title stands on a guideline that no group owns. Only the secretariat can say that it is the same.")
    if owners:
        message = _(
            "The title stands on a guideline of %(groups)s. Only the secretariat or who leads %(groups)s can say that "
            "it is the same."
        ) % {"groups": ", ".join(owners)}
    return Doubt("title_elsewhere", message, guideline.title)

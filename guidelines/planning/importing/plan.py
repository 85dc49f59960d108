"""Pure comparison of a planskema with what is known: what an import would change, row by row, and what it asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from guidelines.documents.exported import squeezed
from guidelines.documents.planskema_types import Doubt, PlanRow, Planskema
from guidelines.planning.importing.comparing import compared, doubting
from guidelines.planning.importing.edited import with_edits
from guidelines.planning.importing.known import Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.matching import Match, match_titles, title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import NEW, Answers, ImportPlan, LeadNamed, RowPlan
from guidelines.planning.rules import Outcome


def plan_import(
    planskema: Planskema, known: Known, answers: Answers | None = None, importer: Importer | None = None
) -> ImportPlan:
    """Return what importing would change. A row in doubt about its guideline is held until it is answered.

    An answer counts where it is what the row itself proposes, and is for `importer` to give; None may do the least.

    Each row is compared with what the rows before it leave behind, so that a guideline in several rows is one.
    """
    answers = answers or Answers()
    draft = _Draft(known, importer or Importer())
    rows = [_answered(row, answers) for row in planskema.rows if row.row not in answers.skipped]
    own = {pk: item.title for pk, item in known.guidelines.items() if pk in draft.own}
    former = {title: pk for title, pk in known.former.items() if pk in draft.own}
    matches = match_titles([row.title for row in rows], own, former)
    return ImportPlan(
        planskema, tuple(draft.plan(row, match, answers) for row, match in zip(rows, matches, strict=True))
    )


def allowed_matches(planskema: Planskema, known: Known, answers: Answers, importer: Importer) -> dict[int, int | str]:
    """Return the answers to which guideline a row speaks of that were asked for and are the importer's to give."""
    asked = {item.row.row: item for item in plan_import(planskema, known, None, importer).rows if item.is_held}
    return {
        row: answer
        for row, answer in answers.matches.items()
        if row in asked and (answer == NEW or (answer == asked[row].guideline and asked[row].may_match))
    }


class _Draft:
    """What is known, with what the rows planned so far would have written. `own` are the importer's to write in."""

    def __init__(self, known: Known, importer: Importer) -> None:
        self.known, self.importer = known, importer
        tied = (pk for pk, groups in known.group_links.items() if known.group in groups)
        self.own = known.own.union(tied) if importer.is_secretariat else known.own
        self.guidelines = dict(known.guidelines)
        self.made: dict[str, int] = {}
        self.elsewhere = {title_key(item.title): pk for pk, item in known.guidelines.items() if pk not in self.own}

    def plan(self, row: PlanRow, match: Match, answers: Answers) -> RowPlan:
        """Return what a row changes, and take it as written for the rows after it."""
        known = self._exported(row)
        if known is not None and row.origin is not None:
            read = _read_row(row, known, self.known)
            plan = with_edits(read, row.origin, known, self.known, self.importer, answers.takes)
            if not plan.is_held:
                self._take(plan)
            return plan
        match, key = self._decided(row, match, answers), title_key(row.title)
        if match.guideline is not None:
            plan = self._planned(row, match, self.guidelines[match.guideline])
        elif key in self.made:
            plan = self._planned(row, Match(self.made[key]), self.guidelines[self.made[key]])
        else:
            self.made[key] = -row.row
            new = KnownGuideline(-row.row, row.title, row.is_working_title)
            plan = replace(self._planned(row, Match(new.pk), new), creates=True)
            self.guidelines[new.pk] = new
        if not plan.is_held:
            self._take(plan)
        return plan

    def _exported(self, row: PlanRow) -> KnownGuideline | None:
        """The guideline that an export of ours names, where it is of this plan and is, or was, called so."""
        origin = row.origin
        known = self.guidelines.get(origin.base.guideline) if origin else None
        if origin is None or known is None or known.pk not in self.own:
            return None
        title = origin.base.title
        is_called = squeezed(title) == squeezed(known.title) or self.known.former.get(title_key(title)) == known.pk
        is_stored = self.known.guidelines[known.pk].title == title  # a row before this one may have renamed it
        return known if is_called or is_stored else None

    def _decided(self, row: PlanRow, match: Match, answers: Answers) -> Match:
        """The match, or the question whether another group's guideline is meant; else the answer given to that."""
        elsewhere = self.elsewhere.get(title_key(row.title))
        if match.guideline is None and elsewhere is not None:
            match = Match(elsewhere, is_proposal=True)
        answer = answers.matches.get(row.row)
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

    def _take(self, plan: RowPlan) -> None:
        before, row = self.guidelines[plan.guideline], plan.row
        versions = {**before.versions, **({row.version: _day(row)} if plan.adds_version and row.version else {})}
        sets_year = plan.sets_year or plan.moves
        entries = [
            replace(entry, year=row.year) if sets_year and entry.pk == plan.entry else entry for entry in before.entries
        ]
        if plan.adds_entry:
            leads = tuple((lead.key, lead.group) for lead in plan.leads)
            submitted = row.submitted_on.last if row.submitted_on else None
            entries.append(KnownEntry(-row.row, row.year, row.kind, Outcome.PLANNED.value, submitted, leads))
        is_first = plan.adds_version and before.pk > 0 and before.current is None
        current = row.version if is_first else before.current
        title = row.title if plan.retitles else before.title
        after = replace(before, title=title, versions=versions, entries=entries, current=current)
        self.guidelines[plan.guideline] = after


def _day(row: PlanRow) -> date | None:
    return row.approved_on.last if row.approved_on else None


def _answered(row: PlanRow, answers: Answers) -> PlanRow:
    return _with_year(_with_date(row, answers), answers)


def _with_date(row: PlanRow, answers: Answers) -> PlanRow:
    chosen = next((date for date in row.approved_readings if date.isoformat() == answers.dates.get(row.row)), None)
    if chosen is None:
        return row
    asked = ("date_ambiguous", row.approved_source)
    doubts = tuple(doubt for doubt in row.doubts if (doubt.code, doubt.quote) != asked)
    return replace(row, approved_on=chosen, doubts=doubts)


def _with_year(row: PlanRow, answers: Answers) -> PlanRow:
    if row.year is not None or row.row not in answers.years:
        return row
    doubts = tuple(doubt for doubt in row.doubts if doubt.code != "year_unknown")
    return replace(row, year=answers.years[row.row], year_basis="given", doubts=doubts)


def _read_row(row: PlanRow, guideline: KnownGuideline, known: Known) -> RowPlan:
    named = [
        LeadNamed(person.name, known.person(person.name), known.group_key(person.group) if person.group else None)
        for person in row.tovholdere
    ]
    leads = tuple(
        {lead.key: lead for lead in reversed(named)}[key] for key in dict.fromkeys(lead.key for lead in named)
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

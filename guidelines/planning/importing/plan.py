"""Pure comparison of a planskema with what is known: what an import would change, row by row, and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from guidelines.documents.planskema_types import Doubt, PlanRow, Planskema
from guidelines.lists.dates import long_date
from guidelines.people.rules import name_key
from guidelines.planning.importing.known import Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.matching import Match, match_titles, title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.rules import Outcome

NEW = "new"


@dataclass(frozen=True)
class Answers:
    """What a person answered on the page: years by row, guidelines by row (a primary key or NEW), rows left out.

    `dates` are dates of approval by row, in ISO form; one counts where it is a reading of what the file says.
    """

    years: Mapping[int, int] = field(default_factory=dict)
    matches: Mapping[int, int | str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()
    dates: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LeadNamed:
    """A tovholder as the file names them: the person's key where known, and the key of the group behind the name."""

    name: str
    person: int | None
    group: int | None

    @property
    def key(self) -> int | str:
        """What tells this person from others: the primary key, or the name of somebody not known yet."""
        return self.person if self.person is not None else name_key(self.name)


@dataclass(frozen=True)
class RowPlan:
    """What an import does for one row. A negative `guideline` or `entry` is one that this file itself creates.

    A row that is held asks whether `guideline` is meant; `may_match` tells whether a yes is the importer's to say.
    """

    row: PlanRow
    guideline: int
    creates: bool = False
    adds_version: bool = False
    adds_entry: bool = False
    entry: int | None = None
    sets_year: bool = False
    sets_leads: bool = False
    sets_submitted: bool = False
    drops_working_title: bool = False
    is_held: bool = False
    may_match: bool = False
    leads: tuple[LeadNamed, ...] = ()
    groups: tuple[int, ...] = ()
    links_groups: bool = False

    @property
    def change(self) -> str:
        """ "created", "updated", "unchanged", or "held" where the row waits for an answer."""
        if self.is_held:
            return "held"
        if self.creates or self.adds_entry:
            return "created"
        touched = (self.adds_version, self.sets_year, self.sets_leads, self.sets_submitted, self.links_groups)
        return "updated" if any(touched) or self.drops_working_title else "unchanged"


@dataclass(frozen=True)
class ImportPlan:
    """A planskema with the change each row makes; nothing has been written."""

    planskema: Planskema
    rows: tuple[RowPlan, ...]

    def changes(self) -> dict[str, int]:
        """How many rows are created, updated and unchanged; rows held back for an answer count as unchanged."""
        kinds = [row.change for row in self.rows]
        unchanged = kinds.count("unchanged") + kinds.count("held")
        return {"created": kinds.count("created"), "updated": kinds.count("updated"), "unchanged": unchanged}

    def as_json(self) -> dict[str, object]:
        """The object of the issue's contract; the rows carry the doubts that the comparison adds."""
        planskema = replace(self.planskema, rows=tuple(item.row for item in self.rows))
        return {**planskema.as_json(), "changes": self.changes()}


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
            return _compared(plan, guideline, self.known, self.importer)
        if self._may_take(guideline.pk):
            return replace(plan, row=_doubting(row, _resembling(guideline)), is_held=True, may_match=True)
        owners = list(self.known.owners.get(guideline.pk, {}).values())
        return replace(plan, row=_doubting(row, _elsewhere(guideline, owners)), is_held=True)

    def _take(self, plan: RowPlan) -> None:
        before, row = self.guidelines[plan.guideline], plan.row
        versions = {**before.versions, **({row.version: _day(row)} if plan.adds_version and row.version else {})}
        entries = [
            replace(entry, year=row.year) if plan.sets_year and entry.pk == plan.entry else entry
            for entry in before.entries
        ]
        if plan.adds_entry:
            leads = tuple((lead.key, lead.group) for lead in plan.leads)
            submitted = row.submitted_on.last if row.submitted_on else None
            entries.append(KnownEntry(-row.row, row.year, row.kind, Outcome.PLANNED.value, submitted, leads))
        is_first = plan.adds_version and before.pk > 0 and before.current is None
        current = row.version if is_first else before.current
        self.guidelines[plan.guideline] = replace(before, versions=versions, entries=entries, current=current)


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


def _doubting(row: PlanRow, doubt: Doubt) -> PlanRow:
    return replace(row, doubts=(*row.doubts, doubt))


def _compared(plan: RowPlan, guideline: KnownGuideline, known: Known, importer: Importer) -> RowPlan:
    """Compare a row with the guideline it belongs to. What the file does not know changes nothing (foundations 26)."""
    row = plan.row
    approved = guideline.versions.get(row.version or "")
    if approved is not None and row.approved_on is not None and approved != row.approved_on.last:
        message = _("Another date of approval is registered for this version. It was kept.")
        row = _doubting(row, Doubt("date_differs", message, long_date(approved)))
    is_new = row.version is not None and row.version not in guideline.versions
    kept_back = _kept_back(row.version, guideline, importer) if row.version is not None and is_new else None
    if kept_back is not None:
        row = _doubting(row, kept_back)
    plan = replace(
        plan,
        row=row,
        adds_version=is_new and kept_back is None,
        drops_working_title=guideline.is_working_title and not row.is_working_title and row.kind == "revision",
        links_groups=guideline.pk > 0 and bool(set(plan.groups) - known.group_links.get(guideline.pk, frozenset())),
    )
    return _with_entry(plan, guideline) if row.is_planned else plan


def _kept_back(label: str, guideline: KnownGuideline, importer: Importer) -> Doubt | None:
    """Why a version is not written; None where it may be. A guideline that the file itself makes has none yet."""
    current, is_under_way = guideline.current, guideline.is_under_way
    if guideline.pk < 0 or importer.may_add_version(label, current=current, is_under_way=is_under_way):
        return None
    message = _("Only the secretariat registers a further version. Version %(label)s is not written.")
    if is_under_way:
        message = _("A revision is under way. Version %(label)s is not written; ask the secretariat.")
    return Doubt("version_kept_back", message % {"label": label})


def _with_entry(plan: RowPlan, guideline: KnownGuideline) -> RowPlan:
    row = plan.row
    entry = _entry_of(row, guideline.entries)
    if entry is None:
        return replace(plan, adds_entry=True)
    wanted = tuple((lead.key, lead.group) for lead in plan.leads)
    differs = bool(wanted) and wanted != entry.leads and entry.outcome == Outcome.PLANNED and entry.pk > 0
    if differs and entry.is_edited:
        message = _("The lead authors were chosen here, not read from a document. They are kept.")
        row = _doubting(row, Doubt("tovholder_differs", message, row.cells.people))
    return replace(
        plan,
        row=row,
        entry=entry.pk,
        sets_year=entry.year is None and row.year is not None and entry.outcome == Outcome.PLANNED,
        sets_leads=differs and not entry.is_edited,
        sets_submitted=row.submitted_on is not None and entry.submitted is None and entry.pk > 0,
    )


def _entry_of(row: PlanRow, entries: list[KnownEntry]) -> KnownEntry | None:
    """The entry a row speaks of: of its year, else the planned one without a year; for a row without a year any."""
    if row.year is None:
        planned = [entry for entry in entries if entry.outcome == Outcome.PLANNED]
        return next(iter(planned or entries), None)
    same = [entry for entry in entries if entry.year == row.year]
    open_ones = [entry for entry in entries if entry.year is None and entry.outcome == Outcome.PLANNED]
    return next(iter([*same, *open_ones]), None)

"""Pure comparison of a planskema with what is known: what an import would change, row by row, and what it asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from guidelines.documents.planskema_types import PlanRow, Planskema
from guidelines.planning.importing.asking import YEAR
from guidelines.planning.importing.draft import Draft, is_blocked
from guidelines.planning.importing.known import Known
from guidelines.planning.importing.matching import match_titles
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import NEW, Answers, ImportPlan, RowPlan


def plan_import(
    planskema: Planskema, known: Known, answers: Answers | None = None, importer: Importer | None = None
) -> ImportPlan:
    """Return what importing would change. A row in doubt about its guideline is held until it is answered.

    An answer counts where it is what the row itself proposes, and is for `importer` to give; None may do the least.

    Each row is compared with what the rows before it leave behind, so that a guideline in several rows is one.
    """
    answers = answers or Answers()
    draft = Draft(known, importer or Importer(), answers)
    read = draft.choosing.rows(planskema.rows)
    rows = [_answered(row, answers) for row in read if row.row not in answers.skipped]
    own = {pk: item.title for pk, item in known.guidelines.items() if pk in draft.own}
    former = {title: pk for title, pk in known.former.items() if pk in draft.own}
    matches = match_titles([row.title for row in rows], own, former)
    return ImportPlan(planskema, _in_turn(rows, draft, lambda at: draft.plan(rows[at], matches[at])))


def _in_turn(rows: Sequence[PlanRow], draft: Draft, plan: Callable[[int], RowPlan]) -> tuple[RowPlan, ...]:
    """The rows in the order of the file, planned in another: moves, each when its year is free; exported rows; others.

    So one file comes to the same whichever of its rows stands first, and leaves nothing for a second run.
    """
    done: dict[int, RowPlan] = {}
    waiting = [at for at, row in enumerate(rows) if row.origin and row.origin.entry and YEAR in row.origin.edited]
    while waiting:
        blocked = []
        for at in waiting:
            found = plan(at)
            if is_blocked(found):
                blocked.append(at)
            else:
                done[at] = draft.take(found)
        if len(blocked) == len(waiting):
            done |= {at: draft.take(plan(at)) for at in blocked}
            break
        waiting = blocked
    for at in sorted((at for at in range(len(rows)) if at not in done), key=lambda at: rows[at].origin is None):
        done[at] = draft.take(plan(at))
    return tuple(done[at] for at in range(len(rows)))


def allowed_matches(planskema: Planskema, known: Known, answers: Answers, importer: Importer) -> dict[int, int | str]:
    """Return the answers to which guideline a row speaks of that were asked for and are the importer's to give."""
    plan = plan_import(planskema, known, Answers(takes=answers.takes), importer)
    asked = {item.row.row: item for item in plan.rows if item.is_held}
    return {
        row: answer
        for row, answer in answers.matches.items()
        if row in asked and (answer == NEW or (answer == asked[row].guideline and asked[row].may_match))
    }


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

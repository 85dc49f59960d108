"""A row of an export of ours that somebody edited: exported, file and plan beside each other, part by part; pure.

What the file leaves as it was exported changes nothing, whatever stands in the plan by now. What it changes is written
where the plan still says what was exported; where the plan was changed, too, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from guidelines.documents.exported import PEOPLE, TITLE, squeezed
from guidelines.documents.planskema_types import Doubt, Origin
from guidelines.documents.told import placed
from guidelines.people.rules import name_key
from guidelines.planning.importing.asking import (
    KIND,
    YEAR,
    asked_of_left,
    asked_of_open,
    judged,
    with_difference,
)
from guidelines.planning.importing.comparing import as_present, doubting, entry_of, with_register
from guidelines.planning.importing.known import KeyedLead, Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import FILE, OTHER, Difference, RowPlan
from guidelines.planning.rules import COUNTED, Kind, Outcome

_Named = tuple[tuple[str, int | None], ...]


def with_edits(
    plan: RowPlan,
    origin: Origin,
    guideline: KnownGuideline,
    known: Known,
    importer: Importer,
    takes: Mapping[str, str],
    asked: Difference | None,
) -> RowPlan:
    """Return what the edits of a row would write; a row with a question that nobody has answered is held.

    `asked` is the question about the title of its line. It stands on the first row of the line, and holds all of them.
    """
    answers = {part: takes.get(f"{plan.row.row}-{part}", "") for part in (YEAR, KIND, PEOPLE)}
    if TITLE in origin.edited:
        plan = with_register(plan, guideline, known, importer)
    if asked is not None:
        plan = _with_title(plan, origin, guideline, importer, asked)
    if plan.row.is_planned:
        entry = _current(origin.entry, guideline.entries)
        plan = replace(plan, entry=entry.pk if entry else None)
        if origin.entry is None:
            plan = _with_new_year(plan, origin, guideline, known, answers[YEAR])
        elif entry is None or entry.outcome != Outcome.PLANNED:
            plan = _settled(plan, origin)
        else:
            plan = _with_kind(_with_year(plan, origin, entry, guideline, answers[YEAR]), origin, entry, answers[KIND])
            plan = _with_people(plan, origin, entry, known, answers[PEOPLE])
            is_submitted = plan.row.submitted_on is not None and entry.submitted is None
            plan = replace(plan, sets_submitted=TITLE in origin.edited and is_submitted)
    is_open = any(difference.is_open for difference in plan.differences)
    return replace(plan, is_held=is_open or (asked is not None and asked.is_open))


def _current(pk: int | None, entries: Iterable[KnownEntry]) -> KnownEntry | None:
    """The entry with this key, or the one that it was moved to since."""
    listed = list(entries)
    entry = next((entry for entry in listed if entry.pk == pk), None)
    while entry is not None and entry.outcome == Outcome.MOVED:
        entry = next((other for other in listed if other.moved_from == entry.pk), None)
    return entry


def _with_title(
    plan: RowPlan, origin: Origin, guideline: KnownGuideline, importer: Importer, asked: Difference
) -> RowPlan:
    """A title is the secretariat's to change, and only where it said that the guideline is the same."""
    row = plan.row
    if row.row != origin.first:
        message = _("The row waits for the answer about its title.")
        return replace(plan, row=doubting(row, _doubt(plan, "title_asked", TITLE, message))) if asked.is_open else plan
    if asked.file and not importer.is_secretariat:
        message = _("Only the secretariat gives a guideline another title. The title in the plan is kept.")
        plan = replace(plan, row=doubting(row, _doubt(plan, "title_kept", TITLE, message, origin.base.title)))
    is_new = squeezed(row.title) != squeezed(guideline.title)
    return replace(with_difference(plan, asked), retitles=asked.take == FILE and is_new)


def _doubt(plan: RowPlan, code: str, cell: str, message: str, quote: str = "") -> Doubt:
    return Doubt(code, placed(plan.row, cell, message), quote)


def _with_new_year(plan: RowPlan, origin: Origin, guideline: KnownGuideline, known: Known, given: str) -> RowPlan:
    """A mark that is new in the file: an entry more, unless the plan has it by now or has left that year."""
    row, entries = plan.row, guideline.entries
    present = [lead for entry in origin.base.entries for lead in _leads_of(entry.pk, entries)]
    added = replace(plan, adds_entry=True, leads=as_present(plan.leads, present, known))
    if row.year is None:
        found = entry_of(row, entries)
        return replace(plan, entry=found.pk) if found else added
    standing = [entry for entry in entries if entry.year == row.year and entry.outcome in _STANDING]
    if standing:
        plan = replace(plan, entry=standing[0].pk)
        return plan if standing[0].outcome == Outcome.PLANNED else _settled(plan, origin)
    left = _left_before(row.year, origin, known.guidelines[guideline.pk])
    if left:
        asked, take = asked_of_left(plan, left[-1].outcome, given)
        return replace(added, differences=asked.differences) if take == FILE else asked
    without = next((entry for entry in entries if entry.year is None and entry.outcome == Outcome.PLANNED), None)
    if without is None:
        return added
    asked, take = asked_of_open(plan, given)
    if take == OTHER:
        return replace(added, differences=asked.differences)
    return replace(asked, entry=without.pk, sets_year=take == FILE)


def _left_before(year: int, origin: Origin, stored: KnownGuideline) -> list[KnownEntry]:
    """What the plan has moved or withdrawn from this year, other than what the row was exported with."""
    shown = {entry.pk for entry in origin.base.entries}
    here = [entry for entry in stored.entries if entry.year == year and entry.pk not in shown]
    return [entry for entry in here if entry.outcome in (Outcome.MOVED, Outcome.WITHDRAWN)]


_STANDING = frozenset(outcome.value for outcome in COUNTED)


def _leads_of(pk: int, entries: Sequence[KnownEntry]) -> tuple[KeyedLead, ...]:
    entry = _current(pk, entries)
    return entry.leads if entry is not None else ()


def _settled(plan: RowPlan, origin: Origin) -> RowPlan:
    """What was changed in the file is done, missed or withdrawn by now."""
    edited = origin.edited - {TITLE}
    if not edited:
        return plan
    cell = PEOPLE if edited == {PEOPLE} else str(plan.row.year or origin.year)
    message = _("The entry is no longer planned. What was changed in the file is not written; change it in the plan.")
    return replace(plan, row=doubting(plan.row, _doubt(plan, "entry_settled", cell, message, str(origin.year or ""))))


def _with_year(plan: RowPlan, origin: Origin, entry: KnownEntry, guideline: KnownGuideline, given: str) -> RowPlan:
    year = plan.row.year
    if year is None or (YEAR not in origin.edited and year == origin.year):
        return plan
    plan, writes = judged(plan, YEAR, _year(origin.year), _year(year), _year(entry.year), given)
    is_taken = any(other.year == year and other.outcome == Outcome.PLANNED for other in guideline.entries)
    if writes and is_taken:
        message = _(
            "The guideline is planned for that year already. The year is not written; move the other one first."
        )
        return replace(plan, row=doubting(plan.row, _doubt(plan, TAKEN, str(year), message, str(year))))
    return replace(plan, sets_year=writes and entry.year is None, moves=writes and entry.year is not None)


TAKEN = "year_taken"


def _year(year: int | None) -> str:
    return str(year) if year else _("year not known")


def _with_kind(plan: RowPlan, origin: Origin, entry: KnownEntry, given: str) -> RowPlan:
    if KIND not in origin.edited:
        return plan
    was = next((known.kind for known in origin.base.entries if known.pk == origin.entry), entry.kind)
    kinds = {Kind.NEW.value: _("new guideline"), Kind.MINOR.value: _("minor update")}
    words = [kinds.get(kind, _("revision")) for kind in (was, plan.row.kind, entry.kind)]
    plan, writes = judged(plan, KIND, words[0], words[1], words[2], given)
    return replace(plan, sets_kind=writes)


def _with_people(plan: RowPlan, origin: Origin, entry: KnownEntry, known: Known, given: str) -> RowPlan:
    """Tovholdere are compared by name and group: of several persons of one name those who stand there stay."""
    if PEOPLE not in origin.edited or not plan.leads:
        return plan
    now = [(known.names.get(key, "") if isinstance(key, int) else key, group) for key, group in entry.leads]
    plan = _with_namesakes(replace(plan, leads=as_present(plan.leads, entry.leads, known)), [name for name, _ in now])
    exported = tuple((name, known.group_key(group) if group else None) for name, group in origin.base.leads)
    wanted, stands = tuple((lead.name, lead.group) for lead in plan.leads), tuple(now)
    if _same(wanted, stands):
        return plan
    stands = exported if _same(exported, stands) else stands
    texts = [_written(named, known) for named in (exported, wanted, stands)]
    plan, writes = judged(plan, PEOPLE, texts[0], texts[1], texts[2], given)
    return replace(plan, sets_leads=writes)


def _with_namesakes(plan: RowPlan, present: list[str]) -> RowPlan:
    """The row with a doubt where the file names fewer persons of one name than there are: it does not say who goes."""
    keys, text = [name_key(name) for name in present], plan.row.cells.people.casefold()
    fewer = [name for name in dict.fromkeys(present) if 0 < text.count(name.casefold()) < keys.count(name_key(name))]
    if not fewer:
        return plan
    message = _("Several lead authors have that name. The file does not say who goes; take one out in the plan.")
    return replace(plan, row=doubting(plan.row, _doubt(plan, "name_shared", PEOPLE, message, fewer[0])))


def _same(one: _Named, other: _Named) -> bool:
    return [(name_key(name), group) for name, group in one] == [(name_key(name), group) for name, group in other]


def _written(named: _Named, known: Known) -> str:
    shorts: dict[int, str] = {}
    for spelling, key in known.groups.items():
        shorts[key] = min(shorts.get(key, spelling), spelling, key=len)
    return ", ".join(f"{name} ({shorts[group].upper()})" if group in shorts else name for name, group in named)

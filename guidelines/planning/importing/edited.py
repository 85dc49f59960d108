"""A row of an export of ours that somebody edited: exported, file and plan beside each other, part by part; pure.

What the file leaves as it was exported changes nothing, whatever stands in the plan by now. What it changes is written
where the plan still says what was exported; where the plan was changed, too, a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from guidelines.documents.exported import PEOPLE, TITLE, squeezed
from guidelines.documents.planskema_types import Doubt, Origin
from guidelines.people.rules import name_key
from guidelines.planning.importing.comparing import doubting, entry_of, with_register
from guidelines.planning.importing.known import Known, KnownEntry, KnownGuideline
from guidelines.planning.importing.matching import resembles, title_key
from guidelines.planning.importing.rights import Importer
from guidelines.planning.importing.types import FILE, Difference, RowPlan
from guidelines.planning.rules import Kind, Outcome

YEAR, KIND = "year", "kind"
_Named = tuple[tuple[str, int | None], ...]


def with_edits(
    plan: RowPlan,
    origin: Origin,
    guideline: KnownGuideline,
    known: Known,
    importer: Importer,
    takes: Mapping[str, str],
) -> RowPlan:
    """Return what the edits of a row would write; a row with a conflict that nobody has answered is held."""
    answers = {part: takes.get(f"{plan.row.row}-{part}", "") for part in (TITLE, YEAR, KIND, PEOPLE)}
    if TITLE in origin.edited and not _is_alike(plan.row.title, origin.base.title, guideline.title):
        message = _("The title is another than the row was exported with. Nothing of the row is written.")
        return replace(plan, row=doubting(plan.row, Doubt("title_differs", message, origin.base.title)), is_held=True)
    if TITLE in origin.edited:
        plan = _with_title(with_register(plan, guideline, known, importer), origin, guideline, importer, answers[TITLE])
    if plan.row.is_planned:
        entry = _current(origin.entry, guideline.entries)
        plan = replace(plan, entry=entry.pk if entry else None)
        if origin.entry is None:
            plan = _with_new_year(plan, guideline)
        elif entry is None or entry.outcome != Outcome.PLANNED:
            plan = _settled(plan, origin)
        else:
            plan = _with_kind(_with_year(plan, origin, entry, guideline, answers[YEAR]), origin, entry, answers[KIND])
            plan = _with_people(plan, origin, entry, known, answers[PEOPLE])
            is_submitted = plan.row.submitted_on is not None and entry.submitted is None
            plan = replace(plan, sets_submitted=TITLE in origin.edited and is_submitted)
    is_open = any(difference.is_open for difference in plan.differences)
    return replace(plan, is_held=is_open)


def _is_alike(title: str, *others: str) -> bool:
    """Whether a title may be one of the others in other words: what does not resemble it may be of another row."""
    key = title_key(title)
    return bool(key) and any(key == title_key(other) or resembles(key, title_key(other)) for other in others)


def _current(pk: int | None, entries: Iterable[KnownEntry]) -> KnownEntry | None:
    """The entry with this key, or the one that it was moved to since."""
    listed = list(entries)
    entry = next((entry for entry in listed if entry.pk == pk), None)
    while entry is not None and entry.outcome == Outcome.MOVED:
        entry = next((other for other in listed if other.moved_from == entry.pk), None)
    return entry


def _judged(plan: RowPlan, part: str, exported: str, file: str, now: str, take: str) -> tuple[RowPlan, bool]:
    """The row with the difference noted, and whether the file's word is to be written."""
    if file == now:
        return plan, False
    is_conflict = now != exported
    found = Difference(part, exported, file, now, is_conflict, take if is_conflict else "")
    return replace(plan, differences=(*plan.differences, found)), not is_conflict or take == FILE


def _with_title(plan: RowPlan, origin: Origin, guideline: KnownGuideline, importer: Importer, take: str) -> RowPlan:
    """A title is the secretariat's to change; what else stands in the cell was compared before."""
    title = plan.row.title
    if squeezed(title) in (squeezed(origin.base.title), squeezed(guideline.title)):
        return plan
    if not importer.is_secretariat:
        message = _("Only the secretariat gives a guideline another title. The title in the plan is kept.")
        return replace(plan, row=doubting(plan.row, Doubt("title_kept", message, origin.base.title)))
    plan, writes = _judged(plan, TITLE, origin.base.title, title, guideline.title, take)
    return replace(plan, retitles=writes)


def _with_new_year(plan: RowPlan, guideline: KnownGuideline) -> RowPlan:
    """A mark that is new in the file: an entry more, unless the plan has it by now."""
    found = entry_of(plan.row, guideline.entries)
    return replace(plan, adds_entry=found is None, entry=found.pk if found else None)


def _settled(plan: RowPlan, origin: Origin) -> RowPlan:
    """What was changed in the file is done, missed or withdrawn by now."""
    if not origin.edited - {TITLE}:
        return plan
    message = _("The entry is no longer planned. What was changed in the file is not written.")
    return replace(plan, row=doubting(plan.row, Doubt("entry_settled", message, str(origin.year or ""))))


def _with_year(plan: RowPlan, origin: Origin, entry: KnownEntry, guideline: KnownGuideline, take: str) -> RowPlan:
    year = plan.row.year
    if year is None or (YEAR not in origin.edited and year == origin.year):
        return plan
    plan, writes = _judged(plan, YEAR, _year(origin.year), _year(year), _year(entry.year), take)
    is_taken = any(other.year == year and other.outcome == Outcome.PLANNED for other in guideline.entries)
    if writes and is_taken:
        message = _("The guideline is planned for that year already. The year is not written.")
        return replace(plan, row=doubting(plan.row, Doubt("year_taken", message, str(year))))
    return replace(plan, sets_year=writes and entry.year is None, moves=writes and entry.year is not None)


def _year(year: int | None) -> str:
    return str(year) if year else _("year not known")


def _with_kind(plan: RowPlan, origin: Origin, entry: KnownEntry, take: str) -> RowPlan:
    if KIND not in origin.edited:
        return plan
    was = next((known.kind for known in origin.base.entries if known.pk == origin.entry), entry.kind)
    kinds = {Kind.NEW.value: _("new guideline"), Kind.MINOR.value: _("minor update")}
    words = [kinds.get(kind, _("revision")) for kind in (was, plan.row.kind, entry.kind)]
    plan, writes = _judged(plan, KIND, words[0], words[1], words[2], take)
    return replace(plan, sets_kind=writes)


def _with_people(plan: RowPlan, origin: Origin, entry: KnownEntry, known: Known, take: str) -> RowPlan:
    """Tovholdere are compared by name and group: of two persons with one name the one who stands there stays."""
    if PEOPLE not in origin.edited or not plan.leads:
        return plan
    now = [(known.names.get(key, "") if isinstance(key, int) else key, key, group) for key, group in entry.leads]
    keys = {name_key(name): key for name, key, _group in now if isinstance(key, int)}
    leads = tuple(replace(lead, person=keys.get(name_key(lead.name), lead.person)) for lead in plan.leads)
    exported = tuple((name, known.group_key(group) if group else None) for name, group in origin.base.leads)
    wanted = tuple((lead.name, lead.group) for lead in leads)
    stands = tuple((name, group) for name, _key, group in now)
    if _same(wanted, stands):
        return replace(plan, leads=leads)
    stands = exported if _same(exported, stands) else stands
    texts = [_written(named, known) for named in (exported, wanted, stands)]
    plan, writes = _judged(plan, PEOPLE, texts[0], texts[1], texts[2], take)
    return replace(plan, leads=leads, sets_leads=writes)


def _same(one: _Named, other: _Named) -> bool:
    return [(name_key(name), group) for name, group in one] == [(name_key(name), group) for name, group in other]


def _written(named: _Named, known: Known) -> str:
    shorts: dict[int, str] = {}
    for spelling, key in known.groups.items():
        shorts[key] = min(shorts.get(key, spelling), spelling, key=len)
    return ", ".join(f"{name} ({shorts[group].upper()})" if group in shorts else name for name, group in named)

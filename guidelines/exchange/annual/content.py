"""What an annual report says, part by part; the page, Word and PDF show the same, none of them adds anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from guidelines.exchange.annual.reading import Material
from guidelines.exchange.annual.rules import Fate, Line, Standing, fates, unconfirmed, withdrawn
from guidelines.exchange.annual.wording import (
    FATES,
    SPANS,
    approved_block,
    clocks_block,
    days,
    fate_text,
    planned_block,
    range_text,
    share,
    spent_block,
    totals_block,
)
from guidelines.lists.dates import long_date, table_date
from guidelines.planning.rules import YearTotal
from guidelines.planning.wording import KINDS
from guidelines.register.rewound import GuidelineThen


@dataclass(frozen=True)
class Cell:
    """A text of a table; `language` is that of a title that is not the report's, `url` leads to its page."""

    text: str
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Table:
    """A table. `numbers` are the columns of figures, `last` how many rows at the end are totals."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...] = ()
    last: int = 0


@dataclass(frozen=True)
class Section:
    """A part under a heading of its own; without tables it says so."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Block:
    """A text to be copied into another report."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Report:
    """A whole report. `status` says as of when, `notices` what the reader has to know first."""

    name: str
    heading: str
    status: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    language: str


def report(material: Material) -> Report:
    """Return the report of a group or of the country, in the language that is active."""
    group, period = material.group, material.period
    name = group.abbreviation if group else _("the groups of the country")
    full = f"{group.name} ({group.abbreviation})" if group else _("The whole country")
    if group and group.abbreviation in group.name:
        full = group.name
    parts = [_fates, _planned] if group else [_fates, _groups, _changed]
    rest = [_totals, _approved, _withdrawn, _validity, _time]
    return Report(
        name=full,
        heading=_("Annual report %(year)s: clinical guidelines") % {"year": period.year},
        status=_("As it was known on %(date)s.") % {"date": long_date(period.known)},
        notices=tuple(_notices(material)),
        sections=tuple(part(material) for part in (*parts, *rest)),
        blocks=_blocks(material, name),
        language="en" if (get_language() or "da").startswith("en") else "da",
    )


def _notices(material: Material) -> Iterable[str]:
    period = material.period
    year = {"year": period.year}
    if period.known.year < period.year:
        yield _("%(year)s has not begun: this is what is planned.") % year
    elif period.is_early:
        yield _("Preview: %(year)s is not over, so the figures can change.") % year
    if not material.entries:
        yield _("Nothing had been planned by then, in any year.")
    guessed = unconfirmed(material.entries, period)
    if guessed:
        yield ngettext(
            "%(count)s year follows from the totals of a document alone, and nobody has confirmed it.",
            "%(count)s years follow from the totals of a document alone, and nobody has confirmed them.",
            guessed,
        ) % {"count": guessed}


# --- planned against done


def _fates(material: Material) -> Section:
    """How much was planned, and what became of it."""
    found, year = material.lines, {"year": material.period.year}
    title = _("Planned and completed in %(year)s") % year
    if not found:
        return Section("udfald", title, (_("Nothing stood in the plan for %(year)s.") % year,))
    counted = [fates(line for line in found if line.is_new is new) for new in (False, True)]
    heads = (pgettext("column of a report", "What became of it"), _("Revisions"), _("New guidelines"), _("In all"))
    rows = [
        _figures(str(FATES[fate]), one := counted[0][fate], other := counted[1][fate], one + other)
        for fate in Fate
        if counted[0][fate] or counted[1][fate]
    ]
    new = sum(line.is_new for line in found)
    rows.append(_figures(_("Planned in all"), len(found) - new, new, len(found)))
    table = Table(_("What became of what was planned for %(year)s") % year, heads, tuple(rows), (1, 2, 3), last=1)
    return Section("udfald", title, tables=(table,))


def _planned(material: Material) -> Section:
    """Each guideline of the year with its tovholdere, what became of it and why."""
    year = {"year": material.period.year}
    title = _("Guideline by guideline")
    if not material.lines:
        return Section("planlagt", title, (_("Nothing stood in the plan for %(year)s.") % year,))
    heads = (
        _("Guideline"),
        _("Kind"),
        _("Lead author"),
        pgettext("column of a report", "What became of it"),
        _("Reason"),
    )
    rows = tuple(
        (
            _title(line),
            _text(KINDS[line.entry.kind]),
            _text(_leads(material, line)),
            _text(fate_text(line)),
            _text(line.reason),
        )
        for line in material.lines
    )
    return Section("planlagt", title, tables=(Table(_("Planned for %(year)s") % year, heads, rows),))


def _leads(material: Material, line: Line) -> str:
    parts = []
    for person, group in line.entry.leads:
        name = material.names.get(person) or _("(name erased)")
        known = material.all_groups.get(group) if group is not None else None
        parts.append(f"{name} ({known.abbreviation})" if known else name)
    return ", ".join(parts)


def _changed(material: Material) -> Section:
    """What was moved, taken out or not completed in the country, with the reason."""
    title = _("What was moved, taken out or not completed")
    told = [line for line in material.lines if line.fate in (Fate.MOVED, Fate.WITHDRAWN, Fate.MISSED)]
    if not told:
        return Section("flyttet", title, (_("Nothing was moved, taken out or settled as not completed."),))
    heads = (_("Guideline"), _("Group"), pgettext("column of a report", "What became of it"), _("Reason"))
    rows = tuple(
        (_title(line), _text(_tied(material, line.guideline.pk)), _text(fate_text(line)), _text(line.reason))
        for line in told
    )
    return Section("flyttet", title, tables=(Table(title, heads, rows),))


def _tied(material: Material, guideline: int) -> str:
    return "/".join(material.all_groups[group].abbreviation for group in material.groups.get(guideline, ()))


def _groups(material: Material) -> Section:
    """The groups with what each had planned, what became of it, and how much is in force."""
    title = _("Group by group")
    year = material.period.year
    shown = {group for groups in material.groups.values() for group in groups}
    rows = []
    for pk, group in material.all_groups.items():
        if pk in shown:
            own = material.of(pk)
            url = reverse("annual-report", args=[group.slug, year]) if group.has_plan else ""
            rows.append((Cell(group.abbreviation, url), *_group_figures(own)))
    if not rows:
        return Section("grupper", title, (_("No group had guidelines then."),))
    rows.append((_text(_("The whole country")), *_group_figures(material)))
    heads = (
        _("Group"),
        pgettext("number of plan entries", "Planned"),
        *(str(FATES[fate]) for fate in Fate),
        _("With a version"),
        pgettext("of guidelines", "In force"),
        _("Share"),
    )
    note = _("A guideline of several groups counts with each of them, and once for the country.")
    table = Table(title, heads, tuple(rows), tuple(range(1, len(heads))), last=1)
    return Section("grupper", title, (note,), (table,))


def _group_figures(material: Material) -> list[Cell]:
    counted, both = fates(material.lines), material.clocks.both
    figures = [len(material.lines), *(counted[fate] for fate in Fate), both.versions, both.in_force]
    return [*(_text(figure) for figure in figures), _text(share(both))]


# --- the plan in the users' manner


def _totals(material: Material) -> Section:
    """The rows of totals of the planskema."""
    period = material.period
    *dated, unknown = material.totals
    title = _("The plan %(first)s–%(last)s") % {"first": period.plan_years[0], "last": period.plan_years[-1]}
    heads = (
        pgettext("column of a report", "Number"),
        *(str(year) for year in period.plan_years),
        pgettext("planskema", "Total"),
    )
    kinds: tuple[tuple[str, Callable[[YearTotal], int]], ...] = (
        (_("Number of revisions"), lambda one: one.revisions),
        (_("Number of new guidelines"), lambda one: one.new),
        (_("Number of guidelines in all"), lambda one: one.all),
    )
    rows = tuple(_figures(label, *(of(one) for one in dated), sum(of(one) for one in dated)) for label, of in kinds)
    table = Table(_("Totals of the plan"), heads, rows, tuple(range(1, len(heads))), last=1)
    notes = []
    if unknown.all:
        notes.append(
            ngettext(
                "%(count)s planned guideline has no year, and counts in none.",
                "%(count)s planned guidelines have no year, and count in none.",
                unknown.all,
            )
            % {"count": unknown.all}
        )
    return Section("totaler", title, tuple(notes), (table,))


# --- versions


def _approved(material: Material) -> Section:
    year = {"year": material.period.year}
    title = _("Approved in %(year)s") % year
    if not material.approved:
        return Section("godkendt", title, (_("No version was approved in %(year)s.") % year,))
    heads = (_("Guideline"), _("Version"), _("Approved"), pgettext("column of a report", "Note"))
    rows = tuple(
        (
            _linked(one.guideline),
            _text(one.version.label),
            _text(table_date(one.version.approved)),
            _text(", ".join(_notes(one.is_first, one.is_planned))),
        )
        for one in material.approved
    )
    return Section("godkendt", title, tables=(Table(title, heads, rows),))


def _notes(is_first: bool, is_planned: bool) -> Iterable[str]:
    if is_first:
        yield pgettext("of a version", "new guideline")
    if not is_planned:
        yield pgettext("of a version", "not planned for the year")


def _withdrawn(material: Material) -> Section:
    year = {"year": material.period.year}
    title = _("Withdrawn in %(year)s") % year
    gone = withdrawn(material.guidelines, material.period)
    if not gone:
        return Section("udgaaet", title, (_("No guideline was withdrawn in %(year)s.") % year,))
    rows = tuple((_linked(one), _text(table_date(one.withdrawn_on or one.merged_on)), _text(_how(one))) for one in gone)
    table = Table(title, (_("Guideline"), _("Date"), _("How")), rows)
    return Section("udgaaet", title, tables=(table,))


def _how(one: GuidelineThen) -> str:
    if one.withdrawn_on is not None:
        return pgettext("of a guideline", "withdrawn")
    return pgettext("of a guideline", "merged into another")


def _validity(material: Material) -> Section:
    """The guidelines in use by both clocks."""
    found, on = material.clocks, long_date(material.period.on)
    title = _("In force on %(date)s") % {"date": on}
    heads = (
        pgettext("column of a report", "Clock"),
        pgettext("of guidelines", "In force"),
        _("Of these due within 12 months"),
        pgettext("validity", "Overdue"),
        pgettext("validity", "Unknown"),
        pgettext("validity", "No approved version"),
        _("Share in force"),
    )
    rows = tuple(
        (_text(label), *_standing(standing))
        for label, standing in (
            (_("Next revision"), found.revision),
            (_("Evidence: literature search or assessment"), found.evidence),
            (_("The worse of the two"), found.both),
        )
    )
    table = Table(title, heads, rows, tuple(range(1, len(heads))), last=1)
    note = _(
        "The share is of the guidelines in use that have an approved version, also those whose dates are not known."
    )
    return Section("gyldighed", title, (note,), (table,))


def _standing(one: Standing) -> list[Cell]:
    figures = (one.in_force, one.soon, one.overdue, one.unknown, one.no_version)
    return [*(_text(figure) for figure in figures), _text(share(one))]


def _time(material: Material) -> Section:
    year = {"year": material.period.year}
    title = _("Time per stage")
    if not material.spent:
        return Section("tid", title, (_("No stage was passed in %(year)s.") % year,))
    heads = (_("Stage"), _("Median, days"), _("Range, days"), pgettext("column of a report", "Number"))
    rows = tuple(
        (_text(SPANS[name]), _text(days(one.median)), _text(range_text(one)), _text(one.n))
        for name, one in material.spent.items()
    )
    note = (
        _("Counts the stages that a revision left for the last time in %(year)s, all its stays in each added up.")
        % year
    )
    table = Table(_("Time per stage in %(year)s") % year, heads, rows, (1, 2, 3))
    return Section("tid", title, (note,), (table,))


# --- what is common


def _blocks(material: Material, name: str) -> tuple[Block, ...]:
    period, found = material.period, material.clocks
    gone = [one.title for one in withdrawn(material.guidelines, period)]
    standing = (found.revision, found.evidence, found.both)
    return (
        Block("plan", _("Planned and completed"), planned_block(material.lines, name, period)),
        Block("totaler", _("The plan"), totals_block(material.totals, name, period)),
        Block("versioner", _("New and withdrawn"), approved_block(material.approved, gone, period)),
        Block("gyldighed", pgettext("of guidelines", "In force"), clocks_block(*standing, period)),
        Block("tid", _("Time per stage"), spent_block(material.spent, period)),
    )


def _text(text: object) -> Cell:
    return Cell(str(text))


def _figures(label: str, *figures: int) -> tuple[Cell, ...]:
    return (_text(label), *(_text(figure) for figure in figures))


def _title(line: Line) -> Cell:
    return _linked(line.guideline)


def _linked(guideline: GuidelineThen) -> Cell:
    return Cell(guideline.title, reverse("guideline", args=[guideline.slug]), guideline.language)

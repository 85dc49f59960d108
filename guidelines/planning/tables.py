"""The plan's table as HTML: one row function over plain values, escaping of its own (foundations 28, C13).

The markup is a native table with its roles said aloud, because the phone's cards are made by CSS (ux 3.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guidelines.planning.matrix import Entry, Look, Mark, PlanRow, Run
from guidelines.planning.rules import Kind, TargetBasis
from guidelines.planning.sections import Section, SectionKind, row_totals, years_outside
from guidelines.planning.wording import (
    HOLDERS,
    STAGES,
    duration,
    mark_phrase,
    mark_word,
    row_texts,
    short_date,
)
from guidelines.register.rules import ValidityState
from guidelines.register.wording import STATES as VALIDITY

NOTE_SHOWN = 80
_STATED, _FROM_YEAR = TargetBasis.NEXT_DUE, TargetBasis.PLANNED_YEAR
_EMPTY = '<td role="cell" class="y"></td>'
_EMPTY_NOW = '<td role="cell" class="y now"></td>'


@dataclass
class Painter:
    """What all rows of one table share: years, day, language and the words, each looked up once."""

    years: Sequence[int]
    today: date
    words: dict[object, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.language = get_language() or "da"
        self.before, self.after = reverse("guideline", args=["-"]).rsplit("-", 1)
        self.empty = {year: _EMPTY_NOW if year == self.today.year else _EMPTY for year in self.years}
        self.text = row_texts()
        self.html = {name: escape(text) for name, text in self.text.items()}
        self.no_lead, self.no_year = pill("unk", _("No lead author")), pill("unk", _("Year missing"))
        self.states = {state.value: pill(look, str(label)) for state, (look, label) in VALIDITY.items()}
        self.states[ValidityState.NO_VERSION] = pill("unk", _("No version"))

    def dated(self, day: date, precision: str | None = "day") -> str:
        """Return a date as the table writes it, looked up once."""
        key = (day, precision)
        return self.words.get(key) or self.words.setdefault(key, short_date(day, precision, self.language))

    def approved(self, day: date, precision: str | None) -> str:
        """Return since when a version is approved, put together once; not escaped."""
        key = ("approved", day, precision)
        if known := self.words.get(key):
            return known
        return self.words.setdefault(key, self.text["approved"] % {"date": self.dated(day, precision)})

    def since(self, day: date) -> str:
        """Return how long ago a day was, counted once."""
        return self.words.get(day) or self.words.setdefault(day, duration(day, self.today))

    def phrase(self, mark: Mark) -> str:
        """Return what a mark means, looked up once; not escaped."""
        return self.words.get(mark) or self.words.setdefault(mark, mark_phrase(mark))


def plan_table(sections: Iterable[Section], painter: Painter, *, caption: str, is_filtered: bool = False) -> SafeString:
    """Return the whole table: head, a body a section, and the rows of totals over what is shown."""
    listed = list(sections)
    rows = [row for section in listed for row in section.rows]
    width = len(painter.years) + 5
    wide = " wide" if len(painter.years) > 6 else ""
    parts = [
        f'<table class="plan{wide} from-{painter.years[0] % 100:02d}" role="table">'
        f'<caption class="vh">{escape(caption)}</caption>',
        head(painter, (_("Next due"), "next"), (_("Status"), "state")),
    ]
    for section in listed:
        parts.append(section_head(section, width))
        parts += [plan_row(row, painter) for row in section.rows]
        parts.append("</tbody>\n")
    parts.append(totals(rows, painter, is_filtered=is_filtered))
    return mark_safe("".join(parts))  # noqa: S308 - every value went through escape


def head(painter: Painter, *last: tuple[str, str]) -> str:
    """Return the head of the table; `last` are the columns after the years, each a label and its class."""
    cell = '<th role="columnheader" scope="col"'
    years = (
        f'{cell} class="y now" aria-current="date">{year}</th>' if now else f'{cell} class="y">{year}</th>'
        for year, now in ((year, year == painter.today.year) for year in painter.years)
    )
    ends = "".join(f'{cell} class="{look}">{escape(label)}</th>' for label, look in last)
    return (
        f'<thead role="rowgroup"><tr role="row">{cell}>{escape(_("Guideline"))}</th>'
        f'{cell} class="who">{escape(_("Lead authors"))}</th>{"".join(years)}{ends}'
        f'{cell} class="act"><span class="vh">{escape(_("Actions"))}</span></th></tr></thead>\n'
    )


def section_head(section: Section, width: int) -> str:
    """Return the opening of a body, with its heading where the page is divided."""
    if section.kind is SectionKind.WHOLE:
        return '<tbody role="rowgroup">\n'
    titles = {SectionKind.ACTION: _("Needs action"), SectionKind.LATER: _("Later")}
    title = titles.get(section.kind) or _("Planned in %(year)s") % {"year": section.year}
    return (
        f'<tbody role="rowgroup"><tr role="row" class="group"><th role="rowheader" scope="rowgroup" colspan="{width}">'
        f"{escape(title)} <i>({len(section.rows)})</i></th></tr>\n"
    )


def plan_row(row: PlanRow, painter: Painter) -> str:
    """Return one row of the table; every value that a person wrote is escaped."""
    title = escape(row.facts.title)
    return (
        f'<tr role="row" id="r{row.facts.id}">{title_cell(row, title, painter)}{who_cell(row, painter)}'
        f"{year_cells(row, painter)}{next_cell(row, painter)}{state_cell(row, painter)}"
        f'<td role="cell" class="act">{_menu(row, title, painter) if row.may_edit else ""}</td></tr>\n'
    )


def title_cell(row: PlanRow, title: str, painter: Painter) -> str:
    """Return the row's head: the whole title, and below it version, approval and what is special."""
    facts = row.facts
    lang = f' lang="{facts.language}"' if facts.language != painter.language else ""
    note = ""
    if row.is_inside and row.entry and row.entry.note:
        text = row.entry.note if len(row.entry.note) <= NOTE_SHOWN else row.entry.note[:NOTE_SHOWN] + "…"
        note = f"<small>{escape(painter.text['note'] % {'text': text})}</small>"
    return (
        f'<th role="rowheader" scope="row"><a href="{painter.before}{facts.slug}{painter.after}"{lang}>{title}</a>'
        f"<small>{escape(' · '.join(_details(row, painter)))}</small>{note}</th>"
    )


def _details(row: PlanRow, painter: Painter) -> list[str]:
    facts, text, details = row.facts, painter.text, []
    if facts.is_working_title:
        details.append(text["working_title"])
    if facts.label:
        details.append(text["version"] % {"label": facts.label})
        approved = facts.admin_last or facts.clinical_last
        if approved:
            precision = facts.admin_precision if facts.admin_last else facts.clinical_precision
            details.append(painter.approved(approved, precision))
    elif row.entry and row.entry.kind == Kind.NEW:
        details.append(text["new"])
    if row.entry and row.entry.submitted:
        last, precision = row.entry.submitted
        details.append(text["submitted"] % {"date": painter.dated(last, precision)})
    if len(row.groups) > 1:
        details.append(text["joint"] % {"groups": "/".join(row.groups)})
        if not row.is_owner_known:
            details.append(text["no_owner"])
    if not painter.empty.keys() >= row.marks.keys():
        details += [f"{year}: {painter.phrase(mark)}" for year, mark in years_outside(row, painter.years)]
    return details


def who_cell(row: PlanRow, painter: Painter) -> str:
    """Return the tovholdere in order, each with the group in brackets where one is given."""
    entry = row.entry
    if entry and entry.leads:
        names = ", ".join([f"{name} ({group})" if group else name for _key, name, group, _group in entry.leads])
        return f'<td role="cell" class="who">{escape(names)}</td>'
    missing = painter.no_lead if entry and entry.is_planned else ""
    return f'<td role="cell" class="who">{missing}</td>'


def year_cells(row: PlanRow, painter: Painter) -> str:
    """Return a cell a year; one across all years where nothing but a year is missing."""
    if _is_only_unknown(row, painter):
        return _no_year(row, painter)
    target, marked = row.target, row.marks
    flag = target.on.year if target and target.basis is not _FROM_YEAR else None
    cells = painter.empty.copy()
    for year, marks in marked.items():
        if year in cells:
            cells[year] = f"{cells[year][:-5]}{_mark(year, marks, painter)}</td>"
    if flag in cells and target:
        drawn = _flag(flag, target.on, painter, has_mark=flag in marked)
        cells[flag] = f"{cells[flag][:-5]}{drawn}</td>"
    return "".join(cells.values())


def _is_only_unknown(row: PlanRow, painter: Painter) -> bool:
    """True when a year is missing or unsaid, and nothing else would stand in the years shown.

    A target that only follows from the planned year would say nothing new, so it does not count.
    """
    if not row.asks_year or not painter.empty.keys().isdisjoint(row.marks):
        return False
    return not row.target or row.target.basis is _FROM_YEAR or row.target.on.year not in painter.empty


def _no_year(row: PlanRow, painter: Painter) -> str:
    entry = next(entry for entry in row.entries if entry.is_planned and not entry.is_year_agreed)
    text = escape(mark_word(Mark(Look.PLANNED, entry.kind)))
    asked = _("Year missing – confirm") if entry.year is None else _confirm(entry.year)
    return (
        f'<td role="cell" class="y all" colspan="{len(painter.years)}"><b class="mark unk">{text}?</b> '
        f"{escape(asked)}</td>"
    )


def _confirm(year: int) -> str:
    return _("%(year)s by the totals – confirm") % {"year": year}


def _mark(year: int, marks: Sequence[Mark], painter: Painter) -> str:
    """The strongest mark is drawn, the sentence names all of them."""
    key = (year, *marks)
    if known := painter.words.get(key):
        return known
    phrases = escape("; ".join([painter.phrase(mark) for mark in marks]))
    drawn = f'<b class="mark {marks[0].look}" aria-hidden="true">{escape(mark_word(marks[0]))}</b>'
    return painter.words.setdefault(key, f'{drawn}<i class="vh">{year}: {phrases}</i>')


def _flag(year: int, on: date, painter: Painter, *, has_mark: bool) -> str:
    key = (on, has_mark)
    if known := painter.words.get(key):
        return known
    sentence = painter.html["flag"] % {"year": year, "date": escape(painter.dated(on))}
    drawn = f'<b class="mark flag" aria-hidden="true">{painter.html["by_then"]}</b>'
    return painter.words.setdefault(key, f'{drawn}<i class="vh">{"; " if has_mark else ""}{sentence}</i>')


def next_cell(row: PlanRow, painter: Painter) -> str:
    """Return the target's date as precise as it is known, and where it is no stated date, what it rests on."""
    if row.target is None:
        return '<td role="cell" class="next"></td>'
    target = row.target
    key = ("next", target, row.facts.due_precision if target.basis is _STATED else "day")
    if known := painter.words.get(key):
        return known
    small = "" if target.basis is _STATED else f"<small>{painter.html[target.basis]}</small>"
    text = escape(painter.dated(target.on, key[2]))
    return painter.words.setdefault(
        key, f'<td role="cell" class="next" data-l="{painter.html["next"]}">{text}{small}</td>'
    )


def state_cell(row: PlanRow, painter: Painter) -> str:
    """Return the two axes below each other, never mixed: the version's validity, then the revision or the plan."""
    pills = painter.states[row.facts.validity]
    if row.overdue_since:
        pills = pill("err", painter.text["overdue"] % {"time": painter.since(row.overdue_since)})
    if row.run:
        pills += "".join(_run_pills(row.run, painter))
    if row.missed_year is not None:
        pills += pill("err", _("Not completed %(year)s") % {"year": row.missed_year})
    if row.asks_year and not _is_only_unknown(row, painter):
        pills += "".join([_asked(entry, painter) for entry in row.entries if entry.is_planned])
    return f'<td role="cell" class="state">{pills}</td>'


def _asked(entry: Entry, painter: Painter) -> str:
    if entry.year is None:
        return painter.no_year
    return "" if entry.is_year_agreed else pill("unk", _confirm(entry.year))


def pill(look: str, text: str) -> str:
    """Return a state by shape and word."""
    return f'<b class="pill {look}">{escape(text)}</b>'


def _run_pills(run: Run, painter: Painter) -> list[str]:
    pills = []
    for step in run.holders:
        look, label = HOLDERS[step.role]
        text = str(label)
        if step in run.yours:
            look, text = "sub", _("Awaiting you")
        elif step.person is not None and step.name:
            text = _("Awaiting %(name)s") % {"name": step.name}
        elif step.role == "chair" and step.chair_title:
            text = _("Awaiting %(name)s") % {"name": step.chair_title}
        pills.append(pill(look, f"{text} ({painter.since(step.since)})"))
    if not pills:
        pills.append(pill("prog", str(STAGES[run.stage])))
    if run.is_late and run.deadline_on:
        late = {"time": painter.since(run.deadline_on)}
        pills.append(pill("err", _("Agreed deadline passed %(time)s ago") % late))
    return pills


def _menu(row: PlanRow, title: str, painter: Painter) -> str:
    """The row's menu: native, so that it opens without scripts; addresses are relative to the plan's own.

    A list item ends where the next one begins, or the list: HTML asks for no more, and every row pays for it.
    """
    text = painter.html
    if row.entry and row.entry.is_planned:
        key = row.entry.id
        year = (
            f'<a href="{key}/flyt/">{text["move"]}'
            if row.entry.is_year_agreed
            else f'<a href="{key}/aar/">{text["year"]}'
        )
        missed = "" if row.missed_year is None else f'<li><a href="{key}/ikke-naaet/">{text["missed"]}</a>'
        items = (
            f'<li>{year}</a><li><a href="{key}/tovholder/">{text["leads"]}</a>'
            f'<li><a href="{key}/notat/">{text["write"]}</a>{missed}'
            f'<li><a href="{key}/udgaar/">{text["out"]}</a>'
        )
    else:
        items = f'<li><a href="ny/?retningslinje={row.facts.id}">{text["plan"]}</a>'
    return (
        f'<details class="menu"><summary class="more"><i class="vh">{text["actions"]} {title}</i></summary><ul>{items}'
        f'<li><a href="{painter.before}{row.facts.slug}{painter.after}">{text["open"]}</a></ul></details>'
    )


def totals(rows: Iterable[PlanRow], painter: Painter, *, is_filtered: bool) -> str:
    """Return the planskema's three rows of totals, counted over the rows that are shown."""
    counted = row_totals(rows, painter.years)
    lines = (
        (_("Number of revisions"), [total.revisions for total in counted]),
        (_("Number of new guidelines"), [total.new for total in counted]),
        (_("Number of guidelines in all"), [total.all for total in counted]),
    )
    return (
        '<tfoot role="rowgroup">' + "".join(_total(*line, painter, is_filtered) for line in lines) + "</tfoot></table>"
    )


def _total(label: str, numbers: list[int], painter: Painter, is_filtered: bool) -> str:
    shown = f" {_('(of those shown)')}" if is_filtered else ""
    cells = "".join(
        f"{painter.empty[year][:-5]}{number}</td>" for year, number in zip(painter.years, numbers, strict=False)
    )
    missing = f"; {_('without a year:')} {numbers[-1]}" if numbers[-1] else ""
    return (
        f'<tr role="row"><th role="rowheader" scope="row" colspan="2">{escape(label + shown)}</th>{cells}'
        f'<td role="cell" class="sum" colspan="3"><span class="meta">{escape(_("in all"))}</span> '
        f"{sum(numbers)}{escape(missing)}</td></tr>\n"
    )

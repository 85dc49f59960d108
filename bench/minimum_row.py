"""One row of the plan by hand: what it asks for, where it sorts, and its f-string."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from guidelines.documents.dates import add_months

DECIDING = {"clinical_approval", "submitted", "administrative_approval"}
STRENGTH = ("prog", "sub", "plan", "new", "err", "done", "off")
WORDS = {"prog": "I gang", "sub": "Ind.", "plan": "Rev.", "new": "Ny", "err": "Rev.", "done": "Rev.", "off": "Rev."}
SAID = {
    "prog": "revision i gang, trin: udkast",
    "sub": "revision i gang, trin: faglig godkendelse",
    "plan": "revision planlagt",
    "new": "ny retningslinje planlagt",
    "err": "revision ikke gennemført",
    "done": "revision godkendt",
    "off": "revision flyttet",
}
HOLDERS = {
    "lead": ("prog", "Hos tovholder"),
    "chair": ("sub", "Afventer formanden"),
    "secretariat": ("sub", "Hos sekretariatet"),
}
MONTHS = ("", "jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")
NOTHING = (0, None, "", "", ())
Values = Sequence[Any]


class Day:
    """The day a page is made on, in the forms that rows are compared with."""

    def __init__(self, today: date) -> None:
        self.text = today.isoformat()
        self.soon = add_months(today, 12).isoformat()
        self.year, self.month, self.day = today.year, today.month, today.day
        self.years = range(today.year - 1, today.year + 5)
        self.empty = {year: f'<td role="cell" class="y{" now" * (year == today.year)}">' for year in self.years}

    def months_since(self, text: str) -> int:
        """Whole months from a day until today."""
        return (self.year - int(text[:4])) * 12 + self.month - int(text[5:7]) - (self.day < int(text[8:]))


def main_entry(own: list[Values], underway: int | None) -> Values:
    """What a row is about: the entry under way, else without a year, else the next, else the last settled."""
    planned = [entry for entry in own if entry[3] == "planned"]
    for entry in planned:
        if entry[0] == underway:
            return entry
    if planned:
        return min(planned, key=lambda entry: entry[1] or 0)
    settled = [entry for entry in own if entry[3] != "moved"]
    return max(settled, key=lambda entry: entry[1] or 0, default=NOTHING)


def short(text: str | None, precision: str | None) -> str:
    """A date as it is shown: 21.12.2020, dec. 2020 or 2020."""
    if not text or precision == "year":
        return text[:4] if text else ""
    if precision == "month":
        return f"{MONTHS[int(text[5:7])]} {text[:4]}"
    return f"{text[8:]}.{text[5:7]}.{text[:4]}"


def painted(
    row: Values, own: list[Values], entry: Values, step: Values | None, groups: list[str], me: int, day: Day
) -> tuple[int, tuple[Any, ...], str]:
    """Return the section a row belongs to, what it is sorted by there, and its HTML."""
    _, _, _, _, label, _, _, due, _, base, every, underway, stage, returned, deadline, _ = row
    key, year, _kind, outcome, leads = entry
    clocks = [due] if due else []
    if base:
        clocks.append(f"{int(base[:4]) + every // 12}{base[4:]}")
    worst = min(clocks, default="")
    overdue = worst if worst and worst < day.text else ""
    missed = outcome == "missed" or (outcome == "planned" and year and year < day.year and key != underway)
    no_year = no_lead = False
    for other in own:
        if other[3] == "planned":
            no_year, no_lead = no_year or other[1] is None, no_lead or not other[4]
    yours = step and ((step[0] == "chair" and step[2]) or (step[0] == "lead" and any(lead[0] == me for lead in leads)))
    needs = (yours, overdue or (deadline and deadline < day.text), missed, no_year, no_lead)
    urgency = next((place for place, need in enumerate(needs) if need), None)
    planned = year if outcome == "planned" else None
    target = deadline or due or (f"{planned}-12-01" if planned else "")
    marks = _marks(own, underway, "sub" if stage in DECIDING and not returned else "prog", day)
    cells = _years(marks, no_year, target if deadline or due else "", day)
    pills = _pills(label, worst, overdue, step, year if missed else None, no_year, day)
    html = _html(row, entry, groups, cells, target, pills)
    if urgency is not None:
        return 0, (urgency, overdue or target or "9999-12-31"), html
    section = {day.year: 1, day.year + 1: 2}.get(planned or 0, 3)
    return section, (planned or 9999,) if section == 3 else (), html


def _marks(own: list[Values], underway: int | None, running: str, day: Day) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = {}
    for key, year, kind, outcome, _leads in own:
        if year is None:
            continue
        if outcome == "moved":
            look = "off"
        elif outcome == "planned" and key == underway:
            look = running
        elif outcome == "missed" or (outcome == "planned" and year < day.year):
            look = "err"
        else:
            look = "done" if outcome == "done" else "new" if kind == "new" else "plan"
        marks.setdefault(year, []).append(look)
    for several in marks.values():
        several.sort(key=STRENGTH.index)
    return marks


def _years(marks: dict[int, list[str]], no_year: bool, target: str, day: Day) -> str:
    flag = int(target[:4]) if target else None
    if no_year and flag not in day.empty and marks.keys().isdisjoint(day.empty):
        return '<td role="cell" class="y all" colspan="6"><b class="mark unk">Rev.?</b> År mangler – bekræft</td>'
    cells = []
    for year, empty in day.empty.items():
        inner = ""
        if looks := marks.get(year):
            look, said = looks[0], "; ".join([SAID[look] for look in looks])
            inner = f'<b class="mark {look}" aria-hidden="true">{WORDS[look]}</b><i class="vh">{year}: {said}</i>'
        if year == flag:
            inner += (
                f'<b class="mark flag" aria-hidden="true">senest</b>'
                f'<i class="vh">{year}: næste revision senest {short(target, "day")}</i>'
            )
        cells.append(f"{empty}{inner}</td>")
    return "".join(cells)


def _pills(
    label: str | None,
    worst: str,
    overdue: str,
    step: Values | None,
    missed: int | None,
    no_year: bool,
    day: Day,
) -> str:
    if label is None:
        pills = '<b class="pill unk">Ingen version</b>'
    elif overdue:
        pills = f'<b class="pill err">Overskredet {day.months_since(overdue)} mdr.</b>'
    elif worst:
        pills = '<b class="pill plan">Snart</b>' if worst <= day.soon else '<b class="pill ok">Gyldig</b>'
    else:
        pills = '<b class="pill unk">Ukendt</b>'
    if step:
        look, holder = HOLDERS[step[0]]
        pills += f'<b class="pill {look}">{holder} ({day.months_since(step[1])} mdr.)</b>'
    if missed:
        pills += f'<b class="pill err">Ikke gennemført {missed}</b>'
    return f'{pills}<b class="pill unk">År mangler</b>' if no_year else pills


def _html(row: Values, entry: Values, groups: list[str], cells: str, target: str, pills: str) -> str:
    guideline, slug, title, language, label, approved, precision, due, due_precision = row[:9]
    key, year, _kind, outcome, leads = entry
    title, lang = escape(title), f' lang="{language}"' if language != "da" else ""
    details = f"v. {escape(label)} · godk. {short(approved, precision)}" if label else ""
    if len(groups) > 1:
        details += f" · samarbejde {escape('/'.join(groups))}"
    names = escape(", ".join([lead[1] for lead in leads])) or '<b class="pill unk">Ingen tovholder</b>'
    until = short(target, due_precision if target == due else "day")
    if outcome == "planned":
        items = (
            f'<li><a href="{key}/{"flyt" if year else "aar"}/">Flyt til år …</a></li>'
            f'<li><a href="{key}/tovholder/">Skift tovholder …</a></li><li><a href="{key}/notat/">Notér …</a></li>'
            f'<li><a href="{key}/udgaar/">Tag ud af planen</a></li>'
        )
    else:
        items = f'<li><a href="ny/?retningslinje={guideline}">Planlæg en revision …</a></li>'
    return (
        f'<tr role="row" id="r{guideline}"><th role="rowheader" scope="row"><a href="/retningslinjer/{slug}/"{lang}>'
        f'{title}</a><small>{details}</small></th><td role="cell" class="who">{names}</td>{cells}'
        f'<td role="cell" class="next" data-l="Næste senest">{until}</td><td role="cell" class="state">{pills}</td>'
        f'<td role="cell" class="act"><details class="menu"><summary class="more"><i class="vh">Handlinger for {title}'
        f'</i></summary><ul>{items}<li><a href="/retningslinjer/{slug}/">Åbn</a></li></ul></details></td></tr>\n'
    )

"""The plan page by hand: three flat queries through the bare driver and one f-string a row, no framework.

It shows what `guidelines.planning` shows to a chair of the group, in the same order, and knows nothing it need not:
no session, no other language, no filters. Dates stay the texts that SQLite keeps; the data of the bench counts no
interval from a day after the 28th.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any

from bench.minimum_row import Day, main_entry, painted

GUIDELINES = """
SELECT g.id, g.slug, g.title, g.language, v.label,
    coalesce(v.administrative_approval_last, v.clinical_approval_last),
    coalesce(nullif(v.administrative_approval_precision, ''), v.clinical_approval_precision),
    v.next_due_last, v.next_due_precision,
    max(coalesce(v.last_search_last, v.assessed_last), coalesce(v.assessed_last, v.last_search_last)),
    coalesce(g.assessment_months, (SELECT oo.assessment_months FROM guidelines_guidelinegroup o
        JOIN guidelines_group oo ON oo.id = o.group_id WHERE o.guideline_id = g.id AND o.role = 'owner'), 36),
    r.plan_entry_id, r.stage, r.is_returned, r.deadline_on, other.abbreviation
FROM guidelines_guideline g
LEFT JOIN guidelines_guidelineversion v ON v.guideline_id = g.id AND v.is_current
LEFT JOIN guidelines_revision r ON r.guideline_id = g.id AND r.ended_on IS NULL
JOIN guidelines_guidelinegroup lo ON lo.guideline_id = g.id JOIN guidelines_group other ON other.id = lo.group_id
WHERE g.id IN (SELECT guideline_id FROM guidelines_guidelinegroup WHERE group_id = ?)
ORDER BY g.sort_key, g.id, lo.role, other.sort_key
"""
ENTRIES = """
SELECT e.guideline_id, e.id, e.year, e.kind, e.outcome, p.id, p.name, p.sort_key, a.abbreviation
FROM guidelines_planentry e
LEFT JOIN guidelines_assignment s ON s.plan_entry_id = e.id AND s.role = 'lead' AND s.ended_on IS NULL
LEFT JOIN guidelines_person p ON p.id = s.person_id LEFT JOIN guidelines_group a ON a.id = s.acting_for_id
WHERE e.outcome != 'withdrawn' AND e.guideline_id IN
    (SELECT guideline_id FROM guidelines_guidelinegroup WHERE group_id = ?)
ORDER BY e.id, s.position, s.id
"""
STEPS = """
SELECT r.guideline_id, s.holder_role, s.since, coalesce(s.holder_group_id, ?1) = ?1
FROM guidelines_revision r JOIN guidelines_step s ON s.revision_id = r.id AND s.closed_on IS NULL
WHERE r.ended_on IS NULL AND r.guideline_id IN (SELECT guideline_id FROM guidelines_guidelinegroup WHERE group_id = ?1)
ORDER BY s.since, s.id
"""
HEAD = "<!doctype html>\n<html lang=da><title>Plan</title>"


def plan_page(connection: sqlite3.Connection, group: int, me: int, today: date) -> bytes:
    """Return the page of the group's plan as its chair sees it, who is the person `me`."""
    day = Day(today)
    entries, totals = _entries(connection, group)
    steps = {guideline: step for guideline, *step in connection.execute(STEPS, (group,))}
    rows: dict[int, tuple[Any, ...]] = {}
    groups: dict[int, list[str]] = {}
    for row in connection.execute(GUIDELINES, (group,)):
        groups.setdefault(row[0], []).append(row[-1])
        rows.setdefault(row[0], row)
    sections: dict[int, list[tuple[Any, ...]]] = {0: [], 1: [], 2: [], 3: []}
    people: dict[bytes, tuple[int, str]] = {}
    for place, row in enumerate(rows.values()):
        own = entries.get(row[0], [])
        entry = main_entry(own, row[11])
        section, sorting, html = painted(row, own, entry, steps.get(row[0]), groups[row[0]], me, day)
        sections[section].append((sorting, own[0][0] if own else 1 << 60, place, html))
        people.update((lead[3], (lead[0], lead[2])) for lead in entry[4])
    return f"{HEAD}{_options(people)}<table>{_bodies(sections, day.year)}{_totals(totals, day.years)}</table>".encode()


def _entries(
    connection: sqlite3.Connection, group: int
) -> tuple[dict[int, list[Any]], dict[tuple[int | None, bool], int]]:
    """The entries (id, year, kind, outcome, leads) of each guideline, and how many count in each year, by kind."""
    found: dict[int, list[Any]] = {}
    totals: dict[tuple[int | None, bool], int] = {}
    last, leads = None, list[tuple[Any, ...]]()
    for guideline, key, year, kind, outcome, person, name, sort_key, acting in connection.execute(ENTRIES, (group,)):
        if key != last:
            last, leads = key, []
            found.setdefault(guideline, []).append((key, year, kind, outcome, leads))
            if outcome != "moved":
                totals[year, kind == "new"] = totals.get((year, kind == "new"), 0) + 1
        if person is not None:
            leads.append((person, f"{name} ({acting})" if acting else name, name, sort_key))
    return found, totals


def _options(people: dict[bytes, tuple[int, str]]) -> str:
    options = "".join(f'<option value="{key}">{escape(name)}</option>' for _, (key, name) in sorted(people.items()))
    return f'<select name="tovholder"><option value="" selected>Alle tovholdere</option>{options}</select>'


def _bodies(sections: dict[int, list[tuple[Any, ...]]], year: int) -> str:
    titles = ("Kræver handling", f"Planlagt i {year}", f"Planlagt i {year + 1}", "Senere")
    return "".join(
        f'<tbody><tr class="group"><th colspan="11">{title} <i>({len(found)})</i></th></tr>'
        f"{''.join(row[3] for row in sorted(found))}</tbody>"
        for title, found in zip(titles, sections.values(), strict=True)
        if found
    )


def _totals(totals: dict[tuple[int | None, bool], int], years: Iterable[int]) -> str:
    labels = {"Antal revisioner": (False,), "Antal nye": (True,), "Antal retningslinjer i alt": (False, True)}
    lines = []
    for label, kinds in labels.items():
        numbers = [sum(totals.get((year, kind), 0) for kind in kinds) for year in (*years, None)]
        cells = "".join(f'<td class="y">{number}</td>' for number in numbers)
        lines.append(f'<tr><th colspan="2">{label}</th>{cells}<td class="sum" colspan="2">{sum(numbers)}</td></tr>')
    return f"<tfoot>{''.join(lines)}</tfoot>"

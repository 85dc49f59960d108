"""*Mine opgaver* by hand: one statement, one line an entry."""

from __future__ import annotations

import sqlite3
from html import escape

TASKS = """
SELECT g.slug, g.title, e.year, v.label, coalesce(r.deadline_on, v.next_due_last), r.stage
FROM guidelines_assignment a JOIN guidelines_planentry e ON e.id = a.plan_entry_id
JOIN guidelines_guideline g ON g.id = e.guideline_id
LEFT JOIN guidelines_guidelineversion v ON v.guideline_id = g.id AND v.is_current
LEFT JOIN guidelines_revision r ON r.plan_entry_id = e.id AND r.ended_on IS NULL
WHERE a.person_id = ? AND a.role = 'lead' AND a.ended_on IS NULL AND e.outcome IN ('planned', 'done')
ORDER BY coalesce(r.deadline_on, v.next_due_last), e.id
"""


def tasks_page(connection: sqlite3.Connection, person: int) -> bytes:
    """Return the page of what the person is tovholder of."""
    rows = connection.execute(TASKS, (person,))
    items = "".join(
        [
            f'<li><a href="/retningslinjer/{slug}/">{escape(title)}</a> v. {label} {year} {due} {stage}</li>'
            for slug, title, year, label, due, stage in rows
        ]
    )
    return f"<!doctype html>\n<html lang=da><title>Mine opgaver</title><main><ul>{items}</ul></main>".encode()

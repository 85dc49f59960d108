"""The first page of *Retningslinjer* by hand: one statement in the list's order without a count, and an f-string a row.

`cursor` is anything that executes SQL with question marks: the bare driver's connection, or Django's cursor.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import Any, Protocol

from bench.minimum_row import short
from guidelines.documents.dates import add_months

SIZE = 50
PAGE = """
SELECT g.id, g.slug, g.title, g.language, g.is_working_title, (
        SELECT group_concat(name, '/') FROM (SELECT o.abbreviation AS name
            FROM guidelines_guidelinegroup l JOIN guidelines_group o ON o.id = l.group_id
            WHERE l.guideline_id = g.id ORDER BY l.role != 'owner', o.sort_key)
    ), v.label, coalesce(v.administrative_approval_last, v.clinical_approval_last) || '',
    coalesce(nullif(v.administrative_approval_precision, ''), v.clinical_approval_precision),
    v.next_due_last || '', v.next_due_precision,
    max(coalesce(v.last_search_last, v.assessed_last), coalesce(v.assessed_last, v.last_search_last)) || '',
    coalesce(g.assessment_months, (SELECT oo.assessment_months FROM guidelines_guidelinegroup o
        JOIN guidelines_group oo ON oo.id = o.group_id WHERE o.guideline_id = g.id AND o.role = 'owner'), 36)
FROM guidelines_guideline g
{join} JOIN guidelines_guidelineversion v ON v.guideline_id = g.id AND v.is_current
ORDER BY g.sort_key, g.id LIMIT 51
"""
EVERYTHING, PUBLISHED = PAGE.format(join="LEFT"), PAGE.format(join="")


class Executes(Protocol):
    """A connection or cursor: `execute` returns rows."""

    def execute(self, sql: str) -> Iterable[tuple[Any, ...]]:
        """Run a statement without parameters."""


def list_page(cursor: Executes, today: date, *, published: bool) -> bytes:
    """Return the first page of the list, with the link to the next one; `published` leaves out what has no version."""
    rows = list(cursor.execute(PUBLISHED if published else EVERYTHING))
    day, soon = today.isoformat(), add_months(today, 12).isoformat()
    body = "".join([_row(row, day, soon) for row in rows[:SIZE]])
    following = f'<nav><a href="?efter={rows[SIZE - 1][0]}">Næste side</a></nav>' if len(rows) > SIZE else ""
    return (
        "<!doctype html>\n<html lang=da><title>Retningslinjer</title><table><thead><tr><th>Retningslinje</th>"
        "<th>Gruppe</th><th>Version</th><th>Sidst godkendt</th><th>Næste senest</th><th>Gyldighed</th></tr></thead>"
        f"<tbody>{body}</tbody></table>{following}"
    ).encode()


def _row(row: tuple[Any, ...], day: str, soon: str) -> str:
    _key, slug, title, language, working, groups, label, approved, precision, due, due_precision, base, every = row
    clocks = [due] if due else []
    if base:
        clocks.append(f"{int(base[:4]) + every // 12}{base[4:]}")
    worst = min(clocks, default="")
    if label is None:
        pill = '<b class="pill unk">Ingen godkendt version</b>'
    elif worst and worst < day:
        pill = '<b class="pill err">Frist overskredet</b>'
        if due and due >= day:
            pill += "<small>litteratursøgningen er for gammel</small>"
    elif worst:
        pill = '<b class="pill plan">Snart</b>' if worst <= soon else '<b class="pill ok">Gyldig</b>'
    else:
        pill = '<b class="pill unk">Ukendt</b>'
    lang = f' lang="{language}"' if language != "da" else ""
    return (
        f'<tr role="row"><th scope="row" role="rowheader"><a href="/retningslinjer/{slug}/"{lang}>{escape(title)}</a>'
        f"{'<small>Arbejdstitel</small>' if working else ''}</th>"
        f'<td role="cell" data-l="Gruppe">{escape(groups or "")}</td>'
        f'<td role="cell" data-l="Version" class="num">{escape(label or "")}</td>'
        f'<td role="cell" data-l="Sidst godkendt" class="num">{short(approved, precision)}</td>'
        f'<td role="cell" data-l="Næste senest" class="num">{short(due, due_precision)}</td>'
        f'<td role="cell">{pill}</td></tr>'
    )

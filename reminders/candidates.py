"""Which guidelines a day's planning must look at: one statement over targets and rows, for any number of guidelines.

It asks what is due by now and has no row (reliability 2.1), never what is due today, and errs on the side of asking:
the rules decide on whatever it names, and nothing is due to anybody of what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from guidelines.people.models import Role
from guidelines.planning.models import Assignment, LeadAnswer, PlanEntry, Revision, Step
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from reminders.ladder import CALL, LATE, WITHOUT_LEADS, Ladder, Ladders
from reminders.models import GroupRelease, Occurrence
from reminders.rules import slot_of

_TABLES = {
    model.__name__: connection.ops.quote_name(model._meta.db_table)
    for model in (
        *(Assignment, GroupRelease, Guideline, GuidelineGroup, GuidelineVersion, LeadAnswer),
        *(Occurrence, PlanEntry, Revision, Role, Step),
    )
}
_FIRST = date(1990, 1, 1)


@dataclass(frozen=True)
class Reach:
    """The targets from `first` to `last`, both included, have reached these rungs of a ladder by a day."""

    first: date
    last: date
    rungs: tuple[str, ...]


def reaches(ladder: Ladder, day: date) -> list[Reach]:
    """Return, from the latest target to the earliest, which rungs have been reached; a late target's hold LATE last.

    The slot of a rung never comes earlier for a later target, so the targets that have reached it are all up to one.
    """
    rungs = [*ladder.before, *([ladder.rungs[LATE]] if ladder.has(LATE) else [])]
    lasts = {rung.key: _last_target(ladder, rung.key, day) for rung in rungs}
    turns = sorted(set(lasts.values()), reverse=True)
    return [
        Reach(
            (turns[place + 1] + timedelta(days=1)) if place + 1 < len(turns) else _FIRST,
            last,
            tuple(key for key, reached in lasts.items() if reached >= last),
        )
        for place, last in enumerate(turns)
    ]


def _last_target(ladder: Ladder, key: str, day: date) -> date:
    """The last target whose rung has its slot on or before a day, by halving."""
    rung = ladder.rungs[key]
    low, high = day - timedelta(days=800), day + timedelta(days=1600)
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (middle, high) if slot_of(rung, middle) <= day else (low, middle)
    return low


_AIMS = """
WITH aim AS (
    SELECT g.id, COALESCE(r.deadline_on, v.next_due_last) AS target, r.id AS run, r.is_returned AS is_returned,
        CASE WHEN v.id IS NULL THEN 'first' ELSE 'version:' || v.id END AS cycle,
        COALESCE(r.plan_entry_id,
            (SELECT p.id FROM {PlanEntry} p WHERE p.guideline_id = g.id AND p.outcome = 'planned'
                ORDER BY p.year ASC NULLS LAST, p.id LIMIT 1),
            (SELECT p.id FROM {PlanEntry} p WHERE p.guideline_id = g.id AND p.outcome NOT IN ('moved', 'withdrawn')
                ORDER BY p.year DESC NULLS FIRST, p.id DESC LIMIT 1)) AS entry
    FROM {Guideline} g
    LEFT JOIN {Revision} r ON r.guideline_id = g.id AND r.ended_on IS NULL
    LEFT JOIN {GuidelineVersion} v ON v.guideline_id = g.id AND v.is_current
    WHERE g.withdrawn_on IS NULL AND g.merged_into_id IS NULL
        AND (r.id IS NOT NULL OR v.next_due_last <= %s OR v.next_due_last IS NULL)
        AND EXISTS (SELECT 1 FROM {GuidelineGroup} l JOIN {GroupRelease} f ON f.group_id = l.group_id
            WHERE l.guideline_id = g.id)
)
SELECT aim.id FROM aim WHERE (target IS NULL AND {year}) OR (run IS NOT NULL AND {step}) OR {reach}
"""
_NO = """(a.confirmed_at IS NULL AND EXISTS (SELECT 1 FROM {LeadAnswer} n WHERE n.plan_entry_id = a.plan_entry_id
    AND n.person_id = a.person_id AND n.kind = 'declined' AND n.handled_at IS NULL))"""
_YEAR = "EXISTS (SELECT 1 FROM {PlanEntry} p WHERE p.guideline_id = aim.id AND p.year <= %s)"
_STEP = """(is_returned OR EXISTS (SELECT 1 FROM {Step} s WHERE s.revision_id = aim.run AND s.closed_on IS NULL
    AND (s.due_on < %s OR s.stage = 'clinical_approval')))"""
_UNTOLD = """EXISTS (SELECT 1 FROM {Assignment} a WHERE a.plan_entry_id = aim.entry AND a.role = 'lead'
    AND a.ended_on IS NULL AND NOT {no} AND (SELECT COUNT(*) FROM {Occurrence} o
        WHERE o.rule = 'ladder' AND o.guideline_id = aim.id AND o.target = aim.cycle
        AND o.due_on = aim.target AND o.recipient_id = a.person_id
        AND o.rung IN ({rungs})) < %s)"""
_NOBODY = """NOT EXISTS (SELECT 1 FROM {Assignment} a WHERE a.plan_entry_id = aim.entry AND a.role = 'lead'
    AND a.ended_on IS NULL AND NOT {no})"""
_UNCALLED = """(NOT EXISTS (SELECT 1 FROM {Occurrence} o WHERE o.rule = 'ladder' AND o.guideline_id = aim.id
    AND o.target = aim.cycle AND o.due_on = aim.target AND o.rung = 'secretariat_60')
    OR NOT EXISTS (SELECT 1 FROM {Occurrence} o
        JOIN {Role} x ON x.person_id = o.recipient_id AND x.kind IN ('chair', 'deputy') AND x.starts_on <= %s
            AND (x.ends_on IS NULL OR x.ends_on >= %s)
        JOIN {GuidelineGroup} l ON l.group_id = x.group_id AND l.guideline_id = aim.id
        WHERE o.rule = 'ladder' AND o.guideline_id = aim.id AND o.target = aim.cycle AND o.due_on = aim.target
            AND o.rung = 'chair_30'))"""
_OWN = """EXISTS (SELECT 1 FROM {GuidelineGroup} l WHERE l.guideline_id = aim.id AND l.group_id IN ({groups}))"""


class _Sql:
    """A condition that grows, with the values for its marks in the same order."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def text(self, template: str, *values: object, **names: str) -> str:
        """Return the text with the names of the tables in it, and keep its values."""
        self.values.extend(values)
        return template.format(**_TABLES, no=_NO.format(**_TABLES), **names)


def due_by(day: date, ladders: Ladders) -> list[int]:
    """Return the guidelines of released groups for which the rules may have something to say by a day."""
    own = sorted(group for group in ladders.layers if group is not None)
    known = {group: reaches(ladders.of(group), day) for group in (None, *own)}
    latest = max((turn[0].last for turn in known.values() if turn), default=day)
    sql = _Sql()
    sql.values.append(latest)
    year = sql.text(_YEAR, latest.year)
    step = sql.text(_STEP, day)
    parts = [_of_ladder(sql, ladders.of(None), known[None], day)]
    parts += [_of_ladder(sql, ladders.of(group), known[group], day, (group,)) for group in own]
    statement = _AIMS.format(**_TABLES, year=year, step=step, reach=" OR ".join(parts))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and connection.in_atomic_block:
            cursor.execute("SET LOCAL jit = off")  # compiling the many conditions takes longer than asking them
        cursor.execute(statement, tuple(map(_given, sql.values)))
        return [pk for (pk,) in cursor.fetchall()]


def _given(value: object) -> Any:
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _of_ladder(sql: _Sql, ladder: Ladder, turns: Sequence[Reach], day: date, groups: tuple[int, ...] = ()) -> str:
    """The condition for the guidelines of one ladder; the shared one is asked of all, and errs for groups with own."""
    mine = sql.text(_OWN, groups=", ".join(map(str, groups))) if groups else ""
    branches = " OR ".join(_of_reach(sql, ladder, turn, day) for turn in turns) or "1 = 0"
    return f"({mine} AND ({branches}))" if mine else f"({branches})"


def _of_reach(sql: _Sql, ladder: Ladder, turn: Reach, day: date) -> str:
    span = sql.text("target BETWEEN %s AND %s", turn.first, turn.last)
    if LATE in turn.rungs:
        return f"({span} AND {_of_late(sql, ladder, (*turn.rungs, CALL), day)})"
    untold = sql.text(_UNTOLD, len(turn.rungs), rungs=_listed(turn.rungs))
    present = max(turn.rungs, key=lambda key: [rung.key for rung in ladder.before].index(key))
    nobody = sql.text(_NOBODY) if present in WITHOUT_LEADS else "1 = 0"
    return f"({span} AND ({untold} OR {nobody}))"


def _of_late(sql: _Sql, ladder: Ladder, rungs: Sequence[str], day: date) -> str:
    """Whatever is late is asked about until the secretariat has called, and whoever leads the group has been told."""
    if not ladder.has(CALL):
        return "1 = 1"
    uncalled = sql.text(_UNCALLED, day, day)
    return f"({uncalled} OR {sql.text(_UNTOLD, len(rungs), rungs=_listed(rungs))})"


def _listed(rungs: Sequence[str]) -> str:
    return ", ".join(f"'{key}'" for key in rungs)

"""Which guidelines a day's planning must look at: one statement over targets and rows, for any number of guidelines.

It asks what is due by now and has no row (reliability 2.1), never what is due today, and errs on the side of asking:
the rules decide on whatever it names, and nothing is due to anybody of what it leaves out.

`Line` parts the guidelines that are alike, for which the database writes what the rules say of all of them (`alike`),
from those that are read and judged one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from guidelines.journal.models import Event
from guidelines.people.models import Absence, Person, Role
from guidelines.planning.models import Assignment, ExtensionRequest, LeadAnswer, PlanEntry, Revision, Snooze, Step
from guidelines.register.models import Guideline, GuidelineGroup, GuidelineVersion
from reminders.facts import ACTIVITY, HURRIED_REST
from reminders.ladder import CALL, CHAIR, LATE, WITHOUT_LEADS, Ladder, Ladders
from reminders.models import GroupRelease, Mail, Occurrence
from reminders.rules import slot_of
from reminders.slots import DAY, slot_at

_TABLES = {
    model.__name__: connection.ops.quote_name(model._meta.db_table)
    for model in (
        *(Absence, Assignment, Event, ExtensionRequest, GroupRelease, Guideline, GuidelineGroup),
        *(GuidelineVersion, LeadAnswer, Mail, Occurrence, Person, PlanEntry, Revision, Role, Snooze, Step),
    )
}
_FIRST = date(1990, 1, 1)
_BACK = timedelta(days=800)
"""Targets further back are never looked for, and always judged by themselves."""


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
    lasts = {rung.key: last_target(ladder, rung.key, day) for rung in rungs}
    turns = sorted(set(lasts.values()), reverse=True)
    return [
        Reach(
            (turns[place + 1] + timedelta(days=1)) if place + 1 < len(turns) else _FIRST,
            last,
            tuple(key for key, reached in lasts.items() if reached >= last),
        )
        for place, last in enumerate(turns)
    ]


def last_target(ladder: Ladder, key: str, day: date) -> date:
    """Return the last target whose rung has its slot on or before a day, by halving."""
    rung = ladder.rungs[key]
    low, high = day - _BACK, day + 2 * _BACK
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (middle, high) if slot_of(rung, middle) <= day else (low, middle)
    return low


@dataclass(frozen=True)
class Line:
    """What parts guidelines that are alike from the others in a slot.

    Alike have a target from `first` on: of none of these has the rung come that goes to a chair or the secretariat, so
    what is due does not depend on when anybody was told. Days as in `planning.plan`: `day` is what is planned up to.
    """

    first: date
    day: date
    today: date
    silence: int

    @classmethod
    def of(cls, ladders: Ladders, day: date, today: date) -> Line:
        """Return the line for these ladders, the same for every group."""
        every = [ladders.of(group) for group in {None, *ladders.layers}]
        come = [last_target(ladder, key, day) for ladder in every for key in (CHAIR, CALL) if ladder.has(key)]
        return cls(max([*come, day - _BACK]) + DAY, day, today, ladders.longest_silence)


_SPECIAL = """
awkward AS (
    SELECT id FROM {Person} WHERE email = '' OR address_state = 'refused' OR merged_into_id IS NOT NULL
    UNION SELECT merged_into_id FROM {Person} WHERE merged_into_id IS NOT NULL
    UNION SELECT person_id FROM {Absence} WHERE starts_on <= %s AND ends_on >= %s
), special AS (
    SELECT guideline_id AS id FROM {Revision} WHERE ended_on IS NULL
    UNION SELECT guideline_id FROM {ExtensionRequest} WHERE outcome = ''
    UNION SELECT guideline_id FROM {Snooze} WHERE until >= %s
    UNION SELECT o.guideline_id FROM {Mail} m CROSS JOIN {Occurrence} o
        WHERE o.mail_id = m.id AND m.state = 'sent' AND m.not_before >= %s AND m.hurried_at IS NOT NULL
    UNION SELECT p.guideline_id FROM {LeadAnswer} n CROSS JOIN {PlanEntry} p
        WHERE p.id = n.plan_entry_id AND n.kind = 'declined' AND n.handled_at IS NULL
    UNION SELECT p.guideline_id FROM awkward w CROSS JOIN {Assignment} a CROSS JOIN {PlanEntry} p
        WHERE a.person_id = w.id AND a.role = 'lead' AND a.ended_on IS NULL AND p.id = a.plan_entry_id
)"""  # CROSS JOIN: SQLite begins with the few
_IS_SPECIAL = """({id} IN (SELECT id FROM special) OR EXISTS (SELECT 1 FROM {Event} e
    WHERE e.guideline_key = CAST({id} AS {text_type}) AND e.at >= %s AND e.verb IN ({verbs})))"""
_ENTRY = """COALESCE(
    (SELECT p.id FROM {PlanEntry} p WHERE p.guideline_id = g.id AND p.outcome = 'planned'
        ORDER BY p.year ASC NULLS LAST, p.id LIMIT 1),
    (SELECT p.id FROM {PlanEntry} p WHERE p.guideline_id = g.id AND p.outcome NOT IN ('moved', 'withdrawn')
        ORDER BY p.year DESC NULLS FIRST, p.id DESC LIMIT 1))"""
_AIMS = """
WITH {special} aim AS (
    SELECT g.id, COALESCE(r.deadline_on, v.next_due_last) AS target, r.id AS run, r.is_returned AS is_returned,
        CASE WHEN v.id IS NULL THEN 'first' ELSE 'version:' || v.id END AS cycle,
        COALESCE(r.plan_entry_id, {entry}) AS entry
    FROM {Guideline} g
    LEFT JOIN {Revision} r ON r.guideline_id = g.id AND r.ended_on IS NULL
    LEFT JOIN {GuidelineVersion} v ON v.guideline_id = g.id AND v.is_current
    WHERE g.withdrawn_on IS NULL AND g.merged_into_id IS NULL
        AND (r.id IS NOT NULL OR v.next_due_last <= %s OR v.next_due_last IS NULL
            OR g.id IN (SELECT guideline_id FROM {ExtensionRequest} WHERE outcome = ''))
        AND EXISTS (SELECT 1 FROM {GuidelineGroup} l JOIN {GroupRelease} f ON f.group_id = l.group_id
            WHERE l.guideline_id = g.id)
)
SELECT aim.id FROM aim WHERE (target IS NULL AND {year}) OR (run IS NOT NULL AND {step}) OR ({line}({reach}))
    OR id IN (SELECT guideline_id FROM {ExtensionRequest} WHERE outcome = '')
"""
_OWNERLESS = """NOT EXISTS (SELECT 1 FROM {GuidelineGroup} l WHERE l.guideline_id = aim.id AND l.role = 'owner')"""
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
_UNCALLED = """NOT EXISTS (SELECT 1 FROM {Occurrence} o WHERE o.rule = 'ladder' AND o.guideline_id = aim.id
    AND o.target = aim.cycle AND o.due_on = aim.target AND o.rung = 'secretariat_60')"""
_UNPASSED = """NOT EXISTS (SELECT 1 FROM {Occurrence} o
        JOIN {Role} x ON x.person_id = o.recipient_id AND x.kind IN ('chair', 'deputy') AND x.starts_on <= %s
            AND (x.ends_on IS NULL OR x.ends_on >= %s)
        JOIN {GuidelineGroup} l ON l.group_id = x.group_id AND l.guideline_id = aim.id
        WHERE o.rule = 'ladder' AND o.guideline_id = aim.id AND o.target = aim.cycle AND o.due_on = aim.target
            AND o.rung = 'chair_30')"""
_OWN = """EXISTS (SELECT 1 FROM {GuidelineGroup} l WHERE l.guideline_id = aim.id AND l.group_id IN ({groups}))"""


class Sql:
    """Text that grows, with the values for its marks in the same order."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def text(self, template: str, *values: object, **names: str) -> str:
        """Return the text with the names of the tables in it, and keep its values."""
        self.values.extend(values)
        kind = "varchar" if connection.vendor == "postgresql" else "text"
        return template.format(**_TABLES, no=_NO.format(**_TABLES), text_type=kind, **names)

    def special(self, line: Line) -> str:
        """Return what stands before a statement that asks `is_special`."""
        since = slot_at(line.today - HURRIED_REST - DAY)
        return self.text(_SPECIAL, line.day, line.day, line.today, since)

    def is_special(self, line: Line, key: str) -> str:
        """Return the condition that a guideline is to be judged by itself: it, its runs or its people are special."""
        since = slot_at(line.today - timedelta(days=line.silence + 1))
        return self.text(_IS_SPECIAL, since, id=key, verbs=listed(ACTIVITY))

    def entry(self) -> str:
        """Return the entry whose tovholdere are reminded of the guideline `g` while no revision is under way."""
        return self.text(_ENTRY)

    @property
    def given(self) -> tuple[Any, ...]:
        """The values as the database takes them."""
        return tuple(map(_given, self.values))


def due_by(day: date, ladders: Ladders, line: Line | None = None) -> list[int]:
    """Return the guidelines of released groups for which the rules may have something to say by a day.

    With a `line` only those that are not alike: for the others `alike` writes what is due.
    """
    own = sorted(group for group in ladders.layers if group is not None)
    known = {group: reaches(ladders.of(group), day) for group in (None, *own)}
    latest = max((turn[0].last for turn in known.values() if turn), default=day)
    sql = Sql()
    special = sql.special(line) + "," if line else ""
    sql.values.append(latest)
    year = sql.text(_YEAR, latest.year)
    step = sql.text(_STEP, day)
    beyond = _beyond(sql, line) if line else ""
    parts = [_of_ladder(sql, ladders.of(None), known[None], day)]
    parts += [_of_ladder(sql, ladders.of(group), known[group], day, (group,)) for group in own]
    named = {"special": special, "entry": sql.entry(), "year": year, "step": step, "line": beyond}
    statement = _AIMS.format(**_TABLES, **named, reach=" OR ".join(parts))
    with connection.cursor() as cursor:
        without_compiling(cursor)
        cursor.execute(statement, sql.given)
        return [pk for (pk,) in cursor.fetchall()]


def _beyond(sql: Sql, line: Line) -> str:
    late = sql.text("target < %s", line.first)
    ours = " OR ".join([late, sql.is_special(line, "aim.id"), sql.text(_OWNERLESS), sql.text(_NOBODY)])
    return f"({ours}) AND "


def without_compiling(cursor: Any) -> None:
    """Let PostgreSQL compile no conditions in this transaction: that takes longer than asking them."""
    if connection.vendor == "postgresql" and connection.in_atomic_block:
        cursor.execute("SET LOCAL jit = off")


def _given(value: object) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _of_ladder(sql: Sql, ladder: Ladder, turns: Sequence[Reach], day: date, groups: tuple[int, ...] = ()) -> str:
    """The condition for the guidelines of one ladder; the shared one is asked of all, and errs for groups with own."""
    mine = sql.text(_OWN, groups=", ".join(map(str, groups))) if groups else ""
    branches = " OR ".join(_of_reach(sql, ladder, turn, day) for turn in turns) or "1 = 0"
    return f"({mine} AND ({branches}))" if mine else f"({branches})"


def _of_reach(sql: Sql, ladder: Ladder, turn: Reach, day: date) -> str:
    span = sql.text("target BETWEEN %s AND %s", turn.first, turn.last)
    if LATE in turn.rungs:
        return f"({span} AND {_of_late(sql, ladder, turn.rungs, day)})"
    untold = sql.text(_UNTOLD, len(turn.rungs), rungs=listed(turn.rungs))
    present = max(turn.rungs, key=lambda key: [rung.key for rung in ladder.before].index(key))
    nobody = sql.text(_NOBODY) if present in WITHOUT_LEADS else "1 = 0"
    return f"({span} AND ({untold} OR {nobody}))"


def _of_late(sql: Sql, ladder: Ladder, rungs: Sequence[str], day: date) -> str:
    """Whatever is late is asked about until whoever leads the group has been told, and everybody else in its turn.

    Once the time of the call has come, also until the secretariat has called; before, nothing is due to it.
    """
    if not ladder.has(CALL):
        return "1 = 1"
    unpassed = sql.text(_UNPASSED, day, day)
    untold = sql.text(_UNTOLD, len(rungs), rungs=listed(rungs))
    called = (*rungs, CALL)
    come = sql.text("target <= %s", last_target(ladder, CALL, day))
    uncalled = f"{sql.text(_UNCALLED)} OR {sql.text(_UNTOLD, len(called), rungs=listed(called))}"
    return f"({unpassed} OR {untold} OR ({come} AND ({uncalled})))"


def listed(words: Sequence[str]) -> str:
    """Return words of our own as SQL lists them."""
    return ", ".join(f"'{word}'" for word in words)

"""What is due to guidelines that are alike, written by the database: two statements for any number of them.

Nearly all guidelines are alike in a slot: no revision is under way, nobody has answered of late or lets anything rest,
and whoever leads can be mailed. What the rules say of such a guideline depends on its ladder and its target alone, and
for a person on whether they have said yes. So the rules are asked once for each span of targets of which they say the
same, and the database writes what they said for everybody. Nothing of the rules stands here: `says` asks them.

A guideline that is not alike is read, and judged by itself (`candidates`, `facts`); so is one so late that what comes
next depends on when somebody was told. `candidates.Line` draws that line for both.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db import connection

from reminders.candidates import Line, Sql, reaches, without_compiling
from reminders.ladder import Ladder, Ladders
from reminders.rules import Action, Facts, Reason, Recipient, verdicts
from reminders.slots import DAY

_OPEN, _SURE = 1, 2
"""The two whom the rules are asked about: one who has not said yes to the role, and one who has."""

_PEOPLE = {_OPEN: Recipient(), _SURE: Recipient()}
_STATES = {Action.MAIL: "planned", Action.SKIP: "skipped"}


@dataclass(frozen=True)
class Word:
    """One thing said: to whom who has said yes to the role (`is_sure`) or has not, of which rung, what and why."""

    is_sure: bool
    rung: str
    action: Action
    reason: Reason


@dataclass(frozen=True)
class Said:
    """What the rules say of every target from `first` to `last`, both included."""

    first: date
    last: date
    words: tuple[Word, ...]

    @property
    def rungs(self) -> list[str]:
        """Of which rungs something is said, to whomever."""
        return list(dict.fromkeys(word.rung for word in self.words))

    @property
    def listed(self) -> str:
        """Return the rungs as one text of SQL, each between commas."""
        return f"',{','.join(self.rungs)},'"


def says(ladder: Ladder, day: date, first: date) -> list[Said]:
    """Return what is due by a day to guidelines that are alike, for targets from `first` on, in spans.

    Between two edges the same rungs have been reached and the same deadlines have passed, so one target stands for all.
    """
    turns = reaches(ladder, day)
    if not turns:
        return []
    passed = {day + timedelta(days=rung.ahead) - DAY for rung in ladder.rungs.values()}
    edges = sorted({turn.last for turn in turns} | {edge for edge in passed if edge < turns[0].last})
    found: list[Said] = []
    for last in edges:
        if first <= last:
            found.append(Said(first, last, tuple(_words(ladder, last, day))))
            first = last + DAY
    return [said for said in found if said.words]


def _words(ladder: Ladder, target: date, day: date) -> Iterable[Word]:
    who = Facts(0, "", target, leads=(_OPEN, _SURE), confirmed=frozenset({_SURE}), ladder=ladder)
    for one in verdicts(who, _PEOPLE, {}, day):
        yield Word(one.person == _SURE, one.rung, one.action, one.reason)


_DUE = """
WITH {special}, ladder(group_id, number) AS (VALUES {ladders}),
span(number, ladder, first, last, rungs, many) AS (VALUES {spans}),
say(span, is_sure, rung, state, reason) AS (VALUES {words}),
aim AS (
    SELECT g.id, 'version:' || v.id AS cycle, v.next_due_last AS target, span.number AS span, span.rungs, span.many,
        {entry} AS entry
    FROM span
    JOIN {GuidelineVersion} v ON v.is_current AND v.next_due_last BETWEEN span.first AND span.last
    JOIN {Guideline} g ON g.id = v.guideline_id AND g.withdrawn_on IS NULL AND g.merged_into_id IS NULL
    JOIN {GuidelineGroup} t ON t.guideline_id = g.id AND t.role = 'owner'
    JOIN ladder ON ladder.group_id = t.group_id AND ladder.number = span.ladder
    WHERE NOT {is_special}
), untold AS MATERIALIZED (
    SELECT aim.id AS guideline, aim.cycle, aim.target, aim.span, a.person_id AS person,
        CASE WHEN a.confirmed_at IS NULL THEN 0 ELSE 1 END AS is_sure
    FROM aim JOIN {Assignment} a ON a.plan_entry_id = aim.entry AND a.role = 'lead' AND a.ended_on IS NULL
    WHERE aim.many > (SELECT COUNT(*) FROM {Occurrence} o WHERE o.rule = 'ladder' AND o.guideline_id = aim.id
        AND o.target = aim.cycle AND o.due_on = aim.target AND o.recipient_id = a.person_id
        AND aim.rungs LIKE '%%,' || o.rung || ',%%')
), due AS (
    SELECT untold.*, say.rung, say.state, say.reason
    FROM untold JOIN say ON say.span = untold.span AND say.is_sure = untold.is_sure
)
"""
_PERSONS = """{due}
SELECT person, COUNT(*) FROM due WHERE state = 'planned' AND NOT EXISTS (SELECT 1 FROM {Occurrence} o
    WHERE o.rule = 'ladder' AND o.guideline_id = due.guideline AND o.target = due.cycle AND o.due_on = due.target
    AND o.rung = due.rung AND o.recipient_id = due.person)
GROUP BY person
"""
_WRITE = """
INSERT INTO {Occurrence} (rule, guideline_id, target, due_on, rung, recipient_id, slot_on, state, reason, mail_id,
    created_at)
{due}
SELECT 'ladder', guideline, cycle, target, rung, due.person, %s, due.state, due.reason, m.id, %s
FROM due LEFT JOIN {mails} ON due.state = 'planned' AND m.person_id = due.person
WHERE (due.state = 'skipped' OR m.id IS NOT NULL)
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True)
class Alike:
    """What a slot writes for the guidelines that are alike and belong to these released groups."""

    ladders: Ladders
    line: Line
    released: Collection[int]

    @cached_property
    def _groups(self) -> dict[Ladder, list[int]]:
        """The released groups by the ladder that holds for them."""
        groups: dict[Ladder, list[int]] = {}
        for group in sorted(self.released):
            groups.setdefault(self.ladders.of(group), []).append(group)
        return groups

    @cached_property
    def _spans(self) -> list[tuple[int, Said]]:
        """What is said by the number of the ladder."""
        day, first = self.line.day, self.line.first
        return [(number, said) for number, ladder in enumerate(self._groups) for said in says(ladder, day, first)]

    def persons(self) -> dict[int, int]:
        """Return who is to be mailed by a day, and how many reminders each; one statement, that writes nothing."""
        sql = Sql()
        due = self._due(sql)
        if not due:
            return {}
        with connection.cursor() as cursor:
            without_compiling(cursor)
            cursor.execute(sql.text(_PERSONS, due=due), sql.given)
            return dict(cursor.fetchall())

    def write(self, slot: date, now: datetime, mails: Mapping[int, int]) -> int:
        """Write what is due, the mailed part into these mails by person, and return how many rows.

        Who has no mail here is told nothing. What is there already stays as it is.
        """
        sql = Sql()
        due = self._due(sql)
        if not due:
            return 0
        sql.values.extend([slot, now])
        statement = sql.text(_WRITE, due=due, mails=_mails(sql, mails))
        with connection.cursor() as cursor:
            cursor.execute(statement, sql.given)
            return int(cursor.rowcount)

    def _due(self, sql: Sql) -> str:
        """The beginning of both statements; "" where nothing can be due."""
        groups, spans = self._groups, self._spans
        if not spans:
            return ""
        own = [(group, number) for number, listed in enumerate(groups.values()) for group in listed]
        return sql.text(
            _DUE,
            special=sql.special(self.line),
            ladders=_values(f"{group}, {number}" for group, number in own),
            spans=_values(
                f"{place}, {number}, {_day(said.first)}, {_day(said.last)}, {said.listed}, {len(said.rungs)}"
                for place, (number, said) in enumerate(spans)
            ),
            words=_values(
                f"{place}, {int(word.is_sure)}, '{word.rung}', '{_STATES[word.action]}', '{word.reason.value}'"
                for place, (_, said) in enumerate(spans)
                for word in said.words
            ),
            entry=sql.entry(),
            is_special=sql.is_special(self.line, "g.id"),
        )


def _values(rows: Iterable[str]) -> str:
    return ", ".join(f"({row})" for row in rows)


def _day(day: date) -> str:
    return f"DATE '{day.isoformat()}'" if connection.vendor == "postgresql" else f"'{day.isoformat()}'"


def _mails(sql: Sql, mails: Mapping[int, int]) -> str:
    """Return mails by person as a table: of rows that were just made the database does not know how many there are."""
    persons, keys = list(mails), list(mails.values())
    if connection.vendor == "postgresql":
        sql.values.extend([persons, keys])
        return "unnest(%s::bigint[], %s::bigint[]) AS m(person_id, id)"
    sql.values.append(json.dumps(dict(zip(map(str, persons), keys, strict=True))))
    return "(SELECT CAST(key AS integer) AS person_id, value AS id FROM json_each(%s)) AS m"

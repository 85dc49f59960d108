"""Pure rules of *Mine opgaver*: what a person owes, in which order, and what waits for others (ux 4.1, 10.1)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from guidelines.documents.dates import add_months
from guidelines.planning.rules import HolderRole, Outcome, Target

START_MONTHS = 6  # when a tovholder is asked when the work begins (ux 5.2)
CONFIRM_MONTHS = 12  # when a tovholder is asked whether the role still stands (ux 5.2)


class Section(enum.StrEnum):
    """The four headings of the page."""

    NOW = "now"
    LATER = "later"
    WAITING = "waiting"
    DONE = "done"


@dataclass(frozen=True)
class About:
    """The guideline a task is about, as its heading names it; `groups` are abbreviations, the owner's first."""

    slug: str
    title: str
    language: str
    is_working_title: bool
    groups: tuple[str, ...]
    label: str | None


@dataclass(frozen=True)
class Holder:
    """Who has the ball in an open step, and since when; `group` is None for the secretariat or where unknown."""

    role: str
    since: date
    group: str | None = None
    chair_title: str = ""
    person: str | None = None


@dataclass(frozen=True)
class Run:
    """The revision under way, and the entry it was started from; None where no entry was."""

    id: int
    stage: str
    is_returned: bool
    holders: tuple[Holder, ...]
    entry: int | None = None

    @property
    def is_with_leads(self) -> bool:
        """True when an open step waits for the tovholdere; also when no step is open at all."""
        return not self.holders or any(holder.role == HolderRole.LEAD for holder in self.holders)


@dataclass(frozen=True)
class Duty:
    """One entry of the plan that names the person as tovholder; `done_on` is None unless it was published."""

    assignment: int
    about: About
    year: int | None
    kind: str
    outcome: str
    is_confirmed: bool
    target: Target | None
    run: Run | None = None
    done_on: date | None = None

    def is_overdue(self, today: date) -> bool:
        """True when the target has passed and the entry is still to be done."""
        return self.outcome == Outcome.PLANNED and self.target is not None and self.target.on < today

    def asks_role(self, today: date) -> bool:
        """True when the person is to say whether the role still stands: from 12 months before the target on."""
        return not self.is_confirmed and self.target is not None and _within(self.target, CONFIRM_MONTHS, today)


def section_of(duty: Duty, today: date) -> Section:
    """Return under which heading a duty stands: whose move it is decides before how late it is."""
    if duty.outcome != Outcome.PLANNED:
        return Section.DONE
    if duty.run is not None:
        return Section.NOW if duty.run.is_with_leads else Section.WAITING
    is_near = duty.target is not None and _within(duty.target, START_MONTHS, today)
    is_missed = duty.year is not None and duty.year < today.year
    return Section.NOW if is_near or is_missed or duty.asks_role(today) else Section.LATER


def _within(target: Target, months: int, today: date) -> bool:
    return target.on <= add_months(today, months)


class Kind(enum.IntEnum):
    """What a task is about; the order is the order of the cards below what is overdue."""

    OVERDUE = 0
    DECISION = 1
    LEAD = 2
    OWNER = 3
    NO_LEAD = 4
    NO_YEAR = 5
    NO_CHAIR = 6
    NO_ADDRESS = 7


@dataclass(frozen=True)
class Question:
    """What is open about one guideline, for those who lead one of its groups or sit in the secretariat."""

    about: About
    group_slug: str
    group: str
    has_no_year: bool = False
    has_no_lead: bool = False
    is_owner_unconfirmed: bool = False
    run: Run | None = None
    is_yours: bool = False


@dataclass(frozen=True)
class Task:
    """One card: its kind, the day it is ordered by (None last), and the one of the rest that it is about."""

    kind: Kind
    on: date | None = None
    duty: Duty | None = None
    question: Question | None = None
    questions: tuple[Question, ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Board:
    """Everything on the page, each section in its order."""

    now: tuple[Task, ...] = ()
    later: tuple[Duty, ...] = ()
    waiting: tuple[Duty, ...] = ()
    done: tuple[Duty, ...] = ()

    @property
    def next_deadline(self) -> Duty | None:
        """The duty whose target comes first among those for later; None where no target is known."""
        dated = [duty for duty in self.later if duty.target is not None]
        return dated[0] if dated else None


DONE_SHOWN = 5


def board(
    duties: Sequence[Duty],
    questions: Sequence[Question],
    today: date,
    *,
    without_chair: Sequence[str] = (),
    without_address: Sequence[str] = (),
) -> Board:
    """Return the page's cards and rows; the first card is what matters most (ux 4.1: order by consequence)."""
    placed = {section: [duty for duty in duties if section_of(duty, today) is section] for section in Section}
    tasks = [_lead_task(duty, today) for duty in placed[Section.NOW]]
    tasks += _question_tasks(questions)
    if without_chair:
        tasks.append(Task(Kind.NO_CHAIR, names=tuple(without_chair)))
    if without_address:
        tasks.append(Task(Kind.NO_ADDRESS, names=tuple(without_address)))
    done = sorted(placed[Section.DONE], key=lambda duty: duty.done_on or date.min, reverse=True)
    return Board(
        now=tuple(sorted(tasks, key=lambda task: (task.kind, task.on or date.max))),
        later=tuple(sorted(placed[Section.LATER], key=_target_day)),
        waiting=tuple(sorted(placed[Section.WAITING], key=_target_day)),
        done=tuple(done[:DONE_SHOWN]),
    )


def _lead_task(duty: Duty, today: date) -> Task:
    kind = Kind.OVERDUE if duty.is_overdue(today) else Kind.LEAD
    return Task(kind, duty.target.on if duty.target else None, duty=duty)


def _target_day(duty: Duty) -> date:
    return duty.target.on if duty.target else date.max


def _question_tasks(questions: Iterable[Question]) -> list[Task]:
    """One card for each decision and each owner to confirm, and one a group for what its plan lacks."""
    tasks: list[Task] = []
    lacking: dict[tuple[Kind, str], list[Question]] = {}
    owners: set[str] = set()
    for question in questions:
        if question.is_yours and question.run is not None:
            since = min(holder.since for holder in question.run.holders)
            tasks.append(Task(Kind.DECISION, since, question=question))
        if question.is_owner_unconfirmed and question.about.slug not in owners:
            owners.add(question.about.slug)
            tasks.append(Task(Kind.OWNER, question=replace(question, run=None)))
        for kind, is_open in ((Kind.NO_LEAD, question.has_no_lead), (Kind.NO_YEAR, question.has_no_year)):
            if is_open:
                lacking.setdefault((kind, question.group_slug), []).append(question)
    tasks += [Task(kind, questions=tuple(found)) for (kind, _), found in lacking.items()]
    return tasks

"""Pure rules of *Mine opgaver*: what a person owes, in which order, and what waits for others (ux 4.1, 10.1)."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from guidelines.documents.dates import add_months
from guidelines.planning.rules import HolderRole, Outcome, Stage, Target

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
class Work:
    """How far a version is with its authors, and with the one who looks.

    `closes_on` is the day an open consultation closes, None where none is open; `is_consulted` False until one was
    held, skipped with a reason, or no part of the route. `return_due` is the day the corrections are due, None where
    nothing came back.
    """

    has_file: bool = False
    has_declared: bool = False
    is_consulted: bool = False
    closes_on: date | None = None
    is_unanswered: bool = False
    return_due: date | None = None


@dataclass(frozen=True)
class Run:
    """The revision under way, and the entry it was started from; None where no entry was.

    `skips_consultation`: none is held, for a reason that is written down or because the route has none.
    """

    id: int
    stage: str
    is_returned: bool
    holders: tuple[Holder, ...]
    entry: int | None = None
    work: Work = Work()
    skips_consultation: bool = False

    @property
    def is_with_leads(self) -> bool:
        """True when an open step waits for the tovholdere; also when no step is open at all."""
        return not self.holders or any(holder.role == HolderRole.LEAD for holder in self.holders)


class Next(enum.StrEnum):
    """What an author does next, each with a page of its own."""

    STATUS = "status"
    CONSULTATION = "consultation"
    DECLARE = "declare"
    SUBMIT = "submit"
    COMMENTS = "comments"


def next_of(run: Run) -> Next:
    """Return the authors' next act, in the order in which what is missing is asked for (ux page 7)."""
    work = run.work
    if run.is_returned:
        return Next.COMMENTS
    if run.stage == Stage.AGREED or not work.has_file:
        return Next.STATUS
    if not work.has_declared:
        return Next.DECLARE
    if not work.is_consulted or work.closes_on is not None or work.is_unanswered:
        return Next.CONSULTATION
    return Next.SUBMIT


@dataclass(frozen=True)
class Duty:
    """One entry of the plan that names the person as tovholder, or as author of what is under way.

    `done_on` is None unless it was published. `guideline` is the key by which a tovholder answers what reminders ask,
    None where they ask nothing of this entry.
    """

    assignment: int
    about: About
    year: int | None
    kind: str
    outcome: str
    is_confirmed: bool
    target: Target | None
    run: Run | None = None
    done_on: date | None = None
    is_author: bool = False
    guideline: int | None = field(default=None, compare=False)

    def is_overdue(self, today: date) -> bool:
        """True when the target has passed and the entry is still to be done."""
        return self.outcome == Outcome.PLANNED and self.target is not None and self.target.on < today

    @property
    def is_unanswered(self) -> bool:
        """True for a tovholder who has not said whether the role stands, nor shown it by work on a draft."""
        has_begun = self.run is not None and (self.run.is_returned or self.run.work.has_file)
        return not self.is_confirmed and not self.is_author and not has_begun

    def asks_role(self, today: date) -> bool:
        """True when the person is to say whether the role still stands: from 12 months before the target on."""
        return self.is_unanswered and self.target is not None and _within(self.target, CONFIRM_MONTHS, today)


def section_of(duty: Duty, today: date) -> Section:
    """Return under which heading a duty stands: whose move it is decides before how late it is."""
    if duty.outcome != Outcome.PLANNED:
        return Section.DONE
    if duty.run is not None:
        return Section.NOW if duty.run.is_with_leads and _asks_of(duty, duty.run) else Section.WAITING
    is_near = duty.target is not None and _within(duty.target, START_MONTHS, today)
    is_missed = duty.year is not None and duty.year < today.year
    return Section.NOW if is_near or is_missed or duty.asks_role(today) else Section.LATER


def _asks_of(duty: Duty, run: Run) -> bool:
    """A tovholder is asked for every act; another author for corrections and for the own declaration alone."""
    return not duty.is_author or next_of(run) in (Next.COMMENTS, Next.DECLARE)


def _within(target: Target, months: int, today: date) -> bool:
    return target.on <= add_months(today, months)


class Kind(enum.IntEnum):
    """What a task is about; the order is the order of the cards below what is overdue."""

    OVERDUE = 0
    DECISION = 1
    NOBODY = 2
    RETURNED = 3
    ASKED = 4
    EXTENSION = 5
    LEAD = 6
    OWNER = 7
    NO_LEAD = 8
    NO_YEAR = 9
    NO_CHAIR = 10
    NO_ADDRESS = 11


@dataclass(frozen=True)
class Question:
    """What is open about one guideline, for those who lead one of its groups or sit in the secretariat.

    `stage` is that of the step that waits for them, "" where none does.
    """

    about: About
    group_slug: str
    group: str
    has_no_year: bool = False
    has_no_lead: bool = False
    is_owner_unconfirmed: bool = False
    run: Run | None = None
    is_yours: bool = False
    stage: str = ""


@dataclass(frozen=True)
class Approval:
    """A clinical approval that is asked for: whose move it is by the electorate, None where nobody is left.

    `group` is the one it is given for; `rests_until` the day a deferral ends, None where it does not rest.
    """

    step: int
    about: About
    group: str
    stage: str
    run: int
    since: date
    due_on: date | None
    holder: int | None
    has_worked: bool = False
    rests_until: date | None = None
    skips_consultation: bool = False


@dataclass(frozen=True)
class Asked:
    """A consultation that waits for an answer from the person, or from the group named.

    `is_unled`: the group has nobody who is told of it, which the secretariat is to mend.
    """

    run: int
    about: About
    closes_on: date
    group: str | None = None
    is_unled: bool = False


@dataclass(frozen=True)
class AskedDeadline:
    """A new deadline that somebody asked for; `granted_on` is None while it is open, and where it was refused."""

    request: int
    about: About
    asker: str
    since: date
    from_on: date
    to_on: date
    is_open: bool
    granted_on: date | None = None


@dataclass(frozen=True)
class LeadSaid:
    """What a tovholder answered that waits for the reader: no to the role, help wanted, ought to lapse.

    `suggested` is whom to ask instead, "" for nobody.
    """

    guideline: int
    title: str
    language: str
    name: str
    kind: str
    suggested: str


@dataclass(frozen=True)
class Task:
    """One card: its kind, the day it is ordered by (None last), and the one of the rest that it is about."""

    kind: Kind
    on: date | None = None
    duty: Duty | None = None
    question: Question | None = None
    questions: tuple[Question, ...] = ()
    names: tuple[str, ...] = ()
    approval: Approval | None = None
    asked: Asked | None = None
    extension: AskedDeadline | None = None

    @property
    def is_for_secretariat(self) -> bool:
        """True for a step of the secretariat's, and for one that it must find somebody for."""
        if self.kind is Kind.NOBODY:
            return True
        steps = self.question.run.holders if self.question and self.question.run else ()
        return self.kind is Kind.DECISION and any(step.role == HolderRole.SECRETARIAT for step in steps)


@dataclass(frozen=True)
class Board:
    """Everything on the page, each section in its order."""

    now: tuple[Task, ...] = ()
    later: tuple[Duty, ...] = ()
    waiting: tuple[Duty, ...] = ()
    done: tuple[Duty, ...] = ()
    resting: tuple[Approval, ...] = ()
    answers: tuple[LeadSaid, ...] = ()

    @property
    def count(self) -> int:
        """How much waits for the reader: the cards of what to do now, and the answers that others gave."""
        return len(self.now) + len(self.answers)

    @property
    def approvals(self) -> int:
        """How many clinical approvals wait for the reader."""
        return sum(task.kind is Kind.DECISION and not task.is_for_secretariat for task in self.now)

    @property
    def cases(self) -> int:
        """How many steps of the secretariat's own wait for it."""
        return sum(task.is_for_secretariat for task in self.now)

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
    approvals: Sequence[Approval] = (),
    asked: Sequence[Asked] = (),
    requests: Sequence[AskedDeadline] = (),
    answers: Sequence[LeadSaid] = (),
    person: int | None = None,
    without_chair: Sequence[str] = (),
    without_address: Sequence[str] = (),
) -> Board:
    """Return the page's cards and rows; the first card is what matters most (ux 4.1: order by consequence).

    `approvals` are those in which `person` may have a say: only the holder's is a task, or one that nobody holds.
    """
    placed = {section: [duty for duty in duties if section_of(duty, today) is section] for section in Section}
    tasks = [_lead_task(duty, today) for duty in placed[Section.NOW]]
    tasks += _question_tasks(questions)
    tasks += _approval_tasks(approvals, person)
    tasks += [Task(Kind.NOBODY if item.is_unled else Kind.ASKED, item.closes_on, asked=item) for item in asked]
    tasks += [Task(Kind.EXTENSION, item.since, extension=item) for item in requests]
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
        resting=tuple(item for item in approvals if item.rests_until and item.holder == person),
        answers=tuple(answers),
    )


def _approval_tasks(approvals: Iterable[Approval], person: int | None) -> Iterator[Task]:
    for item in approvals:
        if item.holder is None:
            yield Task(Kind.NOBODY, item.since, approval=item)
        elif item.holder == person and item.rests_until is None:
            yield Task(Kind.DECISION, item.since, approval=item)


def _lead_task(duty: Duty, today: date) -> Task:
    if duty.is_overdue(today):
        return Task(Kind.OVERDUE, duty.target.on if duty.target else None, duty=duty)
    if duty.run is not None and duty.run.is_returned:
        return Task(Kind.RETURNED, duty.run.work.return_due, duty=duty)
    return Task(Kind.LEAD, duty.target.on if duty.target else None, duty=duty)


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

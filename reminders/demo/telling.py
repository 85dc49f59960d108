"""Tells the revisions under way through the verbs that the pages use, by the person of the story and on its day."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from guidelines.approval import actions
from guidelines.approval.actions.consultations import (
    CommentFacts,
    PartyFacts,
    add_party,
    answer_comment,
    close_consultation,
    open_consultation,
    respond,
    skip_consultation,
)
from guidelines.approval.actions.declarations import declare_version
from guidelines.approval.actions.reviewing import Mark, add_comment, mark_checks
from guidelines.approval.models import Check, ChecklistItem, Comment, Consultation, Draft, DraftFile
from guidelines.approval.rules import Factor, Outcome
from guidelines.documents.dates import FuzzyDate
from guidelines.documents.storing import receive
from guidelines.journal.writing import Actor
from guidelines.people.models import Group, Person
from guidelines.planning.models import PlanEntry, Revision, Step
from guidelines.register.models import Guideline
from reminders.demo.documents import as_docx, as_pdf
from reminders.demo.story_runs import PATIENTS, Act

BY = Actor("command", "load_demo", via="command")
EXAMPLE = "Et eksempel til demoen. Indholdet er opdigtet og må ikke bruges i klinikken."
TEMPLATE = "9.3"
SEARCHED_BEFORE = timedelta(days=60)
PATIENTS_ADDRESS = "hoering@sarkompatienter.example.org"


@dataclass
class Told:
    """A guideline of the story while it is told: its plan entries by year, its revision, and everybody by name."""

    guideline: Guideline
    people: dict[str, Person]
    groups: dict[str, Group]
    entries: dict[int, PlanEntry] = field(default_factory=dict)
    run: Revision | None = None

    @property
    def revision(self) -> Revision:
        """The revision under way; raises LookupError before it began."""
        if self.run is None:
            raise LookupError("the story has not begun this revision")
        return self.run

    @property
    def edition(self) -> int:
        """The draft's edition, 0 before there is one."""
        found = Draft.objects.filter(revision=self.revision).values_list("edition", flat=True).first()
        return found or 0

    def step(self, act: Act) -> Step:
        """The open step of the act's group, or the only one there is."""
        return Step.objects.open().get(revision=self.revision, holder_group=self.groups.get(act.group))

    def by(self, act: Act) -> Actor:
        """Who the journal names."""
        person = self.people.get(act.who)
        return BY if person is None else Actor("user", f"person:{person.pk}")

    @property
    def consultation(self) -> Consultation:
        """The newest consultation of the revision."""
        return self.revision.consultations.latest("pk")


def begin(told: Told, year: int, deadline_on: date | None, now: datetime) -> None:
    """Start the run of the entry of a year."""
    told.run = actions.start_run(told.entries[year], deadline_on=deadline_on, by=BY, now=now)


def perform(told: Told, act: Act, now: datetime) -> None:
    """Do one act of the story at its moment; raises KeyError for a verb there is none of."""
    _ACTS[act.verb](told, act, now)


# --- the authors


def _draft(told: Told, act: Act, now: datetime) -> None:
    actions.begin_draft(told.revision, by=told.by(act), now=now)


def _upload(told: Told, act: Act, now: datetime) -> None:
    paragraphs = [f"{act.text.removesuffix('.docx')}, {now:%d.%m.%Y}", EXAMPLE]
    if act.text.endswith(".docx"):
        content, name = as_docx(told.guideline.title, paragraphs), act.text
    else:
        content, name = as_pdf(told.guideline.title, paragraphs), f"{act.text}.pdf"
    stored = receive(io.BytesIO(content), name, now=now)
    actions.upload(told.revision, stored, person=told.people[act.who], by=told.by(act), now=now)


def _describe(told: Told, act: Act, now: datetime) -> None:
    current = told.guideline.versions.get(is_current=True).label
    major, minor = (int(part) for part in current.split("."))
    facts = actions.DraftFacts(
        label=f"{major}.{minor + 1}",
        kind="minor",
        summary=act.text,
        change_log=f"Bygger på version {current}. {act.text}.",
        template_version=TEMPLATE,
        last_search=FuzzyDate.day(now.date() - SEARCHED_BEFORE),
        next_due_months=60,
        next_due_counts_from="administrative_approval",
    )
    actions.describe(told.revision, facts, expected_edition=told.edition, by=told.by(act), now=now)


def _declare(told: Told, act: Act, now: datetime) -> None:
    entry = told.revision.plan_entry
    for person in Person.objects.filter(assignments__plan_entry=entry, assignments__ended_on=None):
        by = Actor("user", f"person:{person.pk}")
        declare_version(told.revision, person=person, has_interests=False, text="", by=by, now=now)


def _ask(told: Told, act: Act, now: datetime) -> None:
    actions.ask_approval(told.revision, expected_edition=told.edition, by=told.by(act), now=now)


# --- consultation


def _consult(told: Told, act: Act, now: datetime) -> None:
    parties = [PartyFacts(name=PATIENTS, email=PATIENTS_ADDRESS)]
    closes = act.until or now.date() + timedelta(days=21)
    open_consultation(told.revision, closes_on=closes, parties=parties, by=told.by(act), now=now)


def _ask_group(told: Told, act: Act, now: datetime) -> None:
    add_party(told.consultation, PartyFacts(group=told.groups[act.group]), by=told.by(act), now=now)


def _ask_person(told: Told, act: Act, now: datetime) -> None:
    add_party(told.consultation, PartyFacts(person=told.people[act.text]), by=told.by(act), now=now)


def _answer_free(told: Told, act: Act, now: datetime) -> None:
    party = told.consultation.parties.get(name=act.who)
    by = Actor("link", f"party:{party.pk}", via="mail")
    respond(party, [CommentFacts(act.section, act.text)], written_by=None, by=by, now=now)


def _answer_person(told: Told, act: Act, now: datetime) -> None:
    person = told.people[act.who]
    party = told.consultation.parties.get(person=person)
    respond(party, [CommentFacts(act.section, act.text)], written_by=person, by=told.by(act), now=now)


def _answer_group(told: Told, act: Act, now: datetime) -> None:
    party = told.consultation.parties.get(group=told.groups[act.group])
    comments = [CommentFacts(act.section, act.text)]
    respond(party, comments, written_by=told.people[act.who], by=told.by(act), now=now)


def _close(told: Told, act: Act, now: datetime) -> None:
    close_consultation(told.consultation, by=told.by(act), now=now)


def _dispose(told: Told, act: Act, now: datetime) -> None:
    """Answer every comment that has no answer."""
    for comment in _unanswered(told):
        _taken(comment, told, act, now)


def _dispose_first(told: Told, act: Act, now: datetime) -> None:
    _taken(_unanswered(told)[0], told, act, now)


def _unanswered(told: Told) -> list[Comment]:
    return list(Comment.objects.filter(party__consultation=told.consultation, disposition="").order_by("pk"))


def _taken(comment: Comment, told: Told, act: Act, now: datetime) -> None:
    person, disposition = told.people[act.who], Comment.Disposition.TAKEN.value
    answer_comment(comment, disposition=disposition, answer=act.text, person=person, by=told.by(act), now=now)


def _skip(told: Told, act: Act, now: datetime) -> None:
    skip_consultation(told.revision, reason=act.text, by=told.by(act), now=now)


# --- those who decide


def _decide(told: Told, act: Act, now: datetime, outcome: Outcome, factor: Factor | None) -> None:
    current = DraftFile.objects.current().filter(revision=told.revision)
    sha256 = current.values_list("document__sha256", flat=True).get()
    choice = actions.Choice(
        outcome, uuid.uuid4(), sha256, told.edition, text=act.text, return_due_on=act.until, factor=factor
    )
    actions.decide(told.step(act), choice, person=told.people[act.who], by=told.by(act), now=now)


def _approve(told: Told, act: Act, now: datetime) -> None:
    _decide(told, act, now, Outcome.APPROVE, Factor.CODE)


def _send_back(told: Told, act: Act, now: datetime) -> None:
    _decide(told, act, now, Outcome.SEND_BACK, None)


def _take(told: Told, act: Act, now: datetime) -> None:
    actions.take_case(told.revision, person=told.people[act.who], by=told.by(act), now=now)


def _comment(told: Told, act: Act, now: datetime) -> None:
    person = told.people[act.who]
    add_comment(told.step(act), section=act.section, text=act.text, person=person, by=told.by(act), now=now)


def _check(told: Told, act: Act, now: datetime) -> None:
    """Find the first half of the checklist in order."""
    items = list(ChecklistItem.objects.filter(is_active=True))
    marks = [Mark(item, Check.State.OK.value) for item in items[: len(items) // 2]]
    mark_checks(told.revision, marks, person=told.people[act.who], by=told.by(act), now=now)


_ACTS: dict[str, Callable[[Told, Act, datetime], None]] = {
    "draft": _draft,
    "upload": _upload,
    "describe": _describe,
    "declare": _declare,
    "ask": _ask,
    "consult": _consult,
    "ask_group": _ask_group,
    "ask_person": _ask_person,
    "answer_free": _answer_free,
    "answer_person": _answer_person,
    "answer_group": _answer_group,
    "close": _close,
    "dispose": _dispose,
    "dispose_first": _dispose_first,
    "skip": _skip,
    "approve": _approve,
    "send_back": _send_back,
    "take": _take,
    "comment": _comment,
    "check": _check,
}

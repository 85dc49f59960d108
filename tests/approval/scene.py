"""A revision at any position, brought there through the true verbs, with fictional people around it.

here = scene.at(Position.CLINICAL, groups=("DSG", "DGCG"))
here.approve("DSG")
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from guidelines.approval import actions
from guidelines.approval.actions.reviewing import tick_comment
from guidelines.approval.reading import Case, StepView, read_case
from guidelines.approval.rules import Factor, Outcome, Position
from guidelines.journal.writing import Actor
from guidelines.models import (
    Decision,
    Draft,
    DraftFile,
    Group,
    GuidelineGroup,
    Person,
    PlanEntry,
    Revision,
    StoredFile,
)
from guidelines.planning import actions as actions_of_planning
from guidelines.planning.rules import Stage
from tests import factories
from tests.approval.texts import unreadable

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BY = Actor("command", "scene")
LOGGED = {"change_log": "Afsnit 3: to anbefalinger er nye", "template_version": "10"}


def stored(content: bytes = b"", *, file_name: str = "retningslinje.pdf", now: datetime = NOW) -> StoredFile:
    """A PDF in the store, its bytes on disk; without content always other bytes."""
    body = b"%PDF-1.7\n" + (content or uuid.uuid4().bytes) + b"\n%%EOF\n"
    row = StoredFile.objects.create(
        sha256=hashlib.sha256(body).hexdigest(), size=len(body), kind="pdf", file_name=file_name, stored_at=now
    )
    path = Path(settings.MEDIA_ROOT) / row.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    unreadable(row)
    return row


def actor(person: Person) -> Actor:
    """The actor a page would name for the person."""
    return Actor("user", f"person:{person.pk}")


@dataclass
class Scene:
    """A revision with its people; `now` goes on a minute with each verb. Groups are named by their abbreviation."""

    revision: Revision
    entry: PlanEntry
    groups: dict[str, Group]
    lead: Person
    chairs: dict[str, Person]
    deputies: dict[str, Person]
    secretary: Person
    colleague: Person
    now: datetime = NOW
    file: DraftFile | None = None
    keys: list[uuid.UUID] = field(default_factory=list)

    @property
    def case(self) -> Case:
        """The case as it stands now."""
        return read_case(self.revision, self.today)

    @property
    def today(self) -> date:
        """The day of the moment."""
        return timezone.localdate(self.now)

    @property
    def position(self) -> Position:
        """Where the revision stands now."""
        return self.case.position

    @property
    def edition(self) -> int:
        """The draft's edition now, read from its row alone."""
        return Draft.objects.filter(revision=self.revision).values_list("edition", flat=True).first() or 0

    @property
    def sha256(self) -> str:
        """The hash of the document that stands now, read from its row alone; "" where there is none."""
        standing = DraftFile.objects.current().filter(revision=self.revision)
        return standing.values_list("document__sha256", flat=True).first() or ""

    @property
    def owner(self) -> str:
        """The abbreviation of the group that owns the guideline."""
        return next(iter(self.groups))

    def tick(self, minutes: float = 1) -> datetime:
        """Let time pass and return the moment."""
        self.now += timedelta(minutes=minutes)
        return self.now

    def step(self, group: str = "") -> StepView:
        """The open step: the clinical one for the group, or the only one there is."""
        views = [view for view in self.case.steps if not group or view.step.for_group == self.groups[group]]
        assert len(views) == 1, views
        return views[0]

    def do(self, verb: Callable[..., Any], *args: Any, by: Person | None = None, **facts: Any) -> Any:
        """Do a verb on the revision a minute later, as the person or the tovholder."""
        return verb(self.revision, *args, **facts, by=actor(by or self.lead), now=self.tick())

    def do_step(self, verb: Callable[..., Any], person: Person, *args: Any, group: str = "", **facts: Any) -> Any:
        """Do a verb on the open step (of the group) as the person."""
        return verb(self.step(group).step, *args, person=person, **facts, by=actor(person), now=self.tick())

    # --- the authors

    def describe(self, **facts: Any) -> Draft:
        """Say something of the version; without facts all that is needed."""
        said = {"label": "1.0", "kind": "major", "summary": "Nye anbefalinger om opfølgning", **LOGGED, **facts}
        draft: Draft = self.do(actions.describe, actions.DraftFacts(**said), expected_edition=self.edition)
        return draft

    def upload(self, content: bytes = b"", *, person: Person | None = None) -> DraftFile:
        """Upload a document; without content always other bytes. Bytes of one who may not upload come by a command."""
        who = person or self.lead
        by = actor(who) if who in (self.lead, self.secretary, self.colleague) else BY
        self.file = actions.upload(self.revision, stored(content, now=self.now), person=who, by=by, now=self.tick())
        assert self.file is not None
        return self.file

    def prepare(self) -> None:
        """Write, by rows, what other verbs ask of the authors: habilitet, and why there is no consultation."""
        declare(self.revision, self.lead, self.now)
        Draft.objects.filter(revision=self.revision).update(consultation_skipped="Kun en præcisering af ordlyden")

    def ask(self) -> Revision:
        """Ask for approval, with nothing missing."""
        self.describe()
        self.upload()
        self.prepare()
        asked: Revision = self.do(actions.ask_approval, expected_edition=self.edition)
        return asked

    def resubmit(self) -> Revision:
        """Send in again, with the words of the decision ticked off."""
        self.tick_text()
        sent: Revision = self.do(actions.resubmit, expected_edition=self.edition)
        return sent

    def tick_text(self) -> None:
        """Tick off the words of a decision that sent it back, where they are the whole list."""
        returned = self.case.returned
        if returned is not None and returned.is_text_listed:
            [one] = returned.comments
            tick_comment(one, is_done=True, person=self.lead, by=actor(self.lead), now=self.now)

    # --- those who decide

    def choice(self, outcome: Outcome | str = Outcome.APPROVE, **facts: Any) -> actions.Choice:
        """What the page would send now, with what the outcome asks for."""
        outcome = Outcome(outcome)
        approves = outcome in (Outcome.APPROVE, Outcome.APPROVE_REMARK)
        made = actions.Choice(
            outcome,
            uuid.uuid4(),
            self.sha256,
            self.edition,
            text="" if outcome in (Outcome.APPROVE, Outcome.DEFER) else "Afsnit 3 mangler en kilde",
            until=self.today + timedelta(days=7) if outcome is Outcome.DEFER else None,
            factor=Factor.CODE if approves else None,
        )
        return replace(made, **facts)

    def decide(
        self, outcome: Outcome | str = Outcome.APPROVE, *, group: str = "", person: Person | None = None, **facts: Any
    ) -> Decision:
        """Decide the open step (of the group) as its holder or the person."""
        view = self.step(group)
        who = person or view.holder or self.secretary
        return actions.decide(view.step, self.choice(outcome, **facts), person=who, by=actor(who), now=self.tick())

    def approve(self, group: str = "", **facts: Any) -> Decision:
        """Approve the open step (of the group) as its holder."""
        return self.decide(Outcome.APPROVE, group=group, **facts)

    def take(self, person: Person | None = None) -> Revision:
        """Take the case as the secretary or the person."""
        who = person or self.secretary
        taken: Revision = self.do(actions.take_case, person=who, by=who)
        return taken

    def give(self, to: Person, *, by: Person | None = None) -> Revision:
        """Give the case to somebody, as the secretary or the person."""
        who = by or self.secretary
        given: Revision = self.do(actions.give_case, to=to, person=who, by=who)
        return given


def declare(revision: Revision, person: Person, now: datetime) -> None:
    """A declaration without interests, for the year and for the version, written by rows."""
    today = timezone.localdate(now)
    declaration, _made = person.declarations.get_or_create(
        year=today.year, replaced_at=None, defaults={"has_interests": False, "declared_at": now}
    )
    revision.declarations.get_or_create(
        person=person, defaults={"declaration": declaration, "has_interests": False, "declared_at": now}
    )


def start(groups: Sequence[str] = ("DSG",), *, now: datetime = NOW, with_lead: bool = True) -> Scene:
    """A revision just started: the first group owns the guideline, the others are co-owners."""
    found = {name: factories.group(name) for name in groups}
    first, *others = found.values()
    guideline = factories.guideline(owner=first, co_owners=others)
    lead = factories.reader("Tove Tovholder")
    entry = factories.entry(guideline, 2026, leads=[lead] if with_lead else [])
    chairs = {name: factories.chair_of(group, f"Formand {name}") for name, group in found.items()}
    deputies = {name: factories.deputy_of(group, f"Stedfortræder {name}") for name, group in found.items()}
    secretary, colleague = factories.secretariat("Sekretær Sø"), factories.secretariat("Kollega Kær")
    revision = actions.start_run(entry, deadline_on=date(2027, 3, 1), by=BY, now=now)
    return Scene(revision, entry, found, lead, chairs, deputies, secretary, colleague, now)


def at(place: Position, groups: Sequence[str] = ("DSG",), **facts: Any) -> Scene:
    """A revision standing at `place`, through the true verbs. `facts` go to `start`."""
    here = start(groups, **facts)
    if place in (Position.AGREED, Position.STOPPED, Position.PUBLISHED):
        _end(here, place)
        return here
    if place in (Position.DRAFT, Position.CONSULTATION):
        here.do(actions.begin_draft)
        if place is Position.CONSULTATION:
            by = actor(here.secretary)
            actions.correct_stage(here.revision, stage=Stage.CONSULTATION, reason="Mail", by=by, now=here.tick())
        return here
    here.ask()
    if place is Position.RETURNED:
        here.decide(Outcome.SEND_BACK, group=here.owner)
    if place in (Position.SUBMITTED, Position.REVIEW, Position.APPROVED):
        for name in here.groups:
            here.approve(name)
    if place in (Position.REVIEW, Position.APPROVED):
        here.take()
    if place is Position.APPROVED:
        here.approve()
    assert here.position is place
    return here


def _end(here: Scene, place: Position) -> None:
    if place is Position.STOPPED:
        here.do(actions.stop, reason="Slås sammen med en anden", by=here.secretary)
    elif place is Position.PUBLISHED:
        reason, by = "Udkommet", actor(here.secretary)
        actions_of_planning.record_stage(here.revision, stage=Stage.PUBLISHED, reason=reason, by=by, now=here.tick())


def owner_link(here: Scene) -> GuidelineGroup:
    """The link of the group that owns the guideline."""
    return here.revision.guideline.group_links.get(role=GuidelineGroup.Role.OWNER)

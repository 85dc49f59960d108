"""Reads the open steps and requests that reminders are derived from: a fixed number of statements, however many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from guidelines.approval.models import Return
from guidelines.approval.standings import Seat, holding, seats_of
from guidelines.planning.deciders import deciders
from guidelines.planning.models import ExtensionRequest, Step
from guidelines.planning.rules import HolderRole, Stage
from guidelines.register.models import Guideline
from reminders.among import among
from reminders.ladder import STEPS, Ladders
from reminders.models import Mail, Occurrence
from reminders.notices import RULE as APPROVAL
from reminders.notices import NoticeKind, asked_on, authors_of
from reminders.rules import History, Term
from reminders.steps import Kind, StepFacts

RECIPIENT = Coalesce("recipient__merged_into", "recipient")
"""Whom an occurrence is to, under the row that was kept of them."""

TOLD = ("target", "due_on", "rung", RECIPIENT, "state", "slot_on", "mail__sent_at", "mail__state")
"""The columns of a history: of what, which rung, to whom, and what `told_by` asks for."""

_LATE = (Stage.CONSULTATION.value, Stage.ADMINISTRATIVE_APPROVAL.value)


@dataclass(frozen=True)
class Around:
    """What is read of the guidelines already: the group whose release counts, who leads it, and the last answer.

    `resting` holds, by guideline and person, until when somebody lets reminders rest.
    """

    groups: Mapping[int, int | None]
    terms: Mapping[int, Collection[Term]]
    active: Mapping[int, date]
    resting: Mapping[int, Mapping[int, date]]
    ladders: Ladders
    today: date

    def fields(self, guideline: int) -> dict[str, Any]:
        """Return the fields of a step's facts that are its guideline's."""
        group = self.groups.get(guideline)
        known = {"guideline": guideline, "group": group, "ladder": self.ladders.of(group)}
        return {**known, "active_on": self.active.get(guideline), "resting": self.resting.get(guideline, {})}

    def leading(self, guideline: int) -> tuple[int, ...]:
        """Return who chairs the guideline's group today, the deputies where nobody does."""
        now = [
            term
            for term in self.terms.get(self.groups.get(guideline) or 0, ())
            if term.starts_on <= self.today and (term.ends_on is None or term.ends_on >= self.today)
        ]
        return tuple(term.person for term in now if term.is_chair) or tuple(term.person for term in now)


def load_steps(pks: QuerySet[Guideline, Any], around: Around) -> dict[str, StepFacts]:
    """Return what the open steps and requests of these guidelines owe, by cause; what is put off rests till its day."""
    is_theirs = Q(revision__guideline__in=pks, revision__ended_on=None)
    open_ = Step.objects.open().filter(is_theirs, revision__is_returned=False)
    due = Q(stage__in=_LATE, due_on__isnull=False) | Q(stage=Stage.CLINICAL_APPROVAL.value)
    steps = list(open_.filter(due).exclude(deferred_until__gt=around.today).select_related("revision").order_by("pk"))
    clinical = [step for step in steps if step.stage == Stage.CLINICAL_APPROVAL.value]
    standing = Return.objects.filter(is_theirs, resumed_at=None, undone_at=None).select_related("revision")
    returned: list[Return] = list(standing.order_by("pk"))
    late = [step for step in steps if step.stage != Stage.CLINICAL_APPROVAL.value]
    authors = authors_of([*(item.revision_id for item in returned), *(step.revision_id for step in late)])
    found = [
        *_extensions(pks, around),
        *_approvals(clinical, around),
        *(_returned(item, authors[item.revision_id], around) for item in returned),
        *(_late(step, authors[step.revision_id], around) for step in late),
    ]
    return {facts.cause: facts for facts in found}


def _approvals(steps: list[Step], around: Around) -> Iterable[StepFacts]:
    """Steps whose holder was asked; who was not asked yet, or not since a deferral, is not reminded."""
    seats = seats_of(steps, around.today)
    asked = _asked({f"step:{step.pk}" for step in steps}) if steps else {}
    for step in steps:
        held = holding(seats.get(step.pk, []))
        on = asked.get((f"step:{step.pk}", asked_on(step), held.person.pk)) if held else None
        if held is not None and on is not None:
            yield StepFacts(
                cause=f"step:{step.pk}",
                kind=Kind.APPROVAL,
                since=on,
                holders=(held.person.pk,),
                stand_ins=tuple(_next_in_line(seats[step.pk], held)),
                names={held.person.pk: held.person.name},
                **around.fields(step.revision.guideline_id),
            )


def _next_in_line(seats: Iterable[Seat], held: Seat) -> list[int]:
    """The deputies after the holder who are left; whoever comes before the holder is away, and knows of it."""
    after = [seat for seat in seats if seat.standing.is_left and seat.standing.place > held.standing.place]
    return [seat.person.pk for seat in after if seat.person.pk != held.person.pk]


def _asked(causes: set[str]) -> dict[tuple[str, date, int], date]:
    """When each person was asked for an approval: by a mail that arrived, by the secretariat from the task on."""
    rows = Occurrence.objects.filter(rule=APPROVAL, rung=NoticeKind.ASKED.value, target__startswith="step:")
    found = {}
    columns = ("target", "due_on", RECIPIENT, "state", "slot_on", "mail__sent_at", "mail__state")
    for cause, on, person, *how in rows.values_list(*columns):
        day = told_by(*how)
        if cause in causes and day is not None:
            found[cause, on, person] = day
    return found


def _returned(item: Return, authors: list[int], around: Around) -> StepFacts:
    guideline = item.revision.guideline_id
    return StepFacts(
        cause=f"return:{item.pk}",
        kind=Kind.RETURNED,
        since=item.due_on,
        holders=tuple(authors),
        stand_ins=around.leading(guideline),
        **around.fields(guideline),
    )


def _extensions(pks: QuerySet[Guideline, Any], around: Around) -> Iterable[StepFacts]:
    """New deadlines that were asked for, by the day on which they were; each waits for whoever decides on it today."""
    waiting = list(ExtensionRequest.objects.open().filter(guideline__in=pks).order_by("pk"))
    whose = deciders(waiting, around.today)
    for item in waiting:
        yield StepFacts(
            cause=f"extension:{item.pk}",
            kind=Kind.EXTENSION,
            since=timezone.localdate(item.at),
            holders=whose[item.pk],
            **around.fields(item.guideline_id),
        )


def _late(step: Step, authors: list[int], around: Around) -> StepFacts:
    """A consultation is the authors' to close, a case that of whoever took it."""
    is_theirs = step.holder_role == HolderRole.LEAD
    reviewer = [step.holder_person_id] if step.holder_person_id else []
    return StepFacts(
        cause=f"step:{step.pk}",
        kind=Kind.LATE,
        since=step.due_on or step.since,
        holders=tuple(authors if is_theirs else reviewer),
        is_case=not is_theirs,
        **around.fields(step.revision.guideline_id),
    )


def step_histories(steps: Mapping[str, StepFacts]) -> dict[int | str, History]:
    """What was told of the steps as they stand: by a mail when it was sent, by a task when it was made."""
    found: dict[int | str, History] = defaultdict(dict)
    if not steps:
        return found
    rows = Occurrence.objects.filter(rule=STEPS, guideline__in=among({facts.guideline for facts in steps.values()}))
    for cause, since, rung, person, *how in rows.values_list(*TOLD):
        if cause in steps and steps[cause].since == since:
            found[cause][rung, person] = told_by(*how)
    return found


def told_by(state: str, slot: date, sent_at: datetime | None, mail_state: str | None) -> date | None:
    """Return when an occurrence told its person; None where it has not, also where its mail came back."""
    if state == Occurrence.State.TASK:
        return slot
    return timezone.localdate(sent_at) if sent_at and mail_state != Mail.State.FAILED else None

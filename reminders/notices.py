"""What approval and new deadlines owe people at once: read from rows as they stand, never from signals.

A notice is due while its cause stands (foundations 15): the step is open and theirs, the work is still returned, the
consultation runs, the request waits.
What a decision caused is due ten minutes after it, when it can no longer be undone (foundations 25); an undone or void
decision has no notices, because the rows it wrote no longer say so.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from guidelines.approval.models import Decision, Elector, Party, Publication, Recusal, Return
from guidelines.approval.rules import APPROVING, UNDO_WINDOW, Outcome, Verb
from guidelines.approval.standings import WORKING, Seat, holding, in_charge, leaders, seats_of
from guidelines.people.models import Absence, Role
from guidelines.planning.deciders import deciders
from guidelines.planning.models import Assignment, ExtensionRequest, LeadAnswer, Move, Revision, Step
from guidelines.planning.rules import HolderRole, Stage
from guidelines.register.models import Guideline, GuidelineGroup

FRESH = timedelta(days=14)
"""A receipt, or the news of a version, that old is told no more: an installation that was away does not go back."""

_ANSWERED = (ExtensionRequest.Outcome.GRANTED, ExtensionRequest.Outcome.REFUSED)
_BY_LINK = "mail"
"""The door of an answer by a link; who is signed in takes the event from the page."""

_HANDED_IN = (Verb.APPROVE.value, Verb.RESUBMIT.value)
_WITH_SECRETARIAT = (Stage.SUBMITTED.value, Stage.ADMINISTRATIVE_APPROVAL.value)


RULE = "approval"
"""The rule of the occurrences of notices."""


class NoticeKind(enum.StrEnum):
    """What is told; the rung of its occurrence."""

    ASKED = "approval_asked"
    RETURNED = "work_returned"
    RECEIPT = "handed_in"
    CONSULTATION = "consultation_asked"
    PUBLISHED = "version_published"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION = "extension_decided"
    FOCUS = "focus_set"


DUTIES = frozenset({NoticeKind.ASKED, NoticeKind.RETURNED, NoticeKind.CONSULTATION, NoticeKind.EXTENSION_ASKED})
"""What somebody has to do: who has no working address becomes a task of the secretariat. The rest is only news."""


@dataclass(frozen=True)
class Notice:
    """One thing to tell one person. `cause` is the row it comes from, `key` tells two notices apart for good.

    `is_anew` is True where it was asked for before, and put off until now.
    """

    kind: NoticeKind
    cause: str
    revision: int
    guideline: int
    person: int
    on: date
    not_before: datetime
    is_anew: bool = False

    @property
    def key(self) -> tuple[int, str, date, str, int]:
        """The columns of the occurrence: guideline, target, due_on, rung, recipient."""
        return self.guideline, self.cause, self.on, self.kind.value, self.person

    @property
    def row(self) -> int:
        """The key of the row it comes from."""
        return int(self.cause.rpartition(":")[2])


def notices(now: datetime) -> list[Notice]:
    """Return everything that is to be told as things stand, told or not; a fixed number of statements."""
    of_runs = [*_asked(now), *_returned(now), *_receipts(now), *_asked_in_consultation(now), *_published(now)]
    return [*of_runs, *_extensions_asked(now), *_extensions(now), *_focus(now)]


# --- whose approval is asked for


def _asked(now: datetime) -> Iterator[Notice]:
    """The holder of each open clinical step that is not put off; one recorded from outside waits for a verb.

    A step that opened while nobody led its group has no electors, and is told to whoever leads it since.
    """
    today = timezone.localdate(now)
    open_ = Step.objects.open().filter(stage=Stage.CLINICAL_APPROVAL.value, holder_role=HolderRole.CHAIR.value)
    known = Q(Exists(Elector.objects.filter(step=OuterRef("pk")))) | Q(for_group__isnull=False)
    underway = open_.filter(known, revision__in=Revision.objects.live()).exclude(deferred_until__gt=today)
    steps = list(underway.select_related("revision"))
    seats = seats_of(steps, today)
    recent = _recent_decisions({step.revision_id for step in steps}, now)
    for step in steps:
        held = holding(seats[step.pk])
        if held is not None and held.person.merged_into_id is None:
            after = _settled(step, held, seats[step.pk], recent[step.revision_id])
            yield Notice(
                NoticeKind.ASKED,
                f"step:{step.pk}",
                step.revision_id,
                step.revision.guideline_id,
                held.person.pk,
                asked_on(step),
                after or _begin(asked_on(step)),
                asked_on(step) > step.since,
            )


def asked_on(step: Step) -> date:
    """The day from which a holder is asked: since the step is theirs, anew when their deferral has ended."""
    return max(step.since, step.deferred_until or step.since)


def _recent_decisions(revisions: Collection[int], now: datetime) -> dict[int, list[Decision]]:
    """The decisions in force that can still be undone, by revision."""
    found: dict[int, list[Decision]] = defaultdict(list)
    if revisions:
        recent = Decision.objects.in_force().filter(revision__in=revisions, at__gt=now - UNDO_WINDOW)
        for decision in recent:
            found[decision.revision_id].append(decision)
    return found


def _settled(step: Step, held: Seat, seats: Iterable[Seat], recent: Iterable[Decision]) -> datetime | None:
    """When the decisions that made the step this person's can no longer be undone; None where none did.

    They are the one that opened the step, and those by which somebody earlier in line fell out.
    """
    earlier = {seat.person.pk for seat in seats if seat.standing.place < held.standing.place}
    made_room = (Outcome.RECUSE.value, *APPROVING)
    causes = [
        decision.at + UNDO_WINDOW
        for decision in recent
        if decision.move_id == step.opened_by_id or (decision.person_id in earlier and decision.outcome in made_room)
    ]
    return max(causes, default=None)


def _begin(day: date) -> datetime:
    """The first moment of a day: earlier than everything that happened on it."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


# --- what the authors hear


def _returned(now: datetime) -> Iterator[Notice]:
    standing = Return.objects.filter(resumed_at=None, undone_at=None, revision__in=Revision.objects.live())
    found = list(standing.filter(decision__undone_at=None).select_related("revision", "decision"))
    authors = authors_of(item.revision_id for item in found)
    for item in found:
        for person in authors[item.revision_id]:
            yield Notice(
                NoticeKind.RETURNED,
                f"return:{item.pk}",
                item.revision_id,
                item.revision.guideline_id,
                person,
                item.due_on,
                item.decision.at + UNDO_WINDOW,
            )


def _receipts(now: datetime) -> Iterator[Notice]:
    """The newest move that brought a revision to the secretariat, by its authors or by the last approval of a group."""
    moves = Move.objects.filter(verb__in=_HANDED_IN, stage_to__in=_WITH_SECRETARIAT, returned_to=False, undone_at=None)
    begun = moves.exclude(stage_from__in=_WITH_SECRETARIAT).filter(at__gt=now - FRESH)
    there = begun.filter(revision__stage__in=[*_WITH_SECRETARIAT, Stage.PUBLISHED.value], revision__is_returned=False)
    rows = there.exclude(revision__result="stopped").select_related("revision", "decision").order_by("pk")
    newest = {move.revision_id: move for move in rows}
    authors = authors_of(newest)
    for revision, move in newest.items():
        decision: Decision | None = getattr(move, "decision", None)
        for person in authors[revision]:
            yield Notice(
                NoticeKind.RECEIPT,
                f"move:{move.pk}",
                revision,
                move.revision.guideline_id,
                person,
                timezone.localdate(move.at),
                move.at if decision is None else decision.at + UNDO_WINDOW,
            )


def _published(now: datetime) -> Iterator[Notice]:
    """A published version: its authors, and the chairs of the groups that own it. Publishing has no undo."""
    recent = Publication.objects.filter(published_at__gt=now - FRESH).select_related("revision")
    found = list(recent)
    authors = authors_of(item.pk for item in found)
    chairs = _chairs_of({item.revision.guideline_id for item in found}, timezone.localdate(now))
    for item in found:
        guideline = item.revision.guideline_id
        for person in dict.fromkeys([*authors[item.pk], *chairs[guideline]]):
            yield Notice(
                NoticeKind.PUBLISHED,
                f"publication:{item.pk}",
                item.pk,
                guideline,
                person,
                timezone.localdate(item.published_at),
                item.published_at,
            )


def _extensions_asked(now: datetime) -> Iterator[Notice]:
    """A new deadline that waits, to those who decide on it today; who comes in for somebody away is told, too."""
    waiting = list(ExtensionRequest.objects.open().filter(at__lte=now).order_by("pk"))
    whose = deciders(waiting, timezone.localdate(now))
    for item in waiting:
        day, cause, thread = timezone.localdate(item.at), f"extension:{item.pk}", -item.guideline_id
        for person in whose[item.pk]:
            yield Notice(NoticeKind.EXTENSION_ASKED, cause, thread, item.guideline_id, person, day, item.at)


def _extensions(now: datetime) -> Iterator[Notice]:
    """The answer on a new deadline, to who asked for it; it belongs to no revision, so the guideline has the thread."""
    settled = ExtensionRequest.objects.filter(outcome__in=_ANSWERED, decided_at__gt=now - FRESH, decided_at__lte=now)
    for item in settled.filter(person__merged_into=None).order_by("pk"):
        if item.decided_at is not None and item.decided_by_id != item.person_id:
            day = timezone.localdate(item.decided_at)
            cause, thread = f"extension:{item.pk}", -item.guideline_id
            kind = NoticeKind.EXTENSION
            yield Notice(kind, cause, thread, item.guideline_id, item.person_id, day, item.decided_at)


def _focus(now: datetime) -> Iterator[Notice]:
    """Time that was set aside by a link in a mail and is to come, to who set it; the last one for each guideline."""
    told = LeadAnswer.objects.filter(kind=LeadAnswer.Kind.FOCUS, at__gt=now - FRESH, at__lte=now, focus_at__gt=now)
    rows = told.filter(
        via=_BY_LINK, handled_at=None, person__merged_into=None, guideline__in=Guideline.objects.in_use()
    )
    for item in {(row.guideline_id, row.person_id): row for row in rows.order_by("pk")}.values():
        cause, day = f"focus:{item.pk}", timezone.localdate(item.at)
        yield Notice(NoticeKind.FOCUS, cause, -item.guideline_id, item.guideline_id, item.person_id, day, item.at)


def authors_of(revisions: Iterable[int]) -> dict[int, list[int]]:
    """By revision: tovholdere and authors in order, without the recused (they act in no capacity)."""
    keys = list(revisions)
    found: dict[int, list[int]] = defaultdict(list)
    if not keys:
        return found
    working = Assignment.objects.filter(role__in=WORKING, ended_on=None, person__merged_into=None)
    rows = working.filter(plan_entry__revisions__in=keys).order_by("position", "pk")
    recused = _recused(keys)
    for revision, person in rows.values_list("plan_entry__revisions", "person"):
        if revision in keys and (revision, person) not in recused and person not in found[revision]:
            found[revision].append(person)
    return found


def _recused(revisions: Collection[int]) -> set[tuple[int, int]]:
    rows = Recusal.objects.filter(revision__in=revisions, undone_at=None)
    return set(rows.values_list("revision", "person"))


def _chairs_of(guidelines: Collection[int], today: date) -> dict[int, list[int]]:
    """By guideline: who chairs the groups that own it today."""
    found: dict[int, list[int]] = defaultdict(list)
    if not guidelines:
        return found
    links = GuidelineGroup.objects.standing().filter(guideline__in=guidelines, role__in=GuidelineGroup.OWNING)
    owned = list(links.values_list("guideline", "group").order_by("pk"))
    leading = in_charge({group for _, group in owned}, today)
    for guideline, group in owned:
        found[guideline].extend(person.pk for person in leading.get(group, ()))
    return found


# --- who is asked in a consultation


def waiting_parties(now: datetime) -> QuerySet[Party, Party]:
    """Parties of consultations that run and that have not answered."""
    live = Revision.objects.live().filter(stage=Stage.CONSULTATION.value)
    runs = Party.objects.filter(consultation__closed_on=None, consultation__closes_on__gte=timezone.localdate(now))
    waiting = runs.filter(answered_at=None, invited_at__lte=now, consultation__revision__in=live)
    return waiting.select_related("consultation__revision")


def _asked_in_consultation(now: datetime) -> Iterator[Notice]:
    """A person who is asked, and who leads a group that is, the chairs before the deputies, none who is recused; free
    addresses have no row of a person. A group that nobody leads is the secretariat's task (`parties.unled_parties`).
    """
    parties: list[Any] = list(waiting_parties(now).filter(name=""))
    lines = _lines({item.group_id for item in parties if item.group_id}, timezone.localdate(now))
    recused = _recused({item.consultation.revision_id for item in parties}) if parties else set()
    for item in parties:
        revision = item.consultation.revision
        free = [[one for one in rank if (revision.pk, one) not in recused] for rank in lines.get(item.group_id, ())]
        own = [] if item.group_id or (revision.pk, item.person_id) in recused else [item.person_id]
        for person in next((rank for rank in free if rank), own):
            yield Notice(
                NoticeKind.CONSULTATION,
                f"party:{item.pk}",
                revision.pk,
                revision.guideline_id,
                person,
                timezone.localdate(item.invited_at),
                item.invited_at,
            )


def _lines(groups: Collection[int], today: date) -> dict[int, list[list[int]]]:
    """By group: who is told first, who where none of those can, and so on: the chairs, the deputies, then both again
    where they are away today (foundations 7).
    """
    roles = [role for role in leaders(groups, today) if role.person.merged_into_id is None] if groups else []
    away = set(Absence.objects.on(today).filter(person__in=[role.person_id for role in roles]).values_list("person"))
    ranks = [(kind, is_away) for is_away in (False, True) for kind in (Role.Kind.CHAIR, Role.Kind.DEPUTY)]
    found: dict[int, list[list[int]]] = defaultdict(lambda: [[] for _rank in ranks])
    for role in roles:
        if role.group_id is not None:
            rank = ranks.index((Role.Kind(role.kind), (role.person_id,) in away))
            found[role.group_id][rank].append(role.person_id)
    return found

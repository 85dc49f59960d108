"""What *Mine opgaver* is made from: three statements for everybody, three more for chairs, four for the secretariat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from guidelines.approval.models import Elector
from guidelines.approval.passed_by import passes_by_consultation
from guidelines.desk.reading_answers import read_answers
from guidelines.desk.reading_duties import KEPT, about_of, read_duties, run_of
from guidelines.desk.reading_extensions import read_requests
from guidelines.desk.reading_lacking import read_lacking
from guidelines.desk.reading_moves import read_approvals, read_asked
from guidelines.desk.rules import Board, Question, board
from guidelines.lists.prepared import Prepared
from guidelines.people.access import Viewer
from guidelines.planning.models import PlanEntry, Step
from guidelines.planning.rules import HolderRole
from guidelines.register.access import may_confirm_owner
from guidelines.register.models import Guideline, GuidelineGroup


def read_board(viewer: Viewer, today: date) -> Board:
    """Return what the viewer owes and what waits for others; nothing is read for those without a person."""
    if viewer.person is None:
        return Board()
    questions = read_questions(viewer) if viewer.led_groups or viewer.is_secretariat else []
    lacking = read_lacking(today) if viewer.is_secretariat else {}
    return board(
        read_duties(viewer.person, today),
        questions,
        today,
        approvals=read_approvals(viewer, today),
        asked=read_asked(viewer, today),
        requests=read_requests(viewer, today),
        answers=read_answers(viewer),
        person=viewer.person.pk,
        without_chair=lacking.get("group", ()),
        without_address=lacking.get("person", ()),
    )


# --- what is open in the groups somebody leads, and for the secretariat


class QuestionFacts(NamedTuple):
    """A guideline about which something is open, with one of its groups and one open step."""

    guideline: int
    has_no_year: bool
    has_no_lead: bool
    is_owner_unconfirmed: bool
    slug: str
    title: str
    language: str
    is_working_title: bool
    label: str | None
    group: str | None
    group_id: int | None
    group_slug: str | None
    role: str | None
    run: int | None
    run_entry: int | None
    stage: str | None
    is_returned: bool | None
    step: int | None
    holder: str | None
    since: date | None
    holder_group_id: int | None
    holder_group: str | None
    chair_title: str | None
    holder_person: str | None
    holder_person_id: int | None
    step_stage: str | None
    skipped: bool | None
    has_electors: bool

    @property
    def may_own(self) -> bool:
        """True where the group's role is to own, alone or with others."""
        return self.role in GuidelineGroup.OWNING

    @property
    def confirmed(self) -> bool:
        """True where it is settled who owns the guideline; else the ties of all its groups count alike."""
        return not self.is_owner_unconfirmed


QUESTION_COLUMNS = (
    "id",
    "has_no_year",
    "has_no_lead",
    "is_owner_unconfirmed",
    "slug",
    "title",
    "language",
    "is_working_title",
    "current__label",
    "group_links__group__abbreviation",
    "group_links__group_id",
    "group_links__group__slug",
    "group_links__role",
    "run__id",
    "run__plan_entry_id",
    "run__stage",
    "run__is_returned",
    "step__id",
    "step__holder_role",
    "step__since",
    "step__holder_group_id",
    "step__holder_group__abbreviation",
    "step__holder_group__chair_title",
    "step__holder_person__name",
    "step__holder_person_id",
    "step__stage",
    "skipped",
    "has_electors",
)


def read_questions(viewer: Viewer) -> list[Question]:
    """Return what is open in the groups the viewer leads and, for the secretariat, everywhere; one statement."""
    rows = _open_guidelines(viewer.led_groups, is_secretariat=viewer.is_secretariat)
    facts = (QuestionFacts._make(row) for row in rows)
    found = (list(same) for _, same in groupby(facts, key=attrgetter("guideline")))
    return [question for rows in found for question in _questions(rows, viewer)]


@lru_cache(maxsize=KEPT)
def _open_guidelines(led_groups: frozenset[int], *, is_secretariat: bool) -> Prepared:
    own = PlanEntry.objects.filter(guideline=OuterRef("pk"))
    links = GuidelineGroup.objects.filter(guideline=OuterRef("pk"))
    led = GuidelineGroup.objects.standing().filter(group__in=led_groups).values("guideline")
    bare = Q(step__holder_role=HolderRole.CHAIR, has_electors=False)  # those with electors are approvals
    for_chair = bare | Q(has_no_year=True) | Q(has_no_lead=True)
    wanted = Q(is_owner_unconfirmed=True) | (Q(pk__in=led) & for_chair)
    if is_secretariat:
        wanted |= Q(step__holder_role=HolderRole.SECRETARIAT)
    return Prepared(
        Guideline.objects.in_use()
        .filter(_candidates(led, is_secretariat=is_secretariat))
        .alias(
            current=FilteredRelation("versions", condition=Q(versions__is_current=True)),
            run=FilteredRelation("revisions", condition=Q(revisions__ended_on=None)),
            step=FilteredRelation("run__steps", condition=Q(run__steps__closed_on=None)),
        )
        .annotate(
            has_no_year=Exists(own.asking_year()),
            has_no_lead=Exists(own.without_lead()),
            has_electors=Exists(Elector.objects.filter(step=OuterRef("step__id"))),
            skipped=passes_by_consultation("run"),
            is_owner_unconfirmed=Exists(links.filter(confirmed=False))
            & ~Exists(links.filter(role=GuidelineGroup.Role.OWNER, confirmed=True)),
        )
        .filter(wanted)
        .order_by("sort_key", "id", F("group_links__role").desc(), "group_links__group__sort_key", "step__since")
        .values_list(*QUESTION_COLUMNS)
    )


def _candidates(led: QuerySet[Any, Any], *, is_secretariat: bool) -> Q:
    """The few guidelines that can be open for the viewer at all, so that ten thousand others are not looked at."""
    found = Q(pk__in=led)
    if is_secretariat:
        steps = Step.objects.open().filter(holder_role=HolderRole.SECRETARIAT)
        found |= Q(pk__in=steps.order_by().values("revision__guideline"))
        found |= Q(pk__in=GuidelineGroup.objects.filter(confirmed=False).values("guideline"))
    return found


def _questions(rows: list[QuestionFacts], viewer: Viewer) -> Iterator[Question]:
    """One question for each group the viewer leads; the first carries what is asked of the guideline as a whole."""
    about = about_of(rows[0], (row.group for row in rows))
    yours = [row for row in rows if row.step is not None and _is_yours(row, viewer)]
    groups = {row.group_id: row for row in rows}
    led = [row for key, row in groups.items() if key in viewer.led_groups]
    asks_owner = rows[0].is_owner_unconfirmed and may_confirm_owner(viewer, rows)
    for place, row in enumerate(led or rows[:1]):
        yield Question(
            about=about,
            group_slug=row.group_slug or "",
            group=row.group or "",
            has_no_year=bool(led) and row.has_no_year,
            has_no_lead=bool(led) and row.has_no_lead,
            is_owner_unconfirmed=place == 0 and asks_owner,
            run=run_of(yours) if yours and place == 0 else None,
            is_yours=bool(yours) and place == 0,
            stage=yours[0].step_stage or "" if yours and place == 0 else "",
        )


def _is_yours(row: QuestionFacts, viewer: Viewer) -> bool:
    if row.holder == HolderRole.SECRETARIAT:
        own_case = viewer.person is not None and row.holder_person_id in (None, viewer.person.pk)
        return viewer.is_secretariat and own_case
    own = row.group_id if row.holder_group_id is None else row.holder_group_id
    return row.holder == HolderRole.CHAIR and not row.has_electors and own in viewer.led_groups

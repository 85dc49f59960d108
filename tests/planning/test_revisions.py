"""The run: started from the plan, its stage recorded by the secretariat, its deadline, its holders."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from guidelines.journal.models import Event, EventDetail
from guidelines.lists.errors import Refused
from guidelines.models import Group, PlanEntry, Revision
from guidelines.planning.actions import record_stage, set_deadline, start_revision
from guidelines.planning.rules import Stage
from tests import factories
from tests.planning.conftest import CHAIR, NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    return factories.entry(factories.guideline(owner=dsg), 2026)


def steps(revision: Revision) -> list[tuple[str, str, int | None, bool]]:
    """The revision's steps: stage, who holds it, for which group, and whether it is open."""
    rows = revision.steps.order_by("pk").values_list("stage", "holder_role", "holder_group", "closed_on")
    return [(stage, role, group, closed is None) for stage, role, group, closed in rows]


def test_a_revision_starts_with_the_tovholdere(entry: PlanEntry, dsg: Group) -> None:
    revision = start_revision(entry, deadline_on=date(2027, 3, 1), **BY)
    assert (revision.stage, revision.started_on, revision.deadline_on) == ("agreed", TODAY, date(2027, 3, 1))
    assert steps(revision) == [("agreed", "lead", dsg.pk, True)]
    facts = {"entry": entry.pk, "deadline": "2027-03-01"}
    assert [(event.verb, event.facts) for event in Event.objects.all()] == [("revision_started", facts)]


def test_a_guideline_has_one_revision_under_way(entry: PlanEntry) -> None:
    start_revision(entry, deadline_on=None, **BY)
    with pytest.raises(Refused, match="under way already"):
        start_revision(factories.entry(entry.guideline, 2030), deadline_on=None, **BY)


def test_only_what_is_planned_starts(entry: PlanEntry) -> None:
    PlanEntry.objects.update(outcome="done")
    with pytest.raises(Refused, match="no longer planned"):
        start_revision(entry, deadline_on=None, **BY)


@pytest.mark.parametrize(
    ("stage", "returned", "role"),
    [
        (Stage.DRAFT, False, "lead"),
        (Stage.CONSULTATION, False, "lead"),
        (Stage.CLINICAL_APPROVAL, False, "chair"),
        (Stage.CLINICAL_APPROVAL, True, "lead"),
        (Stage.SUBMITTED, False, "secretariat"),
        (Stage.ADMINISTRATIVE_APPROVAL, False, "secretariat"),
    ],
)
def test_a_stage_opens_one_step_for_its_holder(
    entry: PlanEntry, dsg: Group, stage: Stage, returned: bool, role: str
) -> None:
    revision = start_revision(entry, deadline_on=None, **BY)
    record_stage(revision, stage=stage, reason="Mail", is_returned=returned, **BY)
    group = None if role == "secretariat" else dsg.pk
    assert steps(revision) == [("agreed", "lead", dsg.pk, False), (stage.value, role, group, True)]
    last = Event.objects.latest("seq")
    move = revision.moves.get()
    facts = {"from": "agreed", "to": stage.value, "returned": returned, "move": move.pk}
    assert (last.verb, last.facts) == ("stage_recorded", facts)
    assert (move.verb, move.stage_from, move.stage_to, move.returned_to) == (
        *("record_stage", "agreed", stage.value),
        returned,
    )
    assert EventDetail.objects.get(seq=last.seq).words == {"reason": "Mail"}


def test_published_ends_the_revision_and_settles_the_plan(entry: PlanEntry) -> None:
    revision = start_revision(entry, deadline_on=None, **BY)
    revision = record_stage(revision, stage=Stage.PUBLISHED, reason="Udkommet", **BY)
    entry.refresh_from_db()
    assert (revision.ended_on, revision.result, entry.outcome) == (TODAY, "published", "done")
    assert all(not is_open for *_rest, is_open in steps(revision))
    for verb in (
        lambda: record_stage(revision, stage=Stage.DRAFT, reason="Igen", **BY),
        lambda: set_deadline(revision, deadline_on=TODAY, reason="", **BY),
    ):
        with pytest.raises(Refused, match="has ended"):
            verb()


def test_a_stage_needs_a_reason_and_a_change(entry: PlanEntry) -> None:
    revision = start_revision(entry, deadline_on=None, **BY)
    with pytest.raises(Refused, match="rests on"):
        record_stage(revision, stage=Stage.DRAFT, reason=" ", **BY)
    with pytest.raises(Refused, match="already"):
        record_stage(revision, stage=Stage.AGREED, reason="Mail", **BY)


def test_without_a_confirmed_owner_a_shared_revision_is_held_by_no_single_group(dsg: Group) -> None:
    shared = factories.guideline(co_owners=[dsg, factories.group("DGCG")])
    revision = start_revision(factories.entry(shared), deadline_on=None, **BY)
    assert steps(revision) == [("agreed", "lead", None, True)]


def test_the_only_group_holds_even_where_it_is_not_the_owner(dsg: Group) -> None:
    revision = start_revision(factories.entry(factories.guideline(co_owners=[dsg])), deadline_on=None, **BY)
    assert steps(revision) == [("agreed", "lead", dsg.pk, True)]


def test_a_deadline_is_set_and_told(entry: PlanEntry) -> None:
    revision = start_revision(entry, deadline_on=date(2027, 1, 1), **BY)
    assert set_deadline(revision, deadline_on=date(2027, 2, 1), reason="Ferie", **BY).deadline_on == date(2027, 2, 1)
    last = Event.objects.latest("seq")
    assert (last.verb, last.facts) == ("deadline_set", {"from": "2027-01-01", "to": "2027-02-01"})

"""How the plan's events read, and the sentence that offers Fortryd."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from guidelines.journal.actions import erase
from guidelines.journal.history import describe, history
from guidelines.journal.models import Event
from guidelines.models import Group, PlanEntry
from guidelines.planning.actions import (
    add_entry,
    assign_leads,
    change_kind,
    confirm_lead,
    mark_missed,
    move_entry,
    note_entry,
    record_stage,
    set_deadline,
    set_year,
    start_revision,
    undo,
    withdraw_entry,
)
from guidelines.planning.actions.undo import UNDOABLE
from guidelines.planning.history import undo_sentence
from guidelines.planning.rules import Kind, Stage
from tests import factories
from tests.planning.conftest import CHAIR, NOW

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}


@pytest.fixture
def entry(dsg: Group) -> PlanEntry:
    guideline = factories.guideline("GIST", owner=dsg)
    return factories.entry(guideline, 2026, leads=[factories.person("Zita")])


def _unknown(entry: PlanEntry) -> PlanEntry:
    PlanEntry.objects.update(year=None)
    return entry


def _missed(entry: PlanEntry) -> None:
    PlanEntry.objects.update(year=2025)
    mark_missed(entry, reason="Ingen tid", **BY)


def _undone(entry: PlanEntry) -> None:
    change_kind(entry, kind=Kind.MINOR, **BY)
    undo(Event.objects.latest("seq"), **BY)


def _run(entry: PlanEntry, stage: Stage, *, returned: bool = False) -> None:
    revision = start_revision(entry, deadline_on=None, **BY)
    record_stage(revision, stage=stage, reason="Mail", is_returned=returned, **BY)


def _deadline(entry: PlanEntry) -> None:
    set_deadline(factories.revision(entry), deadline_on=date(2027, 2, 1), reason="", **BY)


def _note_away(entry: PlanEntry) -> None:
    note_entry(entry, note="Afventer", **BY)
    note_entry(entry, note="", **BY)


def _note_erased(entry: PlanEntry) -> None:
    note_entry(entry, note="Afventer", **BY)
    erase([Event.objects.latest("seq").seq], because="request", **BY)


def _year_back(entry: PlanEntry) -> None:
    set_year(_unknown(entry), year=2028, **BY)
    undo(Event.objects.latest("seq"), **BY)


TOLD: list[tuple[Callable[[PlanEntry], object], str, str]] = [
    (lambda e: move_entry(e, to_year=2027, reason="Studie", **BY), "entry_moved", "Flyttet fra 2026 til 2027."),
    (lambda e: set_year(_unknown(e), year=2028, **BY), "year_set", "Året blev sat til 2028."),
    (_year_back, "year_set", "Året blev fjernet igen."),
    (
        lambda e: change_kind(e, kind=Kind.NEW, **BY),
        "kind_changed",
        "Ændret fra revision til ny retningslinje.",
    ),
    (lambda e: note_entry(e, note="Afventer", **BY), "entry_noted", "Notat: Afventer"),
    (_note_away, "entry_noted", "Notatet blev fjernet."),
    (_note_erased, "entry_noted", "Notatet blev ændret."),
    (lambda e: withdraw_entry(e, reason="Lagt sammen", **BY), "entry_withdrawn", "Taget ud af planen."),
    (_missed, "entry_missed", "Ikke nået i 2025."),
    (lambda e: assign_leads(e, [], **BY), "leads_assigned", "Tovholderne blev ændret."),
    (lambda e: confirm_lead(e.assignments.get(), **BY), "lead_confirmed", "En tovholder bekræftede rollen."),
    (_undone, "undone", "Ændringen er fortrudt."),
    (
        lambda e: add_entry(e.guideline, year=2030, kind=Kind.REVISION, **BY),
        "entry_added",
        "Føjet til planen for 2030: revision.",
    ),
    (
        lambda e: add_entry(e.guideline, year=None, kind=Kind.REVISION, **BY),
        "entry_added",
        "Føjet til planen uden år: revision.",
    ),
    (lambda e: start_revision(e, deadline_on=None, **BY), "revision_started", "Revisionen blev sat i gang."),
    (lambda e: _run(e, Stage.CONSULTATION), "stage_recorded", "Trin registreret: høring."),
    (
        lambda e: _run(e, Stage.SUBMITTED, returned=True),
        "stage_recorded",
        "Trin registreret: indsendt, retur med kommentarer.",
    ),
    (_deadline, "deadline_set", "Fristen blev sat til 1. februar 2027."),
]


@pytest.mark.parametrize(("change", "verb", "sentence"), TOLD)
def test_each_change_is_a_sentence(
    entry: PlanEntry, change: Callable[[PlanEntry], object], verb: str, sentence: str
) -> None:
    change(entry)
    (line,) = history([Event.objects.filter(verb=verb).latest("seq")])
    assert line.sentence == sentence


def test_no_verb_of_the_plan_is_left_without_a_sentence() -> None:
    verbs = {verb for _change, verb, _sentence in TOLD} | {"plan_imported"}
    assert verbs <= set(describe)


SAID: dict[str, tuple[Callable[[PlanEntry], object], str]] = {
    "entry_moved": (lambda e: move_entry(e, to_year=2027, reason="", **BY), "»GIST« er flyttet fra 2026 til 2027."),
    "year_set": (lambda e: set_year(_unknown(e), year=2028, **BY), "»GIST« står nu i 2028."),
    "leads_assigned": (lambda e: assign_leads(e, [], **BY), "Tovholderne for »GIST« er ændret."),
    "entry_noted": (lambda e: note_entry(e, note="Ny", **BY), "Notatet til »GIST« er gemt."),
    "entry_withdrawn": (lambda e: withdraw_entry(e, reason="Fordi", **BY), "»GIST« er taget ud af planen."),
    "entry_missed": (_missed, "»GIST« er markeret som ikke nået i 2025."),
    "entry_added": (
        lambda e: add_entry(e.guideline, year=2030, kind=Kind.MINOR, **BY),
        "»GIST« er føjet til planen.",
    ),
    "kind_changed": (
        lambda e: change_kind(e, kind=Kind.NEW, **BY),
        "»GIST« er nu planlagt som: ny retningslinje.",
    ),
}


def test_every_change_that_can_be_undone_has_its_sentence() -> None:
    assert set(SAID) == set(UNDOABLE)


@pytest.mark.parametrize("verb", SAID)
def test_the_notice_names_the_guideline_and_what_was_done(entry: PlanEntry, verb: str) -> None:
    change, sentence = SAID[verb]
    change(entry)
    event = Event.objects.get(verb=verb)
    assert undo_sentence(event, PlanEntry.objects.get(pk=event.object_key)) == sentence

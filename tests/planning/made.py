"""Facts of a plan made by hand, for the pure tests: no row is saved."""

from __future__ import annotations

from datetime import date
from typing import Any

from guidelines.models import Person
from guidelines.people.access import Viewer
from guidelines.planning.facts import EntryFacts, GuidelineFacts, PlanFacts, StepFacts
from guidelines.planning.matrix import Perspective, PlanRow, plan_rows

TODAY = date(2026, 11, 21)
ME = Viewer(person=Person(pk=7, name="Mig"), led_groups=frozenset({1}), own_groups=frozenset({1}))
READER = Viewer(person=Person(pk=9, name="En anden"))
STAFF = Viewer(person=Person(pk=8, name="Sekretær"), is_secretariat=True)

_GUIDELINE: dict[str, Any] = {
    **dict.fromkeys(GuidelineFacts._fields),
    "id": 1,
    "slug": "sarkomer",
    "title": "Sarkomer",
    "language": "da",
    "is_working_title": False,
    "validity": "valid",
    "label": "1.1",
    "assessment_months": 36,
    "group": 1,
    "abbreviation": "DSG",
    "role": "owner",
    "is_confirmed": True,
}
_ENTRY: dict[str, Any] = {
    **dict.fromkeys(EntryFacts._fields),
    "id": 1,
    "guideline": 1,
    "year": 2027,
    "year_basis": "given",
    "kind": "revision",
    "outcome": "planned",
    "note": "",
    "submitted_precision": "",
}


def guideline(**facts: Any) -> GuidelineFacts:
    """A guideline of group 1 with a valid version."""
    return GuidelineFacts(**{**_GUIDELINE, **facts})


def entry(**facts: Any) -> EntryFacts:
    """A revision planned for 2027 with nobody on it; `lead=(key, name)` puts a tovholder there."""
    if lead := facts.pop("lead", None):
        facts |= {"role": "lead", "person": lead[0], "name": lead[1]}
    return EntryFacts(**{**_ENTRY, **facts})


def step(**facts: Any) -> StepFacts:
    """An open step of guideline 1, held by its tovholdere since 1 November 2026."""
    known = {**dict.fromkeys(StepFacts._fields), "guideline": 1, "stage": "draft", "role": "lead"}
    return StepFacts(**{**known, "since": date(2026, 11, 1), **facts})


def rows(*facts: Any, viewer: Viewer = ME, today: date = TODAY) -> list[PlanRow]:
    """The rows of a plan made of these facts, of whatever kinds."""
    sorted_out = [
        [fact for fact in facts if isinstance(fact, kind)] for kind in (GuidelineFacts, EntryFacts, StepFacts)
    ]
    return plan_rows(PlanFacts(*sorted_out), Perspective(viewer, today))


def row(*facts: Any, viewer: Viewer = ME, today: date = TODAY) -> PlanRow:
    """The one row of a plan of one guideline; the guideline is made where none is given."""
    given = facts if any(isinstance(fact, GuidelineFacts) for fact in facts) else (guideline(), *facts)
    (only,) = rows(*given, viewer=viewer, today=today)
    return only

"""A change of tovholdere stands once the new one has acted on it, and the refusal says who."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from guidelines.journal.models import Event
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.models import Group, Person, PlanEntry
from guidelines.planning.actions import ask_help, decline_lead, name_lead, replace_lead, undo, undo_replacement
from guidelines.planning.actions.answers import set_focus, snooze
from guidelines.planning.actions.replacing import places
from tests import factories
from tests.planning.conftest import CHAIR, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.both, pytest.mark.usefixtures("english")]
BY: dict[str, Any] = {"by": CHAIR, "now": NOW}
Act = Callable[[PlanEntry, Person, dict[str, Any]], object]
ACTS: dict[str, Act] = {
    "no": lambda entry, who, by: decline_lead(entry, person=who, text="Nej", **by),
    "help": lambda entry, who, by: ask_help(entry.guideline, person=who, text="", **by),
    "focus": lambda entry, who, by: set_focus(entry.guideline, person=who, focus_at=NOW + timedelta(days=9), **by),
    "rest": lambda entry, who, by: snooze(
        entry.guideline, person=who, target=date(2027, 1, 1), until=date(2026, 12, 9), **by
    ),
}


def by_link(person: Person) -> dict[str, Any]:
    return {"by": Actor("link", f"person:{person.pk}", via="mail"), "now": NOW}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("is_everywhere", [True, False], ids=["everywhere", "one entry"])
def test_the_new_one_has_acted(dsg: Group, act: str, is_everywhere: bool) -> None:
    old, new = factories.person("Gamle Grøn"), factories.person("Nye Nord")
    entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[old])
    if is_everywhere:
        expected = [(one.entry.pk, one.seen) for one in places(old, new, None)]
        event, take_back = replace_lead(old, new, groups=None, expected=expected, **BY), undo_replacement
    else:
        name_lead(entry, new, instead_of=old.pk, expected=[old.pk], **BY)
        event, take_back = Event.objects.get(), undo
    ACTS[act](entry, new, by_link(new))
    with pytest.raises(Refused, match="Nye Nord has acted since"):
        take_back(event, **BY)
    assert entry.assignments.get(ended_on=None).person == new


def test_others_and_other_entries_do_not_count(dsg: Group) -> None:
    old, new = factories.person("Gamle Grøn"), factories.person("Nye Nord")
    entry = factories.entry(factories.guideline(owner=dsg), 2027, leads=[old])
    other = factories.entry(entry.guideline, 2031, leads=[new])
    name_lead(entry, new, instead_of=old.pk, expected=[old.pk], **BY)
    event = Event.objects.get()
    decline_lead(other, person=new, **by_link(new))
    ask_help(entry.guideline, person=old, text="", **by_link(old))
    undo(event, **BY)
    assert entry.assignments.get(ended_on=None).person == old

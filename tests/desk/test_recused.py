"""A tovholder who is recused from the revision under way owes nothing on it, and has what is planned beside it."""

from __future__ import annotations

import pytest

from guidelines.approval import actions
from guidelines.approval.rules import Position
from guidelines.desk.reading import read_board
from guidelines.desk.rules import Duty
from guidelines.people.access import viewer_of
from tests import factories
from tests.approval import scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def slugs(here: scene.Scene, who: scene.Person) -> list[str]:
    found = read_board(viewer_of(who.user, here.today), here.today)
    duties: list[Duty] = [*(task.duty for task in found.now if task.duty), *found.later, *found.waiting]
    return sorted(duty.about.slug for duty in duties)


def test_who_is_recused_is_asked_for_nothing_on_that_revision() -> None:
    here = scene.at(Position.DRAFT)
    other = factories.entry(factories.guideline(owner=here.groups["DSG"]), 2026, leads=[here.lead])
    both = sorted([here.revision.guideline.slug, other.guideline.slug])
    assert slugs(here, here.lead) == both
    recusal = here.do(actions.recuse_beforehand, person=here.lead, by=here.lead)
    assert slugs(here, here.lead) == [other.guideline.slug]
    recusal.undone_at = here.now
    recusal.save(update_fields=["undone_at"])
    assert slugs(here, here.lead) == both

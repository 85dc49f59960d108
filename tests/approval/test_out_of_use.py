"""A revision of a guideline that is out of use: nothing is signed or published, and it is stopped."""

from __future__ import annotations

import pytest

from guidelines.approval import actions
from guidelines.approval.actions.publishing import PublishFacts, publish
from guidelines.approval.rules import Outcome, Position
from guidelines.lists.errors import Refused
from guidelines.models import Guideline
from tests import factories
from tests.approval import scene
from tests.approval.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.both]
SAID = "Retningslinjen er udgået"


def take_out(here: Scene, how: str) -> None:
    """By rows: the verbs may ask for the revision to be stopped first, older rows did not."""
    own = Guideline.objects.filter(pk=here.revision.guideline_id)
    if how == "withdrawn":
        own.update(withdrawn_on=here.today)
    else:
        own.update(merged_into=factories.guideline(owner=here.groups["DSG"]))


@pytest.mark.parametrize("how", ["withdrawn", "merged"])
def test_nothing_is_signed_or_handed_in_any_more_and_it_is_stopped(how: str) -> None:
    here = scene.at(Position.CLINICAL)
    take_out(here, how)
    for outcome in Outcome:
        with pytest.raises(Refused, match=SAID):
            here.decide(outcome)
    with pytest.raises(Refused, match=SAID):
        here.upload()
    here.do(actions.stop, reason="Retningslinjen er trukket tilbage", by=here.secretary)
    assert here.position is Position.STOPPED


def test_what_is_approved_is_not_published() -> None:
    here = scene.at(Position.APPROVED)
    take_out(here, "withdrawn")
    shown = {"sha256": here.case.sha256, "edition": here.case.edition, "published_on": here.today}
    facts = PublishFacts(label="1.0", kind="major", **shown)
    with pytest.raises(Refused, match=SAID):
        here.do(publish, facts, person=here.secretary, by=here.secretary)
    assert not here.revision.guideline.versions.exists()

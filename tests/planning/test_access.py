"""Who sees what of a plan, and who changes it (foundations 22)."""

from __future__ import annotations

import pytest

from guidelines.models import Person
from guidelines.people.access import ANONYMOUS, Viewer
from guidelines.planning.access import is_inside, may_edit_entries, may_record_stage

GROUPS, PARTICIPANTS = {1, 2}, {7}
LEADS_OTHER = Viewer(led_groups=frozenset({3}), own_groups=frozenset({3}))
LEADS_ONE = Viewer(led_groups=frozenset({2}), own_groups=frozenset({2}))
MEMBER = Viewer(own_groups=frozenset({1}))
PARTICIPANT = Viewer(person=Person(pk=7))
STAFF = Viewer(is_secretariat=True)


@pytest.mark.parametrize(
    ("viewer", "sees", "edits", "records"),
    [
        (ANONYMOUS, False, False, False),
        (Viewer(person=Person(pk=8)), False, False, False),
        (LEADS_OTHER, False, False, False),
        (MEMBER, True, False, False),
        (PARTICIPANT, True, False, False),
        (LEADS_ONE, True, True, False),
        (STAFF, True, True, True),
    ],
)
def test_each_sees_and_changes_what_is_theirs(viewer: Viewer, sees: bool, edits: bool, records: bool) -> None:
    assert is_inside(viewer, GROUPS, PARTICIPANTS) is sees
    assert may_edit_entries(viewer, GROUPS) is edits
    assert may_record_stage(viewer) is records

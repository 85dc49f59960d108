"""Who reads the draft that a consultation is about, and for how long."""

from __future__ import annotations

import pytest

from guidelines.models import Group, Revision
from tests import factories
from tests.approval.consulting import draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def dsg() -> Group:
    return factories.group("DSG")


@pytest.fixture
def revision(dsg: Group) -> Revision:
    return draft(dsg)

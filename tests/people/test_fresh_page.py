"""A5: a code that was right comes again with the very page it was typed on, and only with it."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from guidelines.models import User
from guidelines.people import rules
from guidelines.people.actions import Try, try_fresh
from guidelines.people.rules import Factor
from tests import factories
from tests.people.conftest import NOW
from tests.people.test_fresh import STEP, app_code, mailed, other, tried, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.fixture
def user() -> User:
    return factories.user_for(factories.secretariat())


def test_a_double_press_is_told_the_same(user: User) -> None:
    page, code, stranger = uuid.uuid4(), mailed(user), factories.user_for(factories.reader())

    def sent(who: User = user, now: datetime = NOW, **facts: Any) -> Factor | Try:
        return try_fresh(who, **{"bound_to": STEP, "code": code, "page": page, **facts}, now=now)

    assert [sent(), sent(), sent(now=NOW + rules.FRESH_FOR - timedelta(seconds=1))] == [Factor.CODE] * 3
    others = {"code": other(code)}, {"bound_to": f"17:{'b' * 64}"}, {"page": uuid.uuid4()}, {"page": None}
    assert Factor.CODE not in [sent(**facts) for facts in (*others, {"only_totp": True}, {"who": stranger})]
    assert sent(now=NOW + rules.FRESH_FOR) is Try.SPENT
    assert tried(user, mailed(user)) is Factor.CODE


def test_an_apps_code_too(user: User) -> None:
    with_app(user)
    facts = {"bound_to": STEP, "code": app_code(), "now": NOW, "only_totp": True}
    page = uuid.uuid4()
    assert [try_fresh(user, **facts, page=page) for _time in range(2)] == [Factor.TOTP] * 2
    assert try_fresh(user, **facts, page=uuid.uuid4()) is Try.SPENT

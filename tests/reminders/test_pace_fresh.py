"""A rate limit makes no facts old: they are read when a mail's moment has come, not before it is waited for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from guidelines.models import Guideline
from reminders.planning import plan
from reminders.tick import tick
from tests.reminders.scene import FINAL_SLOT, NOW, crowd, moment, release, scene
from tests.services.smtp import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_what_is_withdrawn_while_a_mail_waits_for_its_moment_is_not_sent(server: MailServer, settings: Any) -> None:
    scene()
    plan(moment(FINAL_SLOT))
    settings.MAILS_PER_MINUTE = 10

    def meanwhile(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if "reminders_pace" in sql:  # a mail asks for its moment, and waits
            Guideline.objects.update(withdrawn_on=FINAL_SLOT)
        return execute(sql, *rest)

    with connection.execute_wrapper(meanwhile):
        report = tick(NOW)
    assert (report.sent, report.skipped, server.deliveries) == (0, 1, [])


def test_with_a_limit_no_moment_is_taken_where_nothing_waits(server: MailServer, settings: Any) -> None:
    settings.MAILS_PER_MINUTE = 600
    crowd(3, release(scene().group))
    asked: list[str] = []

    def count(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        asked.extend([sql] if "reminders_pace" in sql else [])
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        assert tick(NOW).sent == 4
    assert len(asked) == 4

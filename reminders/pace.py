"""The rate limit: a mail asks for its moment before it leaves, and all senders ask the same row.

The row counts by the database's own clock, so that senders whose clocks differ keep one pace. Moments lie evenly, a
hair further apart than the limit asks for: no window of ten seconds has more mails than ten seconds may have.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connection

MOST_AHEAD = 60.0
"""Seconds. A moment further away is a clock's mistake, and counts as none."""

_SLACK = 1.02
_NOW = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch from clock_timestamp())::double precision",
}
_ASK = """
INSERT INTO reminders_pace AS pace (id, next_at) VALUES (1, {now} + %s)
ON CONFLICT (id) DO UPDATE SET next_at = %s + CASE
  WHEN pace.next_at > {now} AND pace.next_at < {now} + %s THEN pace.next_at ELSE {now} END
RETURNING next_at - %s - {now}
"""


def step() -> float:
    """Return how many seconds lie between two mails; 0 where there is no limit, or no mail server."""
    limit: int = settings.MAILS_PER_MINUTE if settings.EMAIL_URL.startswith("smtp") else 0
    return 60 / limit * _SLACK if limit else 0.0


def reserve() -> float:
    """Take the next free moment, and return how many seconds from now it is; 0 where there is no limit."""
    apart = step()
    if not apart:
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute(_ASK.format(now=_NOW[connection.vendor]), [apart, apart, MOST_AHEAD, apart])
        (wait,) = cursor.fetchone()
    return max(0.0, float(wait))

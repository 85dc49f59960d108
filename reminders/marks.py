"""The statements that every mail needs on its way, by hand: built anew for each mail they would cost what it costs.

Each is one UPDATE on the token of the claim, as everywhere: who lost the claim changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import connection

from reminders.models import Mail

_HELD = "SELECT id, token FROM reminders_mail WHERE id IN {pks} AND state = 'claimed' ORDER BY id"
_ALL = "SELECT id FROM reminders_mail WHERE id IN {pks} ORDER BY id"
_BEGUN = """
UPDATE reminders_mail SET state = 'sending', lease_until = %s, content = %s, subject = %s, address = %s, frozen_at = %s
WHERE id = %s AND token = %s AND state = 'claimed'
"""
_SENT = """
UPDATE reminders_mail SET state = 'sent', sent_at = %s, reason = '', token = '', lease_until = NULL
WHERE id IN {pks} AND token = %s AND state = 'sending' RETURNING id
"""
_MAILED = "UPDATE reminders_occurrence SET state = 'mailed' WHERE mail_id IN {pks} AND state = 'planned'"


def claimed(pks: Collection[int]) -> list[tuple[int, str]]:
    """Return which of these mails are claimed, with the token of the claim; locked where the database locks rows."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(_for(_HELD, pks) + lock, list(pks))
        return list(cursor.fetchall())


def locked(pks: Collection[int]) -> None:
    """Let nobody else write of these mails in this transaction: what is read of them next is all there is."""
    if connection.features.has_select_for_update:
        with connection.cursor() as cursor:
            cursor.execute(_for(_ALL, pks) + " FOR UPDATE", list(pks))


def begun(mails: Iterable[Mail], until: datetime) -> None:
    """Let claimed mails be on their way until the lease ends, with the bytes that stand in `mails`."""
    when = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        for mail in mails:
            frozen = (bytes(mail.content or b""), mail.subject, mail.address, when(mail.frozen_at))
            cursor.execute(_BEGUN, (when(until), *frozen, mail.pk, mail.token))


def sent(pks: Sequence[int], token: str, now: datetime) -> None:
    """Let those of these mails be sent that are still on their way under this token, and what they carry be mailed."""
    with connection.cursor() as cursor:
        cursor.execute(_for(_SENT, pks), [connection.ops.adapt_datetimefield_value(now), *pks, token])
        if kept := [pk for (pk,) in cursor.fetchall()]:
            cursor.execute(_for(_MAILED, kept), kept)


def _for(statement: str, pks: Collection[int]) -> str:
    return statement.format(pks=f"({', '.join(['%s'] * len(pks)) or 'NULL'})")

"""The rows of what came back of mails."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reminders.models import Incoming, Mail
from reminders.outbox import queue_mail
from tests.permissions.table import MOVED, OK, World, row, secretariat


def _incoming(w: World) -> dict[str, Any]:
    words = {"subject": "Modtaget", "text": "Modtaget.\n", "html": "<p>Modtaget.</p>"}
    now = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    mail = queue_mail(kind="receipt", address="lead@example.org", person=w.people["lead"], now=now, **words)
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=now)
    facts = {"kind": Incoming.Kind.UNCLEAR, "reason": "no_report", "content": "Sorry, no mailbox here."}
    return {"pk": Incoming.objects.create(mail=mail, at=now, fingerprint=mail.key.hex, **facts).pk}


row("incoming", args=_incoming, GET=secretariat(OK))
row("incoming-bounce", args=_incoming, POST=secretariat(MOVED))
row("incoming-done", args=_incoming, POST=secretariat(MOVED))

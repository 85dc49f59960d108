"""The permission matrix of reminders. See matrix.py."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from guidelines.lists import clock
from reminders import reading
from reminders.models import Mail, Occurrence, SenderHold
from reminders.outbox import queue_mail
from reminders.slots import next_slot
from reminders.watched import watched_note
from tests.permissions.table import HEARD, MOVED, NOT_FOUND, OK, Answer, World, everyone, only, row, secretariat


def _mail(w: World) -> dict[str, Any]:
    """A mail to the tovholder that could not be delivered."""
    now = datetime(2031, 1, 7, 5, 30, tzinfo=UTC)
    html = (
        '<!doctype html><html lang="da"><title>Prøve</title><body><main><h1>Prøve</h1><p>Tak.</p></main></body></html>'
    )
    words = {"subject": "Prøve", "text": "Tak.", "html": html}
    mail = queue_mail(kind="receipt", address="lead@example.org", person=w.people["lead"], now=now, **words)
    Mail.objects.filter(pk=mail.pk).update(state="failed")
    return {"key": mail.key}


def _task(w: World) -> dict[str, Any]:
    """A reminder that became a task."""
    days = {"due_on": date(2030, 12, 1), "slot_on": date(2031, 2, 4), "created_at": datetime(2031, 2, 4, tzinfo=UTC)}
    found, _created = Occurrence.objects.get_or_create(
        rule="ladder", rung="secretariat_60", guideline=w.guideline, recipient=w.people["lead"], state="task", **days
    )
    return {"pk": found.pk}


def _queued(w: World) -> dict[str, Any]:
    return {"day": next_slot(clock.today()), "pk": w.stranger.pk}


def _note(w: World) -> dict[str, Any]:
    mails = reading.rows_of(w.stranger, next_slot(clock.today()))
    return {"note": "Ring gerne.", "seen": watched_note(mails).mark()}


row("healthz", GET=everyone(Answer("HEALTH", frozenset({200, 503}))))
row("reminders", GET=secretariat(OK))
row("remind-by-hand", data={"sag": "svar-1"}, POST=secretariat(MOVED))
row("remind-by-hand", data={"sag": "987654"}, POST=secretariat(NOT_FOUND))
row("reminders-hold", POST=secretariat(MOVED))
row("reminders-resume", POST=secretariat(MOVED))
row("queued-mail", args=_queued, GET=secretariat(OK), POST=secretariat(MOVED))
row("queued-note", args=_queued, data=_note, GET=secretariat(OK), POST=secretariat(MOVED))
row("queued-send", args=_queued, POST=secretariat(MOVED))
row("mail-note", args=_mail, data={"note": "Ring gerne."}, GET=secretariat(OK), POST=secretariat(HEARD))
row("mail-aside", args=_mail, data={"reason": "Ringet op."}, GET=secretariat(OK), POST=secretariat(MOVED))
row("reminder-task-done", args=_task, POST=secretariat(MOVED))
row("mail", args=_mail, GET=only(OK, "lead", "secretariat"))
row("person-mails", args=lambda w: {"pk": w.stranger.pk}, GET=secretariat(OK))
row("person-mails", args=lambda w: {"pk": w.people["lead"].pk}, GET=only(OK, "lead", "secretariat"))
row("mail-html", args=_mail, GET=only(OK, "lead", "secretariat"))
row("mail-hold", args=_mail, POST=secretariat(MOVED))
row("mail-free", args=_mail, POST=secretariat(MOVED))
row("mail-retry", args=_mail, POST=secretariat(MOVED))
row("release", args={"slug": "dsg"}, data={"version": "gammel"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("release-hold", args={"slug": "dsg"}, POST=secretariat(MOVED))


def _call(w: World) -> dict[str, Any]:
    Occurrence.objects.filter(pk=_task(w)["pk"]).update(reason="call")
    return {"pk": w.people["lead"].pk}


row("reminder-call", args=_call, data={"outcome": "goes_on"}, GET=secretariat(OK), POST=secretariat(MOVED))


def _tripped(w: World) -> dict[str, Any]:
    SenderHold.objects.get_or_create(reason="breaker", planned=312, since=datetime(2031, 1, 7, 5, 30, tzinfo=UTC))
    return {}


row("breaker", args=_tripped, GET=secretariat(OK))
row("rules", args={"slug": "alle"}, data={"rehearse": "1"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("rules", args={"slug": "dsg"}, data={"rehearse": "1"}, GET=secretariat(OK), POST=secretariat(HEARD))
_TEXT = {"kind": "final_7", "language": "da"}
row("mail-text", args=_TEXT, data={"subject": "Husk:", "body": "{titel}"}, GET=secretariat(OK), POST=secretariat(HEARD))
row("mail-text-back", args=_TEXT, POST=secretariat(MOVED))

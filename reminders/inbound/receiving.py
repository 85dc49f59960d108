"""One message handed over by a mail server: understood, counted once, and what follows from it (reliability 2.1).

Everything happens in one transaction that holds the head of the journal, so that two bounces at the same moment know
of each other, and a message that was handed over twice finds the first one's row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from guidelines.journal.writing import Actor, Journal, writing
from guidelines.people.actions import note_address_fault
from guidelines.people.models import Person
from guidelines.register.models import Guideline
from reminders.inbound.classify import Understood, understand
from reminders.inbound.forwarding import forward, is_ours, too_many
from reminders.inbound.tokens import key_in
from reminders.models import Incoming, Mail, Occurrence
from reminders.rules import Reason
from reminders.unreached import OWED

ACTOR = Actor("job", "receive_mail", via="mail")
BOUNCES = 2
"""So many mails that came back for good mark an address (reliability R13)."""

MEMORY = timedelta(days=180)
"""So long a mail that came back counts towards the next one."""

TASKS = timedelta(days=30)
"""What was to be told so recently becomes a task when its reader turns out to be out of reach."""

_TRACES = (b"received:", b"return-path:", b"delivered-to:", b"x-original-to:", b"envelope-to:", b"x-received:")
_BOUNCES = (Incoming.Kind.HARD, Incoming.Kind.SOFT, Incoming.Kind.UNCLEAR)
_ANSWERED = "answered_by_mail"


def receive(
    data: bytes, *, recipients: Sequence[str] = (), sender: str | None = None, is_cut: bool = False, now: datetime
) -> Incoming:
    """Return the row of a message, made now or when it came before. Raises what the database raises, nothing else.

    `recipients` are the envelope's, and `sender` its sender, "" where it was empty, None where it is not known;
    `is_cut` says that `data` is only the beginning.
    """
    found = understand(data, envelope_sender=sender)
    mail = _mail_of([*recipients, *found.recipients])
    found = _judged(found, mail)
    with writing(ACTOR, now=now) as journal:
        row, is_new = _row(found, mail, fingerprint(data), now)
        if not is_new:
            return row
        if row.kind in (Incoming.Kind.HARD, Incoming.Kind.SOFT):
            _bounced(row, now)
        elif row.kind == Incoming.Kind.REPLY:
            _answered(row, found, data, journal, is_cut=is_cut, now=now)
    return row


def fingerprint(data: bytes) -> str:
    """Return what tells messages apart: their bytes, without the headers that servers on the way put in front."""
    head, gap, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept, is_trace = [], False
    for line in head.split(b"\n"):
        if not line[:1].isspace():
            is_trace = line.lower().startswith(_TRACES)
        if not is_trace:
            kept.append(line)
    return hashlib.sha256(b"\n".join(kept) + gap + body).hexdigest()


def _mail_of(addresses: Sequence[str]) -> Mail | None:
    keys = [key for key in map(key_in, addresses) if key is not None]
    return Mail.objects.filter(key__in=keys).select_related("person__merged_into").first() if keys else None


def _judged(found: Understood, mail: Mail | None) -> Understood:
    """A bounce that names no mail of ours is a forgery; what we wrote ourselves is nothing."""
    if found.kind in _BOUNCES and mail is None:
        return replace(found, kind=Incoming.Kind.FORGED)
    if found.kind == Incoming.Kind.REPLY and is_ours(found.sender):
        return replace(found, kind=Incoming.Kind.IGNORED, reason="own")
    return found


def _row(found: Understood, mail: Mail | None, print_: str, now: datetime) -> tuple[Incoming, bool]:
    keeps = found.kind in Incoming.FOR_A_PERSON
    return Incoming.objects.get_or_create(
        fingerprint=print_,
        defaults={
            "mail": mail,
            "kind": found.kind,
            "at": now,
            "sender": found.sender,
            "subject": found.subject,
            "status": found.status,
            "diagnostic": found.diagnostic,
            "is_final": found.is_final,
            "reason": found.reason,
            "content": found.text if keeps else "",
        },
    )


# --- what follows from a bounce


def _bounced(row: Incoming, now: datetime) -> None:
    """A mail that came back for good failed after all; the second one to an address marks it."""
    if row.mail is None or not row.is_final:
        return
    fail(row.mail, now)
    person = reader_of(row.mail)
    if row.kind == Incoming.Kind.HARD and person is not None and hard_bounces(person, now) >= BOUNCES:
        mark(person, by=ACTOR, now=now)


def fail(mail: Mail, now: datetime) -> None:
    """Let a mail that was taken have failed after all; what it was to tell and may not have told are tasks.

    So is what it told for the only time, an announcement first of all: what follows counts from the day of the task.
    """
    delivered = Mail.objects.filter(pk=mail.pk, state__in=[Mail.State.SENT, Mail.State.UNKNOWN])
    if delivered.update(state=Mail.State.FAILED, reason="bounced"):
        carried = Occurrence.objects.filter(mail=mail)
        _to_tasks(carried.filter(state=Occurrence.State.PLANNED), now)
        _to_tasks(carried.filter(state=Occurrence.State.MAILED, rung__in=OWED), now, Reason.BOUNCED)


def reader_of(mail: Mail) -> Person | None:
    """Return whose present address the mail went to; None where it was nobody's, or the person has another by now."""
    if mail.person is None:
        return None
    person = mail.person.merged_into or mail.person
    return person if person.email and person.email.lower() == mail.address.lower() else None


def hard_bounces(person: Person, now: datetime) -> int:
    """Return how many mails to the person's present address have come back for good; one that did twice is one."""
    mails = Mail.objects.of_person(person).filter(address__iexact=person.email)
    hard = Incoming.objects.filter(kind=Incoming.Kind.HARD, at__gt=now - MEMORY, mail__in=mails)
    return hard.order_by().values("mail").distinct().count()


def mark(person: Person, *, by: Actor, now: datetime) -> Person:
    """Mark the person's address as refused; what the mails that came back were to tell is now the secretariat's."""
    note_address_fault(person, refused=True, by=by, now=now)
    mails = Mail.objects.of_person(person).filter(address__iexact=person.email, sent_at__gt=now - TASKS)
    lost = mails.filter(incoming__kind=Incoming.Kind.HARD)
    told = Occurrence.objects.filter(mail__in=lost)
    _to_tasks(told.filter(state=Occurrence.State.MAILED), now)
    told.filter(state=Occurrence.State.TASK, reason=Reason.BOUNCED).update(reason=Reason.REFUSED.value)
    return person


def _to_tasks(untold: QuerySet[Occurrence], now: datetime, why: Reason = Reason.REFUSED) -> None:
    untold.update(state=Occurrence.State.TASK, reason=why.value, slot_on=timezone.localdate(now))


# --- what follows from an answer


def _answered(row: Incoming, found: Understood, data: bytes, journal: Journal, *, is_cut: bool, now: datetime) -> None:
    """Pass an answer on to the secretariat's mailbox; it pauses the reminders of what it is about (ux 5.2)."""
    if too_many(now):
        _park(row, found, "too_many")
        return
    if row.mail is not None:
        for guideline in Guideline.objects.filter(occurrences__mail=row.mail).distinct().order_by("pk"):
            facts = {"person": str(row.mail.person_id or "")}
            journal.record(_ANSWERED, guideline, guideline=guideline, facts=facts)
    try:
        row.forward = forward(row, found, b"" if is_cut else data, now=now)
    except ValueError:  # the secretariat's own address is none
        _park(row, found, "not_passed_on")
        return
    row.save(update_fields=["forward"])


def _park(row: Incoming, found: Understood, reason: str) -> None:
    """Leave the message to a person, with what can be read of it."""
    row.kind, row.reason, row.content = Incoming.Kind.UNREADABLE, reason, found.text
    row.save(update_fields=["kind", "reason", "content"])

"""What *Påmindelser* shows beside the queue: tasks, mails with their receipts, groups."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.lists.concealing import concealed
from guidelines.people.models import Group, Person
from reminders.actions.mails import PUT_ASIDE
from reminders.ahead import due_in
from reminders.approvals import compose_notices
from reminders.compose import briefs, compose, letter
from reminders.inbound.reading import work_waiting
from reminders.models import Mail, Occurrence
from reminders.models.mails import MailQuerySet
from reminders.models.occurrences import OccurrenceQuerySet
from reminders.slots import week_of

NEWEST = 100


def waiting_mails(now: datetime) -> list[Mail]:
    """Return mails that have a row and are not sent: to be tried again, held, being sent, of unknown outcome.

    A row that was made for a slot to come stands in the queue instead.
    """
    ended = [Mail.State.SENT, Mail.State.SKIPPED, Mail.State.FAILED, Mail.State.PARKED]
    to_come = Q(kind=Mail.Kind.REMINDERS, state=Mail.State.PLANNED, not_before__gt=now, occurrences=None)
    return list(_listed().exclude(state__in=ended).exclude(to_come).order_by("not_before", "pk")[:NEWEST])


def stuck_mails() -> list[Mail]:
    """Return mails that need a person: refused, given up, parked."""
    return list(_stuck().order_by("-not_before")[:NEWEST])


def _stuck() -> MailQuerySet:
    return _listed().filter(state__in=[Mail.State.FAILED, Mail.State.PARKED]).exclude(reason=PUT_ASIDE)


def sent_mails() -> list[Mail]:
    """Return the newest mails that were sent."""
    return list(_listed().filter(state=Mail.State.SENT).order_by("-sent_at", "-pk")[:NEWEST])


def mails_to(person: Person) -> list[Mail]:
    """Return the newest mails to a person, sent or not; also what went to a duplicate of them."""
    return list(_listed().of_person(person).order_by("-not_before", "-pk")[:NEWEST])


def _listed() -> MailQuerySet:
    return Mail.objects.select_related("person").defer("content").annotate(try_count=Count("tries"))


def task_count() -> int:
    """Return how many lines the page of tasks has."""
    return _tasks().count() + _stuck().count() + work_waiting()


def _tasks() -> OccurrenceQuerySet:
    """Tasks that are not ticked off; whom to call stands on a list of its own."""
    return Occurrence.objects.open_tasks().exclude(pk__in=Occurrence.objects.calls().values("pk"))


def open_tasks() -> list[Occurrence]:
    """Return the tasks that are not ticked off, the oldest first."""
    tasks = _tasks().select_related("guideline", "recipient", "mail")
    return list(tasks.defer("mail__content").order_by("slot_on", "recipient__sort_key", "pk"))


def groups_with_release() -> list[Group]:
    """Return the groups that have guidelines, each with `released_at` (None on hold) and `guideline_count`."""
    owned = Count("guideline_links", filter=Q(guideline_links__guideline__withdrawn_on=None), distinct=True)
    rows = Group.objects.annotate(guideline_count=owned, released_at=F("reminder_release__released_at"))
    return list(rows.filter(guideline_count__gt=0).order_by("sort_key"))


def groups_with_rules() -> list[Group]:
    """Return the groups that have guidelines, each with `own_rules`: how many numbers and switches are its own."""
    is_set = Q(ladder_settings__number__isnull=False) | Q(ladder_settings__is_on__isnull=False)
    own = Count("ladder_settings", filter=is_set, distinct=True)
    has_guidelines = Q(guideline_links__guideline__withdrawn_on=None, guideline_links__isnull=False)
    rows = Group.objects.filter(has_guidelines).distinct()
    return list(rows.annotate(own_rules=own).order_by("sort_key"))


@dataclass(frozen=True)
class Shown:
    """A mail as its reader gets it, or would get it: headers, plain text and the HTML part."""

    headers: Sequence[tuple[str, str]]
    subject: str
    text: str
    html: str


_HEADERS: dict[str, str | Promise] = {
    "From": _("From"),
    "To": _("To"),
    "Reply-To": _("Answers go to"),
    "Message-ID": "Message-ID",
}


def show(mail: Mail, now: datetime) -> Shown | None:
    """Return the mail as it was frozen, or as it would be made now; None where there is nothing to show.

    A login code is never shown, nor the secret part of a link to answer: who reads it could act as somebody else.
    """
    if mail.kind == Mail.Kind.LOGIN_CODE:
        return None
    content = bytes(mail.content or b"")
    if not content and mail.state == Mail.State.PLANNED:
        later = max(now, mail.not_before)  # what waits for the time of an undo is shown as it would then be sent
        draft = {**compose([mail], now), **compose_notices([mail], later)}.get(mail.pk)
        content = draft.content if draft else b""
    return _parsed(content) if content else None


def _parsed(content: bytes) -> Shown:
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = {"plain": "", "html": ""}
    if isinstance(message, EmailMessage):
        for kind in parts:
            body = message.get_body((kind,))
            parts[kind] = str(body.get_content()) if body is not None else ""
    headers = [(str(label), str(message[name])) for name, label in _HEADERS.items() if message[name]]
    return Shown(headers, str(message["Subject"]), concealed(parts["plain"]), concealed(parts["html"]))


def show_queued(person: Person, slot: date, now: datetime) -> Shown | None:
    """Return the mail that a person would get in a slot to come, with its note; None where nothing is due then."""
    due = due_in(person, slot, timezone.localdate(now))
    if not due.verdicts and not due.quarters:
        return None
    row = row_of(person, slot)
    texts, note = briefs({verdict.guideline for verdict in due.verdicts}, due.world), row.note if row else ""
    made = letter(person, due.verdicts, due.world, texts, slot, note=note, quarters=due.quarters)
    return Shown([(str(_HEADERS["To"]), f"{person.name} <{person.email}>")], made.subject, made.text, made.html)


def row_of(person: Person, slot: date) -> Mail | None:
    """Return the row of a person's mail of a slot's week; None where there is none yet."""
    return rows_of(person, slot).defer("content").first()


def rows_of(person: Person, slot: date) -> MailQuerySet:
    """Return the query that finds the row of a person's mail of a slot's week."""
    return Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, person=person, week=week_of(slot))

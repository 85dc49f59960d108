"""What *Påmindelser* shows: the queue of the next 14 days, tasks, mails with their receipts, groups."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.message import EmailMessage

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.people.models import Group, Person
from guidelines.register.models import Guideline
from reminders.approvals import compose_notices
from reminders.compose import briefs, compose, letter
from reminders.facts import load
from reminders.models import GroupRelease, Mail, Occurrence, SlotRun
from reminders.models.mails import MailQuerySet
from reminders.planning import by_person
from reminders.rehearsal import Line, Rehearsed, rehearse
from reminders.rules import Action
from reminders.simulation import simulate
from reminders.slots import slot_at, slots_between, week_of

QUEUE_DAYS = 14
NEWEST = 100


@dataclass(frozen=True)
class Queued:
    """A mail to come: the person, the reminders in it, and the row where there is one already."""

    person: Person
    lines: Sequence[Line]
    mail: Mail | None = None

    @property
    def is_held(self) -> bool:
        """True where the secretariat keeps it back."""
        return self.mail is not None and self.mail.is_held


@dataclass(frozen=True)
class Slot:
    """A slot to come, with its mails; `persons` counts those who get one."""

    on: date
    at: datetime
    mails: list[Queued]

    @property
    def reminders(self) -> int:
        """How many reminders the mails hold together."""
        return sum(len(mail.lines) for mail in self.mails)


def queue(now: datetime) -> list[Slot]:
    """Return the slots of the next 14 days with what would go out, as the groups are released now."""
    today = timezone.localdate(now)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    last = today + timedelta(days=QUEUE_DAYS)
    found = rehearse(Guideline.objects.all(), first=today, last=last, today=today, groups=released)
    planned = set(SlotRun.objects.filter(slot_on__gte=today).values_list("slot_on", flat=True))
    held = _rows_of_weeks({week_of(slot) for slot in slots_between(today, last)})
    return [
        Slot(slot, slot_at(slot), _queued(slot, found, held))
        for slot in slots_between(today, last)
        if slot not in planned
    ]


def _rows_of_weeks(weeks: set[str]) -> dict[tuple[int | None, str], Mail]:
    rows = Mail.objects.live().filter(kind=Mail.Kind.REMINDERS, week__in=weeks).defer("content")
    return {(mail.person_id, mail.week): mail for mail in rows}


def _queued(slot: date, found: list[Rehearsed], held: dict[tuple[int | None, str], Mail]) -> list[Queued]:
    week = week_of(slot)
    mails = [item for item in found if item.slot == slot and not item.is_task]
    return [Queued(item.person, item.lines, held.get((item.person.pk, week))) for item in mails]


def waiting_mails() -> list[Mail]:
    """Return mails that have a row and are not sent: to be tried again, held, being sent, of unknown outcome."""
    ended = [Mail.State.SENT, Mail.State.SKIPPED, Mail.State.FAILED, Mail.State.PARKED]
    return list(_listed().exclude(state__in=ended).order_by("not_before", "pk")[:NEWEST])


def stuck_mails() -> list[Mail]:
    """Return mails that need a person: refused, given up, parked."""
    return list(_listed().filter(state__in=[Mail.State.FAILED, Mail.State.PARKED]).order_by("-not_before")[:NEWEST])


def sent_mails() -> list[Mail]:
    """Return the newest mails that were sent."""
    return list(_listed().filter(state=Mail.State.SENT).order_by("-sent_at", "-pk")[:NEWEST])


def mails_to(person: Person) -> list[Mail]:
    """Return the newest mails to a person, sent or not; also what went to a duplicate of them."""
    return list(_listed().of_person(person).order_by("-not_before", "-pk")[:NEWEST])


def _listed() -> MailQuerySet:
    return Mail.objects.select_related("person").defer("content").annotate(try_count=Count("tries"))


def open_tasks() -> list[Occurrence]:
    """Return the tasks that are not ticked off, the oldest first."""
    tasks = Occurrence.objects.open_tasks().select_related("guideline", "recipient", "mail")
    return list(tasks.defer("mail__content").order_by("slot_on", "recipient__sort_key", "pk"))


def groups_with_release() -> list[Group]:
    """Return the groups that have guidelines, each with `released_at` (None on hold) and `guideline_count`."""
    owned = Count("guideline_links", filter=Q(guideline_links__guideline__withdrawn_on=None), distinct=True)
    rows = Group.objects.annotate(guideline_count=owned, released_at=F("reminder_release__released_at"))
    return list(rows.filter(guideline_count__gt=0).order_by("sort_key"))


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

    A login code is never shown: who reads it could sign in with it.
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
    return Shown(headers, str(message["Subject"]), parts["plain"], parts["html"])


def show_queued(person: Person, slot: date, now: datetime) -> Shown | None:
    """Return the mail that a person would get in a slot to come; None where nothing is due then."""
    today = timezone.localdate(now)
    world = load(Guideline.objects.all(), today=today)
    released = set(GroupRelease.objects.values_list("group", flat=True))
    facts = [item for item in world.facts.values() if item.group in released]
    going = simulate(facts, world.people, world.histories, slots_between(today, slot))
    due = [verdict for on, verdict in going if on == slot and verdict.action is Action.MAIL]
    mine = by_person(due).get(person.pk)
    if not mine:
        return None
    made = letter(person, mine, world, briefs({verdict.guideline for verdict in mine}, world), slot)
    return Shown([(str(_HEADERS["To"]), f"{person.name} <{person.email}>")], made.subject, made.text, made.html)

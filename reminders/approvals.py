"""The immediate mails of approval: planned by the tick, outside the weekly cap, one for one cause and person.

A group on hold (foundations 20) gets them all the same. The hold is there because what reminders count from, dates and
tovholdere read out of a document, has not been looked at yet. These mails tell of acts that people did here, today:
holding them back would leave somebody waiting for an answer that nobody was asked for, as with codes and invitations
(foundations 18). For the same reason neither the sender's hold nor the breaker stops them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guidelines.approval.models import Party
from guidelines.people.models import Person
from reminders.choices.links import unsubscribe_url
from reminders.choices.sorts import wanting
from reminders.compose import Draft
from reminders.mime import Letter, as_bytes, message_id, stored_subject, thread_id
from reminders.models import Mail, MailChoice, Occurrence
from reminders.notice_wording import Words, consultation_words, words_of
from reminders.notices import DUTIES, RULE, Notice, NoticeKind, notices, waiting_parties
from reminders.outbox import queue_letter
from reminders.printed import Sheet, as_html, as_text, page_of
from reminders.rules import Action, Reason
from reminders.wording import Act, subject_of

_NAMESPACE = uuid.UUID("0b5a6c3e-6a53-5d6e-9f0e-2f3d8c1f6a77")
_KINDS = {
    NoticeKind.ASKED: Mail.Kind.APPROVAL,
    NoticeKind.RETURNED: Mail.Kind.RETURNED,
    NoticeKind.RECEIPT: Mail.Kind.RECEIPT,
    NoticeKind.CONSULTATION: Mail.Kind.CONSULTATION,
    NoticeKind.PUBLISHED: Mail.Kind.PUBLISHED,
    NoticeKind.EXTENSION_ASKED: Mail.Kind.APPROVAL,
    NoticeKind.EXTENSION: Mail.Kind.RECEIPT,
    NoticeKind.FOCUS: Mail.Kind.RECEIPT,
}
_KEY = ("guideline", "target", "due_on", "rung")
_WHO = Coalesce("recipient__merged_into", "recipient")

log = structlog.get_logger(__name__)


def plan_approvals(now: datetime) -> int:
    """Give every notice that was not told yet its occurrence and its mail; returns how many mails. Any number of ticks
    at once give one.

    The bytes are made when the mail leaves, from the state as it is then; only the mail to a free address of a
    consultation, which no decision stands behind, is frozen here.
    """
    untold = wanted(_untold(notices(now)))
    people = Person.objects.in_bulk([notice.person for notice in untold])
    made = sum(_plan(notice, people[notice.person], now) for notice in untold)
    return made + sum(_invite(party, now) for party in _uninvited(now))


def wanted(found: list[Notice]) -> list[Notice]:
    """Return those of these notices that are duties, or news that the person wants."""
    readers = {notice.person for notice in found if notice.kind is NoticeKind.PUBLISHED}
    wanting_news = wanting(MailChoice.Sort.PUBLISHED, readers) if readers else set()
    return [one for one in found if one.kind is not NoticeKind.PUBLISHED or one.person in wanting_news]


def _untold(found: Iterable[Notice]) -> list[Notice]:
    due = list(found)
    rows = Occurrence.objects.filter(rule=RULE, target__in=[notice.cause for notice in due])
    told = set(rows.values_list(*_KEY, _WHO)) if due else set()
    return [notice for notice in due if notice.key not in told]


def _plan(notice: Notice, person: Person, now: datetime) -> int:
    """Write the occurrence, and the mail that carries it; a second tick finds the first one's rows."""
    reason = _why_no_mail(person)
    with transaction.atomic():
        occurrence, is_new = Occurrence.objects.get_or_create(
            rule=RULE,
            guideline_id=notice.guideline,
            target=notice.cause,
            due_on=notice.on,
            rung=notice.kind.value,
            recipient=person,
            defaults={
                "slot_on": timezone.localdate(now),
                "state": _state(notice, reason),
                "reason": reason.value,
                "created_at": now,
            },
        )
        if not is_new or reason is not Reason.NONE:
            return 0
        Occurrence.objects.filter(pk=occurrence.pk).update(mail=_mail(notice, person, now))
    return 1


def _why_no_mail(person: Person) -> Reason:
    if not person.email:
        return Reason.NO_ADDRESS
    return Reason.REFUSED if person.address_state == Person.AddressState.REFUSED else Reason.NONE


def _state(notice: Notice, reason: Reason) -> str:
    if reason is Reason.NONE:
        return Occurrence.State.PLANNED
    return Occurrence.State.TASK if notice.kind in DUTIES else Occurrence.State.SKIPPED


def notice_key(notice: Notice) -> uuid.UUID:
    """Return the key of a notice's mail; the same after a database was put back (reliability R22)."""
    anew = f"/{notice.on.isoformat()}" if notice.is_anew else ""
    return uuid.uuid5(_NAMESPACE, f"{notice.kind}/{notice.cause}/{notice.person}{anew}")


def _mail(notice: Notice, person: Person, now: datetime) -> Mail:
    """Return the mail of a notice, without bytes; one that was dropped because its cause was undone stands up again."""
    key = notice_key(notice)
    waits = {"address": person.email, "not_before": max(now, notice.not_before), "reason": ""}
    dropped = Mail.objects.filter(key=key, state=Mail.State.SKIPPED, frozen_at=None)
    if dropped.update(state=Mail.State.PLANNED, **waits):
        return Mail.objects.get(key=key)
    kind = _KINDS[notice.kind]
    return Mail.objects.create(key=key, kind=kind, person=person, message_id=message_id(key), created_at=now, **waits)


# --- free addresses of a consultation


def _uninvited(now: datetime) -> list[Party]:
    """Parties without a person or a group that have an address and no mail yet."""
    free = waiting_parties(now).exclude(name="").exclude(email="").select_related("consultation__revision__guideline")
    by_key = {party_key(party): party for party in free}
    told = set(Mail.objects.filter(key__in=by_key).values_list("key", flat=True)) if by_key else set()
    return [party for key, party in by_key.items() if key not in told]


def party_key(party: Party) -> uuid.UUID:
    """Return the key of the mail that asks a party with a free address."""
    return uuid.uuid5(_NAMESPACE, f"{NoticeKind.CONSULTATION}/{party.key}")


def _invite(party: Party, now: datetime) -> int:
    with translation.override(settings.LANGUAGE_CODE):
        made = notice_letter(consultation_words(party), party.name, party.consultation.revision_id, has_choice=False)
    try:
        with transaction.atomic():
            queue_letter(
                made, kind=Mail.Kind.CONSULTATION, address=party.email, name=party.name, key=party_key(party), now=now
            )
    except IntegrityError:  # another tick was faster
        return 0
    except ValueError as error:
        log.warning("party_not_asked", party=party.pk, error=str(error))
        return 0
    return 1


# --- the bytes


def compose_notices(mails: Sequence[Mail], now: datetime) -> dict[int, Draft]:
    """Return a draft for each of these mails that is a notice without bytes, by its key; writes nothing.

    What is no longer due, or not yet, loses its occurrence; it is planned anew when it is due again (foundations 17).
    """
    fresh = {mail.pk: mail for mail in mails if mail.frozen_at is None and mail.kind in _KINDS.values()}
    if not fresh:
        return {}
    due = {notice.key: notice for notice in notices(now) if notice.not_before <= now}
    carried = Occurrence.objects.filter(mail__in=fresh, state=Occurrence.State.PLANNED)
    drafts = {pk: Draft() for pk in fresh}
    for mail, occurrence, *key in carried.values_list("mail", "pk", *_KEY, _WHO):
        _compose(drafts[mail], fresh[mail], occurrence, due.get(tuple(key)), now)
    return drafts


def _compose(draft: Draft, mail: Mail, occurrence: int, notice: Notice | None, now: datetime) -> None:
    if notice is None:
        draft.reviews[occurrence] = Action.WAIT, Reason.NONE
        return
    try:
        person = Person.objects.get(pk=notice.person)
        reason = _why_no_mail(person)
        if not wanted([notice]):
            draft.reviews[occurrence] = Action.SKIP, Reason.NOT_RECIPIENT
            return
        if reason is not Reason.NONE:
            action = Action.TASK if notice.kind in DUTIES else Action.SKIP
            draft.reviews[occurrence] = action, reason
            return
        with translation.override(person.language):
            words = words_of(notice, person, now)
            made = notice_letter(words, person.name, notice.revision, person.language, key=mail.key)
        if notice.kind is NoticeKind.PUBLISHED:
            made = replace(made, unsubscribe=unsubscribe_url(person, MailChoice.Sort.PUBLISHED))
        draft.subject, draft.address = stored_subject(made), person.email
        draft.content = as_bytes(made, kind=mail.kind, key=mail.key, name=person.name, address=person.email, now=now)
        draft.reviews[occurrence] = Action.MAIL, Reason.NONE
    except Exception as error:  # one mail that cannot be made must not stop the others
        draft.error = f"{type(error).__name__}: {error}"


def notice_letter(
    words: Words,
    name: str,
    revision: int,
    language: str = "da",
    *,
    has_choice: bool = True,
    key: uuid.UUID | None = None,
) -> Letter:
    """Return one notice as a mail; all mails about one revision are one thread.

    `has_choice` is False for who is nobody here, and has no page to choose mails on; `key` is that of its mail.
    """
    subject = subject_of([words.passage])
    greeting = _("Dear %(name)s") % {"name": (name.split() or [""])[0]}
    button = Act(words.label, f"{settings.SITE_URL}{words.path}")
    sheet = Sheet(
        language,
        subject,
        greeting,
        [words.passage],
        words.why,
        button=button,
        is_stranger=not has_choice,
        page=page_of(key),
    )
    thread = (thread_id(f"forloeb/{revision}"),)
    return Letter(subject, as_text(sheet), as_html(sheet), language, thread, event=words.event)

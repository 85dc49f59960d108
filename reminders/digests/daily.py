"""The secretariat's day: at 06.30 on working days, to who wants it, and only when there is something new (ux 5.2)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from guidelines.people.models import Absence, Person, Role
from reminders.choices.links import unsubscribe_url
from reminders.choices.sorts import wanting
from reminders.digests.days import is_working_day
from reminders.digests.news import Part, news
from reminders.mime import Letter
from reminders.models import Digest, Mail, MailChoice
from reminders.outbox import queue_letter
from reminders.slots import slot_at

FIRST = timedelta(days=1)
LONGEST = timedelta(days=7)
"""So far back an overview looks: a day the first time, else to the one before, and never further than a week."""

log = structlog.get_logger(__name__)
_NAMESPACE = uuid.UUID("3f7f0a4e-5b0e-5d7c-8a53-7c2a9f1e4d21")


def plan_daily(now: datetime) -> int:
    """Make today's overview for everybody in the secretariat who wants it; returns how many mails that gave.

    A day without news has a row and no mail, so that it is asked once. Any number of ticks at once make one.
    """
    today = timezone.localdate(now)
    if not is_working_day(today) or now < slot_at(today):
        return 0
    period = today.isoformat()
    done = Digest.objects.filter(period=period, group=None).values("person")
    office = Role.objects.on(today).filter(kind=Role.Kind.SECRETARIAT, person__merged_into=None)
    away = Absence.objects.on(today).values("person")
    persons = list(office.exclude(person__in=done).exclude(person__in=away).values_list("person", flat=True))
    wanted = wanting(MailChoice.Sort.DAILY, persons) if persons else set()
    reachable = Person.objects.filter(pk__in=wanted).exclude(email="")
    readers = list(reachable.exclude(address_state=Person.AddressState.REFUSED).order_by("pk"))
    return sum(_make(person, period, now) for person in readers)


def _make(person: Person, period: str, now: datetime) -> int:
    with transaction.atomic():
        row, is_new = Digest.objects.get_or_create(person=person, group=None, period=period, defaults={"made_at": now})
        if not is_new:
            return 0
        with translation.override(person.language):
            parts = news(_since(person, row, now), now)
            if not parts:
                return 0
            letter = _letter(person, parts, now)
        key = uuid.uuid5(_NAMESPACE, f"{person.pk}/{period}")
        try:
            with transaction.atomic():
                row.mail = queue_letter(
                    letter, kind=Mail.Kind.DIGEST, address=person.email, person=person, key=key, now=now
                )
        except ValueError as error:  # an address that is none must not stop the tick
            log.warning("digest_not_made", person=person.pk, error=str(error))
            return 0
        row.save(update_fields=["mail"])
    return 1


def _since(person: Person, row: Digest, now: datetime) -> datetime:
    """The moment of the overview before this one, with or without a mail."""
    before = Digest.objects.filter(person=person, group=None).exclude(pk=row.pk).order_by("-made_at").first()
    return now - FIRST if before is None else max(before.made_at, now - LONGEST)


def _letter(person: Person, parts: Sequence[Part], now: datetime) -> Letter:
    counts = ", ".join(part.short for part in parts)
    subject = _("Today: %(counts)s") % {"counts": counts}
    words = {
        "language": person.language,
        "subject": subject,
        "greeting": _("Dear %(name)s") % {"name": (person.name.split() or [""])[0]},
        "lead": _("This is new on %(day)s.") % {"day": long_date(timezone.localdate(now))},
        "parts": parts,
        "button_label": _("Open the inbox"),
        "button_url": f"{settings.SITE_URL}{reverse('inbox')}",
        "why": _("You get this mail because you have chosen it as part of the secretariat."),
    }
    text = f"{render_to_string('mail/digest.txt', words).strip()}\n"
    html = render_to_string("mail/digest.html", words)
    end = unsubscribe_url(person, MailChoice.Sort.DAILY)
    return Letter(subject, text, html, person.language, unsubscribe=end)

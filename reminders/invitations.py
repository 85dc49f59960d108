"""Mails that say "you can sign in now", planned by the tick from the invitations that people wrote (foundations 15)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from guidelines.journal.writing import Actor
from guidelines.people.actions import note_address_fault
from guidelines.people.models import Person
from reminders.models import Mail
from reminders.outbox import queue_mail

STALE = timedelta(days=14)
"""An invitation that old goes no more: whoever waits for it has called by now."""

log = structlog.get_logger(__name__)


def uninformed(now: datetime) -> QuerySet[Person]:
    """Persons who were invited and have no mail about it yet, with an address that is not refused."""
    whom = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    told = Mail.objects.filter(whom, kind=Mail.Kind.INVITATION, created_at__gte=OuterRef("invited_at"))
    invited = Person.objects.current().filter(invited_at__gt=now - STALE, invited_at__lte=now, user__is_active=True)
    reachable = invited.exclude(email="").exclude(address_state=Person.AddressState.REFUSED)
    return reachable.filter(email__iexact=F("user__email")).exclude(Exists(told))


def plan_invitations(now: datetime) -> int:
    """Queue a mail for everybody who was invited and not told; returns how many. Several ticks at once queue one."""
    return sum(_invite(key, now) for key in list(uninformed(now).values_list("pk", flat=True)))


def _invite(key: int, now: datetime) -> int:
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=key)  # the second tick waits here, and finds the mail
        person = uninformed(now).filter(pk=key).first()
        if person is None:
            return 0
        try:
            with transaction.atomic():
                _queue(person, now)
        except ValueError as error:
            log.warning("invitation_not_made", person=key, error=str(error))
        else:
            return 1
    note_address_fault(person, refused=True, by=Actor("job", "invitations"), now=now)
    return 0


def _queue(person: Person, now: datetime) -> Mail:
    facts = {
        "name": person.name,
        "email": person.email,
        "url": f"{settings.SITE_URL}{reverse('account_login')}",
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
    with translation.override(person.language):
        return queue_mail(
            kind=Mail.Kind.INVITATION,
            person=person,
            address=person.email,
            subject=translation.gettext("You can now sign in to the guideline plan"),
            text=render_to_string("account/mail/invitation.txt", facts),
            html=render_to_string("account/mail/invitation.html", facts),
            now=now,
        )

"""Verbs on calendar addresses: make or reset one, take it away; and what a feed remembers of what it told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from guidelines.exchange.calendar_reading import Deadline
from guidelines.exchange.calendar_wording import description, summary
from guidelines.exchange.models import CalendarAddress, CalendarEvent
from guidelines.journal.writing import Actor, writing
from guidelines.lists.errors import Refused
from guidelines.people.models import Group, Person

SECRET_BYTES = 32
"""256 bits: nobody guesses an address."""

KEPT = timedelta(days=30)
"""So long what is no longer a deadline stays in the feed as cancelled."""


def hash_of(token: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_address(person: Person, group: Group | None, *, by: Actor, now: datetime) -> tuple[CalendarAddress, str]:
    """Return the person's address for the own deadlines, or a group's, with its secret, which is shown this once.

    An address that stands is reset by it: the secret before opens nothing any more.
    """
    token = secrets.token_urlsafe(SECRET_BYTES)
    with writing(by, now=now) as journal:
        Person.objects.select_for_update().get(pk=person.pk)
        address = CalendarAddress.objects.of(person, group).first()
        is_new = address is None
        if address is None:
            address = CalendarAddress(person=person, group=group)
        address.token_hash, address.made_at = hash_of(token), now
        address.save()
        facts = {"group": group.pk if group else None, "reset": not is_new}
        journal.record("calendar_made", person, facts=facts)
    return address, token


def remove_address(person: Person, group: Group | None, *, by: Actor, now: datetime) -> None:
    """Take an address away with all it told. Raises Refused where there is none."""
    with writing(by, now=now) as journal:
        address = CalendarAddress.objects.of(person, group).first()
        if address is None:
            raise Refused(_("There is no calendar address to remove."))
        address.delete()
        journal.record("calendar_removed", person, facts={"group": group.pk if group else None})


def opens(address: CalendarAddress, token: str) -> bool:
    """True where the secret is the one of this very address."""
    return constant_time_compare(address.token_hash, hash_of(token))


@transaction.atomic
def told(address: CalendarAddress, deadlines: Iterable[Deadline], *, now: datetime) -> list[CalendarEvent]:
    """Return the events of the feed as they are told now, and remember them; what stayed the same writes nothing.

    What changed counts its changes; what is no longer a deadline is cancelled, and leaves after 30 days.
    """
    CalendarAddress.objects.select_for_update().get(pk=address.pk)
    known = {event.key: event for event in CalendarEvent.objects.by(address)}
    shown = []
    for deadline in deadlines:
        event = known.pop(deadline.key, None)
        shown.append(_tell(address, deadline, event, now))
    for event in known.values():
        if event.cancelled_at is None:
            event.cancelled_at = event.changed_at = now
            event.sequence += 1
            event.save(update_fields=["cancelled_at", "changed_at", "sequence"])
        elif event.cancelled_at + KEPT <= now:
            event.delete()
            continue
        shown.append(event)
    return sorted(shown, key=lambda event: (event.on, event.key))


def _tell(address: CalendarAddress, deadline: Deadline, event: CalendarEvent | None, now: datetime) -> CalendarEvent:
    facts = {
        "on": deadline.on,
        "summary": summary(deadline),
        "description": description(deadline),
        "path": deadline.path,
        "cancelled_at": None,
    }
    if event is None:
        return CalendarEvent.objects.create(address=address, key=deadline.key, changed_at=now, **facts)
    if any(getattr(event, name) != value for name, value in facts.items()):
        for name, value in facts.items():
            setattr(event, name, value)
        event.sequence, event.changed_at = event.sequence + 1, now
        event.save(update_fields=[*facts, "sequence", "changed_at"])
    return event

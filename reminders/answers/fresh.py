"""A new link for who comes with an old one: mailed to the address on record, seldom, and never to one given."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from guidelines.people.models import Person
from guidelines.planning.aims import read_aim
from guidelines.register.models import Guideline
from reminders.answers.links import Ask, Link, answer_url, read_token
from reminders.answers.standing import cycle_of, is_lead, is_theirs
from reminders.mime import Letter
from reminders.models import Mail
from reminders.outbox import queue_letter
from reminders.wording import SUBJECT_LENGTH, cut

MOST_A_DAY = 5
"""So many new links go to a person in a day; for each question one in an hour."""


def send_fresh_link(token: str, *, now: datetime) -> Mail | None:
    """Mail a new link to the person the old one was made for, where there still is something to answer.

    None where there is not, or where one went a short while ago; the page says the same either way.
    """
    link = read_token(token)
    person = _person(link) if link else None
    ask = _ask_now(link, person) if link and person else None
    if ask is None or person is None or _is_too_often(person, now):
        return None
    key = _key(ask, now)
    try:
        with transaction.atomic():
            return queue_letter(
                _letter(ask, person, now), kind=Mail.Kind.ANSWER, address=person.email, person=person, key=key, now=now
            )
    except IntegrityError:
        return None  # one went within the hour


def _person(link: Link) -> Person | None:
    """The person on record, also under the row kept in a merge; None for who cannot or must not be written to."""
    asked = Person.objects.select_related("merged_into__user", "user").filter(pk=link.ask.person).first()
    person = asked.merged_into or asked if asked else None
    if person is None or not person.email or person.address_state == Person.AddressState.REFUSED:
        return None
    return None if person.user is not None and not person.user.is_active else person


def _ask_now(link: Link, person: Person) -> Ask | None:
    """What the person can be asked as things stand: the same question, about the target of today.

    Who has answered may answer anew: minds change.
    """
    guideline = Guideline.objects.in_use().filter(pk=link.ask.guideline).first()
    aim = read_aim(guideline) if guideline else None
    if guideline is None or aim is None or aim.on is None or not is_lead(aim, person.pk) or not is_theirs(aim):
        return None
    return Ask(person.pk, guideline.pk, cycle_of(aim), aim.on, link.ask.question)


def _is_too_often(person: Person, now: datetime) -> bool:
    sent = Mail.objects.filter(person=person, kind=Mail.Kind.ANSWER, created_at__gt=now - timedelta(days=1))
    return sent.count() >= MOST_A_DAY


def _key(ask: Ask, now: datetime) -> uuid.UUID:
    hour = int(now.timestamp()) // 3600
    name = f"{settings.SITE_URL}/svar/{ask.person}/{ask.guideline}/{ask.question}/{ask.target}/{hour}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name)


def _letter(ask: Ask, person: Person, now: datetime) -> Letter:
    title = Guideline.objects.values_list("title", flat=True).get(pk=ask.guideline)
    with translation.override(person.language):
        act = _("New link:")
        subject = f"{act} {cut(title, SUBJECT_LENGTH - len(act) - 1)}"
        words = {
            "language": person.language,
            "subject": subject,
            "greeting": _("Dear %(name)s") % {"name": (person.name.split() or [""])[0]},
            "title": title,
            "url": answer_url(ask, person.email, now),
            "contact_phone": settings.CONTACT_PHONE,
        }
        text = f"{render_to_string('mail/answer_link.txt', words).strip()}\n"
        return Letter(subject, text, render_to_string("mail/answer_link.html", words), person.language)

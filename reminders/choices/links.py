"""The signed link in a mail by which its reader gets no more of its sort (RFC 8058)."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from guidelines.people.models import Person
from reminders.models import MailChoice

_SALT = "reminders.choices"


def unsubscribe_url(person: Person, sort: str) -> str:
    """Return the address that turns off one sort of mail for one person, and nothing else; it holds for good."""
    token = signing.Signer(salt=_SALT).sign_object([person.pk, sort])
    return f"{settings.SITE_URL}{reverse('mail-unsubscribe', args=[token])}"


def read_token(token: str) -> tuple[Person, str] | None:
    """Return whose link it is and of which sort; None for one that we did not make, or whose person is gone.

    A person who turned out to be another one is that other.
    """
    try:
        pk, sort = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.select_related("merged_into").filter(pk=pk).first()
    if person is None or sort not in MailChoice.Sort.values:
        return None
    return person.merged_into or person, sort

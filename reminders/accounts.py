"""How allauth reaches the outside world here: closed sign-up, and mails that go through the outbox."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from guidelines.lists import clock
from guidelines.lists.dates import clock_time, long_date
from guidelines.people.models import Person, User
from guidelines.people.notice_mail import SECOND_FACTOR
from reminders.models import Mail
from reminders.outbox import queue_mail
from reminders.wake import wake

LOGIN_CODE = "account/email/login_code"
FRESH_CODE = "account/email/fresh_code"


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, nothing is said in passing, and the login code is the one mail there is."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """False: the secretariat invites (foundations 5)."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages say what happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail with a code to the context's `user`, or what is told of its second factor; raises ValueError
        for every other mail.

        A fresh code is for what somebody who is signed in is about to do; the rest is about login codes.
        With `user` None the same work is done and taken back, so that nobody can tell from the time it takes whether
        an address is known (reliability C8). No mail goes to an address that is not an account's.
        """
        if template_prefix in _QUEUES:
            _QUEUES[template_prefix](email, context)
            return
        if template_prefix != LOGIN_CODE:
            raise ValueError(f"no mail of this kind is sent: {template_prefix}")
        user: User | None = context["user"]
        person = Person.objects.filter(user=user.pk if user else 0).first()
        with transaction.atomic():
            _queue(user.email if user else email, person, context["code"])
            transaction.set_rollback(user is None)
        wake()


def _facts(person: Person | None, path: str) -> dict[str, Any]:
    return {
        "name": person.name if person else "",
        "url": f"{settings.SITE_URL}{path}",
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }


def _queue_fresh(address: str, context: dict[str, Any]) -> Mail:
    """Queue a code for one act; it is kept from readers as login codes are. The subject names the act."""
    person = Person.objects.filter(user=context["user"]).first()
    facts = {**_facts(person, context["path"]), "code": context["code"], "about": context["about"]}
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        if context["about"]:
            subject = translation.gettext("Code for your decision: %(about)s") % {"about": context["about"]}
        else:
            subject = translation.gettext("Code for setting up two-step sign-in")
        return queue_mail(
            kind=Mail.Kind.LOGIN_CODE,
            person=person,
            address=address,
            subject=subject,
            text=render_to_string("account/mail/fresh_code.txt", facts),
            html=render_to_string("account/mail/fresh_code.html", facts),
            now=clock.now(),
        )


def _queue_second_factor(address: str, context: dict[str, Any]) -> Mail:
    """Queue the news that two-step sign-in was turned on or off; it stays readable, as receipts do."""
    person, at = Person.objects.filter(user=context["user"]).first(), context["at"]
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        words = {"date": long_date(timezone.localdate(at)), "time": clock_time(at)}
        subject, happened = _second_factor_words(is_set=context["is_set"], is_own=context["is_own"])
        facts = {**_facts(person, reverse("second-factor")), "is_set": context["is_set"], "happened": happened % words}
        return queue_mail(
            kind=Mail.Kind.RECEIPT,
            person=person,
            address=address,
            subject=subject,
            text=render_to_string("account/mail/second_factor.txt", facts),
            html=render_to_string("account/mail/second_factor.html", facts),
            now=at,
        )


def _second_factor_words(*, is_set: bool, is_own: bool) -> tuple[str, str]:
    """Return the subject, and the sentence that says what happened, with its day and time still to be put in."""
    if is_set:
        happened = translation.gettext("Two-step sign-in was turned on for your account on %(date)s, %(time)s.")
        return translation.gettext("Two-step sign-in has been turned on"), happened
    happened = translation.gettext("Two-step sign-in was turned off for your account on %(date)s, %(time)s.")
    if not is_own:
        happened = translation.gettext("The secretariat turned two-step sign-in off for you on %(date)s, %(time)s.")
    return translation.gettext("Two-step sign-in has been turned off"), happened


_QUEUES = {FRESH_CODE: _queue_fresh, SECOND_FACTOR: _queue_second_factor}


def _queue(address: str, person: Person | None, code: str) -> Mail:
    now = clock.now()
    facts = {**_facts(person, reverse("sign-in-code")), "code": code}
    with translation.override(person.language if person else settings.LANGUAGE_CODE):
        return queue_mail(
            kind=Mail.Kind.LOGIN_CODE,
            person=person,
            address=address,
            subject=translation.gettext("Your code for the guideline plan"),
            text=render_to_string("account/mail/code.txt", facts),
            html=render_to_string("account/mail/code.html", facts),
            now=now,
        )

"""A mail's words as their forms show them, for the rule that nothing is written over unseen (people.seen)."""

from __future__ import annotations

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guidelines.journal.models import Event
from guidelines.journal.rules import canonical
from guidelines.people.seen import Fact, State, Watched
from reminders.actions.mails import NOTED
from reminders.actions.texts import TAKEN_BACK, WRITTEN
from reminders.models import MailText
from reminders.models.mails import MailQuerySet
from reminders.own_text import OwnText

SUBJECT, BODY, NOTE = (
    gettext_lazy("The subject begins with"),
    gettext_lazy("Paragraphs"),
    gettext_lazy("Note in the mail"),
)


def text_state(kind: str, language: str, product: OwnText | None) -> State:
    """Return what mails of the kind say in the language; None is compared where that is the product's own words.

    `product` are those words, None where there is no guideline to show them with.
    """
    row = MailText.objects.filter(kind=kind, language=language).first()
    stands = OwnText(row.subject, row.body) if row else product
    subject, body = (stands.subject, stands.body) if stands else ("", "")
    return {"subject": _words(SUBJECT, subject, is_own=bool(row)), "body": _words(BODY, body, is_own=bool(row))}


def _words(label: str | Promise, text: str, *, is_own: bool) -> Fact:
    text = text.replace("\r\n", "\n")
    return Fact(label, text if is_own else None, text or _("the product's own text"), text)


def watched_text(kind: str, language: str, product: OwnText | None) -> Watched:
    """Return a kind of mail's words as they are watched by their page."""
    facts = canonical({"kind": kind, "language": language})
    events = Event.objects.filter(object_type="mailtext", verb__in=(WRITTEN, TAKEN_BACK), text__contains=facts)
    return Watched(lambda: text_state(kind, language, product), events)


def watched_note(mails: MailQuerySet) -> Watched:
    """Return the note at the top of a mail as it is watched by its page; `mails` finds the mail, once it is made."""
    keys = mails.order_by().annotate(told_by=Cast("pk", CharField())).values("told_by")
    events = Event.objects.filter(object_type="mail", verb=NOTED, object_key__in=keys)
    return Watched(lambda: _note(mails), events)


def _note(mails: MailQuerySet) -> State:
    note = mails.values_list("note", flat=True).first() or ""
    return {"note": Fact(NOTE, note, note or _("nothing"), note)}

"""What a tovholder has answered, and for chairs what was answered to them: what a mail says stands here, too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guidelines.desk.rules import Board, LeadSaid
from guidelines.desk.shapes import Item
from guidelines.lists.dates import clock_time, long_date
from guidelines.people.models import Person
from guidelines.planning.models import LeadAnswer, Snooze
from guidelines.planning.wording_answers import told
from guidelines.register.models import Guideline


def own_answers(person: Person, now: datetime) -> list[Item]:
    """Return what the person has answered that still holds: reminders that rest, time set aside, and what waits for
    somebody to act on it; two statements.
    """
    return [*_resting(person, now), *_said(person, now)]


def _resting(person: Person, now: datetime) -> Iterator[Item]:
    """The last day of rest of each guideline."""
    today, last = timezone.localdate(now), {}
    rests = Snooze.objects.filter(person=person, until__gte=today, guideline__in=Guideline.objects.in_use())
    for rest in rests.select_related("guideline").order_by("until", "pk"):
        last[rest.guideline_id] = rest
    for rest in last.values():
        words = pgettext("reminders", "the reminders rest until %(date)s") % {"date": long_date(rest.until)}
        yield _item(rest.guideline, words)


def _said(person: Person, now: datetime) -> Iterator[Item]:
    answers = LeadAnswer.objects.filter(person=person, handled_at=None, guideline__in=Guideline.objects.in_use())
    for item in answers.select_related("guideline").order_by("pk"):
        if item.focus_at is None:
            words = {"what": _what(item), "date": long_date(timezone.localdate(item.at))}
            yield _item(item.guideline, _("%(what)s, answered %(date)s; waits to be dealt with") % words)
        elif item.focus_at > now:
            when = {"date": long_date(timezone.localdate(item.focus_at)), "time": clock_time(item.focus_at)}
            yield _item(item.guideline, _("time set aside on %(date)s, %(time)s") % when)


def _what(item: LeadAnswer) -> str:
    return {
        LeadAnswer.Kind.DECLINED: pgettext("answer", "no to the role"),
        LeadAnswer.Kind.HELP: pgettext("answer", "help wanted"),
        LeadAnswer.Kind.WITHDRAW: pgettext("answer", "the work ought to lapse"),
    }[LeadAnswer.Kind(item.kind)]


def answers_to(found: Board) -> list[Item]:
    """Return what tovholdere of the groups the reader leads answered and nobody has dealt with, as quiet lines."""
    return [_said_by(item) for item in found.answers]


def _said_by(item: LeadSaid) -> Item:
    words = f"{item.name} {told(item.kind, item.suggested)}"
    return Item(item.title, item.language, reverse("task-answer", args=[item.guideline]), words)


def _item(guideline: Guideline, words: str) -> Item:
    return Item(guideline.title, guideline.language, reverse("task-answer", args=[guideline.pk]), words)

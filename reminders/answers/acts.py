"""What the reader of a reminder can do about it: the links of its passage, the first of them the most fitting."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.lists.concealing import CONCEALED
from guidelines.people.models import Person
from guidelines.planning.answering import Question
from reminders.answers.links import Ask, answer_url
from reminders.ladder import BEGIN, CHAIR, CONFIRM, COPY, LATE, Audience, Counts, Rung
from reminders.rules import Verdict
from reminders.wording import Act, Item

_ASKED = {CONFIRM: Question.CONFIRM, BEGIN: Question.BEGIN, LATE: Question.LATE, COPY: Question.LATE}
_DEADLINES = (Counts.TARGET, Counts.DRAFT, Counts.CONSULTATION)


def question_of(rung: Rung) -> Question | None:
    """Return what a rung's mail asks a tovholder; None where the answer is an act on a page of its own."""
    if rung.key in _ASKED:
        return _ASKED[rung.key]
    is_ahead = rung.audience is Audience.LEADS and rung.counts in _DEADLINES and not rung.is_late
    return Question.PROGRESS if is_ahead else None


def acts_of(item: Item, verdict: Verdict, person: Person, made_at: datetime | None) -> tuple[Act, ...]:
    """Return the acts of one reminder to a person, in the language that is active.

    Links to answer are made at `made_at`; without it they are shown without their secret part, for who may see the
    mail but not answer it.
    """
    question = question_of(item.rung) if item.is_lead else None
    if question is not None:
        return (Act(_label(question), _answer(question, verdict, person, made_at)),)
    if item.page:
        return (Act(_("Read and decide"), _url(item.page)),)
    if item.rung.key == CHAIR and not item.waits_for_chair:
        return _for_chair(verdict)
    if not item.is_lead or item.rung.audience is not Audience.LEADS:
        return (Act(_("Open the guideline"), _url(reverse("guideline", args=[item.brief.slug]))),)
    return (Act(_("Open My tasks"), _url(reverse("tasks"))),)


def _label(question: Question) -> str:
    return {
        Question.CONFIRM: _("Answer yes or no"),
        Question.BEGIN: _("Choose a day"),
        Question.LATE: _("Choose and send"),
    }.get(question, _("Tell us how far you are"))


def _answer(question: Question, verdict: Verdict, person: Person, made_at: datetime | None) -> str:
    if made_at is None:
        return _url(reverse("answer", args=["-"]).replace("-", CONCEALED))
    ask = Ask(person.pk, verdict.guideline, verdict.cycle, verdict.target, question)
    return answer_url(ask, person.email, made_at)


def _for_chair(verdict: Verdict) -> tuple[Act, ...]:
    """A new deadline, another tovholder, or the next meeting: each on a page that asks to sign in."""
    page = _url(reverse("task-answer", args=[verdict.guideline]))
    return (
        Act(_("Agree on a new deadline"), f"{page}#frist"),
        Act(_("Change the lead author"), f"{page}#tovholder"),
        Act(_("Take it up at the meeting"), f"{page}?svar=meeting"),
    )


def _url(path: str) -> str:
    return f"{settings.SITE_URL}{path}"

"""Acts on several cases at once: each is judged by itself and is a transaction of its own (ux 4.3, 10.4).

Decisions are never among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from guidelines.approval.actions import give_case, last_case_acts, release_case, take_case, undo_case
from guidelines.approval.actions.moving import position_of
from guidelines.approval.colleagues import colleague
from guidelines.desk.inbox.rules import Act, Hindrance, hindrance
from guidelines.journal.writing import Actor
from guidelines.lists.errors import Refused
from guidelines.people.models import Person
from guidelines.planning.actions import handle_answer
from guidelines.planning.models import LeadAnswer, Revision, Step

MOST = 200  # in one press


@dataclass(frozen=True)
class Result:
    """What happened to one of them, or why nothing did, in the language that is active."""

    title: str
    language: str
    url: str
    is_done: bool
    words: str

    def kept(self) -> dict[str, Any]:
        """Return it as plain values, for the page that is shown next."""
        return asdict(self)


@dataclass(frozen=True)
class Press:
    """One press: the act, who pressed, and, for *give*, to whom."""

    act: Act
    person: Person
    by: Actor
    now: datetime
    to: Person | None = None

    @property
    def today(self) -> date:
        """The day of the moment, in Denmark."""
        return timezone.localdate(self.now)


def press_of(asked: str, to: str, *, person: Person, by: Actor, now: datetime) -> Press:
    """Return what a form asks for. Raises Refused for an act that is none, and for *give* to nobody there is."""
    if asked not in set(Act):
        raise Refused(_("Choose what is to be done with the cases."))
    act = Act(asked)
    return Press(act, person, by, now, colleague(to, timezone.localdate(now)) if act is Act.GIVE else None)


def keys_of(asked: Iterable[str]) -> list[str]:
    """Return the rows that a form names, each once; one value may name several, as *all in this view* does."""
    keys = [key for value in asked for key in value[:10_000].split(",") if key]
    return list(dict.fromkeys(keys))[:MOST]


def act_on(keys: Sequence[str], press: Press) -> list[Result]:
    """Do the act on each of these rows, in their order, and return what happened; rows that are not there are left
    out.
    """
    steps = Prefetch("steps", Step.objects.open().select_related("holder_person"), to_attr="open_steps")
    numbers = [int(key) for key in keys if key.isascii() and key.isdigit()]
    found = Revision.objects.filter(pk__in=numbers).select_related("guideline").prefetch_related(steps)
    cases = {str(row.pk): row for row in found}
    answers = _answers(keys)
    results = []
    for key in keys:
        if key in cases:
            results.append(_case_result(cases[key], press))
        elif key in answers:
            results.append(_answer_result(answers[key], press))
        elif key.startswith(("frist-", "mail-")):
            results.append(Result("", "", "", False, _("It has a page of its own; open it there.")))
    return results


def _answers(keys: Iterable[str]) -> dict[str, LeadAnswer]:
    numbers = [key.removeprefix("svar-") for key in keys if key.startswith("svar-")]
    found = LeadAnswer.objects.filter(pk__in=[int(one) for one in numbers if one.isascii() and one.isdigit()])
    return {f"svar-{item.pk}": item for item in found.select_related("guideline")}


def _answer_result(answer: LeadAnswer, press: Press) -> Result:
    if press.act is not Act.SEEN:
        return _result(answer, False, _("It is an answer, not a case."))
    if answer.handled_at is not None:
        return _result(answer, False, _("Somebody has dealt with it already."))
    handle_answer(answer, handler=press.person, by=press.by, now=press.now)
    return _result(answer, True, _("The answer is marked as dealt with."))


def _case_result(row: Any, press: Press) -> Result:
    if press.act is Act.SEEN:
        return _result(row, False, _("It is a case; only answers are marked as dealt with."))
    holder = row.open_steps[0].holder_person if row.open_steps else None
    why = hindrance(press.act, position_of(row, row.open_steps), holder.pk if holder else None, press.person.pk)
    if why is not None:
        return _result(row, False, _why(why, holder))
    try:
        return _result(row, True, _do(row, press))
    except Refused as refused:
        return _result(row, False, str(refused))


def _do(row: Revision, press: Press) -> str:
    facts: dict[str, Any] = {"person": press.person, "by": press.by, "now": press.now}
    if press.act is Act.TAKE:
        take_case(row, **facts)
        return _("The case is yours.")
    if press.act is Act.GIVE and press.to is not None:
        give_case(row, to=press.to, **facts)
        return _("%(name)s has the case now.") % {"name": press.to.name}
    release_case(row, **facts)
    return _("The case is back in the queue.")


def _why(why: Hindrance, holder: Person | None) -> str:
    words = {"name": holder.name if holder else ""}
    return {
        Hindrance.ELSEWHERE: _("It is not with the secretariat now."),
        Hindrance.APPROVED: _("It is approved and waits to be published."),
        Hindrance.MINE: _("You have the case already."),
        Hindrance.TAKEN: _("%(name)s has the case. You can take it over on its page.") % words,
        Hindrance.FREE: _("It is free already."),
    }[why]


def _result(row: Revision | LeadAnswer, is_done: bool, words: str) -> Result:
    guideline = row.guideline
    return Result(guideline.title, guideline.language, guideline.get_absolute_url(), is_done, words)


def undo_last(by: Actor, now: datetime) -> list[Result]:
    """Take back what the actor did last to cases, each by itself; return what became of each."""
    events = last_case_acts(by, now)
    found = Revision.objects.filter(pk__in=[int(event.object_key) for event in events]).select_related("guideline")
    rows = {str(row.pk): row for row in found}
    results = []
    for event in events:
        try:
            undo_case(event, by=by, now=now)
            results.append(_result(rows[event.object_key], True, _("It stands as before.")))
        except Refused as refused:
            results.append(_result(rows[event.object_key], False, str(refused)))
    return results

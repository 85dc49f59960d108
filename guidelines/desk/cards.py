"""Tasks and duties as the page shows them: words, addresses and exactly one act a card (ux 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guidelines.desk.extension_cards import answered_row, asked_row, extension_card, more_time
from guidelines.desk.move_cards import (
    approval_card,
    asked_card,
    author_act,
    case_act,
    guideline_url,
    meta,
    resting_row,
    waited,
)
from guidelines.desk.rules import AskedDeadline, Board, Duty, Kind, Question, Run, Task
from guidelines.desk.shapes import Act, Card, Item
from guidelines.desk.wording import ball, length, next_step, role_question, stage_line
from guidelines.lists.dates import long_date, relative_days
from guidelines.lists.words import listed
from guidelines.planning.answering import Choice
from guidelines.planning.filters import Show
from guidelines.planning.rules import HolderRole, TargetBasis
from guidelines.planning.rules import Kind as PlanKind
from guidelines.planning.wording import KINDS

LISTED = 5


def cards(found: Board, today: date) -> list[Card]:
    """Return the cards of *Gør nu* in their order."""
    return [_card(task, today) for task in found.now]


def _card(task: Task, today: date) -> Card:
    if task.approval is not None:
        return approval_card(task.approval, today)
    if task.asked is not None:
        return asked_card(task.asked, today)
    if task.extension is not None:
        return extension_card(task.extension, today)
    if task.duty is not None:
        return _duty_card(task.duty, today)
    if task.question is not None:
        run = task.question.run
        return _decision_card(task.question, run, today) if run is not None else _owner_card(task.question)
    return _plan_card(task) if task.questions else _names_card(task)


# --- a tovholder's own


def _duty_card(duty: Duty, today: date) -> Card:
    about, asks = duty.about, duty.is_unanswered
    group = about.groups[0] if about.groups else ""
    sentences = [deadline(duty, today)]
    if asks:
        sentences.append(role_question(duty.kind, duty.year))
        act = Act(_("Yes, I am lead author"), reverse("lead-confirm", args=[duty.assignment]), is_post=True)
    else:
        sentences.append(next_step(duty.run, group))
        act = author_act(duty.run) if duty.run else Act(_("See the guideline"), guideline_url(about))
    return Card(
        look="err" if duty.is_overdue(today) else "plan",
        state=_state(duty, today),
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about, _("you are an author") if duty.is_author else _("you are lead author")),
        sentences=[sentence for sentence in sentences if sentence],
        stages=stage_line(duty.run, note=_("(you)")) if duty.run else (),
        act=act,
        asks_role=asks,
        also=_also(duty, today),
    )


def _also(duty: Duty, today: date) -> list[Act]:
    """What a tovholder can answer besides, as in a mail: no to the role, when work begins, what is late (ux 5.2)."""
    asks, found = duty.is_unanswered, []
    if asks and duty.guideline:
        found.append(_answer(_("No, ask somebody else"), duty.guideline, Choice.NO))
    if duty.target is not None and (not asks or duty.is_overdue(today)):
        found.append(more_time(duty.about.slug))
    if duty.guideline and duty.is_overdue(today):
        found.append(_answer(_("We need help"), duty.guideline, Choice.HELP))
        found.append(_answer(_("The work ought to lapse"), duty.guideline, Choice.WITHDRAW))
    elif duty.guideline and not asks:
        label = _("Set time aside") if duty.run else _("Say when you begin")
        found.append(_answer(label, duty.guideline, Choice.FOCUS))
        found.append(_answer(_("Let the reminders rest"), duty.guideline, Choice.REST))
    return found


def _answer(label: str, guideline: int, choice: Choice) -> Act:
    return Act(label, f"{reverse('task-answer', args=[guideline])}?svar={choice.value}")


def _state(duty: Duty, today: date) -> str:
    back = duty.run.work.return_due if duty.run and not duty.is_overdue(today) else None
    if back is not None:
        return _("Correct by %(date)s · %(time)s") % {"date": long_date(back), "time": relative_days(back, today)}
    if duty.target is None:
        return _("No deadline is known")
    if duty.is_overdue(today):
        return _("Overdue by %(time)s") % {"time": length(duty.target.on, today)}
    words = {"date": long_date(duty.target.on), "time": relative_days(duty.target.on, today)}
    return _("Due by %(date)s · %(time)s") % words


def deadline(duty: Duty, today: date) -> str:
    """Return by when it should be finished, as a sentence; "" where the card's first line says it already."""
    if duty.target is None:
        return _("The year is not agreed yet.")
    is_new = duty.kind == PlanKind.NEW
    words = {"date": long_date(duty.target.on), "year": duty.year}
    if duty.target.basis is TargetBasis.PLANNED_YEAR:
        if is_new:
            return _("The new guideline is planned for %(year)s.") % words
        return _("The revision is planned for %(year)s.") % words
    if not duty.is_overdue(today):
        return ""
    if is_new:
        return _("The new guideline should have been finished by %(date)s.") % words
    return _("The revision should have been finished by %(date)s.") % words


def row(duty: Duty, words: str) -> Item:
    """Return a duty as a quiet line."""
    return Item(duty.about.title, duty.about.language, reverse("guideline", args=[duty.about.slug]), words)


def later(found: Board, today: date) -> list[Item]:
    """Return what is to be done later, the nearest first; last what was deferred."""
    return [*(row(duty, _state(duty, today)) for duty in found.later), *map(resting_row, found.resting)]


def waiting(found: Board, own: Sequence[AskedDeadline], today: date) -> list[Item]:
    """Return what waits for others, with who has it; last the new deadlines that the reader asked for."""
    held = [row(duty, listed(ball(holder, today) for holder in duty.run.holders)) for duty in found.waiting if duty.run]
    return [*held, *(asked_row(item) for item in own if item.is_open)]


def done(found: Board, own: Sequence[AskedDeadline]) -> list[Item]:
    """Return what was finished lately: the proof that the work was seen; first the answers on the reader's requests."""
    answered = [answered_row(item) for item in reversed(own) if not item.is_open]
    return [*answered, *(row(duty, _done_words(duty)) for duty in found.done)]


def _done_words(duty: Duty) -> str:
    kind = str(KINDS[duty.kind])
    planned = f"{kind} {duty.year}" if duty.year else kind
    if duty.done_on is None:
        return planned
    return _("%(what)s · published %(date)s") % {"what": planned, "date": long_date(duty.done_on)}


# --- what groups and the secretariat have to settle


def _decision_card(question: Question, run: Run, today: date) -> Card:
    about, held = question.about, run.holders[0]
    if held.role == HolderRole.SECRETARIAT:
        act = case_act(question.stage, run)
        sentence = _("The secretariat has had it since %(date)s.")
    else:
        act = Act(_("See the guideline"), guideline_url(about))
        sentence = _("You have had it for clinical approval since %(date)s.")
    return Card(
        look="sub",
        state=waited(held.since, today),
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about),
        sentences=[sentence % {"date": long_date(held.since)}],
        stages=stage_line(run),
        act=act,
    )


def _owner_card(question: Question) -> Card:
    about = question.about
    return Card(
        look="prog",
        state=_("The owner is not confirmed"),
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about),
        sentences=[_("Which group owns the guideline? The plan could not tell.")],
        act=Act(_("Confirm the owner"), reverse("guideline-owner", args=[about.slug])),
    )


def _plan_card(task: Task) -> Card:
    first, count = task.questions[0], len(task.questions)
    words = {"count": count, "group": first.group}
    if task.kind is Kind.NO_LEAD:
        state, show = _("Without a lead author"), Show.NO_LEAD
        title = ngettext(
            "%(count)s guideline in the plan of %(group)s has no lead author",
            "%(count)s guidelines in the plan of %(group)s have no lead author",
            count,
        )
        sentence = _("Choose who sees that the work is done.")
    else:
        state, show = _("Without a year"), Show.NO_YEAR
        title = ngettext(
            "%(count)s guideline in the plan of %(group)s has no year",
            "%(count)s guidelines in the plan of %(group)s have no year",
            count,
        )
        sentence = _("Give each the year in which it is to be revised.")
    shown = task.questions[:LISTED]
    return Card(
        look="prog",
        state=state,
        title=title % words,
        sentences=[sentence],
        items=[
            Item(item.about.title, item.about.language, reverse("guideline", args=[item.about.slug])) for item in shown
        ],
        more=count - len(shown),
        act=Act(_("Open the plan"), f"{reverse('plan', args=[first.group_slug])}?vis={show}"),
    )


def _names_card(task: Task) -> Card:
    count, shown = len(task.names), listed(task.names[:LISTED])
    if count > LISTED:
        shown = pgettext("names", "%(names)s and others") % {"names": ", ".join(task.names[:LISTED])}
    if task.kind is Kind.NO_CHAIR:
        title = ngettext(
            "%(count)s group with a plan has no chair", "%(count)s groups with a plan have no chair", count
        )
        act = Act(_("See the groups"), reverse("groups"))
        sentence = _("Nobody can confirm their plans, and nobody is told when something is late.")
        state = _("Without a chair")
    else:
        title = ngettext(
            "%(count)s lead author has no mail address", "%(count)s lead authors have no mail address", count
        )
        act = Act(_("Find the addresses"), reverse("people-without-address"))
        sentence = _("They owe something, and no reminder reaches them.")
        state = _("Without a mail address")
    return Card("prog", state, title % {"count": count}, act, sentences=[f"{shown}.", sentence])


def summary(found: Board, today: date) -> str:
    """Return the sentence that answers *do I owe anything?*"""
    count = found.count
    if count:
        tasks = ngettext("You have %(count)s task.", "You have %(count)s tasks.", count) % {"count": count}
        if not found.now or found.now[0].kind is not Kind.OVERDUE:
            return tasks
        late = _("It is overdue.") if count == 1 else _("The most important one is overdue.")
        return f"{tasks} {late}"
    upcoming = found.next_deadline
    if upcoming is None or upcoming.target is None:
        return _("You have no tasks.")
    words = {"date": long_date(upcoming.target.on), "title": upcoming.about.title}
    return _("You have no tasks. Your next deadline is %(date)s (%(title)s).") % words

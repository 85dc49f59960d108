"""Tasks and duties as the page shows them: words, addresses and exactly one act a card (ux 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guidelines.desk.rules import About, Board, Duty, Kind, Question, Run, Task
from guidelines.desk.wording import ball, length, listed, next_step, role_question, stage_line
from guidelines.lists.dates import long_date, relative_days
from guidelines.planning.filters import Show
from guidelines.planning.rules import HolderRole, TargetBasis
from guidelines.planning.rules import Kind as PlanKind
from guidelines.planning.wording import KINDS

LISTED = 5


@dataclass(frozen=True)
class Act:
    """The one button of a card; `is_post` where pressing it changes something."""

    label: str
    url: str
    is_post: bool = False


@dataclass(frozen=True)
class Item:
    """A guideline in a list: its title with its language and address, and a few words."""

    title: str
    language: str
    url: str
    words: str = ""


@dataclass(frozen=True)
class Card:
    """A card: `look` is its class and the shape of its first line; `title` leads to the guideline where it is one."""

    look: str
    state: str
    title: str
    act: Act
    language: str = ""
    url: str = ""
    meta: str = ""
    sentences: Sequence[str] = ()
    stages: Sequence[dict[str, str]] = ()
    items: Sequence[Item] = ()
    more: int = 0
    asks_role: bool = False


def cards(found: Board, today: date) -> list[Card]:
    """Return the cards of *Gør nu* in their order."""
    return [_card(task, today) for task in found.now]


def _card(task: Task, today: date) -> Card:
    if task.duty is not None:
        return _duty_card(task.duty, today)
    if task.question is not None:
        run = task.question.run
        return _decision_card(task.question, run, today) if run is not None else _owner_card(task.question)
    return _plan_card(task) if task.questions else _names_card(task)


# --- a tovholder's own


def _duty_card(duty: Duty, today: date) -> Card:
    about, asks = duty.about, not duty.is_confirmed
    group = about.groups[0] if about.groups else ""
    sentences = [deadline(duty, today)]
    if asks:
        sentences.append(role_question(duty.kind, duty.year))
        act = Act(_("Yes, I am tovholder"), reverse("lead-confirm", args=[duty.assignment]), is_post=True)
    else:
        sentences.append(next_step(duty.run, group))
        label = _("See the revision") if duty.run else _("See the guideline")
        act = Act(label, reverse("guideline", args=[about.slug]))
    return Card(
        look="err" if duty.is_overdue(today) else "plan",
        state=_state(duty, today),
        title=about.title,
        language=about.language,
        url=reverse("guideline", args=[about.slug]),
        meta=_meta(about, _("you are tovholder")),
        sentences=[sentence for sentence in sentences if sentence],
        stages=stage_line(duty.run, note=_("(you)")) if duty.run else (),
        act=act,
        asks_role=asks,
    )


def _state(duty: Duty, today: date) -> str:
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


def _meta(about: About, role: str = "") -> str:
    parts = ["/".join(about.groups)]
    if about.label:
        parts.append(_("version %(label)s") % {"label": about.label})
    if about.is_working_title:
        parts.append(_("working title"))
    return " · ".join(part for part in [*parts, role] if part)


def row(duty: Duty, words: str) -> Item:
    """Return a duty as a quiet line."""
    return Item(duty.about.title, duty.about.language, reverse("guideline", args=[duty.about.slug]), words)


def later(found: Board, today: date) -> list[Item]:
    """Return what is to be done later, the nearest first."""
    return [row(duty, _state(duty, today)) for duty in found.later]


def waiting(found: Board, today: date) -> list[Item]:
    """Return what waits for others, with who has it."""
    return [row(duty, listed(ball(holder, today) for holder in duty.run.holders)) for duty in found.waiting if duty.run]


def done(found: Board) -> list[Item]:
    """Return what was finished lately: the proof that the work was seen."""
    return [row(duty, _done_words(duty)) for duty in found.done]


def _done_words(duty: Duty) -> str:
    kind = str(KINDS[duty.kind])
    planned = f"{kind} {duty.year}" if duty.year else kind
    if duty.done_on is None:
        return planned
    return _("%(what)s · published %(date)s") % {"what": planned, "date": long_date(duty.done_on)}


# --- what groups and the secretariat have to settle


def _decision_card(question: Question, run: Run, today: date) -> Card:
    about, holder = question.about, run.holders[0]
    url = reverse("guideline", args=[about.slug])
    if holder.role == HolderRole.SECRETARIAT:
        place = (question.group_slug, run.entry)
        act = Act(_("Record the stage"), reverse("revision-stage", args=place) if all(place) else url)
        sentence = _("The secretariat has had it since %(date)s.")
    else:
        act = Act(_("See the guideline"), url)
        sentence = _("You have had it for clinical approval since %(date)s.")
    waited = _("Awaiting you: %(time)s") % {"time": length(holder.since, today)}
    return Card(
        look="sub",
        state=waited if holder.since < today else _("Awaiting you since today"),
        title=about.title,
        language=about.language,
        url=url,
        meta=_meta(about),
        sentences=[sentence % {"date": long_date(holder.since)}],
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
        url=reverse("guideline", args=[about.slug]),
        meta=_meta(about),
        sentences=[_("Which group owns the guideline? The plan could not tell.")],
        act=Act(_("Confirm the owner"), reverse("guideline-owner", args=[about.slug])),
    )


def _plan_card(task: Task) -> Card:
    first, count = task.questions[0], len(task.questions)
    words = {"count": count, "group": first.group}
    if task.kind is Kind.NO_LEAD:
        state, show = _("Without a tovholder"), Show.NO_LEAD
        title = ngettext(
            "%(count)s guideline in the plan of %(group)s has no tovholder",
            "%(count)s guidelines in the plan of %(group)s have no tovholder",
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
        title = ngettext("%(count)s tovholder has no mail address", "%(count)s tovholdere have no mail address", count)
        act = Act(_("Find the addresses"), reverse("people-without-address"))
        sentence = _("They owe something, and no reminder reaches them.")
        state = _("Without a mail address")
    return Card("prog", state, title % {"count": count}, act, sentences=[f"{shown}.", sentence])


def summary(found: Board, today: date) -> str:
    """Return the sentence that answers *do I owe anything?*"""
    count = len(found.now)
    if count:
        tasks = ngettext("You have %(count)s task.", "You have %(count)s tasks.", count) % {"count": count}
        if found.now[0].kind is not Kind.OVERDUE:
            return tasks
        late = _("It is overdue.") if count == 1 else _("The most important one is overdue.")
        return f"{tasks} {late}"
    upcoming = found.next_deadline
    if upcoming is None or upcoming.target is None:
        return _("You have no tasks.")
    words = {"date": long_date(upcoming.target.on), "title": upcoming.about.title}
    return _("You have no tasks. Your next deadline is %(date)s (%(title)s).") % words

"""Cards for what approval asks of somebody: decide, find somebody who can, answer a consultation, correct, hand in."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.desk.rules import About, Approval, Asked, Next, Run, next_of
from guidelines.desk.shapes import Act, Card, Item
from guidelines.desk.wording import length, stage_line
from guidelines.lists.dates import long_date, relative_days
from guidelines.planning.rules import Stage


def guideline_url(about: About) -> str:
    """Return the address of the guideline's page."""
    return reverse("guideline", args=[about.slug])


def meta(about: About, role: str = "") -> str:
    """Return the line below a title: groups, version, whether the title is settled, and the reader's own role."""
    parts = ["/".join(about.groups)]
    if about.label:
        parts.append(_("version %(label)s") % {"label": about.label})
    if about.is_working_title:
        parts.append(_("working title"))
    return " · ".join(part for part in [*parts, role] if part)


def waited(since: date, today: date) -> str:
    """Return how long something has waited for the reader, as the first line of its card."""
    if since >= today:
        return _("Came to you today")
    return _("Awaiting you: %(time)s") % {"time": length(since, today)}


def author_act(run: Run) -> Act:
    """Return what an author presses next."""
    name, label = {
        Next.STATUS: ("run-status", _("Update status")),
        Next.CONSULTATION: ("consultation", _("Go to the consultation")),
        Next.DECLARE: ("run-declaration", _("Declare your interests")),
        Next.SUBMIT: ("run-submit", _("Hand in for approval")),
        Next.COMMENTS: ("run-comments", _("See the comments")),
    }[next_of(run)]
    return Act(label, reverse(name, args=[run.id]))


def case_act(stage: str, run: Run) -> Act:
    """Return what the secretariat presses next for a step of its own."""
    if stage == Stage.PUBLISHED:
        return Act(_("Publish"), reverse("publish", args=[run.id]))
    label = _("Take the case") if stage == Stage.SUBMITTED else _("Go on with the case")
    return Act(label, reverse("case", args=[run.id]))


def approval_card(item: Approval, today: date) -> Card:
    """Return the card of a clinical approval: for who decides it, or for the secretariat where nobody is left."""
    about, words = item.about, {"group": item.group}
    sentences = []
    if item.holder is None:
        state, look = _("Nobody is left to decide"), "err"
        sentences.append(_("Neither chair nor deputy of %(group)s can decide. Name somebody who can.") % words)
        act = Act(_("Name somebody"), reverse("appoint", args=[item.step]))
    else:
        state, look = waited(item.since, today), "sub"
        sentences.append(_("For your approval on behalf of %(group)s.") % words)
        if item.due_on:
            due = {"date": long_date(item.due_on), "time": relative_days(item.due_on, today)}
            sentences.append(_("Answer by %(date)s (%(time)s).") % due)
        if item.has_worked:
            sentences.append(_("You have worked on this version yourself."))
        act = Act(_("Decide"), reverse("decision", args=[item.step]))
    return Card(
        look=look,
        state=state,
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about),
        sentences=sentences,
        stages=stage_line(Run(item.run, item.stage, False, (), skips_consultation=item.skips_consultation)),
        act=act,
    )


def resting_row(item: Approval) -> Item:
    """Return what the reader has put off, with until when."""
    until = long_date(item.rests_until) if item.rests_until else ""
    words = _("put off until %(date)s") % {"date": until}
    return Item(item.about.title, item.about.language, reverse("decision", args=[item.step]), words)


def asked_card(item: Asked, today: date) -> Card:
    """Return the card of a consultation that waits for an answer from the reader, or from a group of theirs; for the
    secretariat also from a group that nobody leads.
    """
    if item.is_unled:
        return _unled_card(item)
    about, words = item.about, {"date": long_date(item.closes_on), "time": relative_days(item.closes_on, today)}
    is_late = item.closes_on < today
    state = (
        _("The consultation should have been answered by %(date)s") if is_late else _("Answer by %(date)s · %(time)s")
    )
    if item.group:
        sentence = _("%(group)s is asked what it says to the draft. One of you answers.") % {"group": item.group}
    else:
        sentence = _("You are asked what you say to the draft.")
    return Card(
        look="plan",
        state=state % words,
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about),
        sentences=[sentence],
        act=Act(_("Answer the consultation"), reverse("consultation", args=[item.run])),
    )


def _unled_card(item: Asked) -> Card:
    about, words = item.about, {"group": item.group, "date": long_date(item.closes_on)}
    sentences = [
        _("%(group)s is asked in a consultation, but has no chair or deputy who can answer.") % words,
        _("Give the group one, or record its answer by %(date)s.") % words,
    ]
    return Card(
        look="err",
        state=_("Nobody is there to answer"),
        title=about.title,
        language=about.language,
        url=guideline_url(about),
        meta=meta(about),
        sentences=sentences,
        act=Act(_("Go to the consultation"), reverse("consultation", args=[item.run])),
    )

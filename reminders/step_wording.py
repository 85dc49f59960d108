"""What is said of an open step: an approval that waits, returned work that is overdue, a step past its days. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from guidelines.lists.dates import long_date
from reminders.ladder import (
    ASKED_FIRST,
    ASKED_SECOND,
    DEPUTY,
    EXTENSION_FIRST,
    EXTENSION_SECOND,
    RETURNED_CHAIR,
    RETURNED_LATE,
    STEP_LATE,
)
from reminders.steps import Kind, StepFacts
from reminders.wording import Brief, Item, Passage, missed, names


def step_item(facts: StepFacts, rung: str, person: int, brief: Brief, day: date) -> Item:
    """Return a reminder of a step as its text needs it; its `target` is the day from which the step counts."""
    known = facts.ladder.rungs[rung]
    holder = names([facts.names[one] for one in facts.holders if one in facts.names])
    is_lead = person in facts.holders and (
        facts.kind is Kind.RETURNED or (facts.kind is Kind.LATE and not facts.is_case)
    )
    return Item(
        rung=known,
        target=facts.since,
        day=day,
        brief=brief,
        is_lead=is_lead,
        follows_on=facts.follows_on(known, day),
        holder=holder,
        page=_page(facts, person),
    )


_PAGES = {Kind.APPROVAL: "decision", Kind.EXTENSION: "extension-decide"}


def _page(facts: StepFacts, person: int) -> str:
    """The page on which it is done; "" where that is the person's own list or the guideline's page."""
    name = _PAGES.get(facts.kind) if person in facts.holders else None
    if name is not None:
        return reverse(name, args=[int(facts.cause.rpartition(":")[2])])
    return ""


def _words(item: Item) -> dict[str, str]:
    return {
        "titled": item.titled,
        "since": long_date(item.target),
        "follows": long_date(item.follows_on) if item.follows_on else "",
        "holder": item.holder,
        "authors": names(item.brief.leads),
    }


def _approval(item: Item) -> Passage:
    words = _words(item)
    waits = _("%(titled)s has waited for your clinical approval since %(since)s.") % words
    ask = _("Are you recused, or do you need more time? Both can be said on the same page.")
    next_ = _("On %(follows)s at the earliest, the deputy and the secretariat are told.") % words
    return Passage(
        _("Waits for your approval:"), item.brief.title, (waits, next_, ask) if item.follows_on else (waits, ask)
    )


def _deputy(item: Item) -> Passage:
    words = _words(item)
    waits = _("%(titled)s has waited for clinical approval by %(holder)s since %(since)s.") % words
    told = _("%(holder)s has been told that you would hear of it. The secretariat calls as well.") % words
    ask = _("Can you take it over? Agree on it with the chair, who can leave the approval to you on its page.")
    return Passage(_("An approval waits:"), item.brief.title, (waits, told, ask))


def _late(item: Item) -> Passage:
    words = _words(item)
    if item.is_lead:
        was = _("The consultation on %(titled)s was over on %(since)s.") % words
        ask = _("Answer the comments, and send the version on. Or answer this mail if you need help.")
        return Passage(_("The consultation is over:"), item.brief.title, (was, ask))
    was = _("The case of %(titled)s was to be decided by %(since)s.") % words
    return Passage(_("Case overdue:"), item.brief.title, (was,))


def _returned(item: Item) -> Passage:
    words = _words(item)
    was = _("The corrections to %(titled)s were to be sent in by %(since)s.") % words
    ask = _("Send them in, or answer this mail with a new date. The answer goes to the secretariat.")
    next_ = _("On %(follows)s at the earliest, the chair gets a status.") % words
    return Passage(_("Corrections overdue:"), item.brief.title, (was, ask, next_) if item.follows_on else (was, ask))


def _returned_chair(item: Item) -> Passage:
    words = _words(item)
    was = _("The corrections to %(titled)s were to be sent in by %(since)s.") % words
    who = _("Lead author: %(authors)s. We have written that this status would come.") % words
    ask = _("Agree on a new date with the authors, or tell us what is to happen.")
    told = missed(item.brief) or ((who,) if words["authors"] else ())
    return Passage(_("Corrections overdue:"), item.brief.title, (was, *told, ask))


def _extension(item: Item) -> Passage:
    words = _words(item)
    waits = _("A new deadline for %(titled)s has waited for your decision since %(since)s.") % words
    asked = [
        _("%(name)s asks for %(to)s.") % {"name": said.name, "to": long_date(said.to_on)}
        for said in item.brief.said
        if said.to_on is not None
    ]
    stands = _("The deadline holds until it is decided. You can give the day, give another, or say no.")
    return Passage(_("Decide on a new deadline:"), item.brief.title, (" ".join([waits, *asked]), stands))


_PASSAGES: dict[str, Callable[[Item], Passage]] = {
    ASKED_FIRST: _approval,
    ASKED_SECOND: _approval,
    DEPUTY: _deputy,
    STEP_LATE: _late,
    RETURNED_LATE: _returned,
    RETURNED_CHAIR: _returned_chair,
    EXTENSION_FIRST: _extension,
    EXTENSION_SECOND: _extension,
}


def step_passage(item: Item) -> Passage:
    """Return the text of one reminder of a step."""
    return _PASSAGES[item.rung.key](item)

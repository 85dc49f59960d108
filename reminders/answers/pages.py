"""What the page behind a link says: the question, or what became of the link. In the language that is active."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from guidelines.lists.dates import clock_time, long_date, relative_days
from guidelines.planning.answering import Choice, may_rest
from guidelines.planning.wording_answers import heading, noted, submit
from reminders.answers.standing import Standing, State

_STATUS = {State.OPEN: 200, State.USED: 200, State.ANSWERED: 200, State.UNKNOWN: 404}


def status_of(standing: Standing) -> int:
    """Return the status of the page: 410 for a link that held once, 404 for one that never did."""
    return _STATUS.get(standing.state, 410)


def page_of(standing: Standing, now: datetime) -> dict[str, object]:
    """Return what the template needs of a link; its title says whom and what it is about, or what is wrong."""
    if standing.state is State.OPEN:
        return _question(standing, now)
    if standing.state is State.USED:
        return _receipt(standing)
    return {"title": _("This link no longer works"), "why": _why(standing), "may_ask": True}


def _question(standing: Standing, now: datetime) -> dict[str, object]:
    asked = standing.asked
    year = asked.target.year if asked.target else None
    words = {"date": long_date(asked.target), "time": relative_days(asked.target, now.date())}
    return {
        "title": heading(standing.question, asked.guideline.title, is_new=standing.is_new, year=year),
        "person": asked.person,
        "submit": submit(standing.question),
        "deadline": _("To be finished by %(date)s (%(time)s)") % words,
        "no_rest": not may_rest(standing.rests_taken),
    }


def _receipt(standing: Standing) -> dict[str, object]:
    used, aim = standing.used, standing.aim
    if used is None or aim is None:
        raise ValueError("a link that was not used")
    moment = {"date": long_date(used.at), "time": clock_time(used.at)}
    return {
        "title": _("Thank you. Your answer has been received."),
        "noted": noted(Choice(used.choice), used.day, used.moment),
        "guideline": aim.guideline,
        "when": _("Answered on %(date)s, %(time)s, by a link in a mail.") % moment,
        "has_event": used.choice == Choice.FOCUS,
        "may_ask": True,
    }


def _why(standing: Standing) -> str:
    title = standing.aim.guideline.title if standing.aim else ""
    match standing.state:
        case State.OLD:
            return _("A link works for 30 days, and this one is older.")
        case State.ANSWERED if standing.person and standing.answered_by == standing.person.name:
            return _("You have answered about “%(title)s” already.") % {"title": title}
        case State.ANSWERED:
            return _("%(name)s has answered about “%(title)s” already.") % {
                "name": standing.answered_by,
                "title": title,
            }
        case State.CHANGED:
            return _("The plan for “%(title)s” has changed since the mail was sent.") % {"title": title}
        case State.OVER:
            return _("The mail is about something that you are no longer asked about.")
    return _("The address is not whole. Open the link in the mail once more, or copy all of it.")

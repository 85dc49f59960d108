"""How questions to a tovholder and the answers to them read, in the language that is active."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from guidelines.lists.dates import clock_time, long_date
from guidelines.planning.answering import Choice, Question

CHOICES = {
    Choice.YES: __("Yes, I am lead author"),
    Choice.NO: __("No, ask somebody else"),
    Choice.REST: __("We are at work. Let the reminders rest"),
    Choice.FOCUS: __("I set time aside for it"),
    Choice.NEW_DATE: __("The draft is under way, but we need a new date"),
    Choice.HELP: __("We need help"),
    Choice.WITHDRAW: __("The work ought to lapse"),
    Choice.MEETING: __("We take it up at a meeting"),
}

SUBMITS = {
    Question.CONFIRM: __("Confirm"),
    Question.BEGIN: __("Save the day"),
}


def heading(question: Question, title: str, *, is_new: bool, year: int | None) -> str:
    """Return the question as a heading, naming the guideline."""
    words = {"title": title, "year": year}
    match question:
        case Question.CONFIRM if year is not None and is_new:
            return _("Are you still lead author of the new guideline “%(title)s” in %(year)s?") % words
        case Question.CONFIRM if year is not None:
            return _("Are you still lead author of the revision of “%(title)s” in %(year)s?") % words
        case Question.CONFIRM:
            return _("Are you still lead author of “%(title)s”?") % words
        case Question.BEGIN:
            return _("When do you begin on “%(title)s”?") % words
        case Question.LATE:
            return _("What is to become of “%(title)s”?") % words
    return _("How is it going with “%(title)s”?") % words


def submit(question: Question) -> str:
    """Return the words of the one button."""
    return str(SUBMITS.get(question, _("Send the answer")))


def noted(choice: Choice, day: date | None = None, moment: datetime | None = None) -> str:
    """Return what was answered, as a sentence; `day` and `moment` as in the answer."""
    match choice:
        case Choice.YES:
            return _("You answered yes: you are lead author.")
        case Choice.NO:
            return _("You answered no. You stand on the plan until somebody else is found; the group's chair sees it.")
        case Choice.HELP:
            return _("You answered that you need help. The secretariat contacts you.")
        case Choice.WITHDRAW:
            return _("You answered that the work ought to lapse. The group's chair and the secretariat decide.")
        case Choice.NEW_DATE:
            return _("You asked for a new deadline: %(date)s. The group's chair decides.") % {"date": long_date(day)}
        case Choice.FOCUS:
            words = {"date": long_date(moment), "time": clock_time(moment)}
            return _("You set time aside on %(date)s, %(time)s.") % words
        case Choice.MEETING:
            return _("You answered that you take it up at a meeting. Reminders rest until %(date)s.") % {
                "date": long_date(day)
            }
    return _("The reminders rest until %(date)s.") % {"date": long_date(day)}


def told(kind: str, suggested: str = "") -> str:
    """Return what a tovholder answered, for those who are to act on it; `suggested` is whom to ask instead."""
    if kind == "declined" and suggested:
        return _("says no to the role and suggests %(name)s.") % {"name": suggested}
    return {
        "declined": _("says no to the role."),
        "help": _("asks for help."),
        "withdraw": _("suggests that the work lapses."),
    }.get(kind, _("has answered."))

"""What is wrong, and why somebody is proposed, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from guidelines.desk.orphans.rules import Case, Fault, Reason, Successor, Trouble, Why
from guidelines.documents.planskema_types import Text
from guidelines.lists.dates import long_date

TROUBLES: dict[Trouble, tuple[str, Text]] = {
    Trouble.NONE: ("err", gettext_lazy("No lead author")),
    Trouble.LEFT: ("err", gettext_lazy("Lead author has left")),
    Trouble.DECLINED: ("err", gettext_lazy("Lead author said no")),
    Trouble.SILENT: ("err", gettext_lazy("No answer")),
    Trouble.REFUSED: ("info", gettext_lazy("Mail is refused")),
    Trouble.ALONE: ("info", gettext_lazy("Only one lead author")),
    Trouble.UNPLANNED: ("unk", gettext_lazy("In no plan")),
}
"""The shape (a class of the stylesheet) and the word of each trouble; never one without the other."""


def why(case: Case) -> list[str]:
    """Return what is wrong, a sentence each, the weightiest first."""
    return [_why(case, fault) for fault in case.faults]


def _why(case: Case, fault: Fault) -> str:
    lead = fault.lead
    if lead is None:
        if fault.trouble is Trouble.UNPLANNED:
            return _("It stands in no plan, so nobody is lead author.")
        return _("Nobody is lead author.")
    words = {"name": lead.name, "date": long_date(case.entry.late_since if case.entry else None)}
    match fault.trouble:
        case Trouble.LEFT:
            return _("%(name)s no longer has a role in the group, or may not sign in any more.") % words
        case Trouble.DECLINED:
            return _("%(name)s has said no to the role.") % words
        case Trouble.SILENT if lead.heard_on is not None:
            heard = {**words, "heard": long_date(lead.heard_on)}
            return _("The deadline passed on %(date)s; %(name)s was last heard of on %(heard)s.") % heard
        case Trouble.SILENT:
            return _("The deadline passed on %(date)s; nothing has been heard of %(name)s.") % words
        case Trouble.REFUSED:
            return _("Mails to %(name)s come back.") % words
    return _("%(name)s is alone with it.") % words


def reason(one: Reason) -> str:
    """Return a reason in words, as part of a row of them."""
    words = {"name": one.who, "year": one.year, "group": one.group}
    match one.why:
        case Why.SUGGESTED:
            return _("suggested by %(name)s") % words
        case Why.AUTHOR:
            return _("co-author before")
        case Why.LED if one.year is not None:
            return _("lead author of it in %(year)s") % words
        case Why.LED:
            return _("lead author of it before")
        case Why.MEMBER:
            return _("has a role in %(group)s") % words
    return _("writes for %(group)s already") % words


def load(one: Successor) -> str:
    """Return what the person has already, beside the group's limit where there is no room."""
    words = {"number": one.load, "year": one.year, "most": one.most}
    if one.year is None:
        return (
            ngettext("has %(number)s without a year", "has %(number)s without a year", one.load) % words
            if one.load
            else _("has nothing without a year")
        )
    if one.is_full:
        return _("has %(number)s in %(year)s; the group's limit is %(most)s") % words
    return _("has %(number)s in %(year)s") % words if one.load else _("is free in %(year)s") % words


def reasons(one: Successor) -> str:
    """Return why somebody is proposed: "co-author before · has a role in DSG · is free in 2027"."""
    return pgettext("between reasons", " · ").join([*(reason(each) for each in one.reasons), load(one)])

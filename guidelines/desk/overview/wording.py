"""The overview in words: the three sentences on top, what a list holds, bands, quarters and holders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from guidelines.desk.overview.asked import ANY, Asked, AskedSteps, band_of
from guidelines.desk.overview.rules import RETURNED, STAGES_SHOWN, Band, Cover, Span
from guidelines.desk.wording import chair_of
from guidelines.lists.dates import long_date
from guidelines.planning.rules import HolderRole, Stage
from guidelines.planning.wording import STAGES
from guidelines.register.rules import ValidityState
from guidelines.register.wording import STATES

ROLES: dict[str, Any] = {
    HolderRole.LEAD: pgettext_lazy("holders", "Lead authors"),
    HolderRole.CHAIR: pgettext_lazy("holders", "Chairs"),
    HolderRole.SECRETARIAT: pgettext_lazy("holders", "The secretariat"),
}
_WITH: dict[str, Any] = {
    HolderRole.LEAD: pgettext_lazy("with whom", "the lead authors"),
    HolderRole.CHAIR: pgettext_lazy("with whom", "the chairs"),
    HolderRole.SECRETARIAT: pgettext_lazy("with whom", "the secretariat"),
}
COVERS: dict[str, Any] = {
    Cover.UNDERWAY: pgettext_lazy("deadline", "Under way"),
    Cover.PLANNED: pgettext_lazy("deadline", "In the plan"),
    Cover.NONE: pgettext_lazy("deadline", "Not planned"),
}
SPANS: dict[str, Any] = {
    Span.PASSED: gettext_lazy("Deadline has passed"),
    Span.LATER: gettext_lazy("Later"),
    Span.UNKNOWN: gettext_lazy("No date"),
}


def stage_word(stage: str) -> str:
    """Return a stage, or that it was sent back; "" where no revision is under way."""
    if not stage:
        return ""
    return pgettext("stage", "Sent back") if stage == RETURNED else str(STAGES[stage])


def step_word(stage: str) -> str:
    """Return the stage of an open step: one of the stage *published* waits for that."""
    return pgettext("inbox", "Ready to be published") if stage == Stage.PUBLISHED else stage_word(stage)


def stage_words() -> list[tuple[str, str]]:
    """Return the stages that are counted, with their words."""
    return [(stage, stage_word(stage)) for stage in STAGES_SHOWN]


def band_word(band: Band) -> str:
    """Return days from and up to, as the heading of a column."""
    if band.most is None:
        return _("over %(days)s days") % {"days": band.least - 1}
    return _("%(least)s–%(most)s days") % {"least": band.least, "most": band.most}


def quarter_word(quarter: int) -> str:
    """Return a quarter of a year: 4. kvartal."""
    return _("Quarter %(number)s") % {"number": quarter}


def held_by(role: str, group: str, chair_title: str) -> str:
    """Return who holds steps of a group; `chair_title` is what the group calls its chair, "" for the usual word."""
    if role == HolderRole.LEAD and group:
        return pgettext("holders", "Lead authors of %(group)s") % {"group": group}
    if role == HolderRole.CHAIR and group:
        chair = chair_of(group, chair_title)
        return chair[:1].upper() + chair[1:]
    return str(ROLES[role])


# --- what a list holds


def listed(asked: Asked, group: str, on: date | None) -> str:
    """Return in words what a list of guidelines holds; `group` names the group, `on` is None for today."""
    state = STATES[ValidityState(asked.state)][1] if asked.state else ""
    stage = _("revision under way") if asked.stage == ANY else stage_word(asked.stage)
    said = [str(state), stage, _due(asked.due), str(COVERS[asked.cover]) if asked.cover else ""]
    return _titled(_("Guidelines"), said, group, on)


def steps_listed(asked: AskedSteps, group: str, holder: tuple[str, str], on: date | None) -> str:
    """Return in words what a list of steps holds; `holder` is the group they are with and its word for its chair."""
    role = held_by(asked.role, *holder) if asked.role else holder[0]
    return _titled(
        pgettext("overview", "Waiting"), [role, band_word(band_of(asked.age)) if asked.age else ""], group, on
    )


def _titled(first: str, said: list[str], group: str, on: date | None) -> str:
    day = _("as of %(date)s") % {"date": long_date(on)} if on else ""
    return " · ".join(filter(None, [first, group, *said, day]))


def _due(due: str) -> str:
    if not due or due == ANY:
        return pgettext("overview", "in use") if due else ""
    if due in SPANS:
        return str(SPANS[due])
    if due.startswith("til"):
        return _("due by the end of %(year)s") % {"year": due[-4:]}
    if len(due) == 4:
        return _("due in %(year)s") % {"year": due}
    return _("due in quarter %(number)s of %(year)s") % {"number": due[-1], "year": due[:4]}


# --- three sentences


def overdue_said(number: int, groups: list[str], most: int) -> str:
    """Return how many are overdue, and in which groups most of them are; no groups where that says nothing."""
    if not number:
        return _("No guideline is overdue.")
    if number == 1:
        return (
            _("One guideline is overdue, in %(groups)s.") % {"groups": _and(groups)}
            if groups
            else _("One guideline is overdue.")
        )
    words = {"count": number, "groups": _and(groups), "most": most}
    if not groups:
        return _("%(count)s guidelines are overdue.") % words
    return _("%(count)s guidelines are overdue, most in %(groups)s (%(most)s).") % words


def waiting_said(number: int, days: int, roles: list[str], most: int) -> str:
    """Return how many steps have waited for more than so many days, and with whom most of them are."""
    if not number:
        return _("Nothing has waited for more than %(days)s days.") % {"days": days}
    words = {"count": number, "days": days, "who": _and(str(_WITH[role]) for role in roles), "most": most}
    if number == 1:
        return _("One step has waited for more than %(days)s days, with %(who)s.") % words
    return _("%(count)s steps have waited for more than %(days)s days, most with %(who)s (%(most)s).") % words


def uncovered_said(number: int, year: int) -> str:
    """Return for how many nothing is planned although they fall due by the end of the year."""
    if not number:
        return _("Everything that falls due by the end of %(year)s is under way or in the plan.") % {"year": year}
    return ngettext(
        "%(count)s guideline falls due by the end of %(year)s and is not in the plan.",
        "%(count)s guidelines fall due by the end of %(year)s and are not in the plan.",
        number,
    ) % {"count": number, "year": year}


def _and(names: Iterable[str]) -> str:
    return pgettext("between two names", " and ").join(names)
